"""Answer SQL on a published warehouse: for those who have no DuckDB client at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from ingest.errors import UsageError


def read_statements(lines: Iterable[str]) -> Iterator[str]:
    r"""Cut lines into statements, each ended by a semicolon at the end of a line.

    >>> list(read_statements(["select 1", "as a;", "select 2"]))
    ['select 1\nas a;', 'select 2']
    """
    waiting: list[str] = []
    for line in lines:
        waiting.append(line.rstrip("\n"))
        if line.rstrip().endswith(";"):
            yield "\n".join(waiting)
            waiting = []
    if "".join(waiting).strip():
        yield "\n".join(waiting)


def answer_statements(warehouse: Path, statements: Iterable[str]) -> Iterator[str]:
    """Run statements on a warehouse, read-only, and draw each result as a table.

    A statement that DuckDB refuses is answered with what it says; the next one runs.

    Raises:
        UsageError: somebody has the warehouse open for writing.
    """
    with _open(warehouse) as connection:
        for statement in statements:
            try:
                relation = connection.sql(statement)
                yield str(relation) if relation is not None else "done"
            except duckdb.Error as error:
                yield f"error: {error}"


def _open(warehouse: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(warehouse), read_only=True)
    except duckdb.IOException as error:
        raise UsageError(f"{warehouse} cannot be read now: {error}") from error
