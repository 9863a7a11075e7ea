"""Two readings of a figure: what both say, what sums ask for, and what stays unread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace

import polars as pl
import pytest

from ingest.contract.schema import FRAMES
from ingest.reading.conservation import prove_conservation
from ingest.reading.misplaced import doubt_stray
from ingest.reading.pdf.model import DocumentRead, PrintedNumber
from ingest.reading.pdf.tokens import number_tokens
from ingest.reading.scans.settling import find_statuses, propose, settle
from ingest.reading.scans.telling import mark_figures, tell_uncertain
from ingest.reading.tables import recognise_tables
from ingest.reading.verdict import judge_reading
from tests.unit.reading.tables.grids import make_grid, make_page

HEADER = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
BODY = [
    ["201", "一般公共服务支出", "30.00", "10.00", "20.00"],
    ["20103", "政府办公厅（室）及相关机构事务", "30.00", "10.00", "20.00"],
    ["2010301", "行政运行", "12.00", "10.00", "2.00"],
    ["2010302", "一般行政管理事务", "18.00", "", "18.00"],
    ["208", "社会保障和就业支出", "7.50", "7.50", ""],
    ["20805", "行政事业单位养老支出", "7.50", "7.50", ""],
    ["2080505", "机关事业单位基本养老保险缴费支出", "7.50", "7.50", ""],
    ["", "合计", "37.50", "17.50", "20.00"],
]
IDENTITY = SimpleNamespace(budget_year=2025, report_kind="budget")


def scanned(
    first: Mapping[tuple[int, int], str], second: Mapping[tuple[int, int], str]
) -> DocumentRead:
    """The table above as two routes read it: (row, column) → what one of them read instead."""
    rows = [HEADER, *BODY]
    read = [[first.get((r, c), text) for c, text in enumerate(row)] for r, row in enumerate(rows)]
    grid = make_grid(read)
    cells = tuple(
        replace(cell, second=second.get((cell.row, cell.column), rows[cell.row][cell.column]))
        if cell.row and cell.column != 1
        else cell
        for cell in grid.cells
    )
    above = ["一般公共预算支出预算表", "单位：万元"]
    page = make_page(1, [replace(grid, cells=cells)], above)
    numbers = tuple(
        PrintedNumber(token, cell.box, 1)
        for cell in cells
        for token in number_tokens(cell.second or "")
    )
    return DocumentRead((replace(page, reading="scanned", numbers=numbers),), None)


def outcome(document: DocumentRead) -> tuple[pl.DataFrame, tuple[str, ...]]:
    proposed = propose(document)
    tables = recognise_tables(proposed, report_id="r" * 16, identity=IDENTITY)
    settlement = settle(document, proposed, tables.frames)
    frames = recognise_tables(settlement.document, report_id="r" * 16, identity=IDENTITY).frames
    figures = mark_figures(frames["figures"], find_statuses(document, frames, settlement))
    return figures, tell_uncertain(figures, settlement)


def at(figures: pl.DataFrame, row: int, column: int) -> tuple[str, str | None]:
    found = figures.filter((pl.col("row_number") == row) & (pl.col("column_number") == column + 1))
    value = found.item(0, "value")
    return found.item(0, "reading_status"), None if value is None else f"{value:.2f}"


def test_settling__both_agree_and_sums_hold__all_are_proven() -> None:
    figures, told = outcome(scanned({}, {}))
    assert figures["reading_status"].unique().to_list() == ["proven"]
    assert told == ()


@pytest.mark.parametrize("wrong_is_first", [True, False])
@pytest.mark.parametrize("wrong", ["13.00", ".12.00", "1200", ""])
def test_settling__sums_choose_the_one_of_two_readings(wrong: str, wrong_is_first: bool) -> None:
    wrongs = {(3, 2): wrong}
    figures, told = outcome(scanned(wrongs, {}) if wrong_is_first else scanned({}, wrongs))
    assert at(figures, 3, 2) == ("settled", "12.00")
    kept = figures.filter(pl.col("reading_status") == "settled")
    assert {kept.item(0, "first_reading"), kept.item(0, "second_reading")} == {wrong, "12.00"}
    assert told == ()


def test_settling__both_are_wrong__unread_without_value() -> None:
    figures, told = outcome(scanned({(3, 2): "72.00"}, {(3, 2): "17.00"}))
    assert at(figures, 3, 2) == ("unread", None)
    assert "'72.00' or '17.00'" in told[0]
    # what the sums of the unread figure would have borne out rests on others
    assert at(figures, 3, 3)[0] == "proven"


def test_settling__publishers_own_misprint__is_not_repaired() -> None:
    """Both read what is printed; that it does not add up is the publisher's business."""
    misprint = {(3, 2): "21.00"}
    figures, _ = outcome(scanned(misprint, misprint))
    assert at(figures, 3, 2) == ("agreed", "21.00")


def test_settling__misprint_beside_a_dispute__settles_nothing() -> None:
    misprint = {(3, 3): "40.00"}
    figures, _ = outcome(scanned({**misprint, (3, 2): "12.00"}, {**misprint, (3, 2): "72.00"}))
    assert at(figures, 3, 2) == ("unread", None)


def test_settling__number_printed_twice__is_agreed_not_proven() -> None:
    """Equal amounts bear each other out only if they cannot be the same misreading."""
    figures, told = outcome(
        scanned({(5, 3): "9.00"} | {(5, 2): "9.00"}, {(5, 3): "9.00"} | {(5, 2): "9.00"})
    )
    assert at(figures, 5, 3)[0] == "agreed"
    assert "no sum to bear them out" in told[0]


@pytest.mark.parametrize("misread", ["2,,000.", "3;;296"])
def test_settling__both_misread_a_comma_alike__is_told(misread: str) -> None:
    """What is no number has no value, and may be no figure at all: nothing else would say so."""
    figures, told = outcome(scanned({(8, 4): misread}, {(8, 4): misread}))
    assert f"{misread!r} or {misread!r}" in " ".join(told)
    assert figures.filter(pl.col("value").is_null())["reading_status"].to_list() in (
        ["unread"],
        [],
    )


def test_settling__code_in_dispute__is_told_and_costs_no_figure() -> None:
    figures, told = outcome(scanned({}, {(3, 0): "2018301"}))
    assert figures["reading_status"].unique().to_list() == ["proven"]
    assert "'2010301' or '2018301'" in told[0]


def test_verdict__unread_figure__is_partial_and_holds_no_table_back() -> None:
    document = scanned({(3, 2): "72.00"}, {(3, 2): "17.00"})
    figures, told = outcome(document)
    proposed = propose(document)
    tables = recognise_tables(proposed, report_id="r" * 16, identity=IDENTITY)
    conservation = prove_conservation(document, tables.frames["cells"], frozenset())
    read = recognise_tables(
        settle(document, proposed, tables.frames).document, report_id="r" * 16, identity=IDENTITY
    ).frames
    stray = doubt_stray(read["tables"], read["cells"])
    verdict = judge_reading(
        document, conservation, tables.frames["tables"], figures, scanned=told, doubts=stray
    )
    assert (verdict.status, verdict.held_back) == ("partial", {})
    assert "两次识别不一致" in verdict.reasons[0]
    assert set(figures.columns) == set(FRAMES["figures"])
