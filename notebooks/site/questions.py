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
from notebooks.site.words import Word, word

# a wheel carries the document beside this module
QUESTIONS: Final = (
    Path(__file__).with_name("questions.md") if IS_INSTALLED else REPOSITORY / "docs" / "sql.md"
)

_ROWS_SHOWN: Final = 40  # of an answer; the CSV of the data page and `make sql` give all
_LISTED: Final = 6  # of a list in a cell
# a heading, with what it is called in Chinese on a line of its own; or a query
_HEADING: Final = re.compile(
    r"^(#{2,3}) ([^\n]+)$(?:\n+\*([^*\n]+)\*$)?|^```sql\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the document, in both languages, and its query."""

    number: str
    group: Word
    asked: Word
    sql: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and the first rows of its answer."""

    question: Question
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    is_cut: bool


def read_questions(text: str) -> list[Question]:
    r"""List the questions of the document.

    >>> text = "## G\n\n*组*\n\n### 1. Why?\n\n*为何？*\n\n```sql\nselect 1;\n```\n"
    >>> read_questions(text)[0].asked
    Word(zh='1. 为何？', en='1. Why?')
    """
    found, group, asked = [], Word("", ""), Word("", "")
    for match in _HEADING.finditer(text):
        level, title, chinese, sql = match.groups()
        if sql is not None:
            number = asked.en.partition(".")[0]
            found.append(Question(number, group, asked, sql.strip()))
        elif level == "##":
            group = Word(chinese or title, title)
        else:
            number = title.partition(". ")[0]
            asked = Word(f"{number}. {chinese}" if chinese else title, title)
    return found


def read_shipped_questions() -> list[Question]:
    """List the questions of docs/sql.md; none where an installation does not carry it."""
    text = QUESTIONS.read_text(encoding="utf-8") if QUESTIONS.is_file() else ""
    return read_questions(text)


def write_questions(connection: duckdb.DuckDBPyConnection, site: Path) -> None:
    """Write the page of questions; without the document (an installed package) it says so."""
    answers = [_answer(connection, each) for each in read_shipped_questions()]
    page = render(
        "questions.html", root="", active="questions", title=word("ui.questions"), answers=answers
    )
    write_if_changed(site / "questions.html", page)


def _answer(connection: duckdb.DuckDBPyConnection, question: Question) -> Answer:
    cursor = connection.execute(question.sql)
    names = tuple(column[0] for column in cursor.description or ())
    rows = cursor.fetchmany(_ROWS_SHOWN + 1)
    numeric = tuple(
        any(isinstance(row[at], int | float | Decimal) for row in rows) for at in range(len(names))
    )
    shown = tuple(tuple(_text(value) for value in row) for row in rows[:_ROWS_SHOWN])
    return Answer(question, names, shown, numeric, len(rows) > _ROWS_SHOWN)


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
