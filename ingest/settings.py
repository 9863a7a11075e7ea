"""What a build is told: where the reports are, where the warehouse goes, how hard to work.

The only module that reads (or sets) the environment. Values come from command-line arguments
first, then from the environment, which is how `make build REPORTS=… WAREHOUSE=…` passes paths
that hold spaces, quotes and Chinese without a shell ever seeing them.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from ingest.converting import find_libreoffice
from ingest.errors import UsageError

# Where this code lies: a checkout, or the site-packages of an environment that it is installed in,
# with the same folders in it.
REPOSITORY: Final = Path(__file__).resolve().parent.parent
DBT_PROJECT: Final = REPOSITORY / "dbt_project"
IS_INSTALLED: Final = not (REPOSITORY / "pyproject.toml").is_file()

# A checkout has its data inside; who installed the program has them in the folder he works in.
DATA: Final = (Path.cwd() if IS_INSTALLED else REPOSITORY) / "data"
DEFAULT_REPORTS: Final = DATA / "reports"
DEFAULT_WAREHOUSE: Final = DATA / "warehouse.duckdb"
DEFAULT_SOURCES: Final = DATA / "sources.yml"
# Findings that somebody has looked up: part of a checkout; who installed the program has his own.
DEFAULT_ACKNOWLEDGED: Final = (DATA if IS_INSTALLED else REPOSITORY / "expectations") / (
    "acknowledged.yml"
)

LANGUAGES: Final = ("zh", "en", "both")

# The slowest of 30 published reports (85 pages) takes four seconds on a busy core; forty times that
# is a report that will not end.
DEFAULT_REPORT_LIMIT_SECONDS: Final = 180.0

# A reading process holds 200 MB with the libraries in it; the largest of 30 published reports
# adds less than half as much.
DEFAULT_REPORT_LIMIT_MEGABYTES: Final = 1024.0

# Reports that dbt models in one go. What a run of it costs by itself, about six seconds, is spread
# over them; what they need in memory grows with them.
DEFAULT_BATCH_SIZE: Final = 100


# What may read the reports: a pool of local processes, or a cluster (extra [cluster]).
ENGINES: Final = ("pool", "dask")


class Listener(Protocol):
    """Is told how far a command is."""

    def __call__(
        self, stage: str, done: int, total: int, share: float | None = None, *, pages: int = 0
    ) -> None:
        """Hear of a stage.

        Args:
            stage: its name, see `ingest/telling/progress.py`.
            done: how many of its parts are done.
            total: of how many; 0 when there is nothing to count.
            share: how much of the work that is, where the parts are unequal.
            pages: how many pages of scans have been read meanwhile.
        """


_OUTPUTS: Final = (
    *("landing", "quality", "site", "exports", "audit", "letters", "notebooks", "dbt-docs"),
    ".cache",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """One build's settings; every path that it may write follows from `warehouse`."""

    reports_dir: Path
    warehouse: Path
    is_strict: bool = False
    worker_count: int = 2
    report_limit_seconds: float = DEFAULT_REPORT_LIMIT_SECONDS
    report_limit_megabytes: float = DEFAULT_REPORT_LIMIT_MEGABYTES
    batch_size: int = DEFAULT_BATCH_SIZE
    engine: str = "pool"
    scheduler: str | None = None  # of a running cluster; None starts one here
    landing_url: str | None = None  # a landing shared with others, at an address for fsspec
    may_shrink: bool = False  # publish although many reports have gone from the folder
    is_retry: bool = False  # read again what an internal error cost in the last build
    acknowledged_path: Path = DEFAULT_ACKNOWLEDGED  # need not be there
    language: str = "both"  # of findings on the terminal: one of LANGUAGES
    given: tuple[tuple[str, str], ...] = ()  # variables of this call, for the hints of the next

    @property
    def reading_limits(self) -> list[float]:
        """What reading a report depends on beside its bytes: seconds, MB, whether .doc is read."""
        has_office = float(find_libreoffice() is not None)
        return [self.report_limit_seconds, self.report_limit_megabytes, has_office]

    @property
    def folder(self) -> Path:
        """The warehouse's own folder: nothing is written outside it."""
        return self.warehouse.parent

    @property
    def output_dirs(self) -> tuple[Path, ...]:
        """The folders that commands write beside the warehouse: none of them holds reports."""
        return (self.building_dir, *(self.folder / name for name in _OUTPUTS))

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
    def built_batch(self) -> Path:
        """A batch that dbt has finished, until it is merged; dbt builds the next one meanwhile."""
        return self.building_dir / "built" / "warehouse.duckdb"

    @property
    def building_quality_dir(self) -> Path:
        """The Data Docs being built."""
        return self.building_dir / "quality"

    @property
    def cache_dir(self) -> Path:
        """Caches and logs of this warehouse; deleting them costs time only."""
        return self.folder / ".cache" / self.warehouse.stem

    @property
    def compiled_dir(self) -> Path:
        """What dbt made of the project, by its version: a cache that all warehouses share."""
        return (self.folder if IS_INSTALLED else DATA) / ".cache" / "compiled"

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


