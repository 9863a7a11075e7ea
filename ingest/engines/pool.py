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
import hashlib
import logging
import multiprocessing
import pkgutil
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from ingest.archives import read_source
from ingest.contract.keys import PageRange, report_id_of, sha256_of_pages
from ingest.errors import MissingProgramError, StageFailedError
from ingest.landing.folder import FolderPages, write_landing
from ingest.processes.interruption import (
    interruption_held_back,
)
from ingest.processes.isolation import isolate
from ingest.processes.memory import limit_own_memory, read_resident_megabytes
from ingest.settings import DEFAULT_REPORT_LIMIT_MEGABYTES, limit_reader_threads

if TYPE_CHECKING:  # only the workers pay for it
    import polars as pl

    from ingest.reading.kept_pages import KeptPages

_log = logging.getLogger(__name__)

Reader = Callable[[bytes, str, "KeptPages | None", PageRange | None], "dict[str, pl.DataFrame]"]

_INTERNAL: Final = "internal error while reading (读取时发生内部错误)"

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


@dataclass(frozen=True, slots=True)
class Task:
    """A report to read: which file (or `archive.zip!member`), and which content it must hold.

    Attributes:
        page_range: which pages of the file; None: what is the file's own.
        sha256: of the file's content, or as `sha256_of_pages` names that of its pages.
    """

    path: Path
    file_name: str
    sha256: str
    page_range: PageRange | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How reading one report ended.

    Attributes:
        failure: why nothing landed, or None when it did.
        is_environment: the failure is the disk's or the program's, not the report's: none can land.
        lost: what became of the reading process, when it cannot be used again.
    """

    sha256: str
    file_name: str
    seconds: float
    failure: str | None = None
    is_environment: bool = False
    lost: Literal["died", "memory", "time"] | None = None


@dataclass(frozen=True, slots=True)
class Landing:
    """Where workers land reports, what they may take for one, and the function that reads one.

    `reader` is a name, not a function: naming it imports it in the workers only.
    """

    landing_dir: Path
    reader_version: str
    log_path: Path
    scratch_dir: Path
    limit_seconds: float
    reader: str = "ingest.reading.report:read_report"
    pages_version: str | None = None  # pages are kept in the landing under it; None: nowhere
    limit_megabytes: float = DEFAULT_REPORT_LIMIT_MEGABYTES


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

    Args:
        tasks: what to read.
        landing: where it lands.
        worker_count: how many processes read.
        hear: called with how many more pages of scans have been read.

    Raises:
        StageFailedError: the landing cannot be written; no report can be.
    """
    waiting = list(reversed(tasks))
    tried_before: set[Task] = set()
    workers = [_start_worker(landing) for _ in range(min(worker_count, len(tasks)))]
    try:
        for worker in workers:
            _hand_out(worker, waiting)
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
                _go_on(workers, worker, waiting, landing, is_lost=outcome.lost is not None)
                if not is_tried_again:
                    yield outcome
    finally:
        for worker in workers:
            worker.pipe.close()
            worker.process.kill()
        for worker in workers:
            worker.process.join()


def _go_on(
    workers: list[_Worker],
    worker: _Worker,
    waiting: list[Task],
    landing: Landing,
    *,
    is_lost: bool,
) -> None:
    """Give a worker its next report, or put a fresh one in its place."""
    worker.task = None
    worker.read_count += 1
    kept = read_resident_megabytes(worker.process.pid)
    if is_lost or kept > _RETIRING_SHARE * landing.limit_megabytes:
        workers.remove(worker)
        worker.pipe.close()
        worker.process.kill()
        worker.process.join()
        if not waiting:
            return
        worker = _start_worker(landing)
        workers.append(worker)
    _hand_out(worker, waiting)


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
        "died": f"{_INTERNAL}: the reading process died ({_end_of(worker)})",
        "memory": _out_of_memory(landing),
        "time": f"gave up: took longer than {landing.limit_seconds:g} s, REPORT_LIMIT_SECONDS "
        "(放弃读取：超过时限)",
    }[lost]
    return task, Outcome(task.sha256, task.file_name, seconds, failure, lost=lost)


def _out_of_memory(landing: Landing) -> str:
    return (
        f"gave up: needs more than {landing.limit_megabytes:g} MB of memory, "
        "REPORT_LIMIT_MEGABYTES (放弃读取：超过内存上限)"
    )


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
        pipe.send(_read_one(task, landing, lambda: pipe.send(_PAGE_READ)))


class _ReaderMissingError(Exception):
    """The reading code itself does not import: no report can be read, and none is to blame."""


class LostFileError(Exception):
    """A file that was there when the folder was surveyed cannot be opened any more."""


def read_content(task: Task) -> bytes:
    """Read a report's file.

    Raises:
        LostFileError: it was removed or locked away meanwhile.
    """
    try:
        return read_source(task.path)
    except FileNotFoundError as error:
        reason = "the file was removed while the build ran (构建期间文件被移走)"
        raise LostFileError(reason) from error
    except OSError as error:
        reason = f"cannot be opened (无法打开): {error.strerror or error}"
        raise LostFileError(reason) from error


def _import_reader(name: str) -> Reader:
    # here, in the worker: camelot and polars take a second to import
    try:
        reader: Reader = pkgutil.resolve_name(name)
    except (ImportError, AttributeError) as error:
        raise _ReaderMissingError(f"{name} cannot be imported: {error}") from error
    return reader


def _read_one(task: Task, landing: Landing, heard: Callable[[], None]) -> Outcome:
    started = time.monotonic()
    failure: str | None = None
    is_environment = False
    lost: Literal["memory"] | None = None
    try:
        read_report = _import_reader(landing.reader)
        content = read_content(task)
        file_sha256 = hashlib.sha256(content).hexdigest()
        if sha256_of_pages(file_sha256, task.page_range) != task.sha256:
            failure = "the file changed while the build ran (构建期间文件被修改); build again"
        else:
            version = landing.pages_version
            kept = FolderPages(landing.landing_dir, version, heard) if version else None
            frames = read_report(content, task.file_name, kept, task.page_range)
            try:
                report_id = report_id_of(task.sha256)
                write_landing(landing.landing_dir, report_id, landing.reader_version, frames)
            except OSError as error:
                failure, is_environment = f"{landing.landing_dir}: {error}", True
    except (LostFileError, MissingProgramError) as error:
        failure = str(error)
    except _ReaderMissingError as error:
        _log.exception("%s", landing.reader)
        failure, is_environment = str(error), True
    except MemoryError:  # refused by `limit_own_memory`: who knows what else was
        _log.exception("%s", task.file_name)
        failure, lost = _out_of_memory(landing), "memory"
    except Exception as error:
        # Broad on purpose: whatever goes wrong in one report must cost that report only. It is
        # not swallowed: the report is rejected with this reason, the traceback goes to the log.
        first_line = (str(error).splitlines() or [""])[0]
        failure = f"{_INTERNAL}: {type(error).__name__}: {first_line}"
        _log.exception("%s", task.file_name)
    seconds = time.monotonic() - started
    return Outcome(task.sha256, task.file_name, seconds, failure, is_environment, lost)
