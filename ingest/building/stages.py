"""The stages of a build that has something to do: read, load, model, check, publish."""

from __future__ import annotations

import contextlib
import json
import logging
import time
from typing import Final

import duckdb

from expectations.published import RESULTS, publishing_statements
from expectations.results import expectation_results
from ingest.building.batches import build_batches
from ingest.building.binding import enter_bound
from ingest.building.catalogue import Catalogue, catalogue_text
from ingest.building.checking import warm_expectations
from ingest.building.diagnosing import known_errors, save_acknowledgements
from ingest.building.load import open_to_write, save_mart
from ingest.building.planning import plan_build
from ingest.building.publish import file_stamp, publish, read_last_build
from ingest.building.summarising import summarise
from ingest.building.sweeping import sweep_landing
from ingest.building.transform import warm_project
from ingest.contract.keys import report_id_of
from ingest.contract.versions import builder_version, page_reader_version, reader_version
from ingest.engines.choice import read_reports
from ingest.engines.pool import Landing, Task
from ingest.engines.timing import save_seconds
from ingest.errors import StageFailedError
from ingest.landing.folder import is_landed
from ingest.settings import Listener, Settings
from ingest.telling.summary import Summary, dump_summary

_log = logging.getLogger(__name__)

_READING_LOG: Final = "reading.log"

# what DuckDB raises when it cannot write: at once, at the commit, when it checkpoints, or over a
# database that it has given up since
_NO_ROOM: Final = (
    duckdb.IOException,
    duckdb.TransactionException,
    duckdb.FatalException,
    duckdb.OutOfMemoryException,
)


def build_and_publish(
    settings: Settings, catalogue: Catalogue, listen: Listener, started: float
) -> Summary:
    """Make a warehouse of the catalogue's reports and publish it.

    Args:
        settings: of the build; its building folder exists and is empty.
        catalogue: the files as of now.
        listen: told about each stage.
        started: `time.monotonic()` at the start of the build.

    Raises:
        StageFailedError: nothing was published.
    """
    try:
        return _build_and_publish(settings, catalogue, listen, started)
    except _NO_ROOM as error:  # a full disk, most likely: nothing to trace back
        raise StageFailedError(f"writing {settings.building_dir}", str(error)) from error


def _build_and_publish(
    settings: Settings, catalogue: Catalogue, listen: Listener, started: float
) -> Summary:
    building = settings.building_warehouse
    known = known_errors(
        settings.acknowledged_path
    )  # before any work: a faulty entry is the user's to mend
    with contextlib.ExitStack() as children:
        run_dbt = children.enter_context(warm_project(settings))
        catalogue, failures, seconds = read_missing(settings, catalogue, listen)
        expectations_log = settings.cache_dir / "expectations.log"
        expectations_log.unlink(missing_ok=True)
        run_expectations = children.enter_context(warm_expectations(expectations_log))
        plan = plan_build(settings, catalogue, (report_id_of(sha256) for sha256 in seconds))
        dbt_run = build_batches(
            settings,
            catalogue,
            plan=plan,
            failures=failures,
            known=known,
            run_dbt=run_dbt,
            listen=listen,
        )
        save_acknowledgements(building, known)
        listen("checking", 0, 0)
        checked = run_expectations(
            building,
            settings.building_quality_dir,
            lambda done, total, share: listen("checking", done, total, share),
        )
    results = expectation_results(checked.results)
    with open_to_write(building) as connection:
        save_mart(connection, RESULTS.name, results, publishing_statements(RESULTS))
        listen("publishing", 0, 0)
        summary = summarise(
            connection,
            catalogue,
            read_now=frozenset(seconds),
            dbt_run=dbt_run,
            checked=checked,
            warehouse=settings.warehouse,
            docs=settings.quality_dir / "index.html",
            seconds=time.monotonic() - started,
        )
    publish(
        settings,
        {
            settings.catalogue_path: catalogue_text(catalogue),
            settings.last_build_path: _last_build_text(settings, catalogue, failures, summary),
        },
    )
    sweep_landing(settings)
    return summary


