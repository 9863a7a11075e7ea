"""Build the batches of a warehouse: load, model, diagnose, merge.

Modelling is DuckDB's work, diagnosing mostly Python's. So while a batch is modelled, the one before
it is diagnosed and merged.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from expectations.acknowledged import Acknowledgement
from ingest.building.catalogue import Catalogue
from ingest.building.diagnosing import diagnose_batch
from ingest.building.executing import NodeListener
from ingest.building.load import load_batch
from ingest.building.merging import copy_warehouse, merge_batch
from ingest.building.planning import Plan
from ingest.building.transform import DbtRun, together
from ingest.contract.versions import reader_version
from ingest.settings import Listener, Settings


def build_batches(
    settings: Settings,
    catalogue: Catalogue,
    *,
    plan: Plan,
    failures: dict[str, str],
    known: tuple[Acknowledgement, ...],
    run_dbt: Callable[[NodeListener], DbtRun],
    listen: Listener,
) -> DbtRun:
    """Load, model and diagnose each batch; merge it into the warehouse that is being built.

    Args:
        settings: of the build; its building folder is empty.
        catalogue: the files as of now.
        plan: the batches, and what they are merged into.
        failures: sha256 → reason of the present reports that have not landed.
        known: the acknowledged findings.
        run_dbt: builds all models in `settings.batch_warehouse`.
        listen: told about each stage.

    Returns:
        What dbt did in all of them.

    Raises:
        StageFailedError: a model could not be built.
    """
    building, modelled, built = (
        settings.building_warehouse,
        settings.batch_warehouse,
        settings.built_batch,
    )
    if plan.base is not None:
        copy_warehouse(plan.base, building)
    runs: list[DbtRun] = []
    count = len(plan.batches)
    with ThreadPoolExecutor(1, thread_name_prefix="finishing") as finisher:
        for done, batch in enumerate(plan.batches):
            listen("loading", done, count)
            load_batch(
                modelled,
                frozenset(batch),
                catalogue=catalogue,
                landing_dir=settings.landing_dir,
                reader_version=reader_version(),
                failures=failures,
                others=[path for path in (built, building) if path.exists()],
            )
            finishing: Future[None] | None = None
            if done:
                finishing = finisher.submit(_finish_batch, settings, plan.batches[done - 1], known)
            listen("modelling", done, count)
            runs.append(run_dbt(_count_nodes(listen, done, count)))
            if finishing is not None:
                finishing.result()
            built.parent.mkdir(exist_ok=True)
            modelled.replace(built)
    if plan.batches:
        listen("diagnosing", 0, 0)
        _finish_batch(settings, plan.batches[-1], known)
    return together(runs)


def _finish_batch(
    settings: Settings, batch: tuple[str, ...], known: tuple[Acknowledgement, ...]
) -> None:
    """Diagnose a batch that dbt has built, and merge it."""
    built, building = settings.built_batch, settings.building_warehouse
    diagnose_batch(built, known)
    if building.exists():
        merge_batch(building, built, batch)
        built.unlink()
    else:
        built.replace(building)


def _count_nodes(listen: Listener, batches_done: int, batch_count: int) -> NodeListener:
    """Tell of dbt's nodes as a part of all that the batches will build."""
    return lambda done, total: listen("modelling", batches_done * total + done, batch_count * total)
