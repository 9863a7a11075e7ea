"""One workbook per report: its tables as printed, every identity as a living formula."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

from ingest.contract.concepts import FINDING_KINDS_ZH, SEVERITIES_ZH
from notebooks.exports.headers import header_cells
from notebooks.exports.identities import Sheets, Side, identity_sides, sheet_name
from notebooks.exports.printed import Check, Figure, Place, PrintedReport, PrintedTable

# A file of equal content has equal bytes: the clock stays out.
_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
_COVER: Final = "封面 Cover"
_CHECKS: Final = "勾稽核对 Checks"
_STATUS_ZH: Final = {
    "holds": "成立 holds",
    "violated": "不符 violated",
    "not_applicable": "不适用 not applicable",
    "not_checkable": "无法核对 not checkable",
}
_TITLE_ROW, _UNIT_ROW, _HEADER_ROW = 0, 1, 2
_MIN_WIDTH: Final = 10
_MAX_WIDTH: Final = 42
_MESSAGE_WIDTH: Final = 90
_CALLED_LINES: Final = 3  # severity, kind, cell
_LINE_HEIGHT: Final = 15.0  # points, of the default face


def write_workbook(report: PrintedReport, path: Path) -> Path:
    """Write a report's workbook.

    Sheets: cover (who, how read, findings), checks (every identity; both sides of those over
    printed cells are SUM formulas), then one per table, in the order of the report.
    """
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": report.face.title or report.face.file_name, "created": _CREATED})
    formats = _Formats(book)
    cover = book.add_worksheet(_COVER)
    checks = book.add_worksheet(_CHECKS)
    sheets = Sheets(
        {
            table.number: _HEADER_ROW + max(1, len(header_cells(table.paths)[1]))
            for table in report.tables
        },
        report.figures,
        {figure.figure_id: place for place, figure in report.figures.items()},
        {
            table.number: sheet_name(table.number, table.title, report.face.department_name)
            for table in report.tables
        },
    )
    marks = _marks(report)
    for table in report.tables:
        _write_table(book.add_worksheet(sheets.names[table.number]), table, report, marks, formats)
    _write_checks(checks, report, sheets, formats)
    _write_cover(cover, report, sheets, formats)
    for sheet in book.worksheets():
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
    book.close()
    return path


class _Formats:
    """The workbook's cell formats; number formats are made as they are needed."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._numbers: dict[tuple[int, str], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.small = book.add_format({"font_color": "#555555"})
        self.head = book.add_format(
            {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True,
             "bg_color": "#E8EDF3"}
        )  # fmt: skip
        self.text = book.add_format({"border": 1, "valign": "vcenter", "text_wrap": True})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.yuan = book.add_format({"num_format": "#,##0.00", "valign": "top"})
        self.exact = book.add_format({"num_format": "#,##0.00####", "valign": "top"})
        self.plain = book.add_format({"valign": "top"})
        self.link = book.add_format(
            {"font_color": "#1F5FA8", "underline": 1, "valign": "top", "text_wrap": True}
        )
        self.bad = book.add_format({"bg_color": "#F8C9C4", "font_color": "#8C1C13"})
        self.good = book.add_format({"font_color": "#22632F"})

    def number(self, decimals: int, mark: str) -> Any:
        """Return the format of a number with so many decimals, plain or marked."""
        key = (decimals, mark)
        if key not in self._numbers:
            colours = {"culprit": "#F0877C", "violated": "#FBE3E0"}
            properties: dict[str, Any] = {
                "border": 1,
                "valign": "vcenter",
                "num_format": "#,##0" + ("." + "0" * decimals if decimals else ""),
            }
            if mark:
                properties["bg_color"] = colours[mark]
            self._numbers[key] = self._book.add_format(properties)
        return self._numbers[key]


def _marks(report: PrintedReport) -> dict[Place, str]:
    """Say which cells a finding names, and which stand in an identity that fails."""
    marks: dict[Place, str] = {}
    for check in report.checks:
        if check.status == "violated":
            marks |= {term.place: "violated" for term in check.terms if term.place}
    culprits = {each for finding in report.findings for each in finding.culprits}
    for place, figure in report.figures.items():
        if figure.figure_id in culprits:
            marks[place] = "culprit"
    return marks