def read_missing(
    settings: Settings, catalogue: Catalogue, listen: Listener
) -> tuple[Catalogue, dict[str, str], dict[str, float]]:
    """Read the present reports that have not landed yet: files, then what files bind further.

    A report that an internal error cost in the last build costs the same again: it is tried when
    its bytes or the reader change, or where the build is told to (RETRY=1).

    Returns:
        The catalogue with the disclosures that files bind; sha256 → why it could not land, and
        sha256 → seconds, of the reports read now.
    """
    failures = {} if settings.is_retry else _remembered_failures(settings)
    seconds: dict[str, float] = {}
    settings.landing_dir.mkdir(parents=True, exist_ok=True)
    (settings.cache_dir / _READING_LOG).unlink(missing_ok=True)  # workers append to it
    _read(settings, catalogue, listen, failures, seconds, is_bound=False)
    catalogue = enter_bound(catalogue, settings.landing_dir, reader_version(), seconds.keys())
    _read(settings, catalogue, listen, failures, seconds, is_bound=True)
    save_seconds(settings.seconds_path, seconds)
    return catalogue, failures, seconds


def _read(
    settings: Settings,
    catalogue: Catalogue,
    listen: Listener,
    failures: dict[str, str],
    seconds: dict[str, float],
    *,
    is_bound: bool,
) -> None:
    """Read what has not landed of the files, or of the disclosures that they bind further.

    Adds to `failures` and `seconds`.
    """
    todo = [
        file
        for file in catalogue.primaries()
        if file.is_present
        and (file.page_range is not None) == is_bound
        and file.sha256 not in failures
        and not is_landed(settings.landing_dir, file.report_id, reader_version())
    ]
    # the longest first, so that the last worker is not left with it
    todo.sort(key=lambda file: (-file.byte_count, file.file_path))
    tasks = [
        Task(settings.reports_dir / file.file_path, file.file_name, file.sha256, file.page_range)
        for file in todo
    ]
    landing = Landing(
        settings.landing_dir,
        reader_version(),
        settings.cache_dir / _READING_LOG,
        settings.building_dir,
        settings.report_limit_seconds,
        limit_megabytes=settings.report_limit_megabytes,
        pages_version=page_reader_version(),
    )
    byte_counts = {file.sha256: file.byte_count for file in todo}
    before, count = len(seconds), len(seconds) + len(tasks)
    bytes_read, all_bytes = 0, max(1, sum(byte_counts.values()))
    if tasks or not is_bound:
        listen("reading", before, count)
    page_count = 0

    def hear(more: int) -> None:
        nonlocal page_count
        page_count += more
        listen("reading", len(seconds), count, bytes_read / all_bytes, pages=page_count)

    for outcome in read_reports(tasks, landing, settings, hear):
        seconds[outcome.sha256] = outcome.seconds
        if outcome.failure is not None:
            failures[outcome.sha256] = outcome.failure
            _log.warning("%s: %s; see %s", outcome.file_name, outcome.failure, landing.log_path)
        bytes_read += byte_counts[outcome.sha256]
        listen("reading", len(seconds), count, bytes_read / all_bytes)


def _remembered_failures(settings: Settings) -> dict[str, str]:
    """sha256 → reason of what this very reader, with these limits, could not read last time."""
    last = read_last_build(settings)
    if (last.get("reader_version"), last.get("limits")) != (
        reader_version(),
        settings.reading_limits,
    ):
        return {}
    failures: dict[str, str] = last["failures"]
    return failures


def _last_build_text(
    settings: Settings, catalogue: Catalogue, failures: dict[str, str], summary: Summary
) -> str:
    """Write down what the build was made of, so that the next one can see that nothing changed."""
    return json.dumps(
        {
            "failures": failures,
            "reader_version": reader_version(),
            "limits": settings.reading_limits,
            "unreadable": catalogue.unreadable,
            "reports_dir": str(settings.reports_dir),
            "builder_version": builder_version(settings.acknowledged_path),
            # its inode and times are the new warehouse's from the moment that it is renamed
            "warehouse": file_stamp(settings.building_warehouse),
            "summary": dump_summary(summary),
        }
    )
