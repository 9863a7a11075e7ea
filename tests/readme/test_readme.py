"""README: its queries give the answers that it prints, its commands exist, its output is real."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from tests.conftest import REPOSITORY, Run
from tests.readme.answers import (
    ANSWERED,
    OUTPUT,
    README,
    answer_query,
    read_queries,
    without_variables,
)

TEXT = README.read_text(encoding="utf-8")
QUERIES = {path.name: read_queries(path.read_text(encoding="utf-8")) for path in ANSWERED}
# What differs from run to run, and where the warehouse lies.
_VARYING = re.compile(r'took +[\d.]+ s|"seconds":[\d.]+|(?:/\S+|data)/(?=warehouse|quality)')


def test_documents__queries__are_as_many_as_promised() -> None:
    assert len(QUERIES["README.md"]) >= 10
    assert len(QUERIES["sql.md"]) == 40


@pytest.mark.parametrize(
    ("name", "number"),
    [(name, number) for name, queries in QUERIES.items() for number in range(len(queries))],
)
def test_documents__query__gives_the_printed_answer(
    name: str, number: int, shipped_warehouse: Path
) -> None:
    query = QUERIES[name][number]
    with duckdb.connect(str(shipped_warehouse), read_only=True) as connection:
        assert answer_query(connection, query.sql) == query.answer
    assert query.answer.count("\n") > 2, "an answer without a row answers nothing"


def test_readme__build_output__is_what_build_prints(shipped_build: Run) -> None:
    (printed,) = OUTPUT.findall(TEXT)

    def steady(text: str) -> list[str]:
        return _VARYING.sub("…", without_variables(text)).strip().splitlines()

    assert steady(printed) == steady(shipped_build.output)


def test_readme__make_targets__exist() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/sql.md"):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        named = set(re.findall(r"^\$? ?make ([a-z-]+)|`make ([a-z-]+)[ `]", text, re.MULTILINE))
        assert {a or b for a, b in named} <= targets, name


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_documents__links_and_paths__exist(name: str) -> None:
    path = REPOSITORY / name
    text = path.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    files = re.findall(
        r"`((?:ingest|dbt_project|expectations|tests|docs|notebooks)/[\w/.]+)`", text
    )
    missing = [link for link in links if not (path.parent / link).exists()]
    missing += [file for file in files if not (REPOSITORY / file).exists()]
    assert not missing
