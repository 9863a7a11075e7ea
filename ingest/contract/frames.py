"""Make and check landed frames: exactly the columns and types of `ingest/contract/schema.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from ingest.contract import schema
from ingest.contract.keys import report_id_of
from ingest.contract.versions import reader_version


def rejected_frames(sha256: str, reason: str) -> dict[str, pl.DataFrame]:
    """Make the frames of a report that could not be read: its `reports` row and nothing else."""
    row = {
        "report_id": report_id_of(sha256),
        "sha256": sha256,
        "status": "rejected",
        "status_reason": reason,
        "reader_version": reader_version(),
    }
    return {name: make_frame(name, [row] if name == "reports" else []) for name in schema.FRAMES}


def keep_frames(frames: Mapping[str, pl.DataFrame], failure: str) -> dict[str, pl.DataFrame] | None:
    """Mark what an earlier reader made of a report that today's cannot read, or refuse it.

    Args:
        frames: as they landed then.
        failure: why today's reader gave the report up.

    Returns:
        The frames, the report `partial` with the reason; None where they hold nothing that
        counts, or are of another schema than today's.
    """
    is_todays = frames.keys() == schema.FRAMES.keys() and all(
        frames[name].schema == columns for name, columns in schema.FRAMES.items()
    )
    if not is_todays or frames["reports"]["status"].item() not in ("proven", "partial"):
        return None
    mark = f"as an earlier version of the program read it (沿用旧版程序的读取结果); now: {failure}"
    marked = frames["reports"].with_columns(
        status=pl.lit("partial"),
        status_reason=pl.concat_str(
            pl.lit(mark), pl.col("status_reason"), separator="; ", ignore_nulls=True
        ),
    )
    return {**frames, "reports": marked}


def make_frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Make a landed frame from rows; a column that a row leaves out is NULL."""
    columns = schema.FRAMES[name]
    full = [{column: row.get(column) for column in columns} for row in rows]
    return pl.DataFrame(full, schema=columns, orient="row")


def conform_frame(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Check a frame against the schema and sort it by its key.

    Raises:
        ValueError: columns or types differ, or a key repeats: the room that made it is at fault.
    """
    expected = schema.FRAMES[name]
    if set(frame.columns) != set(expected):
        raise ValueError(
            f"frame {name}: columns differ by {sorted(set(frame.columns) ^ set(expected))}"
        )
    if frame.columns != list(expected):
        frame = frame.select(list(expected))
    wrong = {column: dtype for column, dtype in frame.schema.items() if dtype != expected[column]}
    if wrong:
        raise ValueError(f"frame {name}: wrong types {wrong}")
    keys = list(schema.KEYS[name])
    is_repeated = frame.select(keys).is_duplicated()
    if is_repeated.any():
        repeated = frame.filter(is_repeated)
        raise ValueError(f"frame {name}: repeated keys, such as {repeated.select(keys).row(0)}")
    return frame.sort(keys)
