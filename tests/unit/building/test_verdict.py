"""What is at fault costs its table, and no other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from ingest.contract.frames import make_frame
from ingest.reading import report
from ingest.reading.conservation import prove_conservation
from ingest.reading.pdf import Box, DocumentRead, PageRead
from ingest.reading.pdf.account import UNREADABLE_TEXT
from ingest.reading.pdf.model import Grid, GridCell, Piece, PrintedNumber
from ingest.reading.tables import recognise, recognise_tables
from ingest.reading.verdict import judge_reading, mark_tables

XS, HEIGHT = (50.0, 200.0, 300.0), 20.0
FAILED = PageRead(2, 0, 0, 0, (), (), (), 0, 0, "failed", "the page cannot be read")


class Context:
    budget_year = 2024
    report_kind = "budget"


def a_grid(page: int, number: int, top: float, rows: list[tuple[str, str]]) -> Grid:
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            box = Box(XS[c], top - HEIGHT * (r + 1), XS[c + 1], top - HEIGHT * r)
            inner = Box(box.x0 + 5, box.y0 + 5, box.x1 - 5, box.y1 - 5)
            cells.append(GridCell(r, c, 1, 1, box, (Piece(text, inner, 10.0),) if text else ()))
    ys = tuple(top - HEIGHT * r for r in range(len(rows) + 1))
    area = Box(XS[0], ys[-1], XS[-1], ys[0])
    return Grid(page, number, area, len(rows), 2, ys, XS, tuple(cells))


def a_page(number: int, *tables: tuple[str, list[tuple[str, str]]]) -> PageRead:
    grids, lines, numbers = [], [], []
    for index, (title, rows) in enumerate(tables):
        top = 700.0 - 250 * index
        lines += [
            Piece(title, Box(100, top + 30, 250, top + 42), 12.0),
            Piece("单位：万元", Box(240, top + 8, 300, top + 18), 10.0),
        ]
        grid = a_grid(number, index + 1, top, rows)
        grids.append(grid)
        numbers += [
            PrintedNumber(cell.text, cell.pieces[0].box, index + 1)
            for cell in grid.cells
            if cell.text and cell.text[0].isdigit()
        ]
    return PageRead(
        number, 595, 842, 0, tuple(lines), tuple(grids), tuple(numbers), 99, 0, "vector", ""
    )


ROWS = [("项目", "预算数"), ("一、教育支出", "10.00"), ("支出合计", "10.00")]
SUMMARY = ("部门收支总表", ROWS)
SPENDING = ("部门支出总表", [("项目", "合计"), ("教育支出", "7.00"), ("合计", "7.00")])


def judged(*pages: PageRead, **context: Any) -> tuple[Any, pl.DataFrame]:
    document = DocumentRead(pages, None)
    tables = recognise_tables(document, report_id="r", identity=Context())
    proof = prove_conservation(document, tables.frames["cells"], frozenset(), report_id="r")
    verdict = judge_reading(
        document, proof, tables.frames["tables"], tables.frames["figures"], **context
    )
    return verdict, mark_tables(tables.frames["tables"], verdict.held_back)


def with_number(page: PageRead, text: str, cell: int, grid: int) -> PageRead:
    """Print one more number, into a cell of a grid."""
    box = page.grids[grid - 1].cells[cell].box
    at = Box(box.x0 + 40, box.y0 + 5, box.x0 + 60, box.y1 - 5)
    return replace(page, numbers=(*page.numbers, PrintedNumber(text, at, grid)))


def test_verdict__nothing_at_fault__is_proven() -> None:
    verdict, tables = judged(a_page(1, SUMMARY, SPENDING))
    assert (verdict.status, verdict.reasons, verdict.held_back) == ("proven", (), {})
    assert tables["status"].to_list() == ["proven", "proven"]


def test_verdict__a_number_lost__costs_its_table_alone() -> None:
    verdict, tables = judged(with_number(a_page(1, SUMMARY, SPENDING), "0899", 2, 2))
    assert verdict.status == "partial"
    assert tables["status"].to_list() == ["proven", "held_back"]
    assert "p.1 0899" in tables["status_reason"][1]
    assert "tables held back (未证实、暂不入库的表): 2 部门支出总表 (p.1)" in verdict.reasons


def test_verdict__a_cell_that_is_no_number__costs_its_table_alone() -> None:
    odd = ("部门支出总表", [("项目", "合计"), ("教育支出", "7.0.0"), ("合计", "7.00")])
    verdict, tables = judged(a_page(1, SUMMARY, odd))
    assert verdict.status == "partial"
    assert tables["status"].to_list() == ["proven", "held_back"]


def test_verdict__every_table_at_fault__is_quarantined() -> None:
    verdict, tables = judged(with_number(a_page(1, SPENDING), "0899", 2, 1))
    assert verdict.status == "quarantined"
    assert tables["status"].to_list() == ["held_back"]


def test_verdict__a_page_that_cannot_be_read__leaves_the_rest() -> None:
    failed = replace(FAILED, page_number=3)
    verdict, tables = judged(a_page(1, SPENDING), a_page(2, SUMMARY), failed)
    assert verdict.status == "partial"
    assert "p.3 the page cannot be read" in verdict.reasons[0]
    # no sum says that the second ends on its page
    assert tables["status"].to_list() == ["proven", "held_back"]
    assert "p.3" in tables["status_reason"][1]


def test_verdict__characters_that_cannot_be_told__cost_the_tables_of_their_page() -> None:
    garbled = replace(a_page(2, SPENDING), unread=(f"40 {UNREADABLE_TEXT}",))
    verdict, tables = judged(a_page(1, SUMMARY), garbled)
    assert verdict.status == "partial"
    assert tables["status"].to_list() == ["proven", "held_back"]


def test_verdict__a_damaged_file__is_quarantined() -> None:
    verdict, tables = judged(a_page(1, SUMMARY), damaged_objects=(7,))
    assert verdict.status == "quarantined"
    assert tables["status"].to_list() == ["held_back"]


@pytest.mark.parametrize("step", ["stitch", "read_columns", "land_table"])
def test_verdict__an_error_of_ours__costs_one_table(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = getattr(recognise, step)

    def fails_on_spending(*args: Any, **kwargs: Any) -> Any:
        if "7.00" in repr(kwargs if kwargs.get("table") else args):
            raise KeyError("%")
        return whole(*args, **kwargs)

    monkeypatch.setattr(recognise, step, fails_on_spending)
    verdict, tables = judged(a_page(1, SUMMARY, SPENDING))
    assert verdict.status == "partial"
    assert tables["status"].to_list() == ["proven", "held_back"]
    assert "KeyError: '%'" in tables["status_reason"][1]
    assert tables["first_page"].to_list() == [1, 1]


def test_report__prose_that_cannot_be_read__costs_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(report, "read_prose", fails)
    document = DocumentRead((a_page(1, SUMMARY),), None)
    monkeypatch.setattr(report, "read_document", lambda *_: document)
    frames = report.read_report(b"%PDF-", "a.pdf")
    assert frames["reports"]["status"].to_list() == ["partial"]
    assert "ZeroDivisionError" in frames["reports"]["status_reason"][0]
    assert frames["figures"].height == 2
    assert frames["claims"].equals(make_frame("claims", []))
