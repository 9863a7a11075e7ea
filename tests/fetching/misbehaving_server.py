"""A web server on the loopback that behaves, for each path, as a test tells it to."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PDF = b"%PDF-1.4\n" + b"% a small file that passes for one\n" * 60 + b"%%EOF\n"


@dataclass
class Asked:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    at: float
    port: int  # of the client: the same port is the same connection


@dataclass
class Server:
    """The server's address, what it was asked, and how it answers each path in turn.

    The last behaviour of a path answers all further requests.
    """

    port: int
    asked: list[Asked] = field(default_factory=list)
    behaviours: defaultdict[str, list[Callable[[Handler], None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    most_at_once: int = 0
    at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def behave(self, path: str, *behaviours: Callable[[Handler], None]) -> str:
        """Say how a path answers; returns its address."""
        self.behaviours[path] = list(behaviours)
        return self.url(path)

    def count(self, path: str) -> int:
        return sum(one.path == path for one in self.asked)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Server

    def do_GET(self) -> None:
        site = self.site
        with site.lock:
            site.at_once += 1
            site.most_at_once = max(site.most_at_once, site.at_once)
            site.asked.append(
                Asked(self.path, dict(self.headers), time.monotonic(), self.client_address[1])
            )
            waiting = site.behaviours[self.path]
            behave = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        try:
            with contextlib.suppress(ConnectionError):
                behave(self)
        finally:
            with site.lock:
                site.at_once -= 1

    def log_message(self, *_: Any) -> None:
        """Nothing: a test's output is not the server's."""

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send a whole, honest answer; header names with _ for -."""
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


Behaviour = Callable[[Handler], None]


def answer(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    return lambda handler: handler.send(status, body, **headers)


def serve(body: bytes = PDF, etag: str | None = None, modified: str | None = None) -> Behaviour:
    """A good server: 304 when the validators still hold."""

    def behave(handler: Handler) -> None:
        asked = handler.headers
        fresh = (etag and asked.get("If-None-Match") == etag) or (
            modified and not etag and asked.get("If-Modified-Since") == modified
        )
        validators = {"ETag": etag, "Last_Modified": modified}
        said = {name: value for name, value in validators.items() if value}
        handler.send(304 if fresh else 200, b"" if fresh else body, **said)

    return behave


def reset_in_the_body(body: bytes = PDF) -> Behaviour:
    """Promise all, send half, reset the connection."""

    def behave(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2])
        handler.wfile.flush()
        linger = struct.pack("ii", 1, 0)  # close by reset
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        # the handler's files hold the socket open: close under them
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True

    return behave


def hang_up(handler: Handler) -> None:
    """Close the connection without a word."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def wrong_length(body: bytes = PDF) -> Behaviour:
    """Promise more than comes, then close in good order."""

    def behave(handler: Handler) -> None:
        handler.send(200, body, Content_Length=str(len(body) + 1000))
        handler.close_connection = True

    return behave


def no_length(body: bytes) -> Behaviour:
    """Say nothing of the length and close: a cut file looks whole to the protocol."""

    def behave(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    return behave


def drip(pause_seconds: float, body: bytes = PDF) -> Behaviour:
    """Send one byte at a time, never so slowly that the next byte times out."""

    def behave(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        for byte in body:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(pause_seconds)

    return behave


def silence(seconds: float) -> Behaviour:
    """Take the request and say nothing."""
    return lambda _: time.sleep(seconds)


def talk_nonsense(handler: Handler) -> None:
    """Answer in another protocol, at length."""
    handler.wfile.write(b"\x00\xff" * 2000 + b"\r\n")
    handler.close_connection = True


@contextlib.contextmanager
def running_server() -> Iterator[Server]:
    """Run a server on a free port of the loopback."""
    handler = type("BoundHandler", (Handler,), {})
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    httpd.daemon_threads = True
    site = Server(httpd.server_address[1])
    handler.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=httpd.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        httpd.shutdown()
        httpd.server_close()
