"""One report as it was printed, read from the warehouse: what a workbook is made of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import duckdb

Place = tuple[int, int, int]  # table, row, column, each from 1

_REPORTS_SQL: Final = """
    select report_id, file_name, report_title, place_name, department_name, budget_year,
        report_kind, page_count, status, conserved_share, coverage_share
    from marts.dim_reports
    where is_present and status <> 'rejected'
    order by place_name, department_name, budget_year, report_kind, report_id
"""
_TABLES_SQL: Final = """
    select table_number, table_title, annex_label, unit, note, first_page, last_page, is_nil,
        column_count
    from marts.fct_tables where report_id = ? order by table_number
"""
_COLUMNS_SQL: Final = """
    select table_number, column_number, coalesce(column_path, '')
    from raw.columns where report_id = ? order by table_number, column_number
"""
# a cell that a page break cuts in two is one cell of the table
_CELLS_SQL: Final = """
    select table_number, row_number, column_number, max(column_span),
        string_agg(printed_text, '' order by page_number, cell_number)
    from raw.cells
    where report_id = ? and row_number is not null
    group by all
    order by all
"""
_FIGURES_SQL: Final = """
    select table_number, row_number, column_number, figure_id, printed_text, value, decimals, unit,
        page_number, x0, y0, x1, y1, locator
    from marts.fct_figures where report_id = ?
"""
_CHECKS_SQL: Final = """
    select check_id, invariant_id, subject, left_yuan, right_yuan, tolerance_yuan, status,
        coalesce(reason, ''), figure_ids, coalesce(relation, '=')
    from marts.fct_invariant_checks where report_id = ?
    order by status <> 'violated', status, invariant_id, check_id
"""
# what the prose or another report states (N, Y, D) has no cell in this workbook
_TERMS_SQL: Final = """
    select check_id, side, sign * level_weight,
        case when claim_id is null and printed_report_id = report_id
            then row(table_number, row_number, column_number)
        end
    from marts.fct_invariant_terms
    where report_id = ?
    order by check_id, table_number, row_number, column_number
"""
_FINDINGS_SQL: Final = """
    select finding_id, kind, severity, message_zh, message_en, culprit_figure_ids,
        printed_value, proposed_value, len(checks_explained), acknowledged,
        proposed_figure_ids, proposed_amounts_yuan
    from marts.fct_findings where report_id = ?
    order by len(checks_explained) desc, finding_id
"""


@dataclass(frozen=True, slots=True)
class ReportFace:
    """Who a report is; the columns of dim_reports."""

    report_id: str
    file_name: str
    title: str | None
    place_name: str | None
    department_name: str | None
    budget_year: int | None
    report_kind: str | None
    page_count: int
    status: str
    conserved_share: Decimal | None
    coverage_share: Decimal | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed number, with its page and box (PDF points, origin bottom left).

    `address` is where a Word file, workbook or web page has it: 表1!B12; None on paper.
    """

    figure_id: str
    printed_text: str
    value: Decimal | None
    decimals: int
    unit: str | None
    page_number: int
    box: tuple[float, float, float, float]
    address: str | None = None


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """One table: `cells` maps (row, column) to its span and text."""

    number: int
    title: str
    annex_label: str | None
    unit: str | None
    note: str | None
    first_page: int
    last_page: int
    is_nil: bool
    column_count: int
    paths: dict[int, str] = field(default_factory=dict)
    cells: dict[tuple[int, int], tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckTerm:
    """One term of an identity: on which side, how often it counts there, negative if taken off.

    Attributes:
        side: left or right.
        weight: 1 or -1; more than 1 for a total over several printed levels.
        place: its cell; None where prose or another report states it.
    """

    side: str
    weight: int
    place: Place | None


@dataclass(frozen=True, slots=True)
class Check:
    """One identity as the warehouse tried it."""

    check_id: str
    invariant_id: str
    subject: str
    left_yuan: Decimal | None
    right_yuan: Decimal | None
    tolerance_yuan: Decimal | None
    status: str
    reason: str
    figure_ids: tuple[str, ...]
    relation: str
    terms: tuple[CheckTerm, ...]


@dataclass(frozen=True, slots=True)
class FoundCause:
    """One finding."""

    finding_id: str
    kind: str
    severity: str
    message_zh: str
    message_en: str
    culprits: tuple[str, ...]
    printed_value: Decimal | None
    proposed_value: Decimal | None
    explained: int
    acknowledged: bool
    proposed: dict[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """All of one report."""

    face: ReportFace
    tables: tuple[PrintedTable, ...]
    figures: dict[Place, Figure]
    checks: tuple[Check, ...]
    findings: tuple[FoundCause, ...]


def read_faces(connection: duckdb.DuckDBPyConnection) -> tuple[ReportFace, ...]:
    """List the reports that were read, by place, department and year."""
    return tuple(ReportFace(*row) for row in connection.execute(_REPORTS_SQL).fetchall())


def read_printed(connection: duckdb.DuckDBPyConnection, face: ReportFace) -> PrintedReport:
    """Read all of one report."""

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return connection.execute(sql, [face.report_id]).fetchall()

    tables = {row[0]: PrintedTable(*row) for row in rows(_TABLES_SQL)}
    for number, column, path in rows(_COLUMNS_SQL):
        tables[number].paths[column] = path
    for number, row, column, span, text in rows(_CELLS_SQL):
        tables[number].cells[row, column] = (span or 1, text)
    figures = {tuple(row[:3]): _figure(*row[3:]) for row in rows(_FIGURES_SQL)}
    terms: dict[str, list[CheckTerm]] = defaultdict(list)
    for check_id, side, weight, place in rows(_TERMS_SQL):
        terms[check_id].append(CheckTerm(side, weight, tuple(place) if place else None))
    checks = tuple(
        Check(*(*row[:-2], tuple(row[-2] or ()), row[-1], tuple(terms[row[0]])))
        for row in rows(_CHECKS_SQL)
    )
    findings = tuple(_cause(*row) for row in rows(_FINDINGS_SQL))
    return PrintedReport(face, tuple(tables.values()), figures, checks, findings)


def _figure(*row: Any) -> Figure:
    figure_id, text, value, decimals, unit, page, *box, locator = row
    is_on_paper = locator is None or locator.startswith("p.")
    return Figure(
        *(figure_id, text, value, decimals or 0, unit, page, (box[0], box[1], box[2], box[3])),
        address=None if is_on_paper else locator,
    )


def _cause(*row: Any) -> FoundCause:
    *who, culprits, printed_value, proposed_value, explained, acknowledged, ids, amounts = row
    finding_id, kind, severity, message_zh, message_en = who
    return FoundCause(
        finding_id=finding_id,
        kind=kind,
        severity=severity,
        message_zh=message_zh,
        message_en=message_en,
        culprits=tuple(culprits or ()),
        printed_value=printed_value,
        proposed_value=proposed_value,
        explained=explained,
        acknowledged=acknowledged,
        proposed=dict(zip(ids or (), amounts or (), strict=True)),
    )
