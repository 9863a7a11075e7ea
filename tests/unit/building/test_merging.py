"""A batch takes the place of what a warehouse had of its reports, and touches no others."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ingest.building.merging import merge_batch

_TABLES = """
create schema raw; create schema marts; create schema intermediate;
create table raw.reports (report_id varchar);
create table raw.report_files (report_id varchar);
create table marts.dim_reports (report_id varchar, department_name varchar);
create table marts.fct_figures (report_id varchar, amount integer);
create table marts.dim_functions (function_code varchar);
create table marts.dim_units (department_name varchar, unit_name varchar);
"""


def _warehouse(path: Path, amounts: dict[str, int]) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(_TABLES)
        for report_id, amount in amounts.items():
            key = [report_id]
            connection.execute("insert into raw.reports values (?)", key)
            connection.execute("insert into raw.report_files values (?)", key)
            of_department = [report_id, report_id[0]]
            connection.execute("insert into marts.dim_reports values (?, ?)", of_department)
            connection.execute("insert into marts.dim_units values (?, ?)", of_department[::-1])
            connection.execute("insert into marts.fct_figures values (?, ?)", [report_id, amount])
        connection.execute("insert into marts.dim_functions values (?)", [str(amounts)])
    return path


@pytest.mark.parametrize(
    ("batch", "figures", "units"),
    [
        # all new
        ({"b1": 5}, [("a1", 1), ("b1", 5), ("c2", 2)], ["a1", "b1", "c2"]),
        # one of them known: built anew, with its department
        ({"c2": 7, "b1": 5}, [("a1", 1), ("b1", 5), ("c2", 7)], ["a1", "b1", "c2"]),
        # it comes with nothing any more
        ({}, [("a1", 1)], ["a1"]),
    ],
)
def test_merge__batch__takes_the_place_of_its_reports(
    tmp_path: Path, batch: dict[str, int], figures: list[tuple[str, int]], units: list[str]
) -> None:
    warehouse = _warehouse(tmp_path / "w.duckdb", {"a1": 1, "c2": 2})
    built = _warehouse(tmp_path / "b.duckdb", batch)
    merge_batch(warehouse, built, list(batch) or ["c2"])
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute("from marts.fct_figures order by all").fetchall() == figures
        codes = connection.execute("from marts.dim_functions").fetchall()
        assert codes == [(str(batch),)]
        found = connection.execute("select unit_name from marts.dim_units order by 1").fetchall()
        assert [unit for (unit,) in found] == units


def test_merge__only_the_file_of_a_report_is_known__its_rows_are_replaced(tmp_path: Path) -> None:
    warehouse = _warehouse(tmp_path / "w.duckdb", {"a1": 1})
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("insert into raw.report_files values ('b1')")
    merge_batch(warehouse, _warehouse(tmp_path / "b.duckdb", {"b1": 5}), ["b1"])
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute("select count(*) from raw.report_files").fetchall() == [(2,)]
