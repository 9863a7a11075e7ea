"""What a build starts from, and which batches it has to make: reads the last warehouse."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ingest.building.catalogue import Catalogue
from ingest.building.families import Kin, find_families, find_touched, plan_batches
from ingest.building.load import report_files
from ingest.building.publish import read_own_build
from ingest.contract.versions import reader_version
from ingest.landing.folder import earlier_landings, landed_dir
from ingest.settings import Settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a build goes.

    Attributes:
        base: the published warehouse, to go on from; None: from nothing.
        batches: report_ids of each batch, in the order in which they are built. From nothing there
            is at least one, if need be without a report.
    """

    base: Path | None
    batches: list[tuple[str, ...]]


def plan_build(settings: Settings, catalogue: Catalogue, read_now: Iterable[str]) -> Plan:
    """Compare the folder with what the last build published.

    Args:
        settings: of the build.
        catalogue: the files as of now; what is present has landed, or failed to.
        read_now: report_ids of the reports that this build read, or tried to.
    """
    is_ours = read_own_build(settings) is not None
    base = settings.warehouse if is_ours and _is_free(settings.warehouse) else None
    now = _files_by_report(report_files(catalogue).rows(named=True))
    if base is None:
        return Plan(None, plan_afresh(settings, now) or [()])
    with duckdb.connect(str(base), read_only=True) as connection:
        columns = report_files(Catalogue()).columns
        before = _files_by_report(
            dict(zip(columns, row, strict=True))
            for row in connection.execute(
                f"select {', '.join(columns)} from raw.report_files"
            ).fetchall()
        )
        touched = find_touched(before, now, read_now)
        kin = {each.report_id: each for each in _held_kin(connection)}
    kin |= {each.report_id: each for each in _landed_kin(settings, sorted(touched - kin.keys()))}
    return Plan(base, plan_batches(find_families(kin.values()), touched, settings.batch_size))


def plan_afresh(settings: Settings, report_ids: Iterable[str]) -> list[tuple[str, ...]]:
    """Put reports that have landed, or failed to, into batches of whole families."""
    families = find_families(_landed_kin(settings, sorted(report_ids)))
    return plan_batches(families, None, settings.batch_size)


def _is_free(warehouse: Path) -> bool:
    """Say whether a warehouse can be read: not while somebody has it open for writing.

    That is how the `duckdb` shell opens a file unless it is told otherwise. Nobody who looks at a
    warehouse may keep the next one from being built: that is then made from nothing. They are told
    all the same: what they write from then on is in a file that nobody sees any more.
    """
    try:
        duckdb.connect(str(warehouse), read_only=True).close()
    except duckdb.IOException as error:
        _log.error(
            "%s is open for writing elsewhere: it is replaced by one made from nothing, "
            "without what is written there; open it with -readonly (%s)",
            warehouse,
            str(error).splitlines()[0],
        )
        return False
    return True


def _files_by_report(rows: Iterable[dict[str, Any]]) -> dict[str, object]:
    files: dict[str, list[tuple[object, ...]]] = defaultdict(list)
    for row in rows:
        files[row["report_id"]].append(tuple(row[name] for name in sorted(row)))
    return {report_id: sorted(entries) for report_id, entries in files.items()}


def _held_kin(connection: duckdb.DuckDBPyConnection) -> Iterable[Kin]:
    units: dict[str, list[str]] = defaultdict(list)
    for report_id, unit_name in connection.execute(
        "select distinct report_id, unit_name from raw.lines where unit_name is not null"
    ).fetchall():
        units[report_id].append(unit_name)
    for report_id, name, place in connection.execute(
        "select report_id, department_name, place_name from raw.reports"
    ).fetchall():
        yield Kin(report_id, name, tuple(units[report_id]), place)


def _landed_kin(settings: Settings, report_ids: Iterable[str]) -> Iterable[Kin]:
    for report_id in report_ids:
        today = landed_dir(settings.landing_dir, report_id, reader_version())
        # it failed, or an older reader read it before it left: that one knows whose it is
        older = earlier_landings(settings.landing_dir, report_id, reader_version())
        folders = [today] if today.is_dir() else older[:1]
        yield _read_kin(report_id, folders[0]) if folders else Kin(report_id, None)


def _read_kin(report_id: str, folder: Path) -> Kin:
    try:
        columns = ["department_name", "place_name"]
        (said,) = pl.read_parquet(folder / "reports.parquet", columns=columns).rows()
        units = pl.read_parquet(folder / "lines.parquet", columns=["unit_name"])["unit_name"]
    except (pl.exceptions.ColumnNotFoundError, FileNotFoundError):  # of another schema
        return Kin(report_id, None)
    name, place = said
    return Kin(report_id, name, tuple(units.drop_nulls().unique()), place)
