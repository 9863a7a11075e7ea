"""One address → one whole PDF beside its place, or a plain reason why not."""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from ingest.fetching.errors import FetchFailedError
from ingest.fetching.ledger import Content
from ingest.fetching.naming import host_of
from ingest.fetching.sources import escape_url, is_web_address
from ingest.fetching.throttling import HostThrottle
from ingest.settings import RequestPolicy

PART_PREFIX: Final = ".part-"

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS: Final = 5
# 408 and 425 are about the moment, 429 about pace; the servers' own faults may pass
_TRANSIENT: Final = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_CHUNK_BYTES: Final = 1 << 16
# Of an error's words: who speaks no HTTP is quoted in them at length.
_CAUSE_CHARS: Final = 120
# as in ingest/reading/pdf/document.py: what a reader accepts
_HEADER_WINDOW: Final = 1024
_TRAILER_WINDOW: Final = 4096


@dataclass(frozen=True, slots=True)
class Download:
    """A whole PDF in a temporary file, not yet under its name."""

    part: Path
    sha256: str
    byte_count: int
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a thread's session, and the policy and throttle of the whole fetch."""

    session: requests.Session
    policy: RequestPolicy
    throttle: HostThrottle


class _Session(requests.Session):
    """A session that leaves redirects to us.

    `allow_redirects=False` alone still parses the target, and raises on what is no address.
    """

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


def new_session(policy: RequestPolicy) -> requests.Session:
    """Open a session: one host's connection and cookies, our name on each request."""
    session = _Session()
    session.headers.update(
        {
            "User-Agent": policy.user_agent,
            "Accept": "application/pdf, */*;q=0.1",
            "Accept-Encoding": "identity",  # lengths then mean what they say
        }
    )
    return session


def download(caller: Caller, url: str, known: Content | None, folder: Path) -> Download | None:
    """Ask for a file once; None when the server says that it has not changed.

    Args:
        caller: with its limits.
        url: http(s).
        known: what lies here already, whose validators go along; None asks unconditionally.
        folder: where the temporary file goes, so that a rename is all that remains.

    Raises:
        FetchFailedError: with the reason; nothing is left behind.
        FetchStoppedError: the fetch was told to end.
    """
    headers = _validators(known)
    visited = {url}
    while True:
        with (
            caller.throttle.of_host(host_of(url)),
            _sent(caller, url, headers) as response,
        ):
            if response.status_code == 304 and known is not None:
                return None
            if response.status_code not in _REDIRECTS:
                return _receive(response, caller, url, folder)
            target = _redirect_target(response, url)
        if target in visited:
            raise FetchFailedError(url, f"it is redirected in a circle, back to {target}")
        if len(visited) > _MAX_REDIRECTS:
            raise FetchFailedError(url, f"it is redirected more than {_MAX_REDIRECTS} times")
        _check_redirect(url, target)
        visited.add(target)
        url = target


def _validators(known: Content | None) -> dict[str, str]:
    if known is None:
        return {}
    said = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in said.items() if value}


@contextlib.contextmanager
def _sent(caller: Caller, url: str, headers: dict[str, str]) -> Iterator[requests.Response]:
    """Send a request and say in plain words what the network did to it or to its answer."""
    timeouts = (caller.policy.connect_seconds, caller.policy.read_seconds)
    try:
        with caller.session.get(
            url, headers=headers, stream=True, allow_redirects=False, timeout=timeouts
        ) as response:
            yield response
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise FetchFailedError(url, "no answer in time", is_transient=True) from error
    except (requests.exceptions.SSLError, urllib3.exceptions.SSLError) as error:
        raise FetchFailedError(url, f"the certificate is not accepted: {error}") from error
    except (
        requests.ConnectionError,
        requests.exceptions.ChunkedEncodingError,
        urllib3.exceptions.ProtocolError,  # IncompleteRead among them: a wrong length
    ) as error:
        problem = f"the connection failed: {_cause(error)}"
        raise FetchFailedError(url, problem, is_transient=True) from error
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise FetchFailedError(url, f"the answer makes no sense: {_cause(error)}") from error


def _cause(error: BaseException) -> str:
    """Return the innermost words: the outer ones name objects of the library."""
    inner = error
    while inner.args and isinstance(inner.args[-1], BaseException):
        inner = inner.args[-1]
    reason = getattr(inner, "reason", None)
    text = str(reason if isinstance(reason, BaseException) else inner)
    first_line = (text.splitlines() or [type(inner).__name__])[0]
    return first_line if len(first_line) <= _CAUSE_CHARS else f"{first_line[:_CAUSE_CHARS]}…"


