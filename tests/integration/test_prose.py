"""Prose judged by the project's own models: what agrees raises no alarm, each planted slip does."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import polars as pl

from ingest.building.transform import warm_project
from ingest.reading.prose import read_prose
from ingest.settings import read_settings
from tests.conftest import Run
from tests.unit.reading.prose.paper import Identity, document
from tests.unit.reading.prose.spoken import SLIPS, speak_truly

_SPOKEN = 60
_FRAMES = ("paragraphs", "sentences", "claims", "facts")
_IDENTITY = Identity(budget_year=2026, department_name="江州市水务局")

Alarm = tuple[str, str, str]  # identity, certainty, subject and reason


def _judge(
    published: Path, folder: Path, spoken: Mapping[str, Sequence[str]]
) -> dict[str, list[Alarm]]:
    """Judge reports of prose alone, each by its key: key → its alarms."""
    settings = read_settings(warehouse=str(folder / "w.duckdb"))
    settings.cache_dir.mkdir(parents=True)
    settings.batch_warehouse.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(published, settings.batch_warehouse)
    keys = {hashlib.sha256(key.encode()).hexdigest(): key for key in spoken}
    with duckdb.connect(str(settings.batch_warehouse)) as connection:
        for (name,) in connection.execute(
            "select distinct schema_name from duckdb_schemas()"
            " where schema_name not in ('raw', 'history', 'main') and not internal"
        ).fetchall():
            connection.execute(f'drop schema "{name}" cascade')
        for number, (sha256, key) in enumerate(keys.items()):
            _land(connection, sha256, f"江州市第{number}局", spoken[key])
    with warm_project(settings) as run:
        run(lambda done, total: None)
    alarms: dict[str, list[Alarm]] = {key: [] for key in spoken}
    with duckdb.connect(str(settings.batch_warehouse), read_only=True) as connection:
        for report_id, invariant_id, certainty, said in connection.execute(
            "select report_id, invariant_id, certainty, subject || ' ' || reason"
            " from intermediate.int_checks_tried where status = 'violated'"
            " and invariant_id like 'N%' order by check_id"
        ).fetchall():
            key = next((keys[sha256] for sha256 in keys if sha256.startswith(report_id)), None)
            if key is not None:
                alarms[key].append((invariant_id, certainty, said))
    return alarms


def _land(
    connection: duckdb.DuckDBPyConnection, sha256: str, department: str, paragraphs: Sequence[str]
) -> None:
    """Land a report of prose beside the published one, whose row in raw.reports it copies."""
    report_id = sha256[:16]
    frames = read_prose(
        document(*([text] for text in paragraphs)),
        report_id=report_id,
        identity=_IDENTITY,
        consumed_lines=frozenset(),
        contents_pages=frozenset(),
    )
    connection.execute(
        "insert into raw.reports by name select * replace (? as report_id, ? as sha256,"
        " ? as department_name, 2026 as budget_year, 'budget' as report_kind)"
        " from raw.reports limit 1",
        [report_id, sha256, department],
    )
    connection.execute(
        "insert into raw.report_files by name select * replace (? as report_id, ? as sha256,"
        " ? as file_name, ? as file_path) from raw.report_files limit 1",
        [report_id, sha256, f"{report_id}.pdf", f"{report_id}.pdf"],
    )
    for name in _FRAMES:
        frame: pl.DataFrame = frames[name]
        connection.register("landed", frame.to_arrow())
        connection.execute(f"insert into raw.{name} by name select * from landed")
        connection.unregister("landed")


def test_prose__true_in_many_wordings__no_alarm__each_slip_one(
    shipped_build: Run, tmp_path: Path
) -> None:
    true = {f"true {seed}": speak_truly(seed) for seed in range(_SPOKEN)}
    slips = {name: [text] for name, (_, text) in SLIPS.items()}
    alarms = _judge(shipped_build.warehouse, tmp_path, true | slips)
    assert {key: found for key, found in alarms.items() if key in true and found} == {}
    named = {
        name: [invariant_id for invariant_id, certainty, _ in alarms[name] if certainty == "sure"]
        for name in slips
    }
    missed = {name for name, (wanted, _) in SLIPS.items() if wanted not in named[name]}
    assert missed == set()
