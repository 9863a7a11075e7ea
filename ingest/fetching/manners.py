"""How a fetch behaves towards other people's servers: pace, patience, limits, one turn per host."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field


class FetchStoppedError(Exception):
    """The fetch was told to end while a thread was waiting or downloading."""


@dataclass(frozen=True, slots=True)
class Manners:
    """Pace and limits of a fetch.

    Attributes:
        user_agent: who we are, so that an administrator can tell and can write to somebody.
        delay_seconds: between two requests to the same host.
        attempts: how often one source is tried in all.
        backoff_seconds: before the second attempt; doubled each time, a random half taken off.
        patience_seconds: the longest wait that we accept; a server that asks for more (Retry-After)
            is left alone until the next run.
        connect_seconds, read_seconds: until a connection stands, until the next bytes come.
        total_seconds: for one attempt, however steadily it drips.
        byte_limit: a larger file is refused.
        host_count: hosts that are asked at the same time.
    """

    user_agent: str
    delay_seconds: float = 1.0
    attempts: int = 4
    backoff_seconds: float = 2.0
    patience_seconds: float = 120.0
    connect_seconds: float = 15.0
    read_seconds: float = 30.0
    total_seconds: float = 600.0
    # the largest of 30 published reports has 5 MB; a scanned one can have 100
    byte_limit: int = 256 << 20
    host_count: int = 8

    def wait_before(self, attempt: int, asked_seconds: float | None) -> float:
        """Say how long to wait before an attempt (2, 3, …).

        What the server asked for counts, if it is longer than ours; the jitter keeps many clients
        that failed together from coming back together.
        """
        backoff = self.backoff_seconds * 2.0 ** (attempt - 2)
        jittered = backoff * random.uniform(0.5, 1.0)
        return max(asked_seconds or 0.0, min(jittered, self.patience_seconds))


@dataclass(slots=True)
class _Gate:
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0


class Turns:
    """One request at a time per host, with a pause after each; for all threads of a fetch.

    A source that is redirected to another host waits for that host's turn as well.
    """

    def __init__(self, delay_seconds: float) -> None:
        self._delay_seconds = delay_seconds
        self._gates: defaultdict[str, _Gate] = defaultdict(_Gate)
        self._registry = threading.Lock()
        self._stopped = threading.Event()

    @contextlib.contextmanager
    def of_host(self, host: str) -> Iterator[None]:
        """Hold the host's turn.

        Raises:
            FetchStoppedError: the fetch was told to end.
        """
        with self._registry:
            gate = self._gates[host]
        with gate.lock:
            self.wait(gate.next_at - time.monotonic())
            try:
                yield
            finally:
                gate.next_at = time.monotonic() + self._delay_seconds

    def wait(self, seconds: float) -> None:
        """Wait, unless the fetch is told to end.

        Raises:
            FetchStoppedError: it was.
        """
        if self._stopped.wait(max(0.0, seconds)):
            raise FetchStoppedError

    def stop(self) -> None:
        """Tell all threads to end at the next wait or the next bytes."""
        self._stopped.set()
