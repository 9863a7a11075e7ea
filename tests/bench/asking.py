"""How long an analyst waits for each answer: the questions of docs/sql.md, cold.

Each question is asked by a process of its own, after the warehouse's pages have been dropped
from the system's file cache: opening the file counts, starting Python does not.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import duckdb

QUESTIONS: Final = Path(__file__).parents[2] / "docs" / "sql.md"
# Between title and query stands the title in the other language.
_QUESTION: Final = re.compile(
    r"^### (?P<title>[^\n]+)\n+(?:\*[^\n]+\*\n+)?```sql\n(?P<sql>.*?)```", re.M | re.S
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and how long its answer took: opening, asking and fetching it all."""

    title: str
    milliseconds: float
    row_count: int


def read_questions(text: str) -> list[tuple[str, str]]:
    """List the titles and queries of a document of questions.

    >>> read_questions("### 1. How many?\\n\\n```sql\\nselect 1;\\n```\\n")
    [('1. How many?', 'select 1;\\n')]
    """
    return [(found["title"], found["sql"]) for found in _QUESTION.finditer(text)]


def ask_cold(
    warehouse: Path, questions: Sequence[tuple[str, str]], tell: Callable[[int, int], None]
) -> list[Asked]:
    """Ask each question in a process of its own."""
    answers = []
    context = multiprocessing.get_context("spawn")
    with context.Pool(1, maxtasksperchild=1) as pool:
        for each in pool.imap(partial(_ask, warehouse), questions, chunksize=1):
            answers.append(each)
            tell(len(answers), len(questions))
    return answers


def _ask(warehouse: Path, question: tuple[str, str]) -> Asked:
    title, sql = question
    drop_from_cache(warehouse)
    started = time.perf_counter()
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(sql).fetchall()
    return Asked(title, 1000 * (time.perf_counter() - started), len(rows))


def count_reports(warehouse: Path) -> int:
    """Count the reports of a warehouse."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return len(connection.execute("select report_id from marts.dim_reports").fetchall())


def drop_from_cache(path: Path) -> None:
    """Ask the system to forget the file's pages, where it can be asked."""
    if hasattr(os, "posix_fadvise"):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def asking_table(answers: Sequence[Asked]) -> str:
    """Write the results as a Markdown table."""
    lines = ["| question | ms | rows |", "| --- | --: | --: |"]
    lines += [f"| {each.title} | {each.milliseconds:.0f} | {each.row_count} |" for each in answers]
    slowest = max(each.milliseconds for each in answers)
    lines.append(f"| **slowest of {len(answers)}** | **{slowest:.0f}** | |")
    return "\n".join(lines)