def _redirect_target(response: requests.Response, url: str) -> str:
    location = response.headers.get("Location")
    if not location:
        raise FetchFailedError(url, f"status {response.status_code} without a Location")
    # header bytes are Latin-1 to the library, UTF-8 to the servers that send Chinese unescaped
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        target = urljoin(url, location)
    except ValueError:  # such as a bracket in the host
        target = location
    if not is_web_address(target):
        raise FetchFailedError(url, f"it is redirected to {target!r}, which is not http(s)")
    return escape_url(target)


def _check_redirect(url: str, target: str) -> None:
    """Refuse to be led from a safe place to an unsafe one.

    Raises:
        FetchFailedError: from https to http, or from a public host to one of our own network.
    """
    here, there = urlsplit(url), urlsplit(target)
    if here.scheme == "https" and there.scheme != "https":
        raise FetchFailedError(url, f"it is redirected from https to http: {target}")
    is_elsewhere = here.hostname != there.hostname
    if is_elsewhere and _is_inside(there.hostname) and not _is_inside(here.hostname):
        raise FetchFailedError(url, f"it is redirected into a private network: {target}")


def _is_inside(host: str | None) -> bool:
    """Say whether a host is on this machine or in a private network."""
    try:
        answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:  # unknown here; the request itself will say so
        return False
    addresses = [ipaddress.ip_address(str(answer[4][0]).split("%")[0]) for answer in answers]
    return any(not address.is_global for address in addresses)


def _receive(response: requests.Response, caller: Caller, url: str, folder: Path) -> Download:
    """Write the answer's body into a temporary file, if it is a whole PDF."""
    policy = caller.policy
    status = response.status_code
    if status != 200:
        raise FetchFailedError(
            url,
            f"the server answers {status} {response.reason or ''}".rstrip(),
            is_transient=status in _TRANSIENT,
            wait_seconds=retry_after_seconds(response.headers.get("Retry-After")),
        )
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > policy.byte_limit:
        raise FetchFailedError(url, _too_large(int(length), policy))
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=PART_PREFIX, dir=folder)
    part = Path(name)
    try:
        digest = hashlib.sha256()
        byte_count = 0
        with os.fdopen(handle, "wb") as stream:
            for chunk in _checked(_chunks(response, caller, url), url, policy):
                digest.update(chunk)
                byte_count += len(chunk)
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Download(
        part,
        digest.hexdigest(),
        byte_count,
        response.headers.get("ETag"),
        response.headers.get("Last-Modified"),
    )


def _chunks(response: requests.Response, caller: Caller, url: str) -> Iterator[bytes]:
    """Yield what has come as it comes: a server that drips is cut off in time."""
    raw: urllib3.HTTPResponse = response.raw
    total_seconds = caller.policy.total_seconds
    until = time.monotonic() + total_seconds
    while chunk := raw.read1(_CHUNK_BYTES, decode_content=True):
        caller.throttle.wait(0.0)
        yield chunk
        if time.monotonic() > until:
            problem = f"it was not finished after {total_seconds:g} s"
            raise FetchFailedError(url, problem, is_transient=True)


def _checked(chunks: Iterator[bytes], url: str, policy: RequestPolicy) -> Iterator[bytes]:
    """Pass a PDF through; anything else is refused, as soon as it shows."""
    head = tail = b""
    byte_count = 0
    for chunk in chunks:
        byte_count += len(chunk)
        if byte_count > policy.byte_limit:
            raise FetchFailedError(url, _too_large(byte_count, policy))
        was_short = len(head) < _HEADER_WINDOW
        head += chunk[: _HEADER_WINDOW - len(head)]
        if was_short and len(head) == _HEADER_WINDOW:
            _check_head(head, url)
        tail = (tail + chunk)[-_TRAILER_WINDOW:]
        yield chunk
    _check_head(head, url)
    if b"%%EOF" not in tail:
        raise FetchFailedError(url, "the end of the file is missing", is_transient=True)


def _check_head(head: bytes, url: str) -> None:
    if b"%PDF-" in head:
        return
    start = head.lstrip().lower()
    if not head:
        what = "nothing"
    elif start.startswith((b"<!doctype", b"<html", b"<?xml")) or b"<html" in start:
        what = "a web page (网页), perhaps an error or a login"
    else:
        what = f"something that begins with {head[:8]!r}"
    raise FetchFailedError(url, f"not a PDF: {what} came with status 200")


def _too_large(byte_count: int, policy: RequestPolicy) -> str:
    return f"it is too large: {byte_count:,} bytes or more, {policy.byte_limit:,} are allowed"


def retry_after_seconds(text: str | None) -> float | None:
    """Parse Retry-After: seconds or a date; None when it is neither.

    >>> retry_after_seconds("7"), retry_after_seconds("soon"), retry_after_seconds(None)
    (7.0, None, None)
    >>> retry_after_seconds("Wed, 21 Oct 2015 07:28:00 GMT")
    0.0
    """
    if text is None:
        return None
    if text.strip().isdecimal():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())
