"""How far a command is: one moving line on a terminal, plain lines now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as Display
    from rich.progress import TaskID

STAGES: Final = {
    "fetching": "fetching reports",
    "comparing": "reading who the new reports say they are",
    "reading": "reading reports",
    "loading": "loading the warehouse",
    "modelling": "building models (dbt)",
    "diagnosing": "looking for causes",
    "checking": "running expectations",
    "publishing": "publishing",
}

# Often enough for somebody who follows a log, seldom enough for a log that is kept.
_PLAIN_SECONDS: Final = 30.0

# An estimate over less says more about the start than about the rest.
_ESTIMATED_SECONDS: Final = 2.0


class Progress:
    """Shows the stage that a command is in, how much of it is done, and how long it still takes.

    Args:
        stream: where to, such as standard error.
        check: called each time; raises when the command was told to end.
        clock: seconds that only go forward.
    """

    def __init__(
        self,
        stream: TextIO,
        check: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._check = check
        self._clock = clock
        self._display: Display | None = None
        self._task: TaskID | None = None
        self._stage = ""
        # stages take turns, batch by batch: what is left is reckoned from when each first began
        self._began: dict[str, float] = {}
        self._said_at = 0.0
        self._ends_at: float | None = None

    def show(
        self, stage: str, done: int, total: int, share: float | None = None, *, pages: int = 0
    ) -> None:
        """Say that a stage has begun, or how far it is.

        Args:
            stage: a key of `STAGES`, or words.
            done: how many are done.
            total: of how many; 0 when there is nothing to count.
            share: how much of the work that is, where the parts are unequal; else by count.
            pages: how many pages of scans have been read meanwhile; each takes seconds.
        """
        self._check()
        now = self._clock()
        began = self._began.setdefault(stage, now)
        share = share if share is not None else done / total if total else 0.0
        lasted = now - began
        self._ends_at = None
        # by weight the last of all may be a hair short of the whole: it is done all the same
        is_over = share >= 1 or (total > 0 and done >= total)
        if share > 0 and not is_over and lasted >= _ESTIMATED_SECONDS:
            self._ends_at = now + lasted * (1 - share) / share
        scanned = f", {pages} scanned pages" if pages else ""
        words = f"{STAGES.get(stage, stage)}{scanned} …"
        if self._stream.isatty():
            counted = f"{words} {done}/{total}" if total else words
            self._move(stage, counted, 1.0 if is_over else share, total > 0)
        elif stage != self._stage or now - self._said_at >= _PLAIN_SECONDS:
            self._said_at = now
            self._stream.write(f"{words}{self._plainly(done, total, lasted)}\n")
            self._stream.flush()
        self._stage = stage

    def clear(self) -> None:
        """Take the moving line away."""
        if self._display is not None:
            self._display.stop()
            self._display = None

    def _plainly(self, done: int, total: int, lasted: float) -> str:
        if not done:
            return ""
        left = self.time_left()
        return f" {done}/{total} after {spell_seconds(lasted)}" + (f", {left} left" if left else "")

    def time_left(self) -> str:
        """Say how long the stage still takes; "" while nobody knows, or when it should be over."""
        left = self._ends_at - self._clock() if self._ends_at is not None else 0.0
        return f"about {spell_seconds(left)}" if left >= 1 else ""

    def _move(self, stage: str, words: str, share: float, is_counted: bool) -> None:
        if self._display is None:
            self._display = _make_display(self._stream, self)
            self._task = self._display.add_task(words, total=None)
            self._display.start()
        assert self._task is not None  # made with the display
        if stage != self._stage:
            self._display.reset(self._task)
        self._display.update(
            self._task, description=words, completed=share, total=1.0 if is_counted else None
        )


def spell_seconds(seconds: float) -> str:
    """Write a time as people say it.

    >>> spell_seconds(7.4), spell_seconds(65), spell_seconds(7260)
    ('7 s', '1 min 5 s', '2 h 1 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def _make_display(stream: TextIO, progress: Progress) -> Display:
    # here: an unchanged rerun shows nothing, and must not pay for the import
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, ProgressColumn, Task, TextColumn  # noqa: PLC0415
    from rich.progress import Progress as Display  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    class Elapsed(ProgressColumn):
        def render(self, task: Task) -> Text:
            left = progress.time_left()
            lasted = spell_seconds(task.elapsed or 0.0)
            return Text(f"{lasted}, {left} left" if left else lasted)

    return Display(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        Elapsed(),
        console=Console(file=stream),
        transient=True,  # what is done is in the summary
    )
