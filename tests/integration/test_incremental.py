"""A warehouse that grew step by step holds exactly what one built afresh from the folder holds."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.conftest import Run, run_build
from tests.typesetting.department import Department, make_department
from tests.typesetting.layouts import LAYOUTS
from tests.typesetting.press import typeset

# When a file was first seen is of the history, not of the folder.
_OF_HISTORY = {"first_seen"}
# what is said of files, and of all reports ever seen, those that have gone too
_NOT_COMPARED = {"report_files", "fct_expectation_results"}


def _report(layout: str, department: Department) -> bytes:
    return typeset(LAYOUTS[layout].lay_out(department))


def _department(seed: int, year: int, name: str | None = None) -> Department:
    department = make_department(seed, year)
    return replace(department, name=name or department.name)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Run], Path]:
    """Two builds of a folder that changes, in batches of two, and the folder as it ends."""
    reports = tmp_path_factory.mktemp("growing")
    warehouse = tmp_path_factory.mktemp("grown") / "warehouse.duckdb"
    family = "福州市科学技术局"
    this_year = _department(21, 2024, family)
    (reports / "this year.pdf").write_bytes(_report("chongqing", this_year))
    (reports / "another.pdf").write_bytes(_report("quirks", _department(22, 2024, "杭州市信访局")))
    (reports / "leaves.pdf").write_bytes(
        _report("sixdecimals", _department(23, 2024, "某市档案馆"))
    )
    (reports / "no report.pdf").write_bytes(b"not a PDF")
    runs = [run_build(reports, warehouse, BATCH_SIZE="2")]
    # last year of the same department comes late, and a copy
    (reports / "last year.pdf").write_bytes(_report("shanghai", _department(21, 2023, family)))
    (reports / "a copy.pdf").write_bytes((reports / "another.pdf").read_bytes())
    # one leaves, one is published again with other figures, one moves to another name
    (reports / "leaves.pdf").unlink()
    again = _department(24, 2024, family)
    (reports / "this year_corrected.pdf").write_bytes(_report("chongqing", again))
    (reports / "no report.pdf").rename(reports / "still none.pdf")
    runs.append(run_build(reports, warehouse, BATCH_SIZE="2"))
    return runs, reports


@pytest.fixture(scope="module")
def afresh(grown: tuple[list[Run], Path], tmp_path_factory: pytest.TempPathFactory) -> Run:
    _, reports = grown
    return run_build(reports, tmp_path_factory.mktemp("afresh") / "warehouse.duckdb")


def test_incremental__statuses__follow_the_contract(grown: tuple[list[Run], Path]) -> None:
    runs, _ = grown
    assert [run.status for run in runs] == [1, 1], runs[-1].errors
    assert [run.counts["new"] for run in runs] == [4, 2]
    assert [run.counts["reports"] for run in runs] == [4, 5]


def test_incremental__landing__is_that_of_a_fresh_build_to_the_byte(
    grown: tuple[list[Run], Path], afresh: Run
) -> None:
    """Other processes read the reports, in another order and company."""
    expected = _landed(afresh)
    assert len(expected) > 50
    found = _landed(grown[0][-1])
    assert {name: found.get(name) for name in expected} == expected


def _landed(run: Run) -> dict[str, str]:
    folder = run.warehouse.parent / "landing"
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_incremental__every_table__equals_a_fresh_build(
    grown: tuple[list[Run], Path], afresh: Run
) -> None:
    assert afresh.status == 1, afresh.errors
    differing = {}
    with duckdb.connect() as connection:
        for name, run in (("old", grown[0][-1]), ("new", afresh)):
            connection.execute(f"attach '{run.warehouse}' as {name} (read_only)")
        tables = connection.execute(
            "select schema_name, table_name, list(column_name order by column_index) "
            "from duckdb_columns() where database_name = 'new' "
            "and schema_name in ('marts', 'intermediate', 'raw') group by all order by all"
        ).fetchall()
        for schema, table, columns in tables:
            if table in _NOT_COMPARED:
                continue
            kept = ", ".join(f'"{column}"' for column in columns if column not in _OF_HISTORY)
            here = (
                "where report_id in (select report_id from new.raw.reports)"
                if "report_id" in columns
                else ""
            )
            old = f'select {kept} from old.{schema}."{table}" {here}'
            new = f'select {kept} from new.{schema}."{table}"'
            (count,) = connection.execute(
                f"select (select count(*) from ({old} except all {new}))"
                f" + (select count(*) from ({new} except all {old}))"
            ).fetchone() or (0,)
            if count:
                differing[f"{schema}.{table}"] = count
    assert len(tables) > 60
    assert differing == {}


def test_incremental__comments__are_those_of_a_fresh_build(
    grown: tuple[list[Run], Path], afresh: Run
) -> None:
    """The first batch brings them; those that are merged into it have none."""
    said = []
    for run in (grown[0][-1], afresh):
        with duckdb.connect(str(run.warehouse), read_only=True) as connection:
            said.append(
                connection.execute(
                    "select schema_name, table_name, column_name, comment from duckdb_columns() "
                    "where comment is not null "
                    "union all select schema_name, table_name, null, comment from duckdb_tables() "
                    "union all select schema_name, view_name, null, comment from duckdb_views() "
                    "order by all"
                ).fetchall()
            )
    assert len(said[0]) > 1000
    assert said[0] == said[1]


def test_incremental__last_year_that_came_late__is_compared(grown: tuple[list[Run], Path]) -> None:
    runs, _ = grown
    with duckdb.connect(str(runs[-1].warehouse), read_only=True) as connection:
        tried = connection.execute(
            "select count(*) from marts.fct_invariant_checks "
            "where invariant_id = 'Y1' and status in ('holds', 'violated')"
        ).fetchall()
        current = connection.execute(
            "select file_name, is_current from marts.dim_reports where is_present "
            "and department_name = '福州市科学技术局' and budget_year = 2024 order by all"
        ).fetchall()
        gone = connection.execute(
            "select count(*) from marts.fct_figures inner join marts.dim_reports using (report_id) "
            "where not is_present"
        ).fetchall()
    assert tried[0][0] > 0
    assert dict(current) == {"this year.pdf": False, "this year_corrected.pdf": True}
    assert gone == [(0,)]
