"""The marts of a published warehouse: which there are, what their columns mean."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

_MARTS_SQL: Final = """
    select columns.table_name, columns.column_name, columns.data_type,
        coalesce(columns.comment, ''), coalesce(tables.comment, views.comment, '')
    from duckdb_columns() as columns
    left join duckdb_tables() as tables
        on columns.schema_name = tables.schema_name and columns.table_name = tables.table_name
    left join duckdb_views() as views
        on columns.schema_name = views.schema_name and columns.table_name = views.view_name
    where columns.schema_name = 'marts'
    order by columns.table_name, columns.column_index
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, DuckDB type, meaning in both languages."""

    name: str
    data_type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Mart:
    """A relation of schema `marts`."""

    name: str
    meaning: str
    columns: tuple[Column, ...]


def open_published(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """Open the published warehouse for reading only."""
    return duckdb.connect(str(warehouse), read_only=True)


def list_marts(connection: duckdb.DuckDBPyConnection) -> tuple[Mart, ...]:
    """List the marts with the comments that the warehouse carries, sorted by name."""
    columns: dict[tuple[str, str], list[Column]] = defaultdict(list)
    for table, name, data_type, meaning, table_meaning in connection.execute(_MARTS_SQL).fetchall():
        columns[table, table_meaning].append(Column(name, data_type, meaning))
    return tuple(Mart(name, meaning, tuple(each)) for (name, meaning), each in columns.items())
