"""dbt itself: what it says by hand, that it builds the project, and that it asks its tests.

And the executor held against it: the same relations from the same project, and what neither of
them needs is a report. One process of dbt serves all of these.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.building.merging import OF_MANY_REPORTS
from ingest.building.transform import warm_project
from ingest.contract.schema import CODES_PRINTED, FRAMES, REPORT_FILES, duckdb_type
from ingest.settings import read_settings
from tests.conftest import REPOSITORY, build_environment


def create_empty_raw(warehouse: Path) -> None:
    """Make every table that dbt reads, without rows."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema raw")
        connection.execute("create schema history")
        tables = {f"raw.{name}": columns for name, columns in FRAMES.items()}
        tables |= {"raw.report_files": REPORT_FILES, "history.codes_printed": CODES_PRINTED}
        for name, columns in tables.items():
            ddl = ", ".join(f'"{column}" {duckdb_type(kind)}' for column, kind in columns.items())
            connection.execute(f"create table {name} ({ddl})")


_ELSEWHERE = [
    f"resource_type:{kind},path:models/{room}"
    for kind in ("unit_test", "test")
    for room in ("checks", "intermediate")
]
_MODELLED = ("seeds", "staging", "intermediate", "marts", "zh")


def _loaded(published: Path, path: Path) -> None:
    """A warehouse as it is before it is modelled: what was read, and nothing else."""
    path.parent.mkdir(parents=True, exist_ok=True)
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


@dataclass(frozen=True)
class Done:
    """A run of dbt."""

    success: bool
    output: str
    warehouse: Path


@pytest.fixture(scope="module")
def dbt(shipped_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Done]:
    """Run dbt as somebody would by hand: from the repository, with the profile that is there.

    All warehouses have one name: dbt writes it into the SQL.
    """
    folder = tmp_path_factory.mktemp("dbt")
    options = ["--project-dir", "dbt_project", "--no-use-colors", "--no-version-check"]
    options += ["--log-path", str(folder / "logs")]
    words = {
        "without": ["build"],
        "fresh": ["source", "freshness", "--select", "source:raw.reports"],
        # The logic of all models, and their shapes, are asked in memory (tests/sql/test_cases.py)
        # and by every build; that dbt can ask them is seen from those of the marts.
        "shipped": ["build", *(word for each in _ELSEWHERE for word in ("--exclude", each))],
    }
    warehouses = {name: folder / name / "warehouse.duckdb" for name in words}
    for path in warehouses.values():
        path.parent.mkdir()
    create_empty_raw(warehouses["fresh"])
    _loaded(shipped_warehouse, warehouses["shipped"])
    runs = [
        (name, str(path), [*said, *options, "--target-path", str(path.parent / "target")])
        for (name, said), path in zip(words.items(), warehouses.values(), strict=True)
    ]
    (folder / "runs.json").write_text(json.dumps(runs), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "tests.integration.dbt_runs", str(folder)],
        cwd=REPOSITORY,
        env=build_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    succeeded = json.loads((folder / "succeeded.json").read_text(encoding="utf-8"))
    return {
        name: Done(succeeded[name], (folder / f"{name}.txt").read_text(encoding="utf-8"), path)
        for name, path in warehouses.items()
    }


def test_dbt_project__by_hand__says_what_it_needs_and_how_fresh_it_is(
    dbt: dict[str, Done],
) -> None:
    without = dbt["without"]
    assert not without.success
    assert "holds no reports (no schema raw)" in without.output
    assert "cp data/warehouse.duckdb data/dev.duckdb" in without.output
    assert "ERROR=" not in without.output  # said once, not for every model
    assert dbt["fresh"].success, dbt["fresh"].output
    assert "PASS freshness of raw.reports" in dbt["fresh"].output


def test_dbt_project__builds_and_passes_its_tests(dbt: dict[str, Done]) -> None:
    built = dbt["shipped"]
    assert built.success, built.output[-2000:]
    results = json.loads(
        (built.warehouse.parent / "target" / "run_results.json").read_text(encoding="utf-8")
    )
    for kind in ("unit_test.", "test."):
        asked = [r for r in results["results"] if r["unique_id"].startswith(kind)]
        assert len(asked) >= 5, kind
        assert {r["status"] for r in asked} == {"pass"}


def test_executor__builds_without_a_single_report(tmp_path: Path) -> None:
    """The same as dbt, as below; and batches can be merged by report."""
    settings = read_settings(warehouse=str(tmp_path / "w.duckdb"))
    settings.cache_dir.mkdir(parents=True)
    settings.batch_warehouse.parent.mkdir(parents=True)
    create_empty_raw(settings.batch_warehouse)
    with warm_project(settings) as run:
        assert run(lambda _done, _total: None).model_count > 100
    with duckdb.connect(str(settings.batch_warehouse), read_only=True) as connection:
        unmergeable = connection.execute(
            "select table_name from duckdb_columns()"
            " where schema_name in ('intermediate', 'marts') and (schema_name, table_name) in"
            " (select (schema_name, table_name) from duckdb_tables())"
            " group by table_name having not bool_or(column_name = 'report_id')"
        ).fetchall()
    assert {name for (name,) in unmergeable} <= OF_MANY_REPORTS, "what batches cannot be merged by"


def test_executor__equals_dbt_build(
    dbt: dict[str, Done], shipped_warehouse: Path, tmp_path: Path
) -> None:
    assert dbt["shipped"].success, dbt["shipped"].output[-2000:]
    settings = read_settings(warehouse=str(tmp_path / "w.duckdb"))
    settings.cache_dir.mkdir(parents=True)
    _loaded(shipped_warehouse, settings.batch_warehouse)
    told: list[tuple[int, int]] = []
    with warm_project(settings) as run:
        ran = run(lambda done, total: told.append((done, total)))
    assert ran.broken_shapes == ()
    assert told[-1] == (ran.model_count + ran.test_count,) * 2
    expected, got = _relations(dbt["shipped"].warehouse), _relations(settings.batch_warehouse)
    assert got.keys() == expected.keys()
    assert len(got) > 100
    assert [name for name in expected if got[name] != expected[name]] == []
