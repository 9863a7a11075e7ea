"""Answer SQL on a published warehouse: for those who have no DuckDB client at hand.

A thin shell: DuckDB cuts the text into tokens, runs each statement and draws the tables.
"""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from ingest.errors import UsageError

MODES: Final = ("table", "csv", "json", "markdown")

# DuckDB draws no more rows than this into one box.
_BOX_ROWS: Final = 10_000
_UNLIMITED: Final = 10**9

# What a name without a schema is looked up in: `select * from fct_findings` is answered.
_SEARCHED: Final = ("marts", "zh", "main")

_HELP: Final = """\
select … ;          any SQL of DuckDB, ended by ; — several on a line are all answered
describe NAME;      the columns of a table
.tables [SCHEMA]    marts and their Chinese views (中文视图); or all of a schema, such as raw
.mode [MODE]        how answers look: table, csv, json, markdown
.help               this text (帮助)
.quit               leave (退出); so does Ctrl-D
Names without a schema are looked up in marts, then zh. Money is in yuan, codes are text, NULL is a
blank cell, 0 a printed zero. Forty questions with their queries: docs/sql.md"""

_TABLES_SQL: Final = """
    select schema_name, table_name, coalesce(comment, '') from duckdb_tables() where not internal
    union all
    select schema_name, view_name, coalesce(comment, '') from duckdb_views() where not internal
    order by all
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one statement or dot-command was answered; `is_data` where a program reads it."""

    text: str
    is_error: bool = False
    is_data: bool = False


def read_statements(next_line: Callable[[bool], str | None]) -> Iterator[str]:
    r"""Cut lines into statements, each ended by a semicolon, and dot-commands, each a line.

    A semicolon in a text or a comment ends nothing.

    Args:
        next_line: gives the next line, None at the end; is told whether a statement has begun.

    >>> lines = iter(["select 1; select ';'", "as a;", ".mode csv", "select 2"])
    >>> list(read_statements(lambda has_begun: next(lines, None)))
    ['select 1;', "select ';'\nas a;", '.mode csv', 'select 2']
    """
    waiting = ""
    while (line := next_line(bool(waiting.strip()))) is not None:
        if not waiting.strip() and line.lstrip().startswith("."):
            yield line.strip()
            continue
        waiting += line.rstrip("\r\n") + "\n"
        if ";" in line:
            *ended, waiting = _cut(waiting)
            yield from filter(_says_something, ended)
    yield from filter(_says_something, (part.strip() for part in _cut(waiting)))


def _cut(text: str) -> list[str]:
    """Cut a text after each semicolon of its own; the last part is what none has ended."""
    encoded = text.encode()  # DuckDB counts bytes
    ends = [
        offset + 1
        for offset, kind in duckdb.tokenize(text)
        if kind == duckdb.token_type.operator and encoded[offset : offset + 1] == b";"
    ]
    starts = [0, *ends]
    parts = [encoded[a:b].decode().strip() for a, b in zip(starts, ends, strict=False)]
    return [*parts, encoded[starts[-1] :].decode().lstrip()]


def _says_something(statement: str) -> bool:
    """Say whether there is more than comments and semicolons."""
    encoded = statement.encode()
    return any(
        kind != duckdb.token_type.comment and encoded[offset : offset + 1] != b";"
        for offset, kind in duckdb.tokenize(statement)
    )


def answer_statements(
    warehouse: Path, statements: Iterator[str], *, width: int | None = None
) -> Iterator[Answer]:
    """Run statements on a warehouse, read-only, and write each result in the mode of the moment.

    A statement that DuckDB refuses is answered with what it says; the next one runs.

    Args:
        warehouse: the published file.
        statements: SQL and dot-commands.
        width: columns of the terminal that a table must fit on; None writes all rows and columns.

    Raises:
        UsageError: somebody has the warehouse open for writing.
    """
    mode = "table"
    with open_warehouse(warehouse) as connection:
        for statement in statements:
            command, _, word = statement.partition(" ")
            try:
                if command in (".quit", ".exit"):
                    return
                if command == ".mode" and word.strip() in MODES:
                    mode = word.strip()
                elif command.startswith("."):
                    yield _answer_command(connection, command, word.strip(), mode)
                elif (relation := connection.sql(statement)) is not None:
                    yield Answer(_WRITERS[mode](relation, width), is_data=mode in ("csv", "json"))
            except duckdb.Error as error:
                yield Answer(f"error: {error}", is_error=True)


