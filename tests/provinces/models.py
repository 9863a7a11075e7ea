"""Reports as bytes → the facts' models, in memory and without dbt."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import duckdb
import polars as pl

from ingest.contract.schema import FRAMES, REPORT_FILES
from ingest.reading.report import read_report
from tests.sql.project import create_sources, in_order, model


def model_reports(reports: Mapping[str, bytes], wanted: Sequence[str]) -> duckdb.DuckDBPyConnection:
    """Read reports, by file name, and run the models that the wanted ones stand on.

    Raises:
        ValueError: two files are the same report: each of its rows would stand twice, and joins of
            doubled rows double again.
    """
    if len(set(reports.values())) < len(reports):
        raise ValueError("two files are the same report")
    frames = [read_report(content, name) for name, content in reports.items()]
    read = {name: pl.concat([frame[name] for frame in frames]) for name in FRAMES}
    return model_frames(read, reports, wanted)


def model_frames(
    frames: Mapping[str, pl.DataFrame], files_named: Mapping[str, object], wanted: Sequence[str]
) -> duckdb.DuckDBPyConnection:
    """Run the models that the wanted ones stand on over what was read.

    Args:
        frames: those of all reports.
        files_named: file name → content, or anything where the name alone makes the report_id.
        wanted: the models.
    """
    connection = duckdb.connect()
    create_sources(connection)
    for name in FRAMES:
        _insert(connection, f"raw_{name}", frames[name])
    files = [
        _file_row(name, content if isinstance(content, bytes) else name.encode())
        for name, content in files_named.items()
    ]
    _insert(connection, "raw_report_files", pl.DataFrame(files, schema=REPORT_FILES, orient="row"))
    needed = _ancestors(wanted)
    for name in in_order():
        if name in needed:
            connection.execute(f"create table {name} as {model(name).sql}")
    return connection


def _file_row(name: str, content: bytes) -> dict[str, object]:
    sha256 = hashlib.sha256(content).hexdigest()
    return {
        "report_id": sha256[:16],
        "sha256": sha256,
        "file_name": name,
        "file_path": name,
        "byte_count": len(content),
        "is_present": True,
        "is_primary": True,
        "first_seen": None,
    }


def _insert(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    connection.register("landed", frame.to_arrow())
    connection.execute(f"insert into {table} by name select * from landed")
    connection.unregister("landed")


def _ancestors(wanted: Sequence[str]) -> set[str]:
    known, found, waiting = set(in_order()), set[str](), list(wanted)
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found.add(name)
            waiting += model(name).reads
    return found
