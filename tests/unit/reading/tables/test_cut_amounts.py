"""Amounts whose last digits stand on the next page: joined, or their table is held back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ingest.reading.pdf.model import Grid
from tests.unit.reading.tables.grids import Cell, make_grid, make_page, recognise, values

HEADING = ("项目支出表", "单位：万元")
HEADER = ["项目名称", "金额", "目标"]
SIX = [["甲", "12.345678", "无"], ["乙", "4.000000", "无"], ["丙", "5.100000", "无"]]
MIXED = [["甲", "12.3", "无"], ["乙", "4", "无"], ["丙", "5.25", "无"]]


def widen(grid: Grid, width_pt: float = 56.0) -> Grid:
    """Let every amount fill its cell's width."""
    return replace(
        grid,
        cells=tuple(
            replace(
                cell,
                pieces=tuple(
                    replace(p, box=p.box._replace(x1=p.box.x0 + width_pt)) for p in cell.pieces
                ),
            )
            for cell in grid.cells
        ),
    )


def at_break(
    upper: str, lower: str, others: Sequence[Sequence[Cell]], *, name: str = "", filled: bool = True
) -> tuple[list[tuple[object, ...]], str | None]:
    """Read a list whose page ends below one amount and begins again with another."""
    first = make_grid([HEADER, *others, ["丁", upper, "目标一"]])
    last = make_grid([[name, lower, "目标二"], ["戊", others[0][1], "无"]], page=2)
    if filled:
        first = widen(first)
    frames = recognise(make_page(1, [first], above=HEADING), make_page(2, [last])).frames
    amounts = frames["figures"].filter("is_money").sort("row_number")
    return values(amounts, "row_number", "printed_text"), frames["tables"]["status_reason"][0]


@pytest.mark.parametrize(
    ("upper", "lower", "joined"),
    [
        ("3,327.5954", "37", "3,327.595437"),
        ("3,327.59543", "7", "3,327.595437"),
        ("3,327.", "595437", "3,327.595437"),
        ("3,", "327.595437", "3,327.595437"),
    ],
)
@pytest.mark.parametrize("name", ["", "工程"])
def test_amount_cut_by_the_page__is_one_where_all_others_have_its_decimals(
    upper: str, lower: str, joined: str, name: str
) -> None:
    read, doubt = at_break(upper, lower, SIX, name=name, filled=False)
    assert [text for row, text in read if row == 4] == [joined]
    assert len(read) == 5
    assert doubt is None


@pytest.mark.parametrize(
    ("upper", "lower", "others"),
    [
        ("3,327.595437", "37", SIX),  # whole as it is
        ("3,327.5954", "8.000000", SIX),  # the next one is whole too
        ("3,327.5954", "376", SIX),  # together too long
        ("218", "37", MIXED),  # counts
    ],
)
def test_amounts_at_a_page_break__stay_two(
    upper: str, lower: str, others: Sequence[Sequence[Cell]]
) -> None:
    read, doubt = at_break(upper, lower, others, name="己")
    assert [text for _, text in read if text in {upper, lower}] == [upper, lower]
    assert doubt is None


def test_amount_that_may_go_on__is_held_back_where_nothing_tells() -> None:
    _, doubt = at_break("3,327.5954", "37", MIXED)
    assert doubt is not None
    assert "3,327.5954" in doubt
    _, doubt = at_break("3,327.5954", "37", MIXED, filled=False)
    assert doubt is None
