"""Fixtures that several test folders share: builds are dear, so each kind is made once.

`make test` runs on two workers (`--dist loadfile`: a module's tests stay together, so that its
fixtures are made once). The build of the shipped report is shared by the workers too.
"""

from __future__ import annotations

import fcntl
import gc
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# No test is timed: a busy machine must not make a property false.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# What collecting makes (modules, items) stays until the end: looking through it for garbage again
# and again takes as long as collecting itself.
gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage from now on, among what tests make."""
    gc.freeze()
    gc.enable()


def pytest_unconfigure() -> None:
    """Let the interpreter take everything down at its end: DuckDB's module complains otherwise."""
    gc.unfreeze()


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


def build_once(base: Path, worker_id: str, name: str, reports: Path) -> Run:
    """Build a folder of reports once for all workers, into a folder of its own.

    Args:
        base: the worker's own temporary folder; the workers' lie beside each other.
        worker_id: `master` where there is only one.
        name: of the build.
        reports: the folder of reports.
    """
    folder = (base if worker_id == "master" else base.parent) / name
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
