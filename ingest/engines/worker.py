"""Read a few reports somewhere else: what a worker of a cluster does with its share of the work.

Bytes in, landed Parquet out. The reports are read by `pool.py`, as everywhere: each in a process
that may die, hang or swell alone, so that a bad report never takes a worker of the cluster with
it. That pool runs in a process of its own below the worker (`python -m ingest.engines.worker`),
because a cluster's workers may have no children of multiprocessing's.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from ingest.contract.keys import PageRange, report_id_of
from ingest.contract.versions import reader_version
from ingest.engines.pool import Landing, Outcome, Task, read_reports
from ingest.errors import StageFailedError
from ingest.landing.folder import FolderPages, is_landed, read_packed
from ingest.landing.shared import open_shared_landing
from ingest.processes.scratch import scratch_folder
from ingest.settings import REPOSITORY

_JOB: Final = "job"
_OUTCOMES: Final = "outcomes"
_LOG: Final = "reading.log"
# Of a worker's log; the traceback of each failed report is in it.
_LOG_BYTES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Parcel:
    """A report on its way to a worker.

    Attributes:
        content: the file.
        pages: its packed pages, where they are known; the PDF is then not opened.
        page_range: which pages of the file are the report, as in `Task`.
        parts: of a scan: its single pages that are known, packed.
        page_numbers: of a scan: those that are to be read, and nothing else.
        is_shared: as of a task.
    """

    sha256: str
    file_name: str
    content: bytes
    pages: bytes | None = None
    page_range: PageRange | None = None
    parts: Mapping[str, bytes] = field(default_factory=dict)
    page_numbers: tuple[int, ...] = ()
    is_shared: bool = False

    @property
    def report_id(self) -> str:
        """The first 16 hex digits of the content's SHA-256."""
        return report_id_of(self.sha256)


@dataclass(frozen=True, slots=True)
class Order:
    """How a worker shall read, the same for all parcels.

    Attributes:
        landing: as for the pool; its paths are the client's and are replaced by the worker's.
        client_version: the reader version of the client: a worker with other code refuses.
        shared_url: the shared landing that the worker writes to, or None.
    """

    landing: Landing
    client_version: str
    shared_url: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one parcel: its outcome, and what to land when it did not fail.

    Attributes:
        outcome: how it ended; of single pages, the last of them.
        packed: the frames; none where its scanned pages are to be read first.
        pages: the packed pages.
        parts: the packed pages of a scan, one by one.
    """

    outcome: Outcome
    packed: dict[str, bytes]
    pages: bytes | None
    parts: Mapping[str, bytes] = field(default_factory=dict)


class BatchFailedError(Exception):
    """A worker could not work: its disk, its installation. Another worker may."""


def read_batch(order: Order, parcels: Sequence[Parcel]) -> tuple[list[Answer], str]:
    """Read reports; called on a worker of the cluster.

    Returns:
        One answer per parcel, and the end of the log.

    Raises:
        BatchFailedError: nothing is wrong with the reports.
    """
    if reader_version() != order.client_version:
        raise BatchFailedError(
            f"this worker's program is version {reader_version()}, the build's is "
            f"{order.client_version}: install the same program on every worker"
        )
    shared = open_shared_landing(order.shared_url) if order.shared_url else None
    pages_version = order.landing.pages_version
    with scratch_folder("reading") as folder:
        landing = replace(
            order.landing,
            landing_dir=folder / "landing",
            log_path=folder / _LOG,
            scratch_dir=folder,
        )
        known: dict[str, bytes] = {}
        for parcel in parcels:
            (folder / parcel.sha256).write_bytes(parcel.content)
            pages = parcel.pages
            if pages is None and shared and pages_version:
                pages = shared.read_pages(parcel.report_id, pages_version)
            if not pages_version:
                continue
            kept = FolderPages(landing.landing_dir, pages_version)
            if pages is not None:
                known[parcel.report_id] = pages
                kept.write(parcel.report_id, pages)
            for part, packed in parcel.parts.items():
                kept.write(parcel.report_id, packed, part)
        answers = []
        for outcome in _read_below(folder, parcels, landing):
            answer = _collect(outcome, landing)
            if shared and answer.packed:
                report_id = report_id_of(outcome.sha256)
                if pages_version and answer.pages and report_id not in known:
                    shared.write_pages(report_id, pages_version, answer.pages)
                shared.write(report_id, landing.reader_version, answer.packed)
            answers.append(answer)
        log = (folder / _LOG).read_bytes()[-_LOG_BYTES:] if (folder / _LOG).exists() else b""
        return answers, log.decode(errors="replace")


def _collect(outcome: Outcome, landing: Landing) -> Answer:
    report_id, version = report_id_of(outcome.sha256), landing.pages_version
    kept = FolderPages(landing.landing_dir, version) if version else None
    pages = kept.read(report_id) if kept else None
    parts = kept.parts(report_id) if kept else {}
    if outcome.failure is not None or not is_landed(
        landing.landing_dir, report_id, landing.reader_version
    ):
        return Answer(outcome, {}, pages, parts)
    packed = read_packed(landing.landing_dir, report_id, landing.reader_version)
    return Answer(outcome, packed, pages, parts)


def _read_below(folder: Path, parcels: Sequence[Parcel], landing: Landing) -> list[Outcome]:
    """Run the pool in a process below this one, which ends when this one does.

    Returns:
        One outcome a parcel: where single pages were read, that of the last.
    """
    tasks = [task for one in parcels for task in _tasks(folder / one.sha256, one)]
    (folder / _JOB).write_bytes(pickle.dumps((tasks, landing)))
    process = subprocess.Popen(
        [sys.executable, "-m", "ingest.engines.worker", str(folder)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        # Its input stays open as long as we live: that is how it knows that we do. Its own reports
        # have limits, so it comes to an end.
        assert process.stderr is not None
        said = process.stderr.read().decode(errors="replace")
        status = process.wait()
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stderr):
            if stream is not None:
                stream.close()
    if status != 0 or not (folder / _OUTCOMES).exists():
        raise BatchFailedError(said.strip() or f"reading ended with status {status}")
    outcomes: list[Outcome] = pickle.loads((folder / _OUTCOMES).read_bytes())
    return list({outcome.sha256: outcome for outcome in outcomes}.values())


def _tasks(path: Path, parcel: Parcel) -> list[Task]:
    whole = Task(
        path, parcel.file_name, parcel.sha256, parcel.page_range, is_shared=parcel.is_shared
    )
    return [replace(whole, page_number=number) for number in parcel.page_numbers] or [whole]


def read_job(folder: Path) -> int:
    """Read what lies in a folder; the whole life of the process below the worker."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    tasks, landing = pickle.loads((folder / _JOB).read_bytes())
    landing.landing_dir.mkdir(exist_ok=True)
    try:
        outcomes = list(read_reports(tasks, landing, 1))
    except StageFailedError as error:
        sys.stderr.write(f"{error.detail}\n")
        return 1
    beside = folder / f".{_OUTCOMES}"
    beside.write_bytes(pickle.dumps(outcomes))
    beside.rename(folder / _OUTCOMES)
    return 0


def _end_with_parent() -> None:
    """End this process when the one above it is gone, however it went."""
    os.read(0, 1)  # not sys.stdin: a thread that waits in it cannot be left behind
    signal.raise_signal(signal.SIGINT)


if __name__ == "__main__":
    sys.exit(read_job(Path(sys.argv[1])))
