"""Find the queries of README and docs/sql.md, run them, and write their answers as tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

README = Path(__file__).parents[2] / "README.md"
QUESTIONS = Path(__file__).parents[2] / "docs" / "sql.md"
# the documents whose queries are answered
ANSWERED = (README, QUESTIONS)

# A query is a ```sql block; its answer is the table that follows.
_QUERY = re.compile(r"```sql\n(?P<sql>.*?)```\n\n(?P<answer>(?:\|[^\n]*\n)*)", re.DOTALL)


# What `make build` prints: the console block that begins with the command and goes on.
OUTPUT = re.compile(r"(?<=```console\n\$ make build\n)(?!```)(.*?)(?=```)", re.DOTALL)


@dataclass(frozen=True)
class Query:
    """One query of a document with the answer printed below it."""

    sql: str
    answer: str


def read_queries(text: str) -> list[Query]:
    """List the queries of a document."""
    return [Query(found["sql"], found["answer"]) for found in _QUERY.finditer(text)]


def answer_query(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """Run a query and write its result as a Markdown table."""
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    rows = cursor.fetchall()
    numeric = [
        all(isinstance(row[i], int | float | Decimal) or row[i] is None for row in rows)
        for i in range(len(names))
    ]
    lines = [_line(names), _line(["--:" if right else "---" for right in numeric])]
    lines += [_line([_text(value) for value in row]) for row in rows]
    return "".join(lines)


def rewrite_answers(text: str, connection: duckdb.DuckDBPyConnection) -> str:
    """Put the real answers into a document."""

    def replaced(found: re.Match[str]) -> str:
        end = "" if found["answer"] else "\n"
        return f"```sql\n{found['sql']}```\n\n{answer_query(connection, found['sql'])}{end}"

    return _QUERY.sub(replaced, text)


def rewrite_output(text: str, output: str) -> str:
    """Put the real output of the build into a README."""
    return OUTPUT.sub(lambda _: without_variables(output).strip() + "\n", text)


def without_variables(output: str) -> str:
    """Write the hints of a build as they are where nothing but `make build` was typed."""
    bare = re.sub(r"(?m)(?<=[a-z…]) (?:REPORTS|WAREHOUSE)=.*?(?=$| REPORT=…)", "", output)
    return re.sub(r"\n {14}make ", " · make ", bare)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        whole, _, digits = f"{value:,f}".partition(".")
        digits = digits.rstrip("0")
        return f"{whole}.{digits}" if digits else whole
    return str(value).replace("|", "\\|").replace("\n", " ")
