"""Ctrl-C, and a request to end, at an awkward moment: held back until it can be obeyed."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from typing import Final

_SIGNALS: Final = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h

# The system may give a signal to any thread, such as one of polars'. Python then obeys it when its
# main thread runs again, which a thread that waits for dbt in one long read does not: Ctrl-C took
# up to 20 s.
_LOOK_SECONDS: Final = 0.25


@contextlib.contextmanager
def interruption_held_back() -> Iterator[None]:
    """Let no signal in until the block is done: half a rename, or half a child, is worse.

    A child that is started inside inherits the blocked signals; it calls
    `let_interruption_in` when it is ready for them.
    """
    previous = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous)


def wait_interruptibly(source: Connection | int) -> None:
    """Wait until there is something to read from a pipe, or its end.

    A signal is obeyed meanwhile, whichever thread it went to.
    """
    while not wait([source], timeout=_LOOK_SECONDS):
        pass


def let_interruption_in() -> None:
    """Undo, in a child, what it inherited from `interruption_held_back`."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)


def end_with_parent(parent_id: int) -> None:
    """Let this process be killed when its parent is: nobody is left who wants what it makes.

    Linux only; elsewhere an orphan finishes what it does, on files that nobody looks at.

    Args:
        parent_id: of the process that started this one, which may have died since.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_id:
        os.kill(os.getpid(), signal.SIGKILL)
