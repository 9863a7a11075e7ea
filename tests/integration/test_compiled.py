"""The executor against dbt itself: the same relations from the same project."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.building.compiled import Step, compile_steps
from ingest.building.executing import execute_steps
from ingest.building.transform import warm_project
from ingest.errors import StageFailedError
from ingest.settings import DBT_PROJECT, read_settings
from tests.conftest import REPOSITORY, Run, build_environment

_MODELLED = ("seeds", "staging", "intermediate", "marts", "zh")


def _loaded(published: Path, path: Path) -> None:
    """A warehouse as it is before it is modelled: what was read, and nothing else."""
    path.parent.mkdir(parents=True)
    shutil.copy(published, path)
    with duckdb.connect(str(path)) as connection:
        for (name,) in connection.execute(
            "select distinct schema_name from duckdb_schemas() "
            "where schema_name not in ('raw', 'history') and not internal"
        ).fetchall():
            if name != "main":
                connection.execute(f'drop schema "{name}" cascade')


def _relations(path: Path) -> dict[str, Any]:
    """Every modelled relation: kind, comment, columns, order of columns, rows."""
    with duckdb.connect(str(path), read_only=True) as connection:
        found: dict[str, Any] = {}
        for schema, name, kind, comment in connection.execute(
            "select schema_name, table_name, 'table', comment from duckdb_tables() "
            "union all select schema_name, view_name, 'view', comment from duckdb_views() "
            "where not internal"
        ).fetchall():
            if schema not in _MODELLED:
                continue
            columns = connection.execute(
                "select column_name, data_type, is_nullable, coalesce(comment, '') "
                "from duckdb_columns() where schema_name = ? and table_name = ? "
                "order by column_index",
                [schema, name],
            ).fetchall()
            digest = connection.execute(
                f'select count(*), bit_xor(hash(r)), sum(hash(r)) from "{schema}"."{name}" as r'
            ).fetchone()
            found[f"{schema}.{name}"] = (kind, comment or "", columns, digest)
        return found


def test_executor__equals_dbt_build(shipped_build: Run, tmp_path: Path) -> None:
    by_dbt, by_us = tmp_path / "dbt/warehouse.duckdb", tmp_path / "us/warehouse.duckdb"
    for path in (by_dbt, by_us):
        _loaded(shipped_build.warehouse, path)
    options = ["--no-use-colors", "--no-version-check", "--log-level-file", "none"]
    options += ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    options += ["--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path)]
    command = [sys.executable, "-m", "dbt.cli.main", "build"]
    command += ["--exclude", "resource_type:unit_test"]
    done = subprocess.run(
        [*command, *options],
        cwd=REPOSITORY,
        env=build_environment(BUDGET_WAREHOUSE=str(by_dbt)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]
    settings = read_settings(warehouse=str(tmp_path / "w.duckdb"))
    settings.cache_dir.mkdir(parents=True)
    settings.batch_warehouse.parent.mkdir(parents=True)
    shutil.move(by_us, settings.batch_warehouse)
    told: list[tuple[int, int]] = []
    with warm_project(settings) as run:
        ran = run(lambda done, total: told.append((done, total)))
    assert ran.broken_shapes == ()
    assert told[-1] == (ran.model_count + ran.test_count,) * 2
    expected, got = _relations(by_dbt), _relations(settings.batch_warehouse)
    assert got.keys() == expected.keys()
    assert len(got) > 100
    assert [name for name in expected if got[name] != expected[name]] == []


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