def _write_table(
    sheet: Any,
    table: PrintedTable,
    report: PrintedReport,
    marks: Mapping[Place, str],
    formats: _Formats,
) -> None:
    heads, depth_rows = header_cells(table.paths)
    first = _HEADER_ROW + max(1, len(depth_rows))
    sheet.write_string(_TITLE_ROW, 0, table.title or "", formats.title)
    about = [table.annex_label or "", f"单位：{table.unit}" if table.unit else ""]
    about.append(f"第{table.first_page}–{table.last_page}页")
    if table.is_nil:
        about.append("空表 nil")
    sheet.write_string(_UNIT_ROW, 0, "  ".join(each for each in about if each), formats.small)
    for row, column, row_span, column_span, text in heads:
        _write_merged(
            sheet, (_HEADER_ROW + row, column), (row_span, column_span), text, formats.head
        )
    widths = _column_widths(table)
    heights: dict[int, int] = defaultdict(int)
    covered: set[tuple[int, int]] = set()
    for (row, column), (span, text) in sorted(table.cells.items()):
        at = (first + row - 1, column - 1)
        place = (table.number, row, column)
        figure = report.figures.get(place)
        covered |= {(row, each) for each in range(column, column + span)}
        if figure is not None and figure.value is not None:
            # a float holds the 15 digits that a spreadsheet shows
            number_format = formats.number(figure.decimals, marks.get(place, ""))
            sheet.write_number(*at, float(figure.value), number_format)
            sheet.write_comment(*at, _place_of(figure))
        else:
            _write_merged(sheet, at, (1, span), text, formats.text)
            room = sum(widths[each] for each in range(column - 1, column - 1 + span))
            heights[row] = max(heights[row], _line_count(text, room))
    row_count = max((row for row, _ in table.cells), default=0)
    for row in range(1, row_count + 1):
        sheet.set_row(first + row - 1, _LINE_HEIGHT * max(1, heights[row]))
        for column in range(1, table.column_count + 1):
            if (row, column) not in covered:
                sheet.write_blank(first + row - 1, column - 1, None, formats.text)
    for column, width in widths.items():
        sheet.set_column(column, column, width)
    for row in range(_HEADER_ROW, first):
        wanted = [
            _line_count(text, sum(widths[column + each] for each in range(span)))
            for at_row, column, _, span, text in heads
            if at_row == row - _HEADER_ROW
        ]
        sheet.set_row(row, _LINE_HEIGHT * max(1, *wanted, 1))
    last = first + row_count
    if table.note:
        sheet.write_string(last, 0, table.note, formats.small)
    sheet.freeze_panes(first, 0)


def _column_widths(table: PrintedTable) -> dict[int, int]:
    """Choose each column's width, in characters, from what stands in it alone."""
    widths = dict.fromkeys(range(table.column_count), _MIN_WIDTH)
    for (_, column), (span, text) in table.cells.items():
        if span == 1:
            shown = max((_width(line) for line in text.split("\n")), default=0)
            widths[column - 1] = max(widths[column - 1], min(shown + 2, _MAX_WIDTH))
    return widths


