"""Tables that print no unit: their own numbers, stated elsewhere with one, settle it."""

from __future__ import annotations

from dataclasses import replace

from ingest.reading.pdf.model import Box, PageRead, Piece
from tests.unit.reading.tables.grids import make_grid, make_page, recognise, values

ROWS = [
    ["科目编码", "科目名称", "合计", "基本支出"],
    ["", "合计", "1,753.54", "1,753.54"],
    ["208", "社会保障", "1,753.54", "1,753.54"],
]


def _prose(text: str) -> PageRead:
    return replace(make_page(1, []), lines=(Piece(text, Box(60, 700, 300, 710), 10.0),))


def _table(page: int = 2, *, unit: str | None = None, title: str = "部门支出总表") -> PageRead:
    return make_page(
        page, [make_grid(ROWS, page)], above=[title, *([f"单位：{unit}"] if unit else [])]
    )


def test_unit__settled_by_prose() -> None:
    tables = recognise(_prose("2025年支出预算1753.54万元。"), _table()).frames["tables"]
    assert tables["unit"].to_list() == ["万元"]
    assert "numbers as in prose" in tables["recognition"][0]


def test_unit__settled_by_another_table__not_by_what_most_are_in() -> None:
    small = [["项目", "金额"], ["收入", "17,535,400.00"], ["支出", "17,535,400.00"]]
    pages = [
        make_page(1, [make_grid(small)], above=["部门收支总表", "单位：元"]),
        make_page(3, [make_grid(small, 3)], above=["财政拨款收支总表", "单位：元"]),
    ]
    tables = recognise(*pages, _table(5)).frames["tables"]
    assert tables["unit"].to_list() == ["元", "元", "万元"]


def test_unit__nobody_states_it__no_amounts_and_it_is_said() -> None:
    frames = recognise(_prose("2025年支出预算有所增加，详见附表700.00万元。"), _table()).frames
    assert frames["tables"]["unit"].to_list() == [None]
    assert "unit not printed, amounts unknown" in frames["tables"]["recognition"][0]
    assert {amount for (amount,) in values(frames["figures"], "amount_yuan")} == {None}


def test_unit__no_witness__the_reports_unit_is_taken() -> None:
    other = [["项目", "金额"], ["甲", "9,999.99"]]
    first = make_page(1, [make_grid(other)], above=["部门收支总表", "单位：万元"])
    tables = recognise(first, _table(3)).frames["tables"]
    assert tables["unit"].to_list() == ["万元", "万元"]
    assert "the report's 万元 taken" in tables["recognition"][1]
