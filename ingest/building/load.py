"""Load landed frames into a fresh warehouse file: schema `raw`, exactly what was printed.

The only module that opens DuckDB for writing from Python (dbt does it in its own process).
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from ingest.building.arrow_stream import FrameStream
from ingest.building.catalogue import Catalogue, ReportFile, readable_name
from ingest.contract import schema
from ingest.contract.frames import keep_frames, rejected_frames
from ingest.contract.keys import literal
from ingest.landing.folder import earlier_landings, landed_dir

# Older clients open files of this version too, and the warehouse uses nothing newer.
_STORAGE_VERSION: Final = "v1.0.0"

# So many reports are not worth compressing.
_FEW_REPORTS: Final = 8

# Of what DuckDB does to a query before it runs it, what takes longer over a few reports than it
# saves: with these, and a second thread, their models took a fifth more of the processor (28,000
# figures of the eight largest published reports: a tenth more). The rows are the same.
_OF_LARGE_TABLES: Final = (
    *("join_order", "statistics_propagation", "projection_pullup", "projection_placement"),
    *("common_subplan", "cte_filter_pusher", "duplicate_groups", "redundant_order_keys"),
    *("join_filter_pushdown", "compressed_materialization", "late_materialization"),
    *("row_group_pruner", "sampling_pushdown", "window_self_join"),
)

# While a batch is modelled, the one before it is merged, in the same process: what both may take is
# 1.3 GB. A merge into a warehouse of a country spills to disk.
_MEMORY_LIMIT: Final = "800MB"
_FINISHING_LIMIT: Final = "500MB"

_MARTS: Final = "marts"


def load_batch(
    path: Path,
    batch: Collection[str],
    *,
    catalogue: Catalogue,
    landing_dir: Path,
    reader_version: str,
    failures: Mapping[str, str],
    others: Sequence[Path],
) -> None:
    """Create a warehouse file that holds the `raw` schema of a batch, closed when this returns.

    Facts come from the reports that are present. Of a report that has gone from the folder (or
    whose file was replaced) only who it was is kept, one row in `raw.reports`, so that the
    warehouse equals one built from the folder as it stands and still knows what it has seen. A
    report that today's reader fails at keeps what an earlier one made of it, marked.

    Args:
        path: the file to create; must not exist.
        batch: report_ids of the reports to load.
        catalogue: the files as of now.
        landing_dir: where the frames lie.
        reader_version: of which reader.
        failures: sha256 → reason of the present reports that have not landed.
        others: the warehouses that hold the other reports, the newest first: what one of them has
            of a report replaces what the next has of it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _connect(path) as connection:
        _load(
            connection,
            batch,
            catalogue=catalogue,
            landing_dir=landing_dir,
            reader_version=reader_version,
            failures=failures,
        )
        _load_history(connection, batch, others)