def _line_count(text: str, room: int) -> int:
    """Count the lines that a text takes in a cell of so many characters."""
    return sum(max(1, -(-_width(line) // max(room - 1, 1))) for line in text.split("\n"))


def _place_of(figure: Figure) -> str:
    """Say where a figure is printed: its address in the file, or page and box."""
    if figure.address is not None:
        return figure.address
    box = ", ".join(f"{edge:.1f}" for edge in figure.box)
    return f"第{figure.page_number}页 page {figure.page_number}\n{box} pt"


def _write_merged(
    sheet: Any, at: tuple[int, int], spans: tuple[int, int], text: str, cell_format: Any
) -> None:
    """Write a text, over several cells where it spans them; never a formula."""
    (row, column), (row_span, column_span) = at, spans
    if row_span > 1 or column_span > 1:
        last = (row + row_span - 1, column + column_span - 1)
        sheet.merge_range(row, column, *last, "", cell_format)
    sheet.write_string(row, column, text, cell_format)


def _width(text: str) -> int:
    """Count columns of a spreadsheet: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text)


def _write_checks(sheet: Any, report: PrintedReport, sheets: Sheets, formats: _Formats) -> None:
    head = (
        "关系\nidentity",
        "核对内容\nwhat is compared",
        "左边（元）\nleft",
        "",
        "右边（元）\nright",
        "差额（元）\ndifference",
        "容差（元）\ntolerance",
        "本表计算\nrecomputed here",
        "数据库结论\nin the warehouse",
        "理由\nreason",
    )
    for column, text in enumerate(head):
        sheet.write_string(0, column, text, formats.head)
    for row, check in enumerate(report.checks, start=1):
        sheet.write_string(row, 0, check.invariant_id, formats.plain)
        sheet.write_string(row, 1, check.subject or "", formats.wrap)
        sheet.write_string(row, 8, _STATUS_ZH[check.status], formats.plain)
        sheet.write_string(row, 9, check.reason, formats.wrap)
        lines = max(_line_count(check.subject or "", 62), _line_count(check.reason, 40))
        sheet.set_row(row, _LINE_HEIGHT * lines)
        _write_sides(sheet, row, check, identity_sides(check, sheets), formats)
    last = len(report.checks)
    sheet.conditional_format(
        1, 7, max(last, 1), 8, {"type": "text", "criteria": "begins with", "value": "不符",
                                "format": formats.bad}
    )  # fmt: skip
    sheet.set_row(0, 2 * _LINE_HEIGHT)
    sheet.autofilter(0, 0, max(last, 1), len(head) - 1)
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    for column, width in enumerate((8, 62, 18, 4, 18, 16, 12, 16, 20, 40)):
        sheet.set_column(column, column, width)


def _write_sides(
    sheet: Any, row: int, check: Check, sides: tuple[Side, Side], formats: _Formats
) -> None:
    """Write both sides; where both have a value, what follows from them as formulas too."""
    left, right = check.left_yuan, check.right_yuan
    for column, side, value in ((2, sides[0], left), (4, sides[1], right)):
        if isinstance(side, str):
            sheet.write_formula(row, column, side, formats.yuan, float(value or 0))
        elif side is not None:
            sheet.write_number(row, column, float(side), formats.yuan)
    if check.status not in ("holds", "violated") or left is None or right is None:
        return
    tolerance = check.tolerance_yuan or Decimal(0)
    number = row + 1
    sheet.write_string(row, 3, "≤" if check.relation == "<=" else "＝", formats.plain)
    # a float's last digits are no difference
    difference = f"=ROUND(C{number}-E{number},4)"
    sheet.write_formula(row, 5, difference, formats.yuan, float(left - right))
    sheet.write_number(row, 6, float(tolerance), formats.yuan)
    gap = f"F{number}" if check.relation == "<=" else f"ABS(F{number})"
    holds = (left - right if check.relation == "<=" else abs(left - right)) <= tolerance
    sheet.write_formula(
        row, 7, f'=IF({gap}<=G{number},"成立","不符")', formats.plain, "成立" if holds else "不符"
    )


def _write_cover(sheet: Any, report: PrintedReport, sheets: Sheets, formats: _Formats) -> None:
    face = report.face
    kind = {"budget": "预算 budget", "final_account": "决算 final account"}
    facts = (
        ("部门 Department", face.department_name or "—"),
        ("地区 Place", face.place_name or "—"),
        ("年度 Year", str(face.budget_year or "—")),
        ("类别 Kind", kind.get(face.report_kind or "", "—")),
        ("文件 File", face.file_name),
        ("报告编号 report_id", face.report_id),
        ("读取 Reading", f"{face.status}, {face.page_count} 页 pages"),
        ("数字守恒 Numbers conserved", _percent(face.conserved_share)),
        ("核对覆盖 Covered by identities", _percent(face.coverage_share)),
        ("勾稽关系 Identities", _tally(report)),
    )
    sheet.write_string(0, 0, face.title or face.file_name, formats.title)
    row = 2
    for name, value in facts:
        sheet.write_string(row, 0, name, formats.small)
        sheet.write_string(row, 1, value, formats.plain)
        row += 1
    row = _write_findings(sheet, row + 1, report, sheets, formats)
    sheet.write_string(row, 0, "目录 Tables", formats.title)
    for table in report.tables:
        row += 1
        target = f"internal:{sheets.sheet(table.number)}!A1"
        sheet.write_url(row, 0, target, formats.link, sheets.names[table.number])
        nil = "（空表 nil）" if table.is_nil else ""
        sheet.write_string(row, 1, f"{table.title or ''}{nil}", formats.plain)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, _MESSAGE_WIDTH)
    sheet.set_column(2, 4, 18)


def _write_findings(
    sheet: Any, row: int, report: PrintedReport, sheets: Sheets, formats: _Formats
) -> int:
    """Write the findings from a row on; gives the row after them."""
    sheet.write_string(row, 0, "疑点 Findings", formats.title)
    row += 1
    if not report.findings:
        sheet.write_string(row, 0, "未发现疑点 none", formats.good)
        return row + 2
    for column, text in enumerate(("单元格 Cell", "说明 What", "印作 Printed", "应为 Proposed")):
        sheet.write_string(row, column, text, formats.head)
    places = {figure.figure_id: place for place, figure in report.figures.items()}
    for finding in report.findings:
        row += 1
        place = next((places[each] for each in finding.culprits if each in places), None)
        severity = f"{SEVERITIES_ZH[finding.severity]} {finding.severity}"
        called = f"{severity} · {FINDING_KINDS_ZH[finding.kind]} {finding.kind}"
        if place is None:
            sheet.write_string(row, 0, called, formats.wrap)
        else:
            sheet.write_url(
                row, 0, f"internal:{sheets.reference(place)}", formats.link,
                f"{called} · 表{place[0]} {sheets.cell(place)}",
            )  # fmt: skip
        message = f"{finding.message_zh}\n{finding.message_en}"
        sheet.write_string(row, 1, message, formats.wrap)
        lines = max(_CALLED_LINES, _line_count(message, _MESSAGE_WIDTH))
        sheet.set_row(row, _LINE_HEIGHT * lines)
        for column, value in ((2, finding.printed_value), (3, finding.proposed_value)):
            if value is not None:
                sheet.write_number(row, column, float(value), formats.exact)
    return row + 2


def _tally(report: PrintedReport) -> str:
    """Count the identities by what came of them."""
    counts = Counter(check.status for check in report.checks)
    return "，".join(f"{name} {counts[status]}" for status, name in _STATUS_ZH.items())


def _percent(share: Decimal | None) -> str:
    return "—" if share is None else f"{share * 100:.2f} %"
