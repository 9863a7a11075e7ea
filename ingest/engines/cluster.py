"""Read many reports on a cluster: the pool's contract, with Dask `distributed` behind it.

The same generator as `pool.read_reports`: one outcome per report, whatever happens to workers.
Each report's bytes travel to a worker and its landed Parquet travels back, so workers need no disk
in common with us. At most a few batches per worker are on their way, and a report is read from disk
when its turn comes: memory does not grow with the number of reports. `distributed` hands the work
of a worker that died to another; a report that took several workers with it is given up, alone.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import dask
import distributed

from ingest.contract.keys import report_id_of
from ingest.contract.versions import reader_version
from ingest.engines.one import LostFileError, read_content
from ingest.engines.tasks import Landing, Outcome, SharedScans, Task
from ingest.engines.worker import Answer, BatchFailedError, Order, Parcel, read_batch
from ingest.errors import StageFailedError
from ingest.landing.folder import FolderPages, write_packed

_log = logging.getLogger(__name__)

# `distributed` is typed in part only.
_Client = Any
_Future = Any

# A batch costs a second and a half of imports on its worker, a report a third of a second.
_BATCH_REPORTS: Final = 64
_BATCH_BYTES: Final = 64 << 20
_BATCH_PAGES: Final = 8  # of a scan, at five seconds each
# One batch in work and one at hand for each worker's thread.
_BATCHES_PER_THREAD: Final = 2
_TRIES: Final = 3

_CONNECT_SECONDS: Final = 30.0
_WORKERS_WITHIN_SECONDS: Final = 60.0
_LOOK_SECONDS: Final = 5.0
# The worker itself holds batches and answers only; reports are read below it, under a limit of
# their own.
_WORKER_BYTES: Final = 1 << 30

_CONFIG: Final[dict[str, Any]] = {
    # no pages on any port: a cluster of one build has no visitors
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.scheduler.allowed-failures": _TRIES - 1,
    # The nanny starts a dead worker anew. The cluster would dismiss both 15 s after the death if it
    # meets them while the worker starts, or is lost again.
    "distributed.deploy.lost-worker-timeout": "24 hours",
    # a batch of PDFs is a large argument, knowingly
    "distributed.admin.large-graph-warning-threshold": "1GB",
    "distributed.comm.timeouts.connect": "30s",
    "logging": {"distributed": "critical", "tornado": "critical"},
}


@dataclass(frozen=True, slots=True)
class ClusterPlace:
    """Where to read.

    Attributes:
        scheduler: address of a running scheduler, tcp://… or tls://…; None starts workers here.
        shared_url: a shared landing that the workers write to; None: only the build lands.
    """

    scheduler: str | None = None
    shared_url: str | None = None


def read_reports(
    tasks: Sequence[Task],
    landing: Landing,
    worker_count: int,
    place: ClusterPlace,
    hear: Callable[[int], None] | None = None,
) -> Iterator[Outcome]:
    """Read and land reports on a cluster; yields one outcome per task, in order of completion.

    The pages of a scanned report are parted among the workers, and the report is read once they
    are all there.

    Args:
        tasks: the reports.
        landing: where they land here, and under which limits they are read.
        worker_count: of a cluster that is started here.
        place: which cluster.
        hear: called with how many more pages of scans have been read.

    Raises:
        StageFailedError: there is no cluster, or no worker can work, or the landing cannot be
            written; no report can be read.
    """
    if not tasks:
        return
    order = Order(landing, reader_version(), place.shared_url)
    with _connected(place, worker_count, landing) as client:
        yield from _Reading(client, order, landing, hear).read(tasks)


@contextlib.contextmanager
def _connected(place: ClusterPlace, worker_count: int, landing: Landing) -> Iterator[_Client]:
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters, we say ourselves
    with contextlib.ExitStack() as opened:
        opened.enter_context(dask.config.set(_CONFIG))
        try:
            if place.scheduler is None:
                address: Any = opened.enter_context(_local_cluster(worker_count, landing))
            else:
                address = place.scheduler
            client = opened.enter_context(
                distributed.Client(address, timeout=_CONNECT_SECONDS)  # type: ignore[no-untyped-call]
            )
            client.wait_for_workers(1, timeout=_WORKERS_WITHIN_SECONDS)
        except (OSError, TimeoutError, ValueError) as error:
            raise StageFailedError("reading", f"no cluster to read on: {error}") from error
        yield client


def _local_cluster(worker_count: int, landing: Landing) -> distributed.LocalCluster:
    """Start workers on this machine; nobody else's can join: they speak TLS of one-time keys."""
    return distributed.LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=worker_count,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        security=True,
        memory_limit=_WORKER_BYTES,
        local_directory=str(landing.scratch_dir),
        silence_logs=logging.CRITICAL,
        # `None` would still listen on the dashboard's well-known port
        dashboard_address=None,
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
    )


