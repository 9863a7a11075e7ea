"""The shipped report: the transcript of 潼南区人民政府办公室 2023, typeset as it was printed.

The transcript (tests/golden/tongnan_2023/transcript.json) holds the figures, the publisher's
errors included; here is only how they lay on paper: widths, sheets, page breaks.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.typesetting.report import (
    Block,
    Column,
    ColumnRole,
    Merge,
    Page,
    Paragraph,
    ParagraphStyle,
    Report,
    Row,
    Segment,
    Table,
)

TRANSCRIPT = Path(__file__).parents[1] / "golden" / "tongnan_2023" / "transcript.json"

# Annex → (table kind, lies on its side, role and share of each column, type size, row padding).
# R = figure in the table's unit. Shares were fitted by eye to the printed pages.
_Layout = tuple[str, bool, str, tuple[float, ...], float, float]
_ANNEXES: dict[int, _Layout] = {
    1: ("appropriation", False, "nRNRRRR", (5, 2.2, 6, 2.2, 2.2, 2.2, 2.4), 10, 9),
    2: ("general_budget", False, "cnRRRR", (2, 6.5, 2.2, 2.2, 2.2, 2.2), 9.5, 7),
    3: ("basic_by_economic", False, "cnRRR", (2.4, 6, 2.6, 2.6, 2.6), 10, 8),
    4: ("three_public", True, "umRRRRRRRRRRRR", (1.6, 2.2) + (1.4, 2, 1.4, 2, 2.2, 2) * 2, 9, 8),
    5: ("government_fund", False, "cnRRR", (2.4, 6, 2.6, 2.6, 2.6), 10, 8),
    6: ("summary", False, "nRNR", (6, 3, 6, 3), 10, 9),
    7: ("revenue", True, "cnRRRRRRRRRRR", (2, 6.4, 2, 1.3, 2.1, 1.2, 1.3) + (1.2,) * 6, 8.5, 5),
    8: ("expenditure", False, "cnRRR", (2.2, 7, 2.6, 2.6, 2.6), 10, 7),
    9: ("procurement", True, "n" + "R" * 11, (2.4,) + (2,) * 11, 9, 9),
    10: (
        "projects",
        True,
        "oufgpRRRRRRRRR",
        (1, 1.8, 2, 2.6, 5) + (2,) * 9,
        8.5,
        8,
    ),
    11: ("department_performance", False, "tttttt", (2.2, 4.6, 2, 2.6, 2, 2.2), 10, 9),
    12: ("project_performance", False, "tttttttt", (2, 2.1, 2.4, 5, 1.7, 1.7, 1.7, 1.2), 10, 7),
}
_ROLES: dict[str, ColumnRole] = {
    "c": "code",
    "n": "name",
    "N": "name",
    "R": "figure",
    "u": "unit_code",
    "m": "unit_name",
    "o": "ordinal",
    "f": "function_code",
    "g": "function_name",
    "p": "project_name",
    "t": "text",
}
# Where the original's pages cut a paragraph: the words that a page begins with.
_PAGE_STARTS = ("文件和技术标准", "展电子政务", "用车。2023 年未安排")
# The transcript's text breaks this form after its first indicator (row 9); its JSON does not say.
_BROKEN_FORM = ("-8", 9)


def read_tongnan(path: Path = TRANSCRIPT) -> Report:
    """Read the transcript and lay it out as the report was printed."""
    transcript = json.loads(path.read_text(encoding="utf-8"))
    tables = tuple(_table(raw) for raw in transcript["tables"])
    pages = _prose_pages(transcript["narrative"])
    for number, raw in enumerate(transcript["tables"]):
        pages += _table_pages(number, tables[number], _row_pages(raw), raw["annex"])
    return Report(
        title="重庆市潼南区人民政府办公室2023年部门预算情况说明",
        department=transcript["department"],
        place="重庆市潼南区",
        year=transcript["year"],
        report_kind="budget",
        tables=tables,
        pages=tuple(pages),
    )


def _row_pages(raw: dict[str, Any]) -> list[int]:
    """Say on which of the table's pages (from 1) each body row is printed."""
    suffix, rows_on_first = _BROKEN_FORM
    if raw["title"].endswith(suffix):
        return [1 if row < rows_on_first else 2 for row in range(len(raw["rows"]))]
    return list(raw["row_pages"])


