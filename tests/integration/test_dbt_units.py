"""The dbt project by itself: it builds without a single report, and its unit tests hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb

from ingest.building.load import OF_MANY_REPORTS
from ingest.contract.schema import CODES_PRINTED, FRAMES, REPORT_FILES, duckdb_type

REPOSITORY = Path(__file__).parents[2]
PROJECT = REPOSITORY / "dbt_project"


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


def _dbt(folder: Path, warehouse: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run dbt as somebody would by hand: from the repository, with the profile that is there."""
    command = [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", "--no-version-check"]
    command += [*words, "--project-dir", "dbt_project"]
    command += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    return subprocess.run(
        command,
        cwd=REPOSITORY,
        env={**os.environ, "BUDGET_WAREHOUSE": str(warehouse)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_dbt_project__by_hand__says_what_it_needs_and_how_fresh_it_is(tmp_path: Path) -> None:
    without = _dbt(tmp_path, tmp_path / "nothing.duckdb", "build")
    assert without.returncode != 0
    assert "holds no reports (no schema raw)" in without.stdout
    assert "cp data/warehouse.duckdb data/dev.duckdb" in without.stdout
    assert "ERROR=" not in without.stdout  # said once, not for every model
    warehouse = tmp_path / "warehouse.duckdb"
    create_empty_raw(warehouse)
    fresh = _dbt(tmp_path, warehouse, "source", "freshness", "--select", "source:raw.reports")
    assert fresh.returncode == 0, fresh.stdout
    assert "PASS freshness of raw.reports" in fresh.stdout


def test_dbt_project__builds_empty_and_passes_its_unit_tests(tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    create_empty_raw(warehouse)
    command = [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", "--no-version-check"]
    command += ["build", "--exclude-resource-type", "test"]
    command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    command += ["--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path / "logs")]
    run = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "BUDGET_WAREHOUSE": str(warehouse)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    results = json.loads((tmp_path / "target" / "run_results.json").read_text(encoding="utf-8"))
    units = [r for r in results["results"] if r["unique_id"].startswith("unit_test.")]
    assert units, "no unit test ran"
    assert {r["status"] for r in units} == {"pass"}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        unmergeable = connection.execute(
            "select table_name from duckdb_columns()"
            " where schema_name in ('intermediate', 'marts') and (schema_name, table_name) in"
            " (select (schema_name, table_name) from duckdb_tables())"
            " group by table_name having not bool_or(column_name = 'report_id')"
        ).fetchall()
    assert {name for (name,) in unmergeable} <= OF_MANY_REPORTS, "what batches cannot be merged by"