@dataclass(frozen=True, slots=True)
class RequestPolicy:
    """Pace and limits of a fetch.

    Attributes:
        user_agent: who we are, so that an administrator can tell and can write to somebody.
        delay_seconds: between two requests to the same host.
        attempts: how often one source is tried in all.
        backoff_seconds: before the second attempt; doubled each time, a random half taken off.
        patience_seconds: the longest wait that we accept; a server that asks for more (Retry-After)
            is left alone until the next run.
        connect_seconds, read_seconds: until a connection stands, until the next bytes come.
        total_seconds: for one attempt, however steadily it drips.
        byte_limit: a larger file is refused.
        host_count: hosts that are asked at the same time.
    """

    user_agent: str
    delay_seconds: float = 1.0
    attempts: int = 4
    backoff_seconds: float = 2.0
    patience_seconds: float = 120.0
    connect_seconds: float = 15.0
    read_seconds: float = 30.0
    total_seconds: float = 600.0
    # the largest of 30 published reports has 5 MB; a scanned one can have 100
    byte_limit: int = 256 << 20
    host_count: int = 8


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Settings of `make fetch`: what to fetch, where to, and how to behave meanwhile."""

    sources_path: Path
    reports_dir: Path
    policy: RequestPolicy
    worker_count: int = 2
    report_limit_seconds: float = DEFAULT_REPORT_LIMIT_SECONDS

    @property
    def ledger_path(self) -> Path:
        """What was fetched, beside the list of sources."""
        return self.sources_path.with_suffix(".ledger.json")


def _path(text: str, meaning: str) -> Path:
    if "\0" in text:
        raise UsageError(f"{meaning} holds a NUL character")
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:  # ~unknown_user
        raise UsageError(f"{meaning}={text}: {error}") from error


def _target(text: str) -> Path:
    """Follow a link to the file that it stands for: renaming would put a file in the link's place.

    The file's own folder is then what the build writes into, on the file's own disk.
    """
    target = _path(text, "WAREHOUSE")
    if not target.is_symlink():
        return target
    # not Path.resolve(): of links in a circle Python 3.11 raises, 3.13 says nothing
    followed = Path(os.path.realpath(target))
    if followed.is_symlink():
        raise UsageError(f"WAREHOUSE={text}: links that lead in a circle (循环链接)")
    return followed


def _engine() -> str:
    engine = os.environ.get("ENGINE") or "pool"
    if engine not in ENGINES:
        raise UsageError(f"ENGINE={engine} is none of {', '.join(ENGINES)}")
    return engine


def _landing_url(text: str) -> str | None:
    """Make an address of a shared landing; a plain path is a folder that others see too."""
    if not text or "://" in text:
        return text or None
    return f"file://{_path(text, 'LANDING')}"


def _positive(text: str, meaning: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise UsageError(f"{meaning}={text} is not a number") from error
    if not number > 0:
        raise UsageError(f"{meaning}={text} must be more than 0")
    return number


def _count(text: str, meaning: str) -> int:
    number = _positive(text, meaning)
    if math.isinf(number):
        raise UsageError(f"{meaning}={text} is not a number")
    return max(1, int(number))


def _acknowledged(text: str) -> Path:
    path = _path(text, "ACKNOWLEDGED") if text else DEFAULT_ACKNOWLEDGED
    if text and not path.is_file():
        raise UsageError(f"ACKNOWLEDGED={text}: there is no such file")
    return path


def _flag(text: str) -> bool:
    return text.strip().lower() not in ("", "0", "false", "no", "off")


def _language() -> str:
    """Settle the language of findings: LANGUAGE, else that of the terminal's locale, else both.

    LANGUAGE is gettext's as well: a list such as `zh_CN:en`, of which the first counts.
    """
    asked = os.environ.get("LANGUAGE", "").split(":")[0].strip().lower()
    if asked in LANGUAGES:
        return asked
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    for name in (asked, (locale or "").lower()):
        if name[:2] in LANGUAGES:
            return name[:2]
    return "both"  # nobody has said: C, POSIX, none


def read_call() -> list[str]:
    """Say how make was called: the target, and the names of the variables that were typed."""
    return os.environ.get("MAKE_CALL", "").split()


def wants_colour() -> bool:
    """Say whether a terminal may be coloured: see https://no-color.org."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def available_cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_settings(
    *,
    reports: str | None = None,
    warehouse: str | None = None,
    is_strict: bool | None = None,
    worker_count: int | None = None,
    needs_reports: bool = True,
) -> Settings:
    """Settle the settings from arguments, then environment, then defaults.

    A command that only asks the warehouse needs no folder of reports.

    Raises:
        UsageError: a path or number that cannot be used.
    """
    reports = reports or os.environ.get("REPORTS")
    warehouse = warehouse or os.environ.get("WAREHOUSE")
    given = tuple(
        (name, text) for name, text in (("REPORTS", reports), ("WAREHOUSE", warehouse)) if text
    )
    reports = reports or str(DEFAULT_REPORTS)
    warehouse = warehouse or str(DEFAULT_WAREHOUSE)
    target = _target(warehouse)
    if target.is_dir() or warehouse.endswith("/"):
        raise UsageError(
            f"WAREHOUSE={warehouse} is a folder; name a file, such as {target}/x.duckdb"
        )
    source = _path(reports, "REPORTS")
    if needs_reports and not source.is_dir():
        if "REPORTS" not in dict(given):
            raise UsageError(
                f"there is no folder {source} (没有报告文件夹): put the reports there, or name "
                "another one in REPORTS"
            )
        raise UsageError(f"REPORTS={reports} is not a folder")
    workers = str(worker_count or os.environ.get("WORKERS") or available_cores())
    return Settings(
        reports_dir=source,
        warehouse=target,
        is_strict=_flag(os.environ.get("STRICT", "")) if is_strict is None else is_strict,
        worker_count=_count(workers, "WORKERS"),
        report_limit_seconds=_positive(
            os.environ.get("REPORT_LIMIT_SECONDS") or str(DEFAULT_REPORT_LIMIT_SECONDS),
            "REPORT_LIMIT_SECONDS",
        ),
        report_limit_megabytes=_positive(
            os.environ.get("REPORT_LIMIT_MEGABYTES") or str(DEFAULT_REPORT_LIMIT_MEGABYTES),
            "REPORT_LIMIT_MEGABYTES",
        ),
        engine=_engine(),
        scheduler=os.environ.get("SCHEDULER") or None,
        landing_url=_landing_url(os.environ.get("LANDING", "")),
        may_shrink=_flag(os.environ.get("ALLOW_SHRINK", "")),
        is_retry=_flag(os.environ.get("RETRY", "")),
        acknowledged_path=_acknowledged(os.environ.get("ACKNOWLEDGED", "")),
        batch_size=_count(os.environ.get("BATCH_SIZE") or str(DEFAULT_BATCH_SIZE), "BATCH_SIZE"),
        language=_language(),
        given=given,
    )


