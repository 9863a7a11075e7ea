"""The questions of docs/sql.md with their SQL and what this warehouse answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

import duckdb

from ingest.settings import IS_INSTALLED, REPOSITORY
from notebooks.site.render import plain_number, render, write_if_changed
from notebooks.site.warehouse import visible_text
from notebooks.site.words import word

# a wheel carries the document beside this module
QUESTIONS: Final = (
    Path(__file__).with_name("questions.md") if IS_INSTALLED else REPOSITORY / "docs" / "sql.md"
)

_ROWS_SHOWN: Final = 40  # of an answer; the CSV of the data page and `make sql` give all
_LISTED: Final = 6  # of a list in a cell
_HEADING: Final = re.compile(r"^(#{2,3}) ([^\n]+)$|^```sql\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, its query, and the first rows of the answer."""

    group: str
    question: str
    sql: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    is_cut: bool


def read_questions(text: str) -> list[tuple[str, str, str]]:
    r"""List group, question and query of the document.

    >>> read_questions("## G\n\n### 1. Why?\n\n```sql\nselect 1;\n```\n")
    [('G', '1. Why?', 'select 1;')]
    """
    found, group, question = [], "", ""
    for match in _HEADING.finditer(text):
        level, title, sql = match.groups()
        if sql is not None:
            found.append((group, question, sql.strip()))
        elif level == "##":
            group = title
        else:
            question = title
    return found


def write_questions(connection: duckdb.DuckDBPyConnection, site: Path) -> None:
    """Write the page of questions; without the document (an installed package) it says so."""
    text = QUESTIONS.read_text(encoding="utf-8") if QUESTIONS.is_file() else ""
    answers = [_answer(connection, *each) for each in read_questions(text)]
    page = render(
        "questions.html", root="", active="questions", title=word("ui.questions"), answers=answers
    )
    write_if_changed(site / "questions.html", page)


def _answer(connection: duckdb.DuckDBPyConnection, group: str, question: str, sql: str) -> Answer:
    cursor = connection.execute(sql)
    names = tuple(column[0] for column in cursor.description or ())
    rows = cursor.fetchmany(_ROWS_SHOWN + 1)
    numeric = tuple(
        any(isinstance(row[at], int | float | Decimal) for row in rows) for at in range(len(names))
    )
    shown = tuple(tuple(_text(value) for value in row) for row in rows[:_ROWS_SHOWN])
    return Answer(group, question, sql, names, shown, numeric, len(rows) > _ROWS_SHOWN)


def _text(value: object) -> str:
    match value:
        case None:
            text = ""
        case bool():
            text = "true" if value else "false"
        case Decimal():
            text = plain_number(value)
        case float():
            text = f"{value:,.4g}" if abs(value) < 1 else f"{value:,.2f}"
        case list():
            listed = ", ".join(_text(each) for each in value[:_LISTED])
            text = listed + ("…" if len(value) > _LISTED else "")
        case _:
            text = visible_text(str(value))
    return text
