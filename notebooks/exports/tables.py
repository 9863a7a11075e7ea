"""Every mart as Parquet and as CSV, with what its columns mean."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from notebooks.exports.marts import Mart

_BATCH_ROWS: Final = 50_000

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER: Final = re.compile(r"[-+]?[\d,]*\.?\d+%?")


def write_parquet(connection: duckdb.DuckDBPyConnection, mart: Mart, folder: Path) -> Path:
    """Write a mart as Parquet; each column carries its meaning as `description`.

    Rows are sorted by all columns, so that equal data gives equal bytes.
    """
    path = folder / f"{mart.name}.parquet"
    reader = connection.sql(f"from marts.{mart.name} order by all").to_arrow_reader(_BATCH_ROWS)
    meanings = {column.name: column.meaning for column in mart.columns}
    fields = [field.with_metadata({"description": meanings[field.name]}) for field in reader.schema]
    schema = pa.schema(fields, metadata={"description": mart.meaning})
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
    return path


def write_csv(connection: duckdb.DuckDBPyConnection, mart: Mart, folder: Path) -> Path:
    """Write a mart as CSV that spreadsheets open as what it is: UTF-8 with a mark, no formula."""
    cursor = connection.execute(f"from marts.{mart.name} order by all")
    return write_rows(
        folder / f"{mart.name}.csv", [column.name for column in mart.columns], fetched(cursor)
    )


def write_rows(path: Path, names: list[str], rows: Iterable[tuple[Any, ...]]) -> Path:
    """Write rows as CSV, texts made harmless."""
    # the mark tells Excel that this is UTF-8
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        writer.writerows([csv_value(value) for value in row] for row in rows)
    return path


def write_dictionary(marts: Iterable[Mart], path: Path) -> Path:
    """Write what every column of every mart means: `columns.csv`."""
    rows = (
        (mart.name, column.name, column.data_type, column.meaning)
        for mart in marts
        for column in mart.columns
    )
    return write_rows(path, ["mart", "column", "type", "meaning"], rows)


def csv_value(value: object) -> object:
    """Make a value harmless for a spreadsheet: a text that would be a formula gets a `'` before it.

    Numbers stay numbers, printed ones too; a list becomes JSON.

    >>> csv_value("=cmd|' /C calc'!A0"), csv_value("-1,234.50"), csv_value("-减少")
    ("'=cmd|' /C calc'!A0", '-1,234.50', "'-减少")
    >>> csv_value(Decimal("-5.0000")), csv_value(None), csv_value(["a", "b"])
    ('-5.0000', '', '["a", "b"]')
    """
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def fetched(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """Give rows as they come: a thousand reports have half a million expenditures."""
    while rows := cursor.fetchmany(_BATCH_ROWS):
        yield from rows
