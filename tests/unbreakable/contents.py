"""What a warehouse holds, as one hash per table: equal whatever the order of rows."""

from __future__ import annotations

from pathlib import Path

import duckdb

_TABLES_SQL = """
    select schema_name, table_name from duckdb_tables()
    where not internal and not temporary order by all
"""

Contents = dict[str, tuple[int, str]]


def read_contents(warehouse: Path) -> Contents:
    """Open a published warehouse as a reader would; table → rows, hash over them."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        contents: Contents = {}
        for schema, table in connection.execute(_TABLES_SQL).fetchall():
            row = connection.execute(
                f'select count(*), cast(sum(hash(t)) as varchar) from "{schema}"."{table}" as t'
            ).fetchone()
            assert row is not None
            contents[f"{schema}.{table}"] = (row[0], row[1])
        return contents


def describe_difference(expected: Contents, found: Contents) -> str:
    """Name the tables that differ, with their rows."""
    return ", ".join(
        f"{name}: {expected.get(name, ('absent',))[0]} → {found.get(name, ('absent',))[0]} rows"
        for name in sorted(expected.keys() | found.keys())
        if expected.get(name) != found.get(name)
    )


def leftovers(folder: Path) -> list[str]:
    """Name what a finished build must not leave in its folder."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.name.startswith((".building", ".build.lock", ".unfinished"))
        or path.name.endswith((".new", ".wal", ".tmp"))
    )


def processes_of(warehouse: Path) -> list[int]:
    """List the processes that were started to build a warehouse: their environment names it."""
    wanted = f"WAREHOUSE={warehouse}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue  # it ended while we looked, or belongs to somebody else
    return found