@contextlib.contextmanager
def load_in_memory(
    batch: Collection[str],
    *,
    catalogue: Catalogue,
    landing_dir: Path,
    reader_version: str,
    failures: Mapping[str, str],
    scratch_dir: Path,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a database in memory that holds the `raw` schema of a batch, for who publishes nothing.

    It knows of no other report: codes are described as this batch prints them.

    Args:
        batch: report_ids of the reports to load.
        catalogue: the files as of now.
        landing_dir: where the frames lie.
        reader_version: of which reader.
        failures: sha256 → reason of the present reports that have not landed.
        scratch_dir: where DuckDB puts what has no room in memory.
    """
    with duckdb.connect(
        config={"memory_limit": _MEMORY_LIMIT, "temp_directory": str(scratch_dir)}
    ) as connection:
        _load(
            connection,
            batch,
            catalogue=catalogue,
            landing_dir=landing_dir,
            reader_version=reader_version,
            failures=failures,
        )
        _load_history(connection, batch, ())
        yield connection


def _load(
    connection: duckdb.DuckDBPyConnection,
    batch: Collection[str],
    *,
    catalogue: Catalogue,
    landing_dir: Path,
    reader_version: str,
    failures: Mapping[str, str],
) -> None:
    chosen = [file for file in catalogue.primaries() if file.report_id in batch]
    present, gone = _landed(chosen, landing_dir, reader_version, failures)
    kept = [
        _kept_or_rejected(file, landing_dir, reader_version, failures[file.sha256])
        for file in chosen
        if file.is_present and file.sha256 in failures
    ]
    connection.execute("create schema raw")
    for name, columns in schema.FRAMES.items():
        folders = present + gone if name == "reports" else present
        frames = [_read(folder / f"{name}.parquet") for folder in folders]
        frames += [of_report[name] for of_report in kept]
        _insert(connection, name, columns, frames)
    files = report_files(catalogue).filter(pl.col("report_id").is_in(list(batch)))
    _insert(connection, "report_files", schema.REPORT_FILES, [files])


def _load_history(
    connection: duckdb.DuckDBPyConnection, batch: Collection[str], others: Sequence[Path]
) -> None:
    """Give a batch the codes that the other reports print: the dimensions are of all of them."""
    columns = ", ".join(
        f'"{column}" {schema.duckdb_type(dtype)}' for column, dtype in schema.CODES_PRINTED.items()
    )
    connection.execute("create schema history")
    connection.execute(f"create table history.codes_printed ({columns})")
    connection.execute(
        "create temp table known as select unnest(cast(? as varchar[])) as report_id", [list(batch)]
    )
    for path in others:
        connection.execute(f"attach {literal(str(path))} as other (read_only)")
        connection.execute(
            "insert into history.codes_printed by name "
            "select * from other.intermediate.int_codes_printed "
            "where report_id not in (from known)"
        )
        connection.execute("insert into known select report_id from other.marts.dim_reports")
        connection.execute("detach other")


@contextlib.contextmanager
def open_batch(path: Path, *, is_kept: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a loaded batch for whoever models it.

    Args:
        path: its file.
        is_kept: whether the file becomes the warehouse. Where it is merged into one it is not worth
            compressing; nor is it for a few reports, of which each of a thousand columns is tried
            by every way of compression and none becomes smaller.
    """
    with _connect(path) as connection:
        counted = connection.execute("select count(*) from raw.reports").fetchone()
        is_few = counted is None or counted[0] <= _FEW_REPORTS
        if is_few or not is_kept:
            connection.execute("set force_compression = 'uncompressed'")
        if is_few:
            _hasten(connection)
        yield connection


def _hasten(connection: duckdb.DuckDBPyConnection) -> None:
    """Let a connection plan for a few reports, where planning takes longer than running."""
    known = {name for (name,) in connection.execute("from duckdb_optimizers()").fetchall()}
    left_out = ",".join(name for name in _OF_LARGE_TABLES if name in known)
    connection.execute(f"set disabled_optimizers = {literal(left_out)}")
    connection.execute("set threads = 1")


@contextlib.contextmanager
def open_to_write(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse to which marts are added. Each time that it is opened costs 0.1 s."""
    with _connect(path, _FINISHING_LIMIT) as connection:
        yield connection


def save_mart(
    connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame, statements: Iterable[str]
) -> None:
    """Put a mart that is not dbt's into a warehouse that dbt has finished.

    Args:
        connection: to the warehouse, as `open_to_write` gives it.
        name: of the table in schema `marts`; one that is there is replaced.
        frame: its rows.
        statements: what creates, and comments on, the views over it.
    """
    connection.execute(f"create schema if not exists {_MARTS}")
    connection.register("found", FrameStream(frame))
    connection.execute(f"create or replace table {_MARTS}.{name} as select * from found")
    connection.unregister("found")
    for statement in statements:
        connection.execute(statement)


def _landed(
    files: Iterable[ReportFile],
    landing_dir: Path,
    reader_version: str,
    failures: Mapping[str, str],
) -> tuple[list[Path], list[Path]]:
    """Folders of the reports that are present, and of those that no longer are."""
    present: list[Path] = []
    gone: list[Path] = []
    for file in files:
        folder = landed_dir(landing_dir, file.report_id, reader_version)
        if file.is_present and file.sha256 not in failures:
            present.append(folder)
        elif not file.is_present:
            # the reader that read it may be gone as well; what an older one saw still names it
            older = earlier_landings(landing_dir, file.report_id, reader_version)
            gone.extend([folder] if folder.is_dir() else older[:1])
    return present, gone


def _kept_or_rejected(
    file: ReportFile, landing_dir: Path, reader_version: str, failure: str
) -> Mapping[str, pl.DataFrame]:
    """Take what an earlier reader made of a report that today's failed at; else reject it."""
    for folder in earlier_landings(landing_dir, file.report_id, reader_version):
        try:
            frames = {path.stem: _read(path) for path in folder.glob("*.parquet")}
        except (OSError, pl.exceptions.PolarsError):
            continue
        if (kept := keep_frames(frames, failure)) is not None:
            return kept
    return rejected_frames(file.sha256, failure)


@contextlib.contextmanager
def _connect(path: Path, memory_limit: str = _MEMORY_LIMIT) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse for writing; all that was written is in the file when this ends.

    Closing writes the log back into the file, and says nothing when there is no room for it: the
    log stays beside a file that lacks what was written. So it is written back aloud.
    """
    with duckdb.connect(
        str(path),
        config={
            "storage_compatibility_version": _STORAGE_VERSION,
            "memory_limit": memory_limit,
            "temp_directory": f"{path}.tmp",
        },
    ) as connection:
        yield connection
        connection.execute("checkpoint")


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
    connection.register("landed", FrameStream(frame))
    connection.execute(f"insert into raw.{name} by name select * from landed")
    connection.unregister("landed")


def _todays_columns(frame: pl.DataFrame, columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return frame.select(
        (pl.col(column) if column in frame.columns else pl.lit(None)).cast(dtype).alias(column)
        for column, dtype in columns.items()
    )


def report_files(catalogue: Catalogue) -> pl.DataFrame:
    """List every file ever seen: `raw.report_files`, one row per content and path."""
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