def open_warehouse(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """Open a published warehouse read-only; names are looked up in marts first.

    Raises:
        UsageError: somebody has the warehouse open for writing, or it is none.
    """
    try:
        connection = duckdb.connect(str(warehouse), read_only=True)
    except duckdb.IOException as error:
        raise UsageError(f"{warehouse} cannot be read now: {error}") from error
    schemas = {
        name
        for (name,) in connection.execute("select schema_name from duckdb_schemas()").fetchall()
    }
    searched = ",".join(name for name in _SEARCHED if name in schemas)
    connection.execute(f"set search_path = '{searched}'")
    return connection


def _answer_command(
    connection: duckdb.DuckDBPyConnection, command: str, word: str, mode: str
) -> Answer:
    if command == ".help":
        return Answer(_HELP)
    if command == ".tables":
        return _answer_tables(connection, word)
    if command == ".mode":
        known = f"modes: {', '.join(MODES)}; now {mode}"
        return Answer(f"error: no mode {word!r}; {known}" if word else known, is_error=bool(word))
    return Answer(f"error: no command {command}: .help lists them", is_error=True)


def _answer_tables(connection: duckdb.DuckDBPyConnection, wanted: str) -> Answer:
    """List marts with the first sentence of what they are, zh by name, other schemas by count."""
    listed: dict[str, list[tuple[str, str]]] = {}
    for schema_name, name, comment in connection.execute(_TABLES_SQL).fetchall():
        listed.setdefault(schema_name, []).append((name, _first_sentence(comment)))
    if wanted and wanted not in listed:
        return Answer(f"error: no schema {wanted}: {', '.join(listed)}", is_error=True)
    lines: list[str] = []
    for schema_name in [wanted] if wanted else [s for s in _SEARCHED if s in listed]:
        if schema_name == "zh" and not wanted:
            lines += ["zh   " + " · ".join(name for name, _ in listed["zh"])]
            continue
        widest = max(len(name) for name, _ in listed[schema_name])
        lines += [schema_name]
        lines += [f"  {name:<{widest}}  {what}".rstrip() for name, what in listed[schema_name]]
    others = [f"{s} ({len(listed[s])})" for s in listed if s not in _SEARCHED]
    if others and not wanted:
        lines += [f"beside (.tables SCHEMA): {', '.join(others)}"]
    return Answer("\n".join(lines))


def _first_sentence(text: str) -> str:
    r"""Take the first sentence of a comment, on one line.

    >>> _first_sentence("One row per\n a. It has b.")
    'One row per a.'
    """
    head, dot, _ = " ".join(text.split()).partition(". ")
    return head + ("." if dot else "")


def _write_table(relation: duckdb.DuckDBPyRelation, width: int | None) -> str:
    if width is not None:
        return _box(relation, width=width, limit=None)
    held = relation.materialize()
    count = len(held)
    return "\n".join(
        _box(
            held.limit(_BOX_ROWS, offset) if count > _BOX_ROWS else held,
            width=_UNLIMITED,
            limit=_UNLIMITED,
        )
        for offset in range(0, max(count, 1), _BOX_ROWS)
    )


def _box(relation: duckdb.DuckDBPyRelation, *, width: int, limit: int | None) -> str:
    drawn = io.StringIO()
    with contextlib.redirect_stdout(drawn):
        relation.show(max_width=width, max_rows=limit, max_col_width=limit)
    return drawn.getvalue().rstrip("\n")


def _write_csv(relation: duckdb.DuckDBPyRelation, _width: int | None) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(relation.columns)
    writer.writerows(_texts(relation))
    return written.getvalue().rstrip("\n")


def _write_json(relation: duckdb.DuckDBPyRelation, _width: int | None) -> str:
    """Write a list of objects; numbers keep all their digits."""
    rows = relation.query("answer", "select to_json(answer)::varchar from answer")
    assert rows is not None  # a query
    return "[" + ",\n".join(text for (text,) in rows.fetchall()) + "]"


def _write_markdown(relation: duckdb.DuckDBPyRelation, _width: int | None) -> str:
    def line(cells: tuple[str | None, ...] | list[str]) -> str:
        shown = ((cell or "").replace("|", "\\|").replace("\n", " ") for cell in cells)
        return f"| {' | '.join(shown)} |"

    numbers = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE"}
    rules = [
        "--:" if str(kind) in numbers or str(kind).startswith("DECIMAL") else "---"
        for kind in relation.types
    ]
    return "\n".join([line(relation.columns), line(rules), *map(line, _texts(relation))])


def _texts(relation: duckdb.DuckDBPyRelation) -> list[tuple[str | None, ...]]:
    """Give every cell as DuckDB writes it; a blank one is None."""
    rows = relation.query("answer", "select columns(*)::varchar from answer")
    assert rows is not None  # a query
    return rows.fetchall()


_WRITERS: Final[dict[str, Callable[[duckdb.DuckDBPyRelation, int | None], str]]] = {
    "table": _write_table,
    "csv": _write_csv,
    "json": _write_json,
    "markdown": _write_markdown,
}
