"""Read many reports at once, each in a process that can die alone.

`concurrent.futures` loses every pending report when one worker dies, and its
`max_tasks_per_child` hung on Python 3.11. Here each worker has its own pipe: when it dies, or works
longer than the limit, only the report in its hands is lost, and a new worker takes its place.
"""

from __future__ import annotations

import faulthandler
import hashlib
import logging
import multiprocessing
import os
import pkgutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingest.errors import StageFailedError
from ingest.interruption import interruption_held_back, let_interruption_in
from ingest.landing import write_landing
from ingest.settings import limit_reader_threads

if TYPE_CHECKING:  # only the workers pay for it
    import polars as pl

_log = logging.getLogger(__name__)

Reader = Callable[[bytes, str], "dict[str, pl.DataFrame]"]

_INTERNAL: Final = "internal error while reading (读取时发生内部错误)"


@dataclass(frozen=True, slots=True)
class Task:
    """A report to read: which file, and which content it must hold."""

    path: Path
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How reading one report ended.

    Attributes:
        failure: why nothing landed, or None when it did.
        is_environment: the failure is the disk's or the program's, not the report's: none can land.
    """

    sha256: str
    file_name: str
    seconds: float
    failure: str | None = None
    is_environment: bool = False


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
    reader: str = "ingest.report:read_report"


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    task: Task | None = None
    since: float = 0.0


def read_reports(tasks: Sequence[Task], landing: Landing, worker_count: int) -> Iterator[Outcome]:
    """Read and land reports in parallel; yields one outcome per task, in order of completion.

    Raises:
        StageFailedError: the landing cannot be written; no report can be.
    """
    waiting = list(reversed(tasks))
    workers = [_start_worker(landing) for _ in range(min(worker_count, len(tasks)))]
    try:
        for worker in workers:
            _hand_out(worker, waiting)
        while busy := [worker for worker in workers if worker.task is not None]:
            for worker in _wait_for(busy, landing.limit_seconds):
                outcome = _take_outcome(worker, landing.limit_seconds)
                if outcome.is_environment:
                    raise StageFailedError("reading", outcome.failure or "", str(landing.log_path))
                worker.task = None
                if worker.process.is_alive():
                    _hand_out(worker, waiting)
                elif waiting:
                    workers.append(_start_worker(landing))
                    _hand_out(workers[-1], waiting)
                yield outcome
    finally:
        for worker in workers:
            worker.pipe.close()
            worker.process.kill()
        for worker in workers:
            worker.process.join()


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
        except OSError:  # it died between two reports; `_take_outcome` reports it
            _log.warning("a reading process died before it was given %s", worker.task.file_name)


def _wait_for(busy: list[_Worker], limit_seconds: float) -> list[_Worker]:
    """Wait until some worker has answered, has died or has worked for too long."""
    due = min(worker.since for worker in busy) + limit_seconds
    ready = wait([worker.pipe for worker in busy], timeout=max(0.0, due - time.monotonic()))
    now = time.monotonic()
    return [
        worker for worker in busy if worker.pipe in ready or now - worker.since >= limit_seconds
    ]


def _take_outcome(worker: _Worker, limit_seconds: float) -> Outcome:
    task = worker.task
    assert task is not None
    seconds = time.monotonic() - worker.since
    failure = f"{_INTERNAL}: took longer than {limit_seconds:.0f} s"
    if worker.pipe.poll():
        try:
            answer: Outcome = worker.pipe.recv()
        except (EOFError, OSError):  # the pipe's other end is gone
            worker.process.join(timeout=5)
            failure = f"{_INTERNAL}: the reading process died (exit {worker.process.exitcode})"
        else:
            return answer
    worker.process.kill()
    worker.process.join()
    return Outcome(task.sha256, task.file_name, seconds, failure)


def _work(pipe: Connection, landing: Landing) -> None:
    """Read what comes down the pipe until it closes. Runs in the worker process."""
    seclude(landing.log_path, landing.scratch_dir)
    limit_reader_threads()
    while True:
        try:
            task: Task = pipe.recv()
        except EOFError:
            return
        pipe.send(_read_one(task, landing))


def seclude(log_path: Path, scratch_dir: Path) -> None:
    """Make a child process quiet and tidy.

    What it prints, and what a crash leaves, goes to the log; temporary files go where the build
    clears them away, even when the process is killed. Ctrl-C, which a terminal sends to every
    process, is left to the parent, which ends us.
    """
    tempfile.tempdir = str(scratch_dir)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    let_interruption_in()
    log = os.open(log_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    os.dup2(log, 1)
    os.dup2(log, 2)
    faulthandler.enable()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")


class _ReaderMissingError(Exception):
    """The reading code itself does not import: no report can be read, and none is to blame."""


def _import_reader(name: str) -> Reader:
    # here, in the worker: camelot and polars take a second to import
    try:
        reader: Reader = pkgutil.resolve_name(name)
    except (ImportError, AttributeError) as error:
        raise _ReaderMissingError(f"{name} cannot be imported: {error}") from error
    return reader


def _read_one(task: Task, landing: Landing) -> Outcome:
    started = time.monotonic()
    failure: str | None = None
    is_environment = False
    try:
        read_report = _import_reader(landing.reader)
        content = task.path.read_bytes()
        if hashlib.sha256(content).hexdigest() != task.sha256:
            failure = "the file changed while the build ran (构建期间文件被修改); build again"
        else:
            frames = read_report(content, task.file_name)
            try:
                write_landing(landing.landing_dir, task.sha256[:16], landing.reader_version, frames)
            except OSError as error:
                failure, is_environment = f"{landing.landing_dir}: {error}", True
    except _ReaderMissingError as error:
        _log.exception("%s", landing.reader)
        failure, is_environment = str(error), True
    except Exception as error:
        # Broad on purpose: whatever goes wrong in one report must cost that report only. It is
        # not swallowed: the report is rejected with this reason, the traceback goes to the log.
        first_line = (str(error).splitlines() or [""])[0]
        failure = f"{_INTERNAL}: {type(error).__name__}: {first_line}"
        _log.exception("%s", task.file_name)
    seconds = time.monotonic() - started
    return Outcome(task.sha256, task.file_name, seconds, failure, is_environment)
