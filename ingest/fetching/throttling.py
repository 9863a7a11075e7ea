"""How a fetch behaves towards other people's servers: pace, patience, limits, one turn per host."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.settings import RequestPolicy


class FetchStoppedError(Exception):
    """The fetch was told to end while a thread was waiting or downloading."""


def wait_before(policy: RequestPolicy, attempt: int, asked_seconds: float | None) -> float:
    """Say how long to wait before an attempt (2, 3, …).

    What the server asked for counts, if it is longer than ours; the jitter keeps many clients
    that failed together from coming back together.
    """
    backoff = policy.backoff_seconds * 2.0 ** (attempt - 2)
    jittered = backoff * random.uniform(0.5, 1.0)
    return max(asked_seconds or 0.0, min(jittered, policy.patience_seconds))


@dataclass(slots=True)
class _Gate:
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0


class HostThrottle:
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
