"""Fixtures that several test folders share: builds are dear, so each kind is made once.

`make test` runs on two workers (`--dist loadfile`: a module's tests stay together, so that its
fixtures are made once). The build of the shipped report is shared by the workers too.
"""

from __future__ import annotations

import atexit
import fcntl
import gc
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from ingest.contract.keys import report_id_of
from ingest.contract.versions import reader_version
from ingest.landing.folder import is_landed, landed_dir

if TYPE_CHECKING:
    import polars as pl

# No test is timed: a busy machine must not make a property false.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection() -> None:
    """Collect without looking for garbage: what it makes (modules, items) stays until the end.

    Looking through it again and again takes as long as collecting itself.
    """
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage from now on, among what tests make."""
    gc.freeze()
    gc.enable()


# Whether this very process is a worker of pytest: what it starts inherits its environment.
_WORKER: list[bool] = []


def _leave() -> None:
    if _WORKER:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


# A worker of pytest has told its results before the interpreter ends; what ends there is only that
# DuckDB's module prints a page about each object that some library's cache still holds. First
# registered, so last called: whatever else is to be done at the end has been done.
atexit.register(_leave)


def pytest_configure(config: pytest.Config) -> None:
    """Note that a worker runs here."""
    if hasattr(config, "workerinput"):
        _WORKER.append(True)


def pytest_unconfigure() -> None:
    """Let the interpreter take everything down at its end: DuckDB's module complains otherwise.

    A worker leaves without. After this pytest looks for garbage ten times over, among all that is
    not frozen.
    """
    if not _WORKER:
        gc.unfreeze()


# The modules that take longest, the longest first: a worker that begins one of them last leaves
# the other idle. The build of the published reports begins, because others wait for it; what makes
# forms builds nothing, so dbt compiles the project once. The order changes nothing else.
DEAREST = (
    "published/test_published.py",
    "office/test_forms.py",
    "integration/test_incremental.py",
    "integration/test_dbt.py",
    "integration/test_installed.py",
    "mutations/test_mutations.py",
    "published/test_opened.py",
    "integration/test_folder.py",
    "provinces/test_provinces.py",
    "site/test_browser.py",
    "unbreakable/test_hostile.py",
    "site/test_build.py",
    "unbreakable/test_kills.py",
    "cluster/test_cluster.py",
    "sql/test_cases.py",
    "notebooks/test_dbt_docs.py",
    "unbreakable/test_injection.py",
    "unit/expectations/test_runner.py",
    "notebooks/test_notebooks.py",
    "unit/building/test_kept_pages.py",
    "exports/test_exports.py",
    "integration/test_interruption.py",
    "properties/test_checks.py",
    "variants/test_headed.py",
    "truth/test_reports.py",
    "audit/test_letter.py",
    "integration/test_prose.py",
    "bench/test_bench.py",
    "unbreakable/test_surroundings.py",
    "unit/reading/scans/test_reading.py",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let workers begin with what takes longest; of the rest, with the modules of many tests."""
    if not hasattr(config, "workerinput"):
        return
    ranks = {Path(__file__).parent / name: number for number, name in enumerate(DEAREST)}
    counts = Counter(item.path for item in items)
    items.sort(key=lambda item: (ranks.get(item.path, len(ranks)), -counts[item.path]))


REPOSITORY = Path(__file__).resolve().parent.parent
SHIPPED_REPORTS = REPOSITORY / "data" / "reports"


@dataclass(frozen=True)
class Run:
    """A finished command."""

    status: int
    output: str
    errors: str
    warehouse: Path

    @property
    def counts(self) -> dict[str, Any]:
        """The JSON line of the contract: the last one."""
        found: dict[str, Any] = json.loads(self.output.rstrip("\n").rsplit("\n", 1)[-1])
        return found


def build_environment(**settings: str) -> dict[str, str]:
    """The environment of a command: ours without the settings of whoever runs the tests."""
    ours = {
        "REPORTS",
        "WAREHOUSE",
        "STRICT",
        "WORKERS",
        "REPORT_LIMIT_SECONDS",
        "ALLOW_SHRINK",
        "RETRY",
        "ACKNOWLEDGED",
    }
    ours |= {"ENGINE", "SCHEDULER", "LANDING", "SOURCES", "FETCH_CONTACT", "FETCH_DELAY_SECONDS"}
    ours |= {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKE_CALL"}  # `make test` is itself a make
    kept = {k: v for k, v in os.environ.items() if k not in ours}
    return {**kept, "LANGUAGE": "both", **settings}


def run_build(reports: Path, warehouse: Path, *arguments: str, **settings: str) -> Run:
    """Run `python -m ingest build` as a user would, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "ingest", "build", *arguments],
        cwd=REPOSITORY,
        env=build_environment(REPORTS=str(reports), WAREHOUSE=str(warehouse), **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    return Run(done.returncode, done.stdout, done.stderr, warehouse)


def shared_folder(base: Path, worker_id: str) -> Path:
    """The folder of this run that all workers see."""
    return base if worker_id == "master" else base.parent


def build_once(base: Path, worker_id: str, name: str, reports: Path) -> Run:
    """Build a folder of reports once for all workers, into a folder of its own.

    Args:
        base: the worker's own temporary folder; the workers' lie beside each other.
        worker_id: `master` where there is only one.
        name: of the build.
        reports: the folder of reports.
    """
    folder = shared_folder(base, worker_id) / name
    folder.mkdir(exist_ok=True)
    finished = folder.with_suffix(".json")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if finished.exists():
            status, output, errors = json.loads(finished.read_text(encoding="utf-8"))
            return Run(status, output, errors, folder / "warehouse.duckdb")
        run = run_build(reports, folder / "warehouse.duckdb")
        finished.write_text(json.dumps([run.status, run.output, run.errors]), encoding="utf-8")
        return run


@pytest.fixture(scope="session")
def shipped_build(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Run:
    """The shipped report, built once for all workers."""
    return build_once(tmp_path_factory.getbasetemp(), worker_id, "shipped", SHIPPED_REPORTS)


@pytest.fixture(scope="session")
def shipped_warehouse(shipped_build: Run) -> Path:
    """The warehouse of the shipped report; open it read-only."""
    assert shipped_build.status == 0, shipped_build.errors
    return shipped_build.warehouse


ReadOnce = Callable[[Path], dict[str, "pl.DataFrame"]]


@pytest.fixture(scope="session")
def read_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> ReadOnce:
    """Give the frames of a published report, as the build of them all has landed it.

    Where that build has not ended yet, or is not of this run, the report is read here.
    """
    # processes of tests import this module, too: what is heavy waits until it is needed
    import polars as pl  # noqa: PLC0415

    from ingest.reading.report import read_report  # noqa: PLC0415

    shared = shared_folder(tmp_path_factory.getbasetemp(), worker_id)
    landing = shared / "published" / "landing"

    def read(path: Path) -> dict[str, pl.DataFrame]:
        content = path.read_bytes()
        report_id, version = report_id_of(hashlib.sha256(content).hexdigest()), reader_version()
        ended = (shared / "published.json").exists()
        if not (ended and is_landed(landing, report_id, version)):
            return read_report(content, path.name)
        folder = landed_dir(landing, report_id, version)
        return {file.stem: pl.read_parquet(file) for file in folder.iterdir()}

    return read
