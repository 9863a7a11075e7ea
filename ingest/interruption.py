"""Ctrl-C, and a request to end, at an awkward moment: held back until it can be obeyed."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from typing import Final

_SIGNALS: Final = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


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


def let_interruption_in() -> None:
    """Undo, in a child, what it inherited from `interruption_held_back`."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
