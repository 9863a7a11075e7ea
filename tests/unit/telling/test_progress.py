"""What a user is told while a command works."""

from __future__ import annotations

import io

import pytest

from ingest.telling.progress import Progress


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def _nothing() -> None:
    return None


def test_progress__no_terminal__says_each_stage_once_and_then_now_and_then() -> None:
    clock, stream = _Clock(), io.StringIO()
    progress = Progress(stream, _nothing, clock)
    for second in range(100):
        clock.now = float(second)
        progress.show("reading", second, 200)
    progress.show("loading", 0, 0)
    progress.clear()
    assert stream.getvalue().splitlines() == [
        "reading reports …",
        "reading reports … 30/200 after 30 s, about 2 min 50 s left",
        "reading reports … 60/200 after 1 min 0 s, about 2 min 20 s left",
        "reading reports … 90/200 after 1 min 30 s, about 1 min 50 s left",
        "loading the warehouse …",
    ]


def test_progress__unequal_parts__time_left_goes_by_the_work() -> None:
    """One of ten reports is as large as all others together, and it was the first."""
    clock = _Clock()
    progress = Progress(io.StringIO(), _nothing, clock)
    progress.show("reading", 0, 10)
    clock.now = 50.0
    progress.show("reading", 1, 10, 0.5)
    assert progress.time_left() == "about 50 s"
    clock.now = 60.0  # it counts down while nothing is heard
    assert progress.time_left() == "about 40 s"
    clock.now = 101.0
    assert progress.time_left() == ""


def test_progress__stages_take_turns__time_goes_on_from_the_first_turn() -> None:
    clock = _Clock()
    progress = Progress(io.StringIO(), _nothing, clock)
    for turn in range(3):
        clock.now = turn * 20.0
        progress.show("loading", turn, 4)
        clock.now += 10.0
        progress.show("modelling", turn * 100 + 50, 400)
    # it began at 10 s; 250 of 400 are done at 50 s
    assert progress.time_left() == "about 24 s"


def test_progress__told_to_end__raises_from_wherever_it_is_heard() -> None:
    def told() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Progress(io.StringIO(), told).show("reading", 0, 1)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress__terminal__leaves_no_line_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    stream = _Terminal()
    progress = Progress(stream, _nothing)
    progress.show("reading", 0, 3)
    progress.show("reading", 1, 3)
    progress.clear()
    said = stream.getvalue()
    assert "reading reports … 1/3" in said
    assert said.rstrip().endswith(("\x1b[2K", "\x1b[?25h"))


@pytest.mark.parametrize("share", [None, 0.97, 1.0])
def test_progress__all_done__nothing_is_left(share: float | None) -> None:
    """The last of unequal parts may be a hair short of the whole."""
    clock, stream = _Clock(), io.StringIO()
    progress = Progress(stream, _nothing, clock)
    progress.show("reading", 0, 30)
    clock.now = 290.0
    progress.show("reading", 30, 30, share)
    assert progress.time_left() == ""
    assert "left" not in stream.getvalue()
