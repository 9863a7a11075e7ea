"""Workbooks as bureaus make them: several tables on a sheet, odd formats, units in corners."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.styles import Border, Side

from ingest.reading.report import read_report
from tests.office.expenditure import HEAD, ROWS, TITLE, UNIT, check

_SIDE = Side(style="thin")
_BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_PUBLIC = [["合计", "因公出国（境）费", "公务接待费"], ["3.50", "2.00", "1.50"]]
_PUBLIC_TITLE = "某市水务局2025年“三公”经费预算表"
_FIRST_ROW = 3  # of the header, below title and unit


def _put(
    sheet: Any, place: tuple[int, int], rows: list[list[str]], form: str, scale: float
) -> None:
    """Write amounts as numbers under a format, ruled."""
    for down, row in enumerate(rows):
        for over, text in enumerate(row):
            cell = sheet.cell(place[0] + down, place[1] + over)
            cell.border = _BORDER
            if "." in text:
                cell.value, cell.number_format = float(text.replace(",", "")) * scale, form
            elif text:
                cell.value = text


def _head(sheet: Any, row: int, title: str, width: int, left: int = 1, unit: str = UNIT) -> None:
    sheet.cell(row, left).value = title
    sheet.merge_cells(start_row=row, end_row=row, start_column=left, end_column=left + width - 1)
    sheet.cell(row + 1, left).value = "部门：某市水务局"
    sheet.cell(row + 1, left + width - 1).value = unit


def _book(
    change: Callable[[Any], None] = lambda sheet: None,
    *,
    form: str = "#,##0.00",
    scale: float = 1,
    unit: str = UNIT,
) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "公开表"
    _head(sheet, 1, TITLE, len(HEAD), unit=unit)
    _put(sheet, (_FIRST_ROW, 1), [HEAD, *ROWS], form, scale)
    change(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _rule_title(sheet: Any) -> None:
    for row in sheet["A1:E2"]:
        for cell in row:
            cell.border = _BORDER


def _unit_in_corner(sheet: Any) -> None:
    sheet["A2"], sheet["E2"], sheet["A3"] = None, None, UNIT


def _codes_as_numbers(sheet: Any) -> None:
    for (cell,) in sheet["A4:A11"]:
        cell.value = int(cell.value) if cell.value else None


def _amounts_as_text(sheet: Any) -> None:
    for row in sheet["C4:E11"]:
        for cell in row:
            if cell.value is not None:
                cell.value, cell.number_format = f" {cell.value:,.2f}\u3000", "@"


def _hide_column(sheet: Any) -> None:
    sheet["F3"], sheet["F4"] = "内部", 9.99
    sheet.column_dimensions["F"].hidden = True


def _note(sheet: Any) -> None:
    sheet["A12"] = "注：因四舍五入可能存在尾差0.01万元。"


def _no_rules(sheet: Any) -> None:
    for row in sheet["A1:E11"]:
        for cell in row:
            cell.border = Border()
    sheet.insert_rows(4)  # a blank row below the header


def _date_beside_unit(sheet: Any) -> None:
    sheet["C2"], sheet["C2"].number_format = dt.date(2025, 3, 1), 'yyyy"年"m"月"d"日"'


BOOKS: dict[str, Callable[[Any], None]] = {
    "title and unit ruled": _rule_title,
    "unit in the corner": _unit_in_corner,
    "codes as numbers": _codes_as_numbers,
    "amounts as text": _amounts_as_text,
    "hidden column": _hide_column,
    "note below": _note,
    "a date beside the unit": _date_beside_unit,
    "no rules, a blank row": _no_rules,
}


@pytest.mark.parametrize("name", BOOKS)
def test_workbook__as_bureaus_make_it__is_read_whole(name: str) -> None:
    check(_book(BOOKS[name]))


@pytest.mark.parametrize(
    ("form", "scale"),
    [
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 1),
        ("0.00;[Red]0.00", 1),
        ("0!.0,", 10_000),
        ("0\\.0,", 10_000),
        ("#,##0.00,", 1000),
        ("[>=100000000]0.00;#,##0.00", 1),
    ],
)
def test_workbook__formats_of_bureaus__show_the_same(form: str, scale: float) -> None:
    check(_book(form=form, scale=scale))


def test_workbook__thousands_in_the_format__are_of_the_unit_that_is_printed() -> None:
    frames = read_report(_book(form="#,##0,", scale=10_000, unit="单位：千元"), "x")
    figures = frames["figures"].sort("row_number", "column_number")
    first = figures.select("printed_text", "stored_text", "unit").row(0)
    assert first == ("17,535", None, "千元")
    assert str(figures.item(0, "amount_yuan")) == "17535000.0000"


@pytest.mark.parametrize("form", ["#,##0.00_);[Red](#,##0.00)", "#,##0.00;[Red]#,##0.00"])
def test_workbook__red_and_bracketed__are_negative(form: str) -> None:
    rows = [["项目", "上年预算数", "本年预算数", "增减额"], ["基本支出", "12.00", "11.00", "-1.00"]]
    book = openpyxl.Workbook()
    _head(book.active, 1, "某市水务局2025年支出预算增减表", 4)
    _put(book.active, (3, 1), rows, form, 1)
    stream = io.BytesIO()
    book.save(stream)
    values = read_report(stream.getvalue(), "x")["figures"].sort("column_number")["value"]
    assert [float(value) for value in values] == [12, 11, -1]


@pytest.mark.parametrize("gap", [0, 1])
def test_workbook__all_tables_on_one_sheet__are_parted(gap: int) -> None:
    def add(sheet: Any) -> None:
        row = sheet.max_row + 1 + gap
        _head(sheet, row, _PUBLIC_TITLE, 3)
        _put(sheet, (row + 2, 1), _PUBLIC, "0.00", 1)

    tables = check(_book(add))["tables"]
    assert tables.select("table_kind", "table_title").rows()[1:] == [
        ("three_public", _PUBLIC_TITLE)
    ]


def test_workbook__tables_beside_each_other__are_two() -> None:
    def add(sheet: Any) -> None:
        _head(sheet, 1, _PUBLIC_TITLE, 3, left=7)
        _put(sheet, (3, 7), _PUBLIC, "0.00", 1)

    frames = check(_book(add))
    public = frames["figures"].filter(pl.col("table_number") == 2)
    assert public["locator"].to_list() == ["公开表!G4", "公开表!H4", "公开表!I4"]


def test_workbook__blank_column_within_a_table__parts_nothing() -> None:
    """One title, one unit: what stands behind a narrow blank column is the same table's."""
    book = openpyxl.load_workbook(io.BytesIO(_book()))
    book.active.insert_cols(4)
    stream = io.BytesIO()
    book.save(stream)
    tables = read_report(stream.getvalue(), "x")["tables"]
    assert tables.select("table_kind", "row_count").rows() == [("expenditure", len(ROWS))]


def test_workbook__row_that_only_looks_like_a_title__parts_nothing() -> None:
    def name(sheet: Any) -> None:
        sheet["B11"] = "水利普查表"  # a project, with amounts beside it

    frames = read_report(_book(name), "x")
    assert frames["tables"]["row_count"].to_list() == [len(ROWS)]


def test_workbook__formulas_without_values__are_named_with_what_to_do() -> None:
    def ask(sheet: Any) -> None:
        sheet["C4"], sheet["D4"] = "=SUM(D4:E4)", "='[C:/其他.xlsx]表'!A1"

    reason = read_report(_book(ask), "x")["reports"].item(0, "status_reason")
    assert "2 cells not understood as numbers (无法识别): 公开表!C4 '=(SUM(D:E))'" in reason
    assert "(公式无缓存值): open it in a spreadsheet program and save it" in reason
