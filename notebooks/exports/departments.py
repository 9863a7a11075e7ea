"""All departments in one workbook, for who has nothing but Excel.

A summary that adds up any measure by department and year (SUMIFS), the totals of every disclosure
as formulas over the printed numbers that they are, and a sheet per fact with filters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell  # type: ignore[import-untyped]

from ingest.contract.concepts import REPORT_KINDS_ZH
from notebooks.exports.marts import Mart
from notebooks.exports.tables import fetched

FILE: Final = "departments.xlsx"
_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
_ABOUT: Final = "说明 About"
_SUMMARY: Final = "汇总 Summary"
_TOTALS: Final = "公开总额 Totals"
_PRINTED: Final = "印出数字 Printed"

# What an analyst adds up; the marts of checking and reading stay with CSV and Parquet.
_FACTS: Final = (
    *("fct_expenditures", "fct_revenues", "fct_function_expenditures"),
    *("fct_economic_expenditures", "fct_project_expenditures", "fct_project_forms"),
    *("fct_three_public", "fct_procurements", "fct_service_purchases", "fct_year_on_year"),
    *("fct_performance_indicators", "fct_report_facts", "fct_findings"),
)
_LEVELS: Final = {"department": "部门", "unit": "单位"}
_SHEET_ROWS: Final = 1_048_000  # of 1,048,576 that a sheet has
_DEFAULT: Final = "expenditure_total_yuan"
_HEAD_HEIGHT: Final = 48.0
_FACE_COLUMNS: Final = ("地区\nplace", "部门\ndepartment", "年度\nyear", "类别\nkind")

_DISCLOSURES_SQL: Final = """
    select d.place_name, d.department_name, d.budget_year, d.report_kind, d.level, t.*
    from marts.fct_disclosure_totals as t
    inner join marts.dim_disclosures as d using (disclosure_id)
    where d.is_current
    order by d.place_name, d.department_name, d.budget_year, d.report_kind, d.disclosure_id
"""
_CITED_SQL: Final = """
    with cited as (select unnest(?::varchar[]) as cited_id)
    select cited_id, r.file_name, f.page_number, f.table_title,
        concat_ws(' ', f.row_code, f.row_label), f.column_path, f.printed_text, f.value, f.unit,
        f.amount_yuan
    from cited
    inner join marts.fct_figures as f on cited_id = f.figure_id
    inner join marts.dim_reports as r using (report_id)
    union all
    select cited_id, r.file_name, c.page_number, '文字 prose', c.subject, c.sentence,
        c.claimed_text, c.claimed_value, c.unit, c.amount_yuan
    from cited
    inner join marts.fct_narrative_claims as c on cited_id = c.claim_id
    inner join marts.dim_reports as r using (report_id)
    order by file_name, page_number, cited_id
"""
_FACT_SQL: Final = """
    select r.place_name, r.department_name, r.budget_year, r.report_kind, x.*
    from marts.{name} as x inner join marts.dim_reports as r using (report_id)
    where r.is_current
    order by r.place_name, r.department_name, r.budget_year, r.report_kind, x.*
    limit {limit}
