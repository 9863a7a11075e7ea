"""Exports of the shipped report: what other programs open says what the warehouse says."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import formulas
import openpyxl
import pyarrow.parquet as pq
import pytest
from frictionless import Package

from notebooks.exports.marts import list_marts, open_published
from notebooks.exports.printed import read_faces, read_printed
from notebooks.exports.tables import csv_value, write_rows
from notebooks.exports.workbook import write_workbook
from tests.conftest import REPOSITORY, build_environment

CHECKS = "勾稽核对 Checks"


@pytest.fixture(scope="module")
def exported(shipped_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports, made by the command from a copy of the warehouse."""
    folder = tmp_path_factory.mktemp("exported")
    (folder / "warehouse.duckdb").write_bytes(shipped_warehouse.read_bytes())
    done = _export(folder)
    assert done.returncode == 0, done.stderr
    return folder / "exports"


def _export(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "notebooks.exports"],
        cwd=REPOSITORY,
        env=build_environment(WAREHOUSE=str(folder / "warehouse.duckdb")),
        capture_output=True,
        text=True,
        check=False,
    )


def test_parquet__every_mart__has_its_rows_and_meanings(
    exported: Path, shipped_warehouse: Path
) -> None:
    with open_published(shipped_warehouse) as connection:
        for mart in list_marts(connection):
            path = exported / "parquet" / f"{mart.name}.parquet"
            schema = pq.read_schema(path)
            assert [field.name for field in schema] == [column.name for column in mart.columns]
            assert all(field.metadata[b"description"] for field in schema), mart.name
            (count,) = connection.execute(f"select count(*) from marts.{mart.name}").fetchone()
            (same,) = connection.execute(
                f"select count(*) from (from marts.{mart.name} intersect all from '{path}')"
            ).fetchone()
            assert same == count, mart.name


def test_csv__opens_in_spreadsheets__and_equals_the_mart(
    exported: Path, shipped_warehouse: Path
) -> None:
    path = exported / "csv" / "fct_figures.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with duckdb.connect(str(shipped_warehouse), read_only=True) as connection:
        figures = dict(
            connection.execute("select figure_id, amount_yuan from marts.fct_figures").fetchall()
        )
    assert {row["figure_id"] for row in rows} == set(figures)
    for row in rows:
        amount = figures[row["figure_id"]]
        assert row["amount_yuan"] == ("" if amount is None else f"{amount:f}")


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"]
)
def test_csv__formula__stays_text(text: str, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "x.csv", ["name"], [(text,)])
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream))[1] == [f"'{text}"]


@pytest.mark.parametrize("number", ["-1,234.50", "+5", "-5%", Decimal("-711.33"), -3])
def test_csv__negative_number__stays_a_number(number: object) -> None:
    assert str(csv_value(number)) == str(number)


def test_fiscal_package__is_valid_and_complete(exported: Path) -> None:
    path = exported / "fiscal-data-package" / "datapackage.json"
    report = Package(str(path)).validate()
    assert report.valid, report.flatten(["type", "note"])
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    assert descriptor["licenses"]
    assert [each["title"][:13] for each in descriptor["sources"]] == ["重庆市潼南区人民政府办公室"]
    model = descriptor["model"]
    assert {each["currency"] for each in model["measures"].values()} == {"CNY"}
    assert {each["factor"] for each in model["measures"].values()} == {1}
    assert {"functional", "economic", "administrative", "date"} <= set(model["dimensions"])
    names = {resource.name for resource in Package(str(path)).resources}
    cited = [each["resource"] for each in model["measures"].values()]
    for dimension in model["dimensions"].values():
        cited += [each["resource"] for each in dimension["attributes"].values()]
    assert set(cited) <= names


def test_fiscal_package__leaves__add_up_to_the_printed_total(exported: Path) -> None:
    path = exported / "fiscal-data-package" / "expenditures_by_function.csv"
    (total,) = duckdb.execute(
        "select sum(amount_yuan) from read_csv(?) "
        "where kind = 'total' and table_kind = 'expenditure'",
        [str(path)],
    ).fetchone()
    assert total == pytest.approx(25_068_100)


def test_workbook__formulas__give_what_the_warehouse_holds(exported: Path) -> None:
    """Recalculated by another program's rules: both sides of each identity, and the verdict."""
    (path,) = (exported / "workbooks").glob("*.xlsx")
    kept = openpyxl.load_workbook(path, data_only=True)[CHECKS]
    written = openpyxl.load_workbook(path)[CHECKS]
    model = formulas.ExcelModel().loads(str(path)).finish()
    solution = model.calculate()
    recalculated = {
        str(name).rsplit("!", 1)[-1].strip("'"): cells.value[0, 0]
        for name, cells in solution.items()
        if CHECKS.upper() in str(name).upper() and ":" not in str(name)
    }
    compared = 0
    for row in range(2, written.max_row + 1):
        if not isinstance(written.cell(row, 3).value, str):
            continue
        compared += 1
        for column in ("C", "E", "F"):
            expected = kept[f"{column}{row}"].value
            assert float(recalculated[f"{column}{row}"]) == pytest.approx(expected, abs=0.005)
        assert recalculated[f"H{row}"] == kept[f"H{row}"].value
        assert kept[f"I{row}"].value.startswith(kept[f"H{row}"].value)
    assert compared > 300


def test_workbook__cells__are_as_printed_with_their_page(exported: Path) -> None:
    (path,) = (exported / "workbooks").glob("*.xlsx")
    sheet = openpyxl.load_workbook(path)["表2 一般公共预算财政拨款支出预算表"]
    row = [cell.value for cell in sheet[7]]
    assert row[:3] == ["20103", "政府办公厅（室）及相关机构事务", 2962.43]
    comment = sheet["C6"].comment
    assert comment is not None
    assert comment.text.startswith("第7页 page 7")
    assert sheet["C6"].fill.fgColor.rgb == "FFF0877C", "a culprit of the row shift is marked"
    assert sheet["D6"].fill.fgColor.rgb != "FFF0877C"


def test_export__rerun__leaves_everything_as_it_is(exported: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in exported.rglob("*") if path.is_file()}
    done = _export(exported.parent)
    assert done.returncode == 0, done.stderr
    after = {path: path.stat().st_mtime_ns for path in exported.rglob("*") if path.is_file()}
    written = [path for path in before if path.suffix != ".json" and before[path] != after[path]]
    assert written == []


def test_workbook__twice__has_equal_bytes(shipped_warehouse: Path, tmp_path: Path) -> None:
    with open_published(shipped_warehouse) as connection:
        (face,) = read_faces(connection)
        report = read_printed(connection, face)
    one, other = (write_workbook(report, tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert one.read_bytes() == other.read_bytes()


def test_export__no_warehouse__is_a_clear_error(tmp_path: Path) -> None:
    done = _export(tmp_path)
    assert done.returncode == 2
    assert "make build" in done.stderr
