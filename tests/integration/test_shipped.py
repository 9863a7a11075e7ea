"""The shipped report, end to end: its golden values, its summary, its traces."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb

from tests.conftest import REPOSITORY, Run, build_environment


def test_shipped__golden_values__are_seen(shipped_warehouse: Path) -> None:
    sql = (REPOSITORY / ".ci" / "golden.sql").read_text(encoding="utf-8")
    with duckdb.connect(str(shipped_warehouse), read_only=True) as connection:
        rows = connection.execute(sql).fetchall()
    assert rows
    assert [row for row in rows if not row[3]] == []


def test_shipped__summary__ends_with_the_contracts_line(shipped_build: Run) -> None:
    assert shipped_build.status == 0, shipped_build.errors
    assert list(shipped_build.counts) == [
        *("reports", "new", "unchanged", "rejected", "quarantined", "figures", "checks", "holds"),
        *("violated", "not_applicable", "not_checkable", "findings", "unacknowledged", "seconds"),
    ]
    counts = shipped_build.counts
    statuses = ("holds", "violated", "not_applicable", "not_checkable")
    assert counts["checks"] == sum(counts[status] for status in statuses)
    assert counts["reports"] == counts["new"] == 1


def test_shipped__summary__shows_what_does_not_add_up(shipped_build: Run) -> None:
    assert "DOES NOT ADD UP" in shipped_build.output
    assert "general_budget C1" in shipped_build.output
    assert "DEFECTS OF THIS PROGRAM" not in shipped_build.output


def test_shipped__names__warehouse_opens_under_any_name(
    shipped_warehouse: Path, tmp_path: Path
) -> None:
    """Stored views must not name the database, which is the file's stem."""
    renamed = tmp_path / "仓库 2.duckdb"
    renamed.write_bytes(shipped_warehouse.read_bytes())
    with duckdb.connect(str(renamed), read_only=True) as connection:
        views = connection.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_type = 'VIEW'"
        ).fetchall()
        assert {schema for schema, _ in views} >= {"staging", "zh"}
        for schema, name in views:
            connection.execute(f'select * from "{schema}"."{name}" limit 1').fetchall()


def test_shipped__sql__is_answered_and_nothing_is_written(shipped_warehouse: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ingest", "sql", "--warehouse", str(shipped_warehouse)],
        cwd=REPOSITORY,
        env=build_environment(),
        input="select status\nfrom marts.dim_reports;\ndrop table marts.dim_reports;\nselect 6*7",
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "proven" in done.stdout
    assert "error:" in done.stdout
    assert "42" in done.stdout


def test_shipped__files__nothing_beside_the_warehouse_but_its_own(shipped_build: Run) -> None:
    left = {path.name for path in shipped_build.warehouse.parent.iterdir()}
    assert left == {"warehouse.duckdb", "warehouse.catalogue.json", "landing", "quality", ".cache"}
    assert (shipped_build.warehouse.parent / "quality" / "index.html").is_file()