"""


@dataclass(frozen=True, slots=True)
class _Disclosure:
    """A row of the totals: whose, and measure → amount and what prints it."""

    face: tuple[str, str, int | None, str]
    level: str | None
    amounts: dict[str, tuple[Decimal | None, str | None]]


class _Book:
    """The workbook and its few formats."""

    def __init__(self, path: Path) -> None:
        # rows leave memory as soon as the next one begins
        self.book = xlsxwriter.Workbook(
            str(path),
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self.book.set_properties({"title": "Department budgets 部门预算", "created": _CREATED})
        self.title = self.book.add_format({"bold": True, "font_size": 14})
        self.small = self.book.add_format({"font_color": "#555555", "text_wrap": True})
        self.head = self.book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter",
             "bg_color": "#E8EDF3"}
        )  # fmt: skip
        self.yuan = self.book.add_format({"num_format": "#,##0.00"})
        self.choice = self.book.add_format({"bg_color": "#FFF6D6", "border": 1, "bold": True})
        self.link = self.book.add_format({"font_color": "#1F5FA8", "underline": 1})

    def add_table(
        self,
        name: str,
        heads: Sequence[str],
        widths: Sequence[float],
        *,
        row_count: int | None = None,
    ) -> Any:
        """Add a sheet with a head and frozen panes, with filters where its rows are counted."""
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_row(0, _HEAD_HEIGHT)
        for column, text in enumerate(heads):
            sheet.write_string(0, column, text, self.head)
        if row_count is not None:
            sheet.autofilter(0, 0, max(row_count, 1), len(heads) - 1)
        sheet.freeze_panes(1, 2)
        return sheet


def write_departments(
    connection: duckdb.DuckDBPyConnection, marts: Sequence[Mart], path: Path
) -> Path:
    """Write the workbook.

    Args:
        connection: to the published warehouse.
        marts: what it holds, with meanings.
        path: the file.
    """
    described = {mart.name: mart for mart in marts}
    disclosures = _read_disclosures(connection)
    measures = _measures(described["fct_disclosure_totals"])
    cited = sorted(
        {source for each in disclosures for _, source in each.amounts.values() if source}
    )
    printed = connection.execute(_CITED_SQL, [cited]).fetchall()
    facts = [described[name] for name in _FACTS if name in described]
    book = _Book(path)
    about, summary = book.book.add_worksheet(_ABOUT), book.book.add_worksheet(_SUMMARY)
    _write_totals(book, disclosures, measures, printed)
    _write_printed(book, printed)
    cut = [fact.name for fact in facts if _write_fact(book, connection, fact)]
    _write_summary(book, summary, disclosures, measures)
    _write_about(book, about, facts, cut, len(disclosures))
    book.book.close()
    return path


def _read_disclosures(connection: duckdb.DuckDBPyConnection) -> tuple[_Disclosure, ...]:
    cursor = connection.execute(_DISCLOSURES_SQL)
    names = [column[0] for column in cursor.description or ()]
    found = []
    for row in cursor.fetchall():
        values = dict(zip(names, row, strict=True))
        amounts = {
            name: (values[name], values.get(f"{name.removesuffix('_yuan')}_from"))
            for name in names
            if name.endswith("_yuan")
        }
        kind = values["report_kind"]
        face = (values["place_name"] or "", values["department_name"] or "",
                values["budget_year"], REPORT_KINDS_ZH.get(kind, kind or ""))  # fmt: skip
        found.append(_Disclosure(face, _LEVELS.get(values["level"], values["level"]), amounts))
    return tuple(found)


def _measures(mart: Mart) -> dict[str, str]:
    """List the measures of the totals: column → Chinese name, the default one first."""
    found = {
        column.name: column.meaning.partition(" — ")[0].removesuffix("（元）")
        for column in mart.columns
        if column.name.endswith("_yuan")
    }
    return {_DEFAULT: found.pop(_DEFAULT), **found}


def _write_totals(
    book: _Book,
    disclosures: Sequence[_Disclosure],
    measures: dict[str, str],
    printed: Sequence[tuple[Any, ...]],
) -> None:
    """Write each total as a formula over the printed number that it is, where it is one."""
    places = {row[0]: (number, row[-1]) for number, row in enumerate(printed, start=1)}
    heads = [*_FACE_COLUMNS, "级次\nlevel", *measures.values()]
    widths = [12, 34, 8, 8, 12, *([18] * len(measures))]
    sheet = book.add_table(_TOTALS, heads, widths, row_count=len(disclosures))
    for row, disclosure in enumerate(disclosures, start=1):
        _write_face(sheet, row, disclosure.face)
        sheet.write_string(row, 4, disclosure.level or "")
        for column, measure in enumerate(measures, start=5):
            amount, source = disclosure.amounts[measure]
            if amount is None:
                continue
            place, printed_yuan = places.get(source or "", (0, None))
            if printed_yuan == amount:  # a sum of several numbers names only the first
                formula = f"='{_PRINTED}'!{xl_rowcol_to_cell(place, 9)}"
                sheet.write_formula(row, column, formula, book.yuan, float(amount))
            else:
                sheet.write_number(row, column, float(amount), book.yuan)


def _write_printed(book: _Book, printed: Sequence[tuple[Any, ...]]) -> None:
    heads = (
        *("编号\nid", "文件\nfile", "页\npage", "表\ntable", "行\nrow"),
        *("列或句\ncolumn, sentence", "印作\nprinted", "数值\nvalue", "单位\nunit"),
        "金额（元）\nyuan",
    )
    widths = (32, 40, 6, 40, 30, 40, 16, 16, 8, 18)
    sheet = book.add_table(_PRINTED, heads, widths, row_count=len(printed))
    for number, row in enumerate(printed, start=1):
        *texts, value, unit, amount = row
        _write_row(sheet, number, 0, texts, book)
        for column, part in ((7, value), (9, amount)):
            if part is not None:
                sheet.write_number(number, column, float(part), book.yuan)
        sheet.write_string(number, 8, unit or "")


def _write_fact(book: _Book, connection: duckdb.DuckDBPyConnection, fact: Mart) -> bool:
    """Write a fact of all current reports; gives whether there are more rows than a sheet has."""
    cursor = connection.execute(_FACT_SQL.format(name=fact.name, limit=_SHEET_ROWS + 1))
    names = [column[0] for column in cursor.description or ()][4:]
    meanings = {column.name: column.meaning.partition(" — ")[0] for column in fact.columns}
    # the face says who and when
    kept = [n for n, name in enumerate(names) if name not in ("budget_year", "disclosure_id")]
    heads = [*_FACE_COLUMNS, *(f"{meanings.get(names[n], '')}\n{names[n]}" for n in kept)]
    widths = [12, 30, 8, 8, *(_width(names[n]) for n in kept)]
    sheet = book.add_table(fact_sheet(fact), heads, widths)
    number = 0
    for number, (place, department, year, kind, *values) in enumerate(fetched(cursor), start=1):
        if number > _SHEET_ROWS:
            break
        _write_face(
            sheet,
            number,
            (place or "", department or "", year, REPORT_KINDS_ZH.get(kind, kind or "")),
        )
        _write_row(sheet, number, 4, [values[n] for n in kept], book)
    sheet.autofilter(0, 0, max(min(number, _SHEET_ROWS), 1), len(heads) - 1)
    return number > _SHEET_ROWS


def fact_sheet(fact: Mart) -> str:
    """Name the sheet of a fact: its Chinese name and its own, in the 31 characters there are."""
    return f"{fact.meaning.partition(' — ')[0]} {fact.name.removeprefix('fct_')}"[:31]


def _width(name: str) -> float:
    if name.endswith("_yuan"):
        return 18
    if name.endswith(("_name", "_label", "_path", "_zh", "_en", "goal", "sentence", "_text")):
        return 32
    return 14


def _write_face(sheet: Any, row: int, face: tuple[str, str, int | None, str]) -> None:
    place, department, year, kind = face
    sheet.write_string(row, 0, place)
    sheet.write_string(row, 1, department)
    if year is not None:
        sheet.write_number(row, 2, year)
    sheet.write_string(row, 3, kind)


def _write_row(sheet: Any, row: int, first: int, values: Iterable[Any], book: _Book) -> None:
    """Write values as what they are: codes stay text, nothing becomes a formula."""
    for column, value in enumerate(values, start=first):
        if value is None or value == []:
            continue
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, Decimal):
            sheet.write_number(row, column, float(value), book.yuan)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value)
        else:
            text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
            sheet.write_string(row, column, text[:32_767])


def _write_summary(
    book: _Book, sheet: Any, disclosures: Sequence[_Disclosure], measures: dict[str, str]
) -> None:
    """Write department × year of a measure and kind that are chosen in two cells.

    A unit is a row of its own: its money is in its department's too.
    """
    names = list(measures.values())
    last = len(disclosures)
    who = list(dict.fromkeys((d.face[0], d.face[1], d.level or "") for d in disclosures))
    years = sorted({d.face[2] for d in disclosures if d.face[2] is not None})
    kind = next(
        (zh for zh in REPORT_KINDS_ZH.values() if any(d.face[3] == zh for d in disclosures)), "预算"
    )
    for column, width in enumerate((14, 36, 12, *([20] * (len(years) + 1)))):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, "按部门和年度汇总 By department and year", book.title)
    heads = f"'{_TOTALS}'!{_absolute(0, 5)}:{_absolute(0, 4 + len(names))}"
    sheet.write_string(1, 0, "指标 measure")
    sheet.write_string(1, 1, names[0], book.choice)
    sheet.data_validation(1, 1, 1, 1, {"validate": "list", "source": f"={heads}"})
    sheet.write_string(2, 0, "类别 kind")
    sheet.write_string(2, 1, kind, book.choice)
    sheet.data_validation(2, 1, 2, 1, {"validate": "list", "source": [*REPORT_KINDS_ZH.values()]})
    said = "单位：元。黄格可选；单位的金额已含在部门内。 Yuan; choose in the yellow cells;"
    sheet.write_string(3, 0, f"{said} a unit's money is in its department's too.")
    titles = ("地区 place", "部门 department", "级次 level", *map(str, years), "合计 all")
    for column, text in enumerate(titles):
        sheet.write_string(4, column, text, book.head)
    block = f"'{_TOTALS}'!{_absolute(1, 5)}:{_absolute(last, 4 + len(names))}"
    chosen = f"INDEX({block},0,MATCH($B$2,{heads},0))"
    for row, owner in enumerate(who, start=5):
        for column, text in enumerate(owner):
            sheet.write_string(row, column, text)
        amounts = [_added(disclosures, owner, year, kind) for year in years]
        for column, (year, amount) in enumerate(zip(years, amounts, strict=True), start=3):
            tests = ",".join(
                f"'{_TOTALS}'!{_absolute(1, at)}:{_absolute(last, at)},{value}"
                for at, value in (
                    *((0, f"$A{row + 1}"), (1, f"$B{row + 1}"), (4, f"$C{row + 1}")),
                    *((2, year), (3, "$B$3")),
                )
            )
            # nothing printed is no zero
            formula = f'=IF(COUNTIFS({chosen},"<>",{tests})=0,"",SUMIFS({chosen},{tests}))'
            value = "" if amount is None else float(amount)
            sheet.write_formula(row, column, formula, book.yuan, value)
        span = f"{xl_rowcol_to_cell(row, 3)}:{xl_rowcol_to_cell(row, 2 + len(years))}"
        total = float(sum((amount for amount in amounts if amount), Decimal(0)))
        sheet.write_formula(row, 3 + len(years), f"=SUM({span})", book.yuan, total)
    sheet.autofilter(4, 0, 4 + max(len(who), 1), 3 + len(years))
    sheet.freeze_panes(5, 2)


def _added(
    disclosures: Sequence[_Disclosure], owner: tuple[str, str, str], year: int, kind: str
) -> Decimal | None:
    """Add up the default measure as the formulas do; None where nothing is printed."""
    amounts = [
        each.amounts[_DEFAULT][0]
        for each in disclosures
        if (*each.face[:2], each.level or "") == owner and each.face[2:] == (year, kind)
    ]
    printed = [amount for amount in amounts if amount is not None]
    return sum(printed, Decimal(0)) if printed else None


def _absolute(row: int, column: int) -> str:
    return f"${xl_col_to_name(column)}${row + 1}"


def _write_about(
    book: _Book, sheet: Any, facts: Sequence[Mart], cut: Sequence[str], count: int
) -> None:
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, "部门预算与决算 Department budgets and accounts", book.title)
    said = (
        f"{count} 份公开（只含现行版本）。金额单位为元；空白为原件空白，0 为印出的零。编码为文本。"
        f" {count} disclosures, current versions only. Yuan; a blank is a blank cell, 0 a printed"
        " zero; codes are text.",
        f"“{_TOTALS}”各数为公式，指向“{_PRINTED}”中的印出数字（文件、页、表、行、列）；由多个数字"
        "相加者为数值。 Totals are formulas over the printed numbers; what adds up several is a"
        " number.",
        "同一笔钱在几张表中按不同分类各说一次：支出明细请按一个表类型、is_leaf 为 TRUE 筛选后相加。"
        " Tables say the same money in several classifications: filter one table_kind and"
        " is_leaf before adding up.",
    )
    for row, text in enumerate(said, start=1):
        sheet.write_string(row, 0, text)
    row = len(said) + 2
    for name, meaning in (
        (_SUMMARY, "按部门和年度汇总任一指标 — Any measure by department and year."),
        (_TOTALS, "公开总额 — The amounts that everybody wants, one row per disclosure."),
        (_PRINTED, "印出数字 — The printed numbers that the totals are."),
        *((fact_sheet(fact), fact.meaning) for fact in facts),
    ):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", book.link, name)
        sheet.write_string(row, 1, meaning)
        row += 1
    if cut:
        sheet.write_string(row + 1, 0, f"行数超过一张工作表，余见 CSV：{'、'.join(cut)}"
                           " — more rows than a sheet has; csv/ holds all")  # fmt: skip
