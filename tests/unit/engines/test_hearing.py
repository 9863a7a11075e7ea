"""What a reading process says: its answer, or that it has read one more page of a scan."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ingest.engines.pool import Landing, Outcome, Task, _hear, _take_outcome, _wait_for, _Worker


def working() -> tuple[_Worker, Any, Landing]:
    ours, theirs = multiprocessing.Pipe()
    process: Any = SimpleNamespace(pid=0, exitcode=1, join=lambda timeout: None)
    task = Task(Path("scan.pdf"), "scan.pdf", "0" * 64)
    worker = _Worker(process, ours, task=task, since=time.monotonic() - 50)
    return worker, theirs, Landing(Path(), "v", Path(), Path(), limit_seconds=60)


def test_hearing__page__begins_the_time_anew() -> None:
    worker, theirs, landing = working()
    theirs.send("page")
    heard: list[int] = []
    outcome = Outcome("0" * 64, "scan.pdf", 1.0)
    assert _hear(worker)
    assert time.monotonic() - worker.since < 5
    theirs.send("page")
    theirs.send(outcome)
    assert _wait_for([worker], landing, heard.append) == [worker]
    assert _take_outcome(worker, landing) == (worker.task, outcome)
    assert (sum(heard), worker.page_count, worker.answer) == (1, 2, None)


def test_hearing__page_and_no_more__is_given_up() -> None:
    worker, theirs, landing = working()
    theirs.send("page")
    worker.since -= 100
    _, outcome = _take_outcome(worker, landing)
    assert (outcome.lost, "REPORT_LIMIT_SECONDS" in (outcome.failure or "")) == ("time", True)


def test_hearing__page_and_then_death__is_death() -> None:
    worker, theirs, landing = working()
    theirs.send("page")
    theirs.close()
    _, outcome = _take_outcome(worker, landing)
    assert outcome.lost == "died"
