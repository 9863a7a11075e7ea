"""Read many reports at once, each in a process that can die alone.

`concurrent.futures` loses every pending report when one worker dies, and its
`max_tasks_per_child` hung on Python 3.11. Here each worker has its own pipe: when it dies, works
longer than the limit or takes more memory, only the report in its hands is lost, and a new worker
takes its place. A report over which a worker died that had read others before is tried again in a
fresh one: what a neighbour did to the process is not its fault.

pebble, which loses one task to a dead worker too, was tried: its time limit cannot begin anew with
each page of a scan (five pages of 1 s died of a limit of 3 s), and it knows no limit of memory.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Final, Literal

from ingest.engines.one import INTERNAL, LostFileError, out_of_memory, read_content, read_one
from ingest.engines.tasks import Landing, Outcome, SharedScans, Task
from ingest.errors import StageFailedError
from ingest.processes.interruption import interruption_held_back
from ingest.processes.isolation import isolate
from ingest.processes.memory import limit_own_memory, read_resident_megabytes
from ingest.settings import limit_reader_threads

__all__ = ["Landing", "LostFileError", "Outcome", "Task", "read_content", "read_reports"]

_log = logging.getLogger(__name__)

# What a worker says when it has read a page of a scan.
_PAGE_READ: Final = "page"

# How often the parent looks at the memory of its workers. A page that eats memory takes about a
# second over a gigabyte; a look costs 20 µs.
_LOOK_SECONDS: Final = 0.25

# A worker that still holds this share of its limit between two reports is replaced: what its
# allocator kept of the last report would count against the next.
_RETIRING_SHARE: Final = 0.5

# A worker that died holding this share of its limit most likely died of it: native code that is
# refused memory aborts.
_STARVING_SHARE: Final = 0.75


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    task: Task | None = None
    since: float = 0.0
    read_count: int = 0
    resident_megabytes: float = 0.0
    answer: Outcome | None = None
    page_count: int = 0  # pages of scans that it has read


def read_reports(
    tasks: Sequence[Task],
    landing: Landing,
    worker_count: int,
    hear: Callable[[int], None] | None = None,
) -> Iterator[Outcome]:
    """Read and land reports in parallel; yields one outcome per task, in order of completion.

    With several workers the scanned pages of one report are read by all of them: what is kept of
    each page is the same whoever has read it. With one, tasks are read as they are.

    Args:
        tasks: what to read.
        landing: where it lands.
        worker_count: how many processes read.
        hear: called with how many more pages of scans have been read.

    Raises:
        StageFailedError: the landing cannot be written; no report can be.
    """
    is_shared = worker_count > 1
    waiting = [replace(task, is_shared=True) if is_shared else task for task in reversed(tasks)]
    tried_before: set[Task] = set()
    scans = SharedScans()
    workers: list[_Worker] = []
    try:
        _employ(workers, waiting, landing, worker_count)
        while busy := [worker for worker in workers if worker.task is not None]:
            for worker in _wait_for(busy, landing, hear):
                task, outcome = _take_outcome(worker, landing)
                if outcome.is_environment:
                    raise StageFailedError("reading", outcome.failure or "", str(landing.log_path))
                # a neighbour may have broken the process; who hung or ate memory would do so again
                is_tried_again = (
                    outcome.lost == "died" and worker.read_count > 0 and task not in tried_before
                )
                if is_tried_again:
                    _log.warning("%s: %s; trying again", task.file_name, outcome.failure)
                    tried_before.add(task)
                    waiting.append(task)
                elif is_shared and outcome.waiting_scans:
                    waiting.extend(reversed(scans.part(task, outcome)))
                elif is_shared and task.page_number is not None:
                    waiting.extend(scans.finish([task], outcome.seconds))
                _retire(workers, worker, landing, is_lost=outcome.lost is not None)
                _employ(workers, waiting, landing, worker_count)
                is_whole = task.page_number is None and not outcome.waiting_scans
                if not is_tried_again and (is_whole or not is_shared):
                    yield scans.whole(outcome)
    finally:
        for worker in workers:
            worker.pipe.close()
            worker.process.kill()
        for worker in workers:
            worker.process.join()


def _retire(workers: list[_Worker], worker: _Worker, landing: Landing, *, is_lost: bool) -> None:
    """Make a worker free for its next report, or let it go."""
    worker.task = None
    worker.read_count += 1
    kept = read_resident_megabytes(worker.process.pid)
    if is_lost or kept > _RETIRING_SHARE * landing.limit_megabytes:
        workers.remove(worker)
        worker.pipe.close()
        worker.process.kill()
        worker.process.join()


def _employ(
    workers: list[_Worker], waiting: list[Task], landing: Landing, worker_count: int
) -> None:
    """Give every free worker something to read, new ones where there are too few."""
    for worker in [worker for worker in workers if worker.task is None]:
        _hand_out(worker, waiting)
    while waiting and len(workers) < worker_count:
        workers.append(_start_worker(landing))
        _hand_out(workers[-1], waiting)


def _start_worker(landing: Landing) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, landing), daemon=True)
    # interrupted between starting the child and telling it its work, the child would fail aloud
    with interruption_held_back():
        process.start()
    theirs.close()
    return _Worker(process, ours)


def _hand_out(worker: _Worker, waiting: list[Task]) -> None:
    worker.task = waiting.pop() if waiting else None
    worker.since = time.monotonic()
    if worker.task is not None:
        try:
            worker.pipe.send(worker.task)
        except OSError:  # it died between two reports; `_take_outcome` sees it too
            _log.warning("a reading process died before it was given %s", worker.task.file_name)


def _wait_for(
    busy: list[_Worker], landing: Landing, hear: Callable[[int], None] | None
) -> list[_Worker]:
    """Wait until some worker has answered, has died, has worked too long or taken too much."""
    pipes = [worker.pipe for worker in busy]
    while True:
        ready = wait(pipes, timeout=_LOOK_SECONDS)
        now = time.monotonic()
        for worker in busy:
            # 0 once it is dead: what it held before tells why
            worker.resident_megabytes = (
                read_resident_megabytes(worker.process.pid) or worker.resident_megabytes
            )
        before = sum(worker.page_count for worker in busy)
        ended = [w for w in busy if w.pipe in ready and not _hear(w)]
        more = sum(worker.page_count for worker in busy) - before
        if more and hear is not None:
            hear(more)
        found = [
            worker
            for worker in busy
            if worker in ended
            or worker.answer is not None
            or now - worker.since >= landing.limit_seconds
            or worker.resident_megabytes > landing.limit_megabytes
        ]
        if found:
            return found


def _hear(worker: _Worker) -> bool:
    """Hear what a worker says: its answer, or that it has read a page of a scan.

    A page costs seconds, and a report of scans minutes: its time begins anew with each page, so
    that none is lost for being long.

    Returns:
        False when it is gone and says nothing more.
    """
    try:
        heard: Outcome | str = worker.pipe.recv()
    except (EOFError, OSError):  # the pipe's other end is gone
        return False
    if isinstance(heard, Outcome):
        worker.answer = heard
    else:
        worker.since = time.monotonic()
        worker.page_count += 1
    return True


def _take_outcome(worker: _Worker, landing: Landing) -> tuple[Task, Outcome]:
    task = worker.task
    assert task is not None
    seconds = time.monotonic() - worker.since
    lost: Literal["died", "memory", "time"] = "time"
    has_ended = False
    while worker.answer is None and not has_ended and worker.pipe.poll():
        has_ended = not _hear(worker)
    if worker.answer is not None:
        answer, worker.answer = worker.answer, None
        return task, answer
    if has_ended:
        worker.process.join(timeout=5)
        starved = worker.resident_megabytes > _STARVING_SHARE * landing.limit_megabytes
        lost = "memory" if starved else "died"
    elif worker.resident_megabytes > landing.limit_megabytes:
        lost = "memory"
    failure = {
        "died": f"{INTERNAL}: the reading process died ({_end_of(worker)})",
        "memory": out_of_memory(landing),
        "time": f"gave up: took longer than {landing.limit_seconds:g} s, REPORT_LIMIT_SECONDS "
        "(放弃读取：超过时限)",
    }[lost]
    return task, Outcome(task.sha256, task.file_name, seconds, failure, lost=lost)


def _end_of(worker: _Worker) -> str:
    """Say how a process ended, as a shell would: by its status or by a signal's name."""
    status = worker.process.exitcode
    if status is not None and status < 0:
        with contextlib.suppress(ValueError):  # real-time signals have no name
            return signal.Signals(-status).name
    return f"exit {status}"


def _work(pipe: Connection, landing: Landing) -> None:
    """Read what comes down the pipe until it closes. Runs in the worker process."""
    isolate(landing.log_path, landing.scratch_dir)
    limit_own_memory(landing.limit_megabytes)
    limit_reader_threads()
    while True:
        try:
            task: Task = pipe.recv()
        except EOFError:
            return
        pipe.send(read_one(task, landing, lambda: pipe.send(_PAGE_READ)))
