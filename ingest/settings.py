"""What a build is told: where the reports are, where the warehouse goes, how hard to work.

The only module that reads (or sets) the environment. Values come from command-line arguments
first, then from the environment, which is how `make build REPORTS=… WAREHOUSE=…` passes paths
that hold spaces, quotes and Chinese without a shell ever seeing them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.errors import UsageError

REPOSITORY: Final = Path(__file__).resolve().parent.parent
DBT_PROJECT: Final = REPOSITORY / "dbt_project"
DEFAULT_REPORTS: Final = REPOSITORY / "data" / "reports"
DEFAULT_WAREHOUSE: Final = REPOSITORY / "data" / "warehouse.duckdb"

# The slowest of 30 published reports (85 pages, rendered fallbacks) took under two minutes on two
# busy cores; five times that is a report that will not end.
DEFAULT_REPORT_LIMIT_SECONDS: Final = 600.0

# Reports that dbt models in one go. What a run of it costs by itself, about six seconds, is spread
# over them; what they need in memory grows with them.
DEFAULT_BATCH_SIZE: Final = 100


# told: stage, reports done, reports in all (0 when there is nothing to count)
Listener = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """One build's settings; every path that it may write follows from `warehouse`."""

    reports_dir: Path
    warehouse: Path
    is_strict: bool = False
    worker_count: int = 2
    report_limit_seconds: float = DEFAULT_REPORT_LIMIT_SECONDS
    batch_size: int = DEFAULT_BATCH_SIZE

    @property
    def folder(self) -> Path:
        """The warehouse's own folder: nothing is written outside it."""
        return self.warehouse.parent

    @property
    def landing_dir(self) -> Path:
        """Landed frames, addressed by content and reader version; shared by the folder."""
        return self.folder / "landing"

    @property
    def quality_dir(self) -> Path:
        """The published Data Docs."""
        return self.folder / "quality"

    @property
    def building_dir(self) -> Path:
        """Where the next warehouse and its Data Docs grow, out of every reader's sight."""
        return self.folder / f".building-{self.warehouse.stem}"

    @property
    def building_warehouse(self) -> Path:
        """The warehouse being built.

        Its name and the batch's are always the same, whatever the target is called: dbt makes the
        file's stem the name of the database, and a target may be called `a "b".duckdb`.
        """
        return self.building_dir / "warehouse.duckdb"

    @property
    def batch_warehouse(self) -> Path:
        """The batch that dbt builds, before it is merged into the warehouse being built."""
        return self.building_dir / "batch" / "warehouse.duckdb"

    @property
    def building_quality_dir(self) -> Path:
        """The Data Docs being built."""
        return self.building_dir / "quality"

    @property
    def cache_dir(self) -> Path:
        """Caches and logs of this warehouse; deleting them costs time only."""
        return self.folder / ".cache" / self.warehouse.stem

    @property
    def catalogue_path(self) -> Path:
        """Every report file ever seen."""
        return self.folder / f"{self.warehouse.stem}.catalogue.json"

    @property
    def last_build_path(self) -> Path:
        """What the last published build was made of, and its summary."""
        return self.cache_dir / "last-build.json"

    @property
    def seconds_path(self) -> Path:
        """How long each report took to read, for the survey."""
        return self.cache_dir / "seconds.json"

    @property
    def lock_path(self) -> Path:
        """Held by the one build that may write into the folder."""
        return self.folder / ".build.lock"


def _path(text: str, meaning: str) -> Path:
    if "\0" in text:
        raise UsageError(f"{meaning} holds a NUL character")
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:  # ~unknown_user
        raise UsageError(f"{meaning}={text}: {error}") from error


def _positive(text: str, meaning: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise UsageError(f"{meaning}={text} is not a number") from error
    if not number > 0:
        raise UsageError(f"{meaning}={text} must be more than 0")
    return number


def _flag(text: str) -> bool:
    return text.strip().lower() not in ("", "0", "false", "no", "off")


def available_cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_settings(
    *,
    reports: str | None = None,
    warehouse: str | None = None,
    is_strict: bool | None = None,
    worker_count: int | None = None,
) -> Settings:
    """Settle the settings from arguments, then environment, then defaults.

    Raises:
        UsageError: a path or number that cannot be used.
    """
    reports = reports or os.environ.get("REPORTS") or str(DEFAULT_REPORTS)
    warehouse = warehouse or os.environ.get("WAREHOUSE") or str(DEFAULT_WAREHOUSE)
    target = _path(warehouse, "WAREHOUSE")
    if target.is_dir() or warehouse.endswith("/"):
        raise UsageError(
            f"WAREHOUSE={warehouse} is a folder; name a file, such as {target}/x.duckdb"
        )
    source = _path(reports, "REPORTS")
    if not source.is_dir():
        raise UsageError(f"REPORTS={reports} is not a folder")
    workers = os.environ.get("WORKERS") or str(available_cores())
    return Settings(
        reports_dir=source,
        warehouse=target,
        is_strict=_flag(os.environ.get("STRICT", "")) if is_strict is None else is_strict,
        worker_count=worker_count or max(1, int(_positive(workers, "WORKERS"))),
        report_limit_seconds=_positive(
            os.environ.get("REPORT_LIMIT_SECONDS") or str(DEFAULT_REPORT_LIMIT_SECONDS),
            "REPORT_LIMIT_SECONDS",
        ),
        batch_size=max(
            1, int(_positive(os.environ.get("BATCH_SIZE") or str(DEFAULT_BATCH_SIZE), "BATCH_SIZE"))
        ),
    )


def child_environment(settings: Settings) -> dict[str, str]:
    """Make the environment of the dbt process: ours, plus where to build, minus telemetry."""
    return {
        **os.environ,
        "BUDGET_WAREHOUSE": str(settings.batch_warehouse),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        # A broken shape is shown and logged, but does not keep the other reports from being
        # published: `ingest/build.py` reads the test results itself.
        "BUDGET_TEST_SEVERITY": "warn",
        "PYTHONUTF8": "1",
        "PYTHONPATH": str(REPOSITORY),
    }


def limit_reader_threads() -> None:
    """Keep a reading worker to one core: the pool already has one process per core.

    Must run before polars is imported.
    """
    os.environ["POLARS_MAX_THREADS"] = "1"
    os.environ["OMP_NUM_THREADS"] = "1"
