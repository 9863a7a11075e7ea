"""Waiting that can be interrupted."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType

import pytest

from ingest.processes.interruption import wait_interruptibly

_NOBODY_WRITES_FOR_SECONDS = 5.0


class _InterruptedError(Exception):
    pass


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise _InterruptedError


@pytest.fixture
def pipe() -> Iterator[int]:
    """A pipe that says nothing for a while, and then ends."""
    theirs, ours = os.pipe()
    timer = threading.Timer(_NOBODY_WRITES_FOR_SECONDS, os.close, [ours])
    timer.start()
    yield theirs
    os.close(theirs)
    if timer.is_alive():
        timer.cancel()
        os.close(ours)


def test_wait__signal_went_to_another_thread__is_obeyed_at_once(pipe: int) -> None:
    """The system may choose any thread; the main thread sleeps on in a plain read."""

    def take_the_signal() -> None:
        time.sleep(0.2)
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)

    previous = signal.signal(signal.SIGUSR1, _interrupt)
    try:
        started = time.monotonic()
        threading.Thread(target=take_the_signal).start()
        with pytest.raises(_InterruptedError):
            wait_interruptibly(pipe)
        assert time.monotonic() - started < _NOBODY_WRITES_FOR_SECONDS / 2
    finally:
        signal.signal(signal.SIGUSR1, previous)


def test_wait__something_to_read__is_done() -> None:
    theirs, ours = os.pipe()
    os.write(ours, b"x")
    wait_interruptibly(theirs)
    os.close(ours)
    assert os.read(theirs, 5) == b"x"
    wait_interruptibly(theirs)  # its end, too
    os.close(theirs)