def read_fetch_settings(settings: Settings) -> FetchSettings:
    """Settle what `make fetch` needs beside a build's settings.

    Raises:
        UsageError: a path or number that cannot be used.
    """
    contact = os.environ.get("FETCH_CONTACT", "").strip()
    if not contact.isprintable() or not contact.isascii():
        raise UsageError(f"FETCH_CONTACT={contact!r} must be an e-mail address or URL in ASCII")
    name = "budget-warehouse/0.1 (published budgets; one request at a time"
    return FetchSettings(
        sources_path=_path(os.environ.get("SOURCES") or str(DEFAULT_SOURCES), "SOURCES"),
        reports_dir=settings.reports_dir,
        policy=RequestPolicy(
            user_agent=f"{name}; contact: {contact})" if contact else f"{name})",
            delay_seconds=_positive(
                os.environ.get("FETCH_DELAY_SECONDS") or "1", "FETCH_DELAY_SECONDS"
            ),
        ),
        worker_count=settings.worker_count,
        report_limit_seconds=settings.report_limit_seconds,
    )


def child_environment(settings: Settings) -> dict[str, str]:
    """Make the environment of the dbt process: ours, plus where to build, minus telemetry."""
    return {
        **os.environ,
        "BUDGET_WAREHOUSE": str(settings.batch_warehouse),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        # A broken shape is shown and logged, but does not keep the other reports from being
        # published: `ingest/building/build.py` reads the test results itself.
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