class _Reading:
    """The reports of one call: waiting, on their way, or done."""

    def __init__(
        self,
        client: _Client,
        order: Order,
        landing: Landing,
        hear: Callable[[int], None] | None = None,
    ) -> None:
        self._client = client
        self._order = order
        self._landing = landing
        self._hear = hear
        version = landing.pages_version
        self._pages = FolderPages(landing.landing_dir, version) if version else None
        self._flying: dict[_Future, list[Task]] = {}
        self._waiting: deque[list[Task]] = deque()
        self._suspects: deque[Task] = deque()
        self._scans = SharedScans()

    def read(self, tasks: Sequence[Task]) -> Iterator[Outcome]:
        """Keep every worker busy until all is read."""
        shared = [replace(task, is_shared=self._pages is not None) for task in tasks]
        self._waiting.extend(_batches(shared, self._thread_count()))
        while self._waiting or self._flying:
            most = _BATCHES_PER_THREAD * self._thread_count()
            while self._waiting and len(self._flying) < most:
                yield from self._send(self._waiting.popleft())
            for batch, answers in self._arrived():
                yield from self._take(batch, answers)
        # Whatever a worker held when it died is suspect, and only one of it is to blame: each is
        # tried with nothing beside it.
        for task in self._suspects:
            yield from self._send([replace(task, is_shared=False)])
            for _, answers in self._arrived():
                if answers is not None:
                    yield from (self._land(answer) for answer in answers)
                else:
                    failure = f"the workers that read it died, {_TRIES} times (读取进程终止)"
                    yield Outcome(task.sha256, task.file_name, 0.0, failure)

    def _take(self, batch: list[Task], answers: list[Answer] | None) -> Iterator[Outcome]:
        """Land the reports of a batch, or send their pages on their way."""
        if batch[0].page_number is not None:
            seconds = 0.0
            for answer in answers or ():
                self._keep(answer)
                seconds += answer.outcome.seconds
                if self._hear is not None:
                    self._hear(len(batch))
            for report in self._scans.finish(batch, seconds):
                self._waiting.appendleft([report])
        elif answers is None:
            self._suspects += batch
        else:
            sent = {task.sha256: task for task in batch}
            for answer in answers:
                outcome = answer.outcome
                if not outcome.waiting_scans:
                    yield self._land(answer)
                    continue
                self._keep(answer)
                pages = self._scans.part(sent[outcome.sha256], outcome)
                self._waiting.extendleft(reversed(_chunks(pages, self._thread_count())))

    def _keep(self, answer: Answer) -> None:
        """Keep the pages that came back."""
        report_id = report_id_of(answer.outcome.sha256)
        if self._pages is None:
            return
        if answer.pages is not None and self._pages.read(report_id) is None:
            self._pages.write(report_id, answer.pages)
        for part, packed in answer.parts.items():
            if self._pages.read(report_id, part) is None:
                self._pages.write(report_id, packed, part)

    def _thread_count(self) -> int:
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def _send(self, batch: list[Task]) -> Iterator[Outcome]:
        """Send a batch on its way; yields outcomes of what cannot be sent."""
        parcels: dict[str, Parcel] = {}
        sent: list[Task] = []
        for task in batch:
            numbers = () if task.page_number is None else (task.page_number,)
            if task.sha256 in parcels:  # another page of the same report
                parcel = parcels[task.sha256]
                parcels[task.sha256] = replace(
                    parcel, page_numbers=(*parcel.page_numbers, *numbers)
                )
                sent.append(task)
                continue
            try:
                content = read_content(task)
            except LostFileError as error:
                yield from self._lost(task, str(error))
                continue
            report_id = report_id_of(task.sha256)
            parcels[task.sha256] = Parcel(
                task.sha256,
                task.file_name,
                content,
                self._pages.read(report_id) if self._pages else None,
                task.page_range,
                self._pages.parts(report_id) if self._pages and not numbers else {},
                page_numbers=numbers,
                is_shared=task.is_shared,
            )
            sent.append(task)
        if parcels:
            future = self._client.submit(
                read_batch, self._order, list(parcels.values()), pure=False, retries=_TRIES - 1
            )
            self._flying[future] = sent

    def _lost(self, task: Task, reason: str) -> Iterator[Outcome]:
        """Say that a file has gone; of a page, its report will find out."""
        if task.page_number is None:
            yield Outcome(task.sha256, task.file_name, 0.0, reason)
            return
        self._waiting.extendleft([report] for report in self._scans.finish([task]))

    def _arrived(self) -> Iterator[tuple[list[Task], list[Answer] | None]]:
        """Wait until some batches are done; each with its answers, None when workers died of it."""
        for future in self._wait():
            batch = self._flying.pop(future)
            yield batch, self._answers(future, batch)

    def _wait(self) -> list[_Future]:
        """Wait until some batch is done.

        Raises:
            StageFailedError: no worker is left.
        """
        seen_at = time.monotonic()
        while self._flying:
            with contextlib.suppress(TimeoutError):
                wait: Callable[..., object] = distributed.wait
                wait(list(self._flying), _LOOK_SECONDS, "FIRST_COMPLETED")
            if done := [future for future in self._flying if future.done()]:
                return done
            if self._client.nthreads():
                seen_at = time.monotonic()
            if time.monotonic() - seen_at >= _WORKERS_WITHIN_SECONDS:
                raise StageFailedError("reading", "no worker of the cluster is left")
        return []

    def _answers(self, future: _Future, batch: list[Task]) -> list[Answer] | None:
        """Take a batch's answers; None when the workers died with it.

        Raises:
            StageFailedError: the workers cannot work, or the scheduler has gone.
        """
        try:
            answers, log = future.result()
        except distributed.KilledWorker as error:
            _log.warning("%s report(s), %s first: %s", len(batch), batch[0].file_name, error)
            return None
        except BatchFailedError as error:
            raise StageFailedError("reading", str(error)) from error
        except (distributed.CancelledError, OSError) as error:
            raise StageFailedError("reading", f"the cluster has gone: {error}") from error
        finally:
            future.release()
        if log:
            with self._landing.log_path.open("a", encoding="utf-8") as stream:
                stream.write(log)
        found: list[Answer] = answers
        return found

    def _land(self, answer: Answer) -> Outcome:
        """Land what came back.

        Raises:
            StageFailedError: it cannot be written.
        """
        outcome, landing = answer.outcome, self._landing
        if outcome.failure is not None:
            return self._scans.whole(outcome)
        report_id = report_id_of(outcome.sha256)
        self._keep(answer)
        try:
            write_packed(landing.landing_dir, report_id, landing.reader_version, answer.packed)
        except OSError as error:
            raise StageFailedError("reading", f"{landing.landing_dir}: {error}") from error
        return self._scans.whole(outcome)


def _batches(tasks: Sequence[Task], thread_count: int) -> Iterator[list[Task]]:
    """Pack reports into batches, in their order: few enough that every worker has some."""
    most = min(_BATCH_REPORTS, -(-len(tasks) // thread_count))
    batch: list[Task] = []
    byte_count = 0
    for task in tasks:
        size = _size(task.path)
        if batch and (len(batch) >= most or byte_count + size > _BATCH_BYTES):
            yield batch
            batch, byte_count = [], 0
        batch.append(task)
        byte_count += size
    yield batch


def _chunks(pages: Sequence[Task], thread_count: int) -> list[list[Task]]:
    """Pack pages of one scan into batches: every worker has some, and its start is worth it."""
    most = min(_BATCH_PAGES, -(-len(pages) // thread_count))
    return [list(pages[i : i + most]) for i in range(0, len(pages), most)]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # reading it will say so
        return 0
