"""The prompt: where statements end, and what each mode writes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest

from ingest.asking.sql import Answer, answer_statements, read_statements


def _read(text: str) -> list[str]:
    lines = iter(io.StringIO(text).readline, "")
    return list(read_statements(lambda _: next(lines, None)))


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sql") / "w.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema raw; create schema zh")
        connection.execute(
            "create table marts.fct_x as select 12345678901234567.8900::decimal(22, 4) as yuan,"
            " 'a|b,c' as name, null::varchar as nothing, [1, 2] as both"
        )
        connection.execute("comment on table marts.fct_x is '某事实 — One row per x. More.'")
        connection.execute("create table raw.t as select range from range(25000)")
        connection.execute("create view zh.事实 as from marts.fct_x")
    return path


def _ask(warehouse: Path, statements: Iterable[str], *, width: int | None = None) -> list[Answer]:
    return list(answer_statements(warehouse, iter(statements), width=width))


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("select 1; select 2;\n", ["select 1;", "select 2;"]),
        ("select 1;select\n2; -- over; done\n", ["select 1;", "select\n2;"]),
        ("select '预算;';\nselect $$;$$", ["select '预算;';", "select $$;$$"]),
        ('/* ; */ select ";" from x;;;\n', ['/* ; */ select ";" from x;']),
        (
            ".tables\nselect 1\n.5 as half;\n.mode csv",
            [".tables", "select 1\n.5 as half;", ".mode csv"],
        ),
        ("select 'never closed;\n", ["select 'never closed;"]),
        ("\n -- nothing\n;", []),
    ],
)
def test_statements__end_at_their_own_semicolons(text: str, statements: list[str]) -> None:
    assert _read(text) == statements


def test_statements__prompt__knows_whether_one_has_begun() -> None:
    lines, told = iter(["select", "1;", "select 2;", None]), []

    def next_line(has_begun: bool) -> str | None:
        told.append(has_begun)
        return next(lines)

    assert list(read_statements(next_line)) == ["select\n1;", "select 2;"]
    assert told == [False, True, False, False]


def test_answers__refused_statement__is_an_error_and_the_next_one_runs(warehouse: Path) -> None:
    answers = _ask(warehouse, ["selec 1", "drop table marts.fct_x", ".nope", "select 6 * 7"])
    assert [answer.is_error for answer in answers] == [True, True, True, False]
    assert "42" in answers[-1].text


def test_answers__piped__have_all_rows_and_whole_cells(warehouse: Path) -> None:
    (all_rows, long) = _ask(warehouse, ["from raw.t", f"select '{'长' * 300}'"])
    numbers = [line.strip("│ ") for line in all_rows.text.splitlines() if line.startswith("│ ")]
    assert [int(cell) for cell in numbers if cell.isdigit()] == list(range(25000))
    assert "长" * 300 in long.text
    (shown,) = _ask(warehouse, ["from raw.t"], width=80)
    assert len(shown.text.splitlines()) < 100


def test_answers__modes__say_the_same(warehouse: Path) -> None:
    _, as_csv, _, as_json, _, as_markdown = [
        Answer(""),
        *_ask(warehouse, [".mode csv", "from fct_x"]),
        Answer(""),
        *_ask(warehouse, [".mode json", "from 事实"]),
        Answer(""),
        *_ask(warehouse, [".mode markdown", "from fct_x"]),
    ]
    head, row = csv.reader(io.StringIO(as_csv.text))
    assert head == ["yuan", "name", "nothing", "both"]
    assert row == ["12345678901234567.8900", "a|b,c", "", "[1, 2]"]
    assert '"yuan":12345678901234567.8900' in as_json.text  # every digit
    assert json.loads(as_json.text)[0]["nothing"] is None
    assert as_csv.is_data
    assert as_json.is_data
    assert as_markdown.text.splitlines()[1:] == [
        "| --: | --- | --- | --- |",
        "| 12345678901234567.8900 | a\\|b,c |  | [1, 2] |",
    ]


def test_answers__no_rows__are_still_well_formed(warehouse: Path) -> None:
    for mode, text in (("csv", "yuan"), ("json", "[]"), ("markdown", "| yuan |\n| --: |")):
        (answer,) = _ask(warehouse, [f".mode {mode}", "select yuan from fct_x where false"])
        assert answer.text == text


def test_tables__marts_come_first__other_schemas_are_counted(warehouse: Path) -> None:
    (tables, raw, none) = _ask(warehouse, [".tables", ".tables raw", ".tables nope"])
    assert tables.text.splitlines()[:2] == ["marts", "  fct_x  某事实 — One row per x."]
    assert "raw (1)" in tables.text
    assert raw.text.splitlines() == ["raw", "  t"]
    assert none.is_error
