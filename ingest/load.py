"""Load landed frames into a fresh warehouse file: schema `raw`, exactly what was printed.

The only module that opens DuckDB for writing from Python (dbt does it in its own process).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from ingest import schema
from ingest.catalogue import Catalogue, readable_name
from ingest.frames import rejected_frames
from ingest.landing import landed_dir

# Older clients open files of this version too, and the warehouse uses nothing newer.
_STORAGE_VERSION: Final = "v1.0.0"

_MARTS: Final = "marts"


def load_warehouse(
    path: Path,
    catalogue: Catalogue,
    landing_dir: Path,
    reader_version: str,
    failures: Mapping[str, str],
) -> None:
    """Create a warehouse file that holds the `raw` schema, closed when this returns.

    Facts come from the reports that are present. Of a report that has gone from the folder (or
    whose file was replaced) only who it was is kept, one row in `raw.reports`, so that the
    warehouse equals one built from the folder as it stands and still knows what it has seen.

    Args:
        path: the file to create; must not exist.
        catalogue: the files as of now.
        landing_dir: where the frames lie.
        reader_version: of which reader.
        failures: sha256 → reason of the present reports that have not landed.
    """
    present, gone = _landed(catalogue, landing_dir, reader_version, failures)
    failed = {
        file.sha256: failures[file.sha256]
        for file in catalogue.present()
        if file.sha256 in failures
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(
        str(path), config={"storage_compatibility_version": _STORAGE_VERSION}
    ) as connection:
        connection.execute("create schema raw")
        for name, columns in schema.FRAMES.items():
            folders = present + gone if name == "reports" else present
            frames = [_read(folder / f"{name}.parquet") for folder in folders]
            frames += [rejected_frames(sha, reason)[name] for sha, reason in failed.items()]
            _insert(connection, name, columns, frames)
        _insert(connection, "report_files", schema.REPORT_FILES, [_report_files(catalogue)])


def save_expectation_results(path: Path, results: pl.DataFrame, views: Iterable[str]) -> None:
    """Put the results of the expectations into the warehouse that they were run on.

    Args:
        path: the warehouse.
        results: one row per expectation, for `marts.fct_expectation_results`.
        views: statements that create and comment on the views over it.
    """
    with duckdb.connect(str(path)) as connection:
        _save_mart(connection, "fct_expectation_results", results)
        for view in views:
            connection.execute(view)


def save_findings(
    path: Path, findings: pl.DataFrame, acknowledgements: pl.DataFrame, views: Iterable[str]
) -> None:
    """Put what the diagnosis found into the warehouse that it diagnosed.

    Args:
        path: the warehouse, which dbt has finished.
        findings: one row per cause, for `marts.fct_findings`.
        acknowledgements: one row per entry of acknowledged.yml, for `marts.fct_acknowledgements`.
        views: statements that create and comment on the views over them.
    """
    with duckdb.connect(str(path)) as connection:
        _save_mart(connection, "fct_findings", findings)
        _save_mart(connection, "fct_acknowledgements", acknowledgements)
        for view in views:
            connection.execute(view)


def _save_mart(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    connection.execute(f"create schema if not exists {_MARTS}")
    connection.register("found", frame.to_arrow())
    connection.execute(f"create or replace table {_MARTS}.{name} as select * from found")
    connection.unregister("found")


def _landed(
    catalogue: Catalogue, landing_dir: Path, reader_version: str, failures: Mapping[str, str]
) -> tuple[list[Path], list[Path]]:
    """Folders of the reports that are present, and of those that no longer are."""
    present: list[Path] = []
    gone: list[Path] = []
    for file in catalogue.primaries():
        folder = landed_dir(landing_dir, file.report_id, reader_version)
        if file.is_present and file.sha256 not in failures:
            present.append(folder)
        elif not file.is_present:
            # the reader that read it may be gone as well; what an older one saw still names it
            older = sorted(folder.parent.glob("*"), key=lambda path: path.stat().st_mtime_ns)
            gone.extend([folder] if folder.is_dir() else older[-1:])
    return present, gone


def _read(path: Path) -> pl.DataFrame:
    return pl.read_parquet(path, glob=False)


def _insert(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Mapping[str, pl.DataType],
    frames: Sequence[pl.DataFrame],
) -> None:
    ddl = ", ".join(f'"{column}" {schema.duckdb_type(dtype)}' for column, dtype in columns.items())
    connection.execute(f"create table raw.{name} ({ddl})")
    if not frames:
        return
    keys = schema.KEYS.get(name, ("file_path", "sha256"))
    # A gone report may have landed under an older schema: what it has of today's columns counts.
    frame = pl.concat([_todays_columns(frame, columns) for frame in frames], how="vertical").sort(
        keys
    )
    connection.register("landed", frame.to_arrow())
    connection.execute(f"insert into raw.{name} by name select * from landed")
    connection.unregister("landed")


def _todays_columns(frame: pl.DataFrame, columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return frame.select(
        (pl.col(column) if column in frame.columns else pl.lit(None)).cast(dtype).alias(column)
        for column, dtype in columns.items()
    )


def _report_files(catalogue: Catalogue) -> pl.DataFrame:
    primary = {(file.file_path, file.sha256) for file in catalogue.primaries()}
    rows: Iterable[dict[str, object]] = (
        {
            "report_id": file.report_id,
            "sha256": file.sha256,
            "file_name": file.file_name,
            "file_path": readable_name(file.file_path),
            "byte_count": file.byte_count,
            "is_present": file.is_present,
            "is_primary": (file.file_path, file.sha256) in primary,
            "first_seen": file.first_seen,
        }
        for file in catalogue.files
    )
    return pl.DataFrame(list(rows), schema=schema.REPORT_FILES, orient="row")
