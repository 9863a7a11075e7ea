"""Run the expectations in a process of their own, warmed up while dbt still works.

great-expectations takes five seconds to import, as long as dbt takes to build a small warehouse:
so its process starts with dbt and waits for the word to begin.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import multiprocessing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from ingest.errors import StageFailedError
from ingest.processes.interruption import interruption_held_back, wait_interruptibly
from ingest.processes.isolation import isolate, leave_without_teardown
from ingest.processes.scratch import scratch_folder

_FAREWELL_SECONDS: Final = 5.0

# told: suites done, suites in all, how much of the work that is
SuiteListener = Callable[[int, int, float], None]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the expectations found.

    Attributes:
        results: one row per expectation, as `expectations.results` takes them.
        counts: expectations by status: held, failed, errored, not_run.
        errored: the names of those that raised, with what they said: defects of this program.
    """

    results: list[tuple[object, ...]]
    counts: dict[str, int]
    errored: tuple[str, ...]


@contextlib.contextmanager
def warm_expectations(
    log_path: Path,
) -> Iterator[Callable[[Path, Path, SuiteListener], Checked]]:
    """Start the checking process; gives the function that runs it on a warehouse and docs folder.

    The function raises StageFailedError when the run as a whole failed; an expectation that
    raised is in its result.
    """
    # Not in the warehouse's folder: great-expectations makes temporary folders by itself, and
    # takes a `$` in their path for a variable of the environment.
    with scratch_folder("expectations") as scratch_dir, _started(log_path, scratch_dir) as run:
        yield run


@contextlib.contextmanager
def _started(
    log_path: Path, scratch_dir: Path
) -> Iterator[Callable[[Path, Path, SuiteListener], Checked]]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, log_path, scratch_dir), daemon=True)
    with interruption_held_back():
        process.start()
    theirs.close()

    def run(warehouse: Path, docs_dir: Path, listen: SuiteListener) -> Checked:
        try:
            ours.send((warehouse, docs_dir))
            wait_interruptibly(ours)
            answer: Checked | str | tuple[int, int, float] = ours.recv()
            while isinstance(answer, tuple):
                listen(*answer)
                wait_interruptibly(ours)
                answer = ours.recv()
        except (EOFError, OSError) as error:
            process.join(timeout=5)
            detail = f"the checking process died (exit {process.exitcode})"
            raise StageFailedError("checking", detail, str(log_path)) from error
        if isinstance(answer, str):
            raise StageFailedError("checking", answer, str(log_path))
        return answer

    try:
        yield run
    except BaseException:  # we fail or are interrupted: whatever it is doing is of no use
        process.kill()
        raise
    finally:
        ours.close()
        process.join(timeout=_FAREWELL_SECONDS)  # killed at once, it would leave semaphores behind
        process.kill()
        process.join()


def _work(pipe: Connection, log_path: Path, scratch_dir: Path) -> None:
    isolate(log_path, scratch_dir)
    gc.disable()
    try:
        from expectations.light_import import import_great_expectations  # noqa: PLC0415

        import_great_expectations()  # the warming up

        from expectations.outcomes import STATUSES, result_rows  # noqa: PLC0415
        from expectations.runner import run_expectations  # noqa: PLC0415

        # What is imported stays: looking for garbage among it, again and again, took a tenth of
        # a run over one report.
        gc.freeze()
        gc.enable()
        warehouse, docs_dir = pipe.recv()
        run = run_expectations(warehouse, docs_dir, lambda *done: pipe.send(done))
        checked = Checked(
            results=result_rows(run),
            counts={status: run.count(status) for status in STATUSES},
            errored=tuple(
                f"{outcome.suite} / {outcome.rule_name}: {outcome.message}"
                for outcome in run.errored
            ),
        )
    except EOFError:  # the build ended before there was anything to check
        return
    except Exception as error:
        # Broad on purpose: handed to the build, which fails with it; the traceback is in the log.
        _log.exception("checking")
        pipe.send(f"{type(error).__name__}: {error}")
    else:
        pipe.send(checked)
        leave_without_teardown()
    finally:
        gc.unfreeze()  # DuckDB's module complains of what is not taken down at the end
