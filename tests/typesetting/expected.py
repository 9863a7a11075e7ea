"""What a fixture must be read as: one CSV per table and a meta.json, from the report's values.

Nothing here comes from the reader under test: pages, rows, columns and figures are those that
the layout put on paper.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.typesetting.report import Column, Report, Row, Segment, Table, column_paths, row_pages

FIELDS = (
    "page",
    "row_number",
    "column_number",
    "row_code",
    "row_label",
    "column_path",
    "printed_text",
    "value",
    "unit",
)
_CODE_ROLES = ("code", "code_class", "code_group", "code_item")
# In a table without a name column, the next best thing that a row is called by.
_LABEL_ROLES = ("name", "project_name", "unit_name", "function_name")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_TARGET_HEADERS = ("指标值",)
_UNIT_HEADERS = ("计量单位", "度量单位")
_WEIGHT_HEADERS = ("权重", "指标权重")


@dataclass(frozen=True, slots=True)
class ExpectedFigure:
    """One printed number in a table body."""

    page: int
    row_number: int
    column_number: int
    row_code: str
    row_label: str
    column_path: str
    printed_text: str
    value: Decimal
    unit: str


def bare(text: str) -> str:
    """Normalise a text for comparing: NFKC, white space removed.

    >>> bare("１，２３４．５ \\n（项）")
    '1,234.5(项)'
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


def printed_value(text: str) -> Decimal | None:
    """Value of a cell that is one number, perhaps wrapped, spaced or full-width; else None.

    >>> printed_value("12,34\\n5.60"), printed_value("—"), printed_value("9%")
    (Decimal('12345.60'), None, Decimal('9'))
    """
    plain = bare(text).replace(",", "").removesuffix("%")
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None


def expected_figures(report: Report, number: int) -> tuple[ExpectedFigure, ...]:
    """List the figures of one table (0-based), by row and column."""
    table = report.tables[number]
    pages = row_pages(report, number)
    if table.is_form:
        return _form_figures(table, pages)
    paths = column_paths(table)
    figures = []
    for row, texts in enumerate(table.rows):
        for column, text in enumerate(texts):
            spec = table.columns[column]
            value = printed_value(text) if spec.role == "figure" else None
            if value is None:
                continue
            block = tuple(
                (each, cell)
                for each, cell in zip(table.columns, texts, strict=True)
                if each.block == spec.block
            )
            code = "".join(bare(cell) for each, cell in block if each.role in _CODE_ROLES)
            label, code = _row_label(block, code)
            figures.append(
                ExpectedFigure(
                    pages[row],
                    row + 1,
                    column + 1,
                    code,
                    label,
                    paths[column],
                    text,
                    value,
                    spec.unit,
                )
            )
    return tuple(figures)


def _row_label(block: tuple[tuple[Column, str], ...], code: str) -> tuple[str, str]:
    """Find what a row is called; words that a total prints over its code cells are its label."""
    spelled = code if code and not code.isdigit() else ""
    for role in _LABEL_ROLES:
        words = "".join(cell for each, cell in block if each.role == role)
        if words.strip():
            return bare(words), "" if spelled else code
    return (spelled, "") if spelled else ("", code)


def _form_figures(table: Table, pages: tuple[int, ...]) -> tuple[ExpectedFigure, ...]:
    """List a form's figures: amounts of its head, then targets and weights of its indicators."""
    start = min(table.figureless)
    header = table.rows[start]
    figures = []
    for row, texts in enumerate(table.rows):
        if row in table.figureless:
            continue
        for column, text in enumerate(texts):
            value = printed_value(text)
            is_indicator = row > start
            if value is None or (is_indicator and not _holds_number(header[column])):
                continue
            label = _indicator_label(header, texts) if is_indicator else _field(texts, column)
            unit = _indicator_unit(header, texts, column) if is_indicator else table.unit
            figures.append(
                ExpectedFigure(
                    pages[row],
                    row + 1,
                    column + 1,
                    "",
                    bare(label),
                    bare(header[column]) if is_indicator else "",
                    text,
                    value,
                    unit,
                )
            )
    return tuple(figures)


def _holds_number(header: str) -> bool:
    return header in _TARGET_HEADERS + _WEIGHT_HEADERS


def _field(texts: Row, column: int) -> str:
    return next(text for text in reversed(texts[:column]) if text)


def _indicator_label(header: Row, texts: Row) -> str:
    names = [
        text for head, text in zip(header, texts, strict=True) if head in ("指标名称", "三级指标")
    ]
    return names[0]


def _indicator_unit(header: Row, texts: Row, column: int) -> str:
    if header[column] in _WEIGHT_HEADERS:
        return "%" if texts[column].endswith("%") else ""
    units = [text for head, text in zip(header, texts, strict=True) if head in _UNIT_HEADERS]
    return units[0]


def figures_csv(report: Report, number: int) -> str:
    """Write one table's figures as CSV text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    for figure in expected_figures(report, number):
        writer.writerow([getattr(figure, field) for field in FIELDS])
    return out.getvalue()


def meta_json(report: Report) -> str:
    """Write what the report is and what its tables are."""
    tables = [_table_meta(report, number) for number in range(len(report.tables))]
    meta: dict[str, Any] = {
        "report_title": report.title,
        "department_name": report.department,
        "place_name": report.place,
        "budget_year": report.year,
        "report_kind": report.report_kind,
        "level": report.level,
        "page_count": len(report.pages),
        "tables": tables,
    }
    return json.dumps(meta, ensure_ascii=False, indent=1) + "\n"


def _table_meta(report: Report, number: int) -> dict[str, Any]:
    table = report.tables[number]
    figures = expected_figures(report, number)
    shown_on = [
        page_number
        for page_number, page in enumerate(report.pages, start=1)
        for block in page.blocks
        if isinstance(block, Segment) and block.table == number
    ]
    return {
        "table_number": number + 1,
        "table_kind": table.kind,
        "table_title": table.title,
        "annex_label": table.annex_label,
        "unit": table.unit,
        "first_page": min(shown_on),
        "last_page": max(shown_on),
        "row_count": len(table.rows),
        "figure_count": len(figures),
        "is_nil": not table.is_form and not any(figure.value for figure in figures),
        "is_form": table.is_form,
        "notes": list(table.notes),
        "columns": [] if table.is_form else list(column_paths(table)),
    }
