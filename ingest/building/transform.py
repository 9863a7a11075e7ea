"""Model a loaded batch: compile the dbt project where no build has yet, and run its steps.

Compiling is dbt's, in a process of its own, once per version of the project; running the compiled
SQL is DuckDB's work alone. See docs/decisions/0006-compiled-project.md.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.building.compiled import Step, parse_steps
from ingest.building.executing import NodeListener, execute_steps
from ingest.building.load import open_batch
from ingest.contract.versions import project_version
from ingest.errors import StageFailedError
from ingest.settings import DBT_PROJECT, Settings, child_environment

_log = logging.getLogger(__name__)

_LAST_LINES: Final = 25
_LOOK_SECONDS: Final = 0.25

# Versions of the project whose steps are kept: a maintainer goes back and forth between branches.
_KEPT_VERSIONS: Final = 8

# How the system says that there is no room: the log says little else then that is of use.
_NO_ROOM: Final = tuple(os.strerror(code) for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


@dataclass(frozen=True, slots=True)
class DbtRun:
    """What was built of the dbt project.

    Attributes:
        model_count: models, seeds and views built.
        test_count: tests of shape that ran.
        broken_shapes: name and message of each test that found something: a defect of ours.
    """

    model_count: int
    test_count: int
    broken_shapes: tuple[str, ...]


def together(runs: Sequence[DbtRun]) -> DbtRun:
    """Sum up the runs of a build's batches: each builds the same models.

    >>> together([DbtRun(5, 3, ("x: 1",)), DbtRun(5, 3, ())])
    DbtRun(model_count=5, test_count=3, broken_shapes=('x: 1',))
    """
    return DbtRun(
        model_count=max((run.model_count for run in runs), default=0),
        test_count=max((run.test_count for run in runs), default=0),
        broken_shapes=tuple(sorted({line for run in runs for line in run.broken_shapes})),
    )


@contextlib.contextmanager
def warm_project(settings: Settings) -> Iterator[Callable[[NodeListener], DbtRun]]:
    """Have the project compiled, while reports are read; gives what builds a batch by it.

    The function builds all models in the batch's warehouse and tests their shape; it may be called
    again, for the next batch. It raises StageFailedError when the project does not compile or a
    model could not be built.
    """
    with compiled_project(settings) as steps_of:
        runs = itertools.count()

        def run(listen: NodeListener) -> DbtRun:
            steps = steps_of()
            # a batch that is merged into another warehouse brings rows, and no comments
            is_base = next(runs) == 0 and not settings.building_warehouse.exists()
            with open_batch(settings.batch_warehouse, is_kept=is_base) as connection:
                broken = execute_steps(connection, steps, listen, is_commented=is_base)
            for line in broken:
                _log.warning("shape test %s", line)
            test_count = sum(step.kind == "test" for step in steps)
            return DbtRun(len(steps) - test_count, test_count, tuple(sorted(broken)))

        yield run


@contextlib.contextmanager
def compiled_project(settings: Settings) -> Iterator[Callable[[], Sequence[Step]]]:
    """Have the project compiled; gives what waits for it, once, and gives its steps."""
    kept = _kept_path(settings)
    with contextlib.ExitStack() as children:
        compiling = None if kept.exists() else children.enter_context(_compiling(settings, kept))
        steps: list[Step] = []

        def give() -> Sequence[Step]:
            if not steps:
                if compiling is not None:
                    compiling()
                steps.extend(parse_steps(kept.read_text(encoding="utf-8")))
            return steps

        yield give


def _kept_path(settings: Settings) -> Path:
    """Say where the steps of today's project are kept: by its version, for all warehouses."""
    folder = settings.compiled_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(str(folder))
    except OSError:  # a project that is installed where nobody may write
        folder = settings.cache_dir
    kept = folder / f"{project_version()}.json"
    older = sorted(
        folder.glob("*.json") if folder == settings.compiled_dir else (),
        key=lambda path: path.stat().st_mtime_ns,
    )
    for path in older[:-_KEPT_VERSIONS]:
        path.unlink(missing_ok=True)
    return kept


@contextlib.contextmanager
def _compiling(settings: Settings, target: Path) -> Iterator[Callable[[], None]]:
    """Start dbt on the project; gives what waits until the steps are written."""
    log_path = settings.cache_dir / "dbt.log"
    target_dir = settings.cache_dir / "dbt"
    scratch = settings.cache_dir / "compiling" / "warehouse.duckdb"
    scratch.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "ingest.building.dbt_process", str(target)]
    # what dbt remembers of an older project may name a model that is gone
    command += ["--no-partial-parse"]
    command += ["--no-use-colors", "--no-version-check", "--log-level-file", "none"]
    command += ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    command += ["--target-path", str(target_dir), "--log-path", str(settings.cache_dir)]
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=settings.cache_dir,
            # compiling opens a warehouse, and while reports are read the batch's has no folder yet
            env=child_environment(settings) | {"BUDGET_WAREHOUSE": str(scratch)},
            start_new_session=True,
        )

    def wait() -> None:
        while True:  # in short waits: a signal that went to another thread is obeyed meanwhile
            with contextlib.suppress(subprocess.TimeoutExpired):
                status = process.wait(timeout=_LOOK_SECONDS)
                break
        if status or not target.exists():
            raise StageFailedError("dbt", f"exit {status}\n{_tail(log_path)}", str(log_path))

    try:
        yield wait
    finally:
        if process.poll() is None:  # we are being interrupted, or have failed before
            # not its whole group: multiprocessing's tracker is in it, and unlinks dbt's semaphores
            process.kill()
            process.wait()


def _tail(path: Path) -> str:
    """Take from a log what a person needs: that there was no room, or else its end."""
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = [line.strip() for line in text.splitlines()]
    full = next((line for line in lines if any(words in line for words in _NO_ROOM)), None)
    return full or "\n".join(text.splitlines()[-_LAST_LINES:])
