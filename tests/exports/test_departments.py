"""All departments in one workbook: its formulas say what the warehouse says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from notebooks.exports.departments import write_departments
from notebooks.exports.integrated import FIELDS, write_integrated
from notebooks.exports.marts import list_marts, open_published

SUMMARY, TOTALS, PRINTED = "汇总 Summary", "公开总额 Totals", "印出数字 Printed"


@pytest.fixture(scope="module")
def path(shipped_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("departments") / "departments.xlsx"
    with open_published(shipped_warehouse) as connection:
        return write_departments(connection, list_marts(connection), target)


@pytest.fixture(scope="module")
def written(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def kept(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=True)


def _followed(book: openpyxl.Workbook, formula: str) -> Any:
    found = re.fullmatch(r"='(.+)'!\$?([A-Z]+)\$?(\d+)", formula)
    assert found, formula
    return book[found[1]][found[2] + found[3]].value


def test_totals__formulas__lead_to_the_printed_numbers(
    written: openpyxl.Workbook, kept: openpyxl.Workbook, shipped_warehouse: Path
) -> None:
    heads = [cell.value for cell in written[TOTALS][1]]
    followed = 0
    for cell, value in zip(written[TOTALS][2], kept[TOTALS][2], strict=True):
        if isinstance(cell.value, str) and cell.value.startswith("="):
            followed += 1
            assert _followed(kept, cell.value) == value.value
    assert followed > 10
    with duckdb.connect(str(shipped_warehouse), read_only=True) as connection:
        (total,) = connection.execute(
            "select expenditure_total_yuan from marts.fct_disclosure_totals"
        ).fetchone()
    assert kept[TOTALS].cell(2, heads.index("支出总计") + 1).value == float(total)
    page = kept[PRINTED].cell(2, 3).value
    assert isinstance(page, int)
    assert kept[PRINTED].cell(2, 2).value.endswith(".pdf")


def test_summary__formulas__add_up_the_chosen_measure(
    written: openpyxl.Workbook, kept: openpyxl.Workbook
) -> None:
    """The formula asks for measure, place, department, year and kind; its value is their sum."""
    sheet = written[SUMMARY]
    assert (sheet["B2"].value, sheet["B3"].value) == ("支出总计", "预算")
    assert [cell.value for cell in sheet[5]][2:] == ["级次 level", "2023", "合计 all"]
    formula = sheet["D6"].value
    (block,) = set(re.findall(r"INDEX\('公开总额 Totals'!(\S+?),0,MATCH\(\$B\$2,", formula))
    assert formula.startswith("=IF(COUNTIFS(")
    assert block.startswith("$F$2:")
    for column, criterion in (
        *(("A", r"\$A6"), ("B", r"\$B6"), ("E", r"\$C6")),
        *(("C", "2023"), ("D", r"\$B\$3")),
    ):
        assert re.search(rf"'公开总额 Totals'!\${column}\$2:\${column}\$2,{criterion}", formula)
    assert kept[SUMMARY]["D6"].value == kept[SUMMARY]["E6"].value == 25_067_900
    lists = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert lists["B3"] == '"预算,决算"'
    assert lists["B2"].startswith("'公开总额 Totals'!$F$1:")


def test_facts__have_a_sheet_with_filters_and_all_rows(
    written: openpyxl.Workbook, shipped_warehouse: Path
) -> None:
    with duckdb.connect(str(shipped_warehouse), read_only=True) as connection:
        for name, sheet_name in (
            ("fct_expenditures", "支出明细 expenditures"),
            ("fct_three_public", "三公经费 three_public"),
            ("fct_findings", "疑点 findings"),
        ):
            (count,) = connection.execute(f"select count(*) from marts.{name}").fetchone()
            sheet = written[sheet_name]
            assert sheet.max_row == count + 1
            assert sheet.auto_filter.ref.endswith(str(count + 1))
            assert sheet.freeze_panes == "C2"
    sheet = written["支出明细 expenditures"]
    heads = [str(cell.value).rpartition("\n")[2] for cell in sheet[1]]
    code = next(
        row[heads.index("function_code")].value
        for row in sheet.iter_rows(min_row=2)
        if row[heads.index("function_code")].value
    )
    assert isinstance(code, str)  # codes stay text


def test_sheets__are_all_listed_and_linked(written: openpyxl.Workbook) -> None:
    linked = {
        cell.hyperlink.location.rpartition("!")[0].strip("'")
        for row in written["说明 About"].iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert linked == set(written.sheetnames) - {"说明 About"}


def test_integrated__one_row_per_amount__codes_only_as_printed(
    shipped_warehouse: Path, tmp_path: Path
) -> None:
    with open_published(shipped_warehouse) as connection:
        path = write_integrated(connection, tmp_path)
        (count,) = connection.execute(
            "select count(*) from marts.fct_expenditures where not is_undisclosed"
        ).fetchone()
    reader = duckdb.connect()  # of its own: others leave results of the common one unread
    rows = reader.sql(f"from read_csv('{path}', all_varchar = true)")
    assert rows.columns == [field.name for field in FIELDS]
    assert len(rows) == count
    ours = "table_kind = 'expenditure' and is_leaf"
    total = reader.execute(
        f"select sum(amount_yuan::decimal(22, 4)), count(*) from read_csv('{path}',"
        f" all_varchar = true, nullstr = '') where {ours.replace('is_leaf', 'is_leaf::boolean')}"
    ).fetchone()
    with open_published(shipped_warehouse) as connection:
        assert (
            total
            == connection.execute(
                f"select sum(amount_yuan), count(*) from marts.fct_expenditures where {ours}"
            ).fetchone()
        )
    assert total is not None
    assert total[1] > 5
    (blank,) = reader.execute(
        f"select count(mof_div_code) + count(fund_type_code) from read_csv('{path}',"
        " all_varchar = true, nullstr = '')"
    ).fetchone()
    assert blank == 0  # the paper prints no such code
    codes = reader.execute(
        f"select distinct exp_func_code, exp_func_name from read_csv('{path}', all_varchar = true)"
        " where exp_func_code = '2010301'"
    ).fetchall()
    assert codes == [("2010301", "行政运行")]
