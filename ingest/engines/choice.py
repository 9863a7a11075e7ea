"""Which engine reads the reports of a build, and with which landing it shares what it read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ingest.contract.keys import report_id_of
from ingest.engines import pool
from ingest.engines.pool import Landing, Outcome, Task
from ingest.errors import StageFailedError, UsageError
from ingest.landing.folder import FolderPages, is_landed, read_packed, write_packed
from ingest.landing.shared import SharedLanding, open_shared_landing
from ingest.settings import Settings


def read_reports(
    tasks: Sequence[Task],
    landing: Landing,
    settings: Settings,
    hear: Callable[[int], None] | None = None,
) -> Iterator[Outcome]:
    """Read and land reports with the engine of the settings; yields one outcome per task.

    With a shared landing (LANDING=), reports that somebody has landed there are copied, and those
    that are read now are written there too.

    Raises:
        UsageError: the engine or the shared landing is not installed or does not exist.
        StageFailedError: no report can be read.
    """
    if not tasks:
        return
    if settings.landing_url is None:
        yield from _read(tasks, landing, settings, hear)
        return
    shared = open_shared_landing(settings.landing_url)
    try:
        there = shared.landed(landing.reader_version)
        copied = [task for task in tasks if report_id_of(task.sha256) in there]
        for task in copied:
            report_id = report_id_of(task.sha256)
            packed = shared.read(report_id, landing.reader_version)
            write_packed(landing.landing_dir, report_id, landing.reader_version, packed)
            yield Outcome(task.sha256, task.file_name, 0.0)
        rest = [task for task in tasks if report_id_of(task.sha256) not in there]
        if settings.engine == "pool":  # workers of a cluster look for themselves
            _copy_pages(rest, landing, shared)
        for outcome in _read(rest, landing, settings, hear):
            # workers of a cluster have written theirs themselves
            if settings.engine == "pool" and outcome.failure is None:
                _share(report_id_of(outcome.sha256), landing, shared)
            yield outcome
    except OSError as error:
        raise StageFailedError("reading", f"{settings.landing_url}: {error}") from error


def _read(
    tasks: Sequence[Task],
    landing: Landing,
    settings: Settings,
    hear: Callable[[int], None] | None,
) -> Iterator[Outcome]:
    if settings.engine == "pool":
        return pool.read_reports(tasks, landing, settings.worker_count, hear)
    try:
        from ingest.engines import cluster  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError(f"ENGINE=dask needs the extra [cluster]: {error}") from error
    place = cluster.ClusterPlace(settings.scheduler, settings.landing_url)
    return cluster.read_reports(tasks, landing, settings.worker_count, place, hear)


def _copy_pages(tasks: Sequence[Task], landing: Landing, shared: SharedLanding) -> None:
    """Take over pages that somebody has read."""
    version = landing.pages_version
    if version is None:
        return
    kept = FolderPages(landing.landing_dir, version)
    for report_id in (report_id_of(task.sha256) for task in tasks):
        if kept.read(report_id) is None and (packed := shared.read_pages(report_id, version)):
            kept.write(report_id, packed)


def _share(report_id: str, landing: Landing, shared: SharedLanding) -> None:
    if not is_landed(landing.landing_dir, report_id, landing.reader_version):
        return
    version = landing.pages_version
    if version and (packed := FolderPages(landing.landing_dir, version).read(report_id)):
        shared.write_pages(report_id, version, packed)
    packed_frames = read_packed(landing.landing_dir, report_id, landing.reader_version)
    shared.write(report_id, landing.reader_version, packed_frames)
