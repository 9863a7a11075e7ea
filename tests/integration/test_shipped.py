"""The shipped report, end to end: its golden values, its summary, its traces."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
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
        *("reports", "new", "unchanged", "rejected", "partial", "quarantined", "figures"),
        *("checks", "holds", "violated", "not_applicable", "not_checkable", "findings"),
        *("errors", "minors", "doubts", "unacknowledged", "passed_over", "seconds"),
    ]
    counts = shipped_build.counts
    statuses = ("holds", "violated", "not_applicable", "not_checkable")
    assert counts["checks"] == sum(counts[status] for status in statuses)
    assert counts["reports"] == counts["new"] == 1


def test_shipped__summary__shows_the_causes(shipped_build: Run) -> None:
    assert "FINDINGS  3 errors" in shipped_build.output
    assert "row_shift (error, explains 8 identities)" in shipped_build.output
    assert "DEFECTS OF THIS PROGRAM" not in shipped_build.output


def test_shipped__findings__are_the_publishers_three(shipped_warehouse: Path) -> None:
    """The 2022 column of annex 2 is one row shift; the prose has two; nothing else."""
    with duckdb.connect(str(shipped_warehouse), read_only=True) as connection:
        kinds = connection.execute(
            "select kind, len(checks_explained), checks_broken, acknowledged, proposed_value "
            "from marts.fct_findings order by kind, len(checks_explained)"
        ).fetchall()
        messages = connection.execute(
            "select message_zh, message_en from marts.fct_findings where kind = 'narrative'"
        ).fetchall()
        shifted = connection.execute(
            "select printed_amount_yuan, amount_yuan from marts.fct_figures_proposed "
            "where is_proposed and row_code = '201'"
        ).fetchall()
        healed = connection.execute(
            "select list_sort(checks_explained) = (select list_sort(list(check_id)) "
            "from marts.fct_invariant_checks where status = 'violated' and table_kind is not null "
            "and invariant_id in ('C1', 'C2')) from marts.fct_findings where kind = 'row_shift'"
        ).fetchall()
    assert [row[:4] for row in kinds] == [
        ("narrative", 1, 0, False),
        ("narrative", 2, 0, False),
        ("row_shift", 8, 0, False),
    ]
    assert kinds[1][4] == Decimal("-711.33")
    said = " ".join(f"{zh} {en}" for zh, en in messages)
    assert all(each in said for each in ("711.31", "711.33", "88.98", "800.30", "假定", "assum"))
    assert shifted == [(Decimal("32181200.0000"), Decimal("29624300.0000"))]
    assert healed == [(True,)]


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


def test_shipped__comments__are_in_both_languages(shipped_warehouse: Path) -> None:
    """Any client that shows comments explains every public relation and column."""
    with duckdb.connect(str(shipped_warehouse), read_only=True) as connection:
        silent = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            # the columns of `zh` have Chinese names
            "where schema_name in ('marts', 'zh') and not ("
            "coalesce(regexp_matches(column_name || comment, '\\p{Han}'), false)"
            " and regexp_matches(comment, '[A-Za-z]{2}'))"
        ).fetchall()
        relations = connection.execute(
            "select table_name, comment from duckdb_tables() where schema_name = 'marts' "
            "union all select view_name, comment from duckdb_views() "
            "where schema_name in ('marts', 'zh')"
        ).fetchall()
        (mart_count, zh_count) = connection.execute(
            "select count(*) filter (where table_schema = 'marts'), "
            "count(*) filter (where table_schema = 'zh') from information_schema.tables"
        ).fetchone()
    assert silent == []
    assert [name for name, comment in relations if not comment] == []
    assert mart_count == zh_count > 20


def test_shipped__sql__is_answered_and_nothing_is_written(shipped_warehouse: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ingest", "sql", "--warehouse", str(shipped_warehouse)],
        cwd=REPOSITORY,
        env=build_environment(),
        input="select status\nfrom marts.dim_reports;\ndrop table marts.dim_reports;\nselect 6*7",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1  # something was refused
    assert "proven" in done.stdout
    assert "error:" in done.stdout
    assert "42" in done.stdout


def test_shipped__files__nothing_beside_the_warehouse_but_its_own(shipped_build: Run) -> None:
    left = {path.name for path in shipped_build.warehouse.parent.iterdir()}
    assert left == {"warehouse.duckdb", "warehouse.catalogue.json", "landing", "quality", ".cache"}
    assert (shipped_build.warehouse.parent / "quality" / "index.html").is_file()