def _prose_pages(paragraphs: list[str]) -> list[Page]:
    """Break the prose where the original breaks; the first two lines are the title."""
    pages: list[list[Paragraph]] = [[Paragraph(text, "title") for text in paragraphs[:2]]]
    for text in paragraphs[2:]:
        style: ParagraphStyle = "heading" if _is_heading(text) else "body"
        if text.startswith(_PAGE_STARTS):
            pages[-1][-1] = Paragraph(pages[-1][-1].text, "cut")
            pages.append([])
            style = "continued"
        pages[-1].append(Paragraph(text, style))
    return [Page(tuple(page), margin_pt=70.0) for page in pages]


def _is_heading(text: str) -> bool:
    return len(text) < 30 and text[:1] in "一二三四五六（" and "。" not in text and "：" not in text


def _table(raw: dict[str, Any]) -> Table:
    kind, _, roles, shares, size_pt, padding_pt = _ANNEXES[raw["annex"]]
    rows: tuple[Row, ...] = tuple(tuple(row) for row in raw["rows"])
    is_form = not raw["header_rows"]
    block = 0
    columns: list[Column] = []
    for role, share in zip(roles, shares, strict=True):
        block += role == "N" or not columns
        unit = raw["unit"] if role == "R" else ""
        columns.append(Column(share, _ROLES[role], unit, block))
    return Table(
        kind=kind,
        title=raw["title"],
        unit=raw["unit"],
        columns=tuple(columns),
        header_rows=tuple(tuple(map(_unwrap, row)) for row in raw["header_rows"]),
        rows=rows,
        annex_label=f"附件 {raw['annex']}",
        unit_line=f"单位：{raw['unit']}",
        notes=tuple(raw["notes"]),
        merges=_form_merges(rows) if is_form else (),
        is_form=is_form,
        figureless=frozenset(_form_header(rows)) if is_form else frozenset(),
        text_size_pt=size_pt,
        row_padding_pt=padding_pt,
    )


def _unwrap(text: str) -> str:
    """Set the line breaks of a narrow header cell again: the transcript has them as spaces."""
    return text if any(character.isdigit() for character in text) else text.replace(" ", "\n")


def _form_header(rows: tuple[Row, ...]) -> list[int]:
    return [row for row, texts in enumerate(rows) if texts[0] == "绩效指标"]


def _form_merges(rows: tuple[Row, ...]) -> tuple[Merge, ...]:
    """Merge a form's cells: head values over blank neighbours, 绩效指标 down its indicators.

    A blank cell to the right of 绩效指标 is a blank cell; above it, it belongs to the value
    at its left, or where the row begins blank to the cells above.
    """
    start = _form_header(rows)[0]
    merges = [Merge(start, 0, len(rows) - start, 1)]
    for row in range(start):
        if not rows[row][0]:
            continue
        height = 1
        while row + height < start and not rows[row + height][0]:
            height += 1
        column = 0
        while column < len(rows[row]):
            width = 1
            while column + width < len(rows[row]) and not rows[row][column + width]:
                width += 1
            down = height
            if any(rows[row + step][column] for step in range(1, height)):
                down = 1
                for step in range(1, height):
                    if width > 1:
                        merges.append(Merge(row + step, column, 1, width))
            if width > 1 or down > 1:
                merges.append(Merge(row, column, down, width))
            column += width
    return tuple(sorted(merges, key=lambda merge: (merge.row, merge.column)))


def _table_pages(number: int, table: Table, pages: list[int], annex: int) -> list[Page]:
    landscape = _ANNEXES[annex][1]
    laid = []
    for page in range(pages[0], pages[-1] + 1):
        first = pages.index(page)
        last = first + pages.count(page)
        # a form goes on without its title, the other tables repeat theirs
        again = page == pages[0] or not table.is_form
        blocks: tuple[Block, ...] = (
            Segment(
                number,
                first,
                last,
                annex=page == pages[0],
                title=again,
                unit=again,
                header=again,
                notes=page == pages[-1],
            ),
        )
        laid.append(Page(blocks, landscape, margin_pt=50.0))
    return laid
