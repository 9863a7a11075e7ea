"""A read-only SQLAlchemy dialect for DuckDB, enough of one for great-expectations.

duckdb-engine 0.17 under SQLAlchemy 2.1 and DuckDB 2 breaks in three places that matter here;
each was found by running every expectation type without the fix (tests/unit/expectations/
test_duckdb_dialect.py runs them with it):

* it shares one DuckDB connection between all cursors, so a second statement throws away the rows
  of the first that have not been fetched yet: great-expectations interleaves statements;
* every connection begins a transaction, and a statement that fails inside it poisons all later
  ones ("current transaction is aborted"): one bad expectation would error all that follow;
* column reflection joins `pg_catalog.pg_collation`, which DuckDB does not have.

The URL is `duckdb+warehouse:///path/to/file.duckdb`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import duckdb_engine
import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.exc import NoSuchTableError

DIALECT: Final = "duckdb.warehouse"

# DuckDB's own names of types to SQLAlchemy's; what is missing here is reflected as NullType,
# which great-expectations treats as "no type known" and no expectation of ours depends on.
_TYPES: Final[dict[str, type[sa.types.TypeEngine[Any]]]] = {
    "BIGINT": sa.BigInteger,
    "BOOLEAN": sa.Boolean,
    "DATE": sa.Date,
    "DECIMAL": sa.Numeric,
    "DOUBLE": sa.Double,
    "HUGEINT": sa.BigInteger,
    "INTEGER": sa.Integer,
    "SMALLINT": sa.SmallInteger,
    "TIMESTAMP": sa.DateTime,
    "UBIGINT": sa.BigInteger,
    "VARCHAR": sa.String,
}

_COLUMNS_SQL: Final = """
select column_name, data_type, is_nullable, column_default, comment,
    numeric_precision, numeric_scale
from duckdb_columns()
where table_name = :table_name
    and schema_name = coalesce(:schema_name, current_schema())
    and database_name = current_database()
order by column_index
"""


class StatementCursor:
    """A cursor on a DuckDB connection of its own, so that its rows outlive other statements.

    Args:
        duplicate: A duplicate of the shared connection (`duckdb_connection.cursor()`).
        connection: The DB-API connection that opened it; psycopg2's context asks for it.
    """

    arraysize = 1

    def __init__(
        self, duplicate: duckdb.DuckDBPyConnection, connection: ReadOnlyConnection
    ) -> None:
        self._duplicate = duplicate
        self.connection = connection

    def execute(self, statement: str, parameters: Sequence[object] | None = None) -> None:
        """Run one statement; `parameters` are positional (`$1`, `$2` …)."""
        if parameters:
            self._duplicate.execute(statement, list(parameters))
        else:
            self._duplicate.execute(statement)

    @property
    def description(self) -> list[tuple[Any, ...]] | None:
        """Name and type of each result column, as DB-API 2.0 has it.

        The type is given by name: DuckDB's type objects, kept alive in SQLAlchemy's caches until
        the interpreter ends, make DuckDB print pages of "leaked instance" then.
        """
        columns = self._duplicate.description
        return columns and [(name, str(type_), *rest) for name, type_, *rest in columns]

    @property
    def rowcount(self) -> int:
        """Minus one: DuckDB does not tell before the rows are fetched."""
        return -1

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row, or None at the end."""
        return self._duplicate.fetchone()

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        """Return up to `size` further rows."""
        return self._duplicate.fetchmany(size or self.arraysize)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return all rows that are left."""
        return self._duplicate.fetchall()

    def close(self) -> None:
        """Give the duplicate connection back."""
        self._duplicate.close()


class ReadOnlyConnection:
    """A DB-API connection that reads one DuckDB file and has no transactions.

    Args:
        connection: The opened DuckDB connection, owned by this object.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.notices: list[str] = []  # psycopg2's, which the parent dialect looks at

    def cursor(self) -> StatementCursor:
        """Open a cursor with a connection of its own to the same database."""
        return StatementCursor(self._connection.cursor(), self)

    def begin(self) -> None:
        """Do nothing: a read needs no transaction, and a failed one would poison the next."""

    def commit(self) -> None:
        """Do nothing."""

    def rollback(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Close the database file."""
        self._connection.close()


class WarehouseDialect(duckdb_engine.Dialect):
    """duckdb-engine's dialect, read-only, with cursors that last and reflection that works."""

    driver = "warehouse"
    supports_statement_cache = False

    def connect(self, *arguments: Any, **settings: Any) -> Any:
        """Open the file read-only.

        Args:
            arguments: Ignored; SQLAlchemy passes none.
            settings: `database`, the path of the file.

        Returns:
            A ReadOnlyConnection.
        """
        return ReadOnlyConnection(duckdb.connect(settings["database"], read_only=True))

    def do_begin(self, dbapi_connection: Any) -> None:
        """Do nothing; see ReadOnlyConnection.begin."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Do nothing."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Do nothing."""

    def get_columns(
        self, connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> list[ReflectedColumn]:
        """Reflect the columns of one table or view, in order, from `duckdb_columns()`.

        Raises:
            NoSuchTableError: The database has no such table or view.
        """
        rows = connection.execute(
            sa.text(_COLUMNS_SQL), {"table_name": table_name, "schema_name": schema}
        ).mappings()
        columns: list[ReflectedColumn] = [
            {
                "name": row["column_name"],
                "type": _sqlalchemy_type(
                    row["data_type"], row["numeric_precision"], row["numeric_scale"]
                ),
                "nullable": row["is_nullable"],
                "default": row["column_default"],
                "autoincrement": False,
                "comment": row["comment"],
            }
            for row in rows
        ]
        if not columns:
            raise NoSuchTableError(f"{schema or 'main'}.{table_name}")
        return columns


def _sqlalchemy_type(
    data_type: str, precision: int | None, scale: int | None
) -> sa.types.TypeEngine[Any]:
    """Translate DuckDB's type name; lists and structs have no counterpart here."""
    if data_type.startswith("DECIMAL"):
        return sa.Numeric(precision, scale)
    return _TYPES.get(data_type, sa.types.NullType)()


def warehouse_url(warehouse: Path) -> str:
    """Register the dialect and name the URL of a warehouse file.

    Returns:
        A SQLAlchemy URL as text, with the path escaped where it must be.
    """
    registry.register(DIALECT, __name__, WarehouseDialect.__name__)
    return URL.create("duckdb+warehouse", database=str(warehouse)).render_as_string(
        hide_password=False
    )
