"""Compiled steps: order, refusals, failures. `test_dbt.py` holds them against dbt itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.building.compiled import Step, compile_steps
from ingest.building.executing import execute_steps
from ingest.errors import StageFailedError


def _node(name: str, **more: Any) -> dict[str, Any]:
    return {
        **{"resource_type": "model", "schema": "marts", "alias": name, "description": "d"},
        **{"columns": {}, "depends_on": {"nodes": []}, "config": {"materialized": "table"}},
        **more,
    }


def test_steps__follow_what_they_read__tests_come_last() -> None:
    nodes = {
        "model.p.a": _node("a", compiled_code="select 1", depends_on={"nodes": ["model.p.z"]}),
        "test.p.t": _node(
            "t", resource_type="test", compiled_code="", config={"materialized": "test"}
        ),
        "model.p.z": _node("z", compiled_code="select 2"),
    }
    assert [step.name for step in compile_steps(nodes, Path())] == ["z", "a", "t"]


def test_steps__of_a_node_that_they_cannot_express__are_refused() -> None:
    nodes = {"model.p.a": _node("a", compiled_code="", config={"materialized": "incremental"})}
    with pytest.raises(ValueError, match=r"model\.p\.a: materialized as incremental"):
        compile_steps(nodes, Path())


def test_executor__model_fails__is_named() -> None:
    step = Step("fct_a", "table", "marts", "fct_a", ("create table marts.fct_a as from nowhere",))
    with duckdb.connect() as connection, pytest.raises(StageFailedError, match="fct_a"):
        execute_steps(connection, [step], lambda done, total: None)


def test_executor__broken_shape__is_named_and_its_rows_are_kept() -> None:
    made = ("create table marts.a as select 1 as x",)
    one, two = "select * from marts.a where x = 1", "select * from marts.a where x = 2"
    steps = [
        Step("a", "table", "marts", "a", made, "all", (("x", "it's x"),)),
        Step("x_is_null", "test", "test_failures", "x_is_null", (one,)),
        Step("x_is_two", "test", "test_failures", "x_is_two", (two,)),
    ]
    with duckdb.connect() as connection:
        broken = execute_steps(connection, steps, lambda done, total: None)
        assert broken == ("x_is_null: 1 rows, see test_failures.x_is_null",)
        assert connection.execute("from test_failures.x_is_null").fetchall() == [(1,)]
        comments = connection.execute(
            "select comment from duckdb_columns() where schema_name = 'marts'"
        ).fetchall()
        assert comments == [("it's x",)]


def test_executor__many_tests__each_answers_for_itself() -> None:
    made = ("create table marts.a as select range as x from range(100)",)
    steps = [Step("a", "table", "marts", "a", made)]
    steps += [
        Step(f"t{n}", "test", "test_failures", f"t{n}", (f"select x from marts.a where x < {n}",))
        for n in range(65)
    ]
    told: list[tuple[int, int]] = []
    with duckdb.connect() as connection:
        broken = execute_steps(connection, steps, lambda done, total: told.append((done, total)))
        assert broken == tuple(f"t{n}: {n} rows, see test_failures.t{n}" for n in range(1, 65))
        assert connection.execute("select count(*) from test_failures.t64").fetchall() == [(64,)]
    assert told == [(done, 66) for done in range(1, 67)]


def test_executor__test_cannot_be_asked__is_named() -> None:
    step = Step("t", "test", "test_failures", "t", ("select nothing from nowhere",))
    with duckdb.connect() as connection, pytest.raises(StageFailedError, match="one of t"):
        execute_steps(connection, [step], lambda done, total: None)
