"""A process of its own for the expectations, started early.

great-expectations takes five seconds to import, longer than a small build needs for all the rest
of its work. A build that starts this process first has it ready when the warehouse is finished.
"""

from __future__ import annotations

import importlib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from expectations.runner import quiet_great_expectations


def start_expectations_process() -> ProcessPoolExecutor:
    """Start a process that imports great-expectations at once and then waits for work.

    Give it `submit(run_expectations, warehouse, docs_dir)`; the result is an ExpectationRun. The
    caller shuts it down (`with` does). It is spawned, so the program needs a main guard.

    Returns:
        An executor of one process, importing.
    """
    executor = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    executor.submit(_import_great_expectations)
    return executor


def _import_great_expectations() -> None:
    with quiet_great_expectations():
        importlib.import_module("expectations.agreement")
        importlib.import_module("expectations.duckdb_dialect")
