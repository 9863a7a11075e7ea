"""The query page: SQL over the marts, answered by the reader's own browser.

The engine (`engine.py`) reads one DuckDB file with the marts and the Chinese views over them. Its
format is that of DuckDB 1.0, which the engine reads without an extension: its reader of Parquet
is one, and extensions come from a server. The Parquet files of the marts lie in `downloads/`.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb

from ingest.settings import Settings
from notebooks.data_dictionary import read_dictionary
from notebooks.site.engine import is_set_up, packed_script, write_engine
from notebooks.site.questions import read_shipped_questions
from notebooks.site.render import render, write_if_changed
from notebooks.site.words import word

# A browser holds the file in memory, and a page reads its script in one go: 60 reports have 30 MB,
# of which a script of 7 MB is made. Beyond, the largest marts are left to Parquet.
_MOST_BYTES: Final = 200_000_000

_DATA: Final = "marts.js"
_LEFT_OUT: Final = "left-out.txt"


def write_query(settings: Settings, site: Path, made_of: str) -> None:
    """Write the query page and, where the engine is set up, the engine and its data.

    Args:
        settings: The published warehouse, and where the engine is kept.
        site: The site's folder.
        made_of: Signs the warehouse's data: its file is made anew when it changes.
    """
    write_engine(settings, site)
    has_engine = is_set_up(settings)
    left_out = _write_data(settings.warehouse, site / "query", made_of) if has_engine else ()
    if not has_engine:
        for name in (_DATA, _LEFT_OUT):
            (site / "query" / name).unlink(missing_ok=True)
    page = render(
        "query.html",
        root="",
        active="query",
        title=word("ui.query"),
        has_engine=has_engine,
        megabytes=_megabytes(site / "query"),
        left_out=left_out,
        questions=read_shipped_questions(),
        marts=[mart for mart in read_dictionary() if mart.name not in left_out],
    )
    write_if_changed(site / "query.html", page)


def _megabytes(folder: Path) -> int:
    return round(sum(path.stat().st_size for path in folder.glob("*.js")) / 1e6)


def _write_data(warehouse: Path, folder: Path, made_of: str) -> tuple[str, ...]:
    """Write the marts as one script, unless it is there; name the marts that are left out."""
    said = folder / _LEFT_OUT
    if (folder / _DATA).is_file() and said.is_file():
        signed, *names = said.read_text(encoding="utf-8").splitlines()
        if signed == made_of:
            return tuple(names)
    left_out, content = pack_marts(warehouse)
    write_if_changed(folder / _DATA, packed_script("marts", content))
    write_if_changed(said, "\n".join([made_of, *left_out]) + "\n")
    return left_out


def pack_marts(warehouse: Path, most_bytes: int = _MOST_BYTES) -> tuple[tuple[str, ...], bytes]:
    """Copy the marts into a DuckDB file that the engine reads.

    Args:
        warehouse: The published file.
        most_bytes: A larger copy is made again without its largest marts.

    Returns:
        The marts that were left out, and the copy.
    """
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"attach {_quoted(warehouse)} as published (read_only)")
        rows = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'published'"
            " and schema_name = 'marts' order by estimated_size * column_count desc, table_name"
        ).fetchall()
        largest_first = [str(name) for (name,) in rows]
        for count in range(len(largest_first)):
            kept = sorted(largest_first[count:])
            content = _copy_marts(connection, kept)
            if len(content) <= most_bytes:
                return tuple(largest_first[:count]), content
        return tuple(largest_first), _copy_marts(connection, ())


def _copy_marts(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> bytes:
    views = connection.execute(
        "select sql from duckdb_views() where database_name = 'published'"
        " and schema_name in ('marts', 'zh') order by schema_name, view_name"
    ).fetchall()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "marts.duckdb"
        connection.execute(f"attach {_quoted(path)} as copied (storage_version 'v1.0.0')")
        for schema in ("marts", "zh"):
            connection.execute(f"create schema copied.{schema}")
        for name in names:
            connection.execute(
                f"create table copied.marts.{name} as from published.marts.{name} order by all"
            )
        connection.execute("use copied")
        for (sql,) in views:
            # a view over a mart that is left out is left out with it
            with contextlib.suppress(duckdb.CatalogException):
                connection.execute(sql)
        connection.execute("use memory")
        connection.execute("detach copied")
        return path.read_bytes()


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
