"""What stands beside a grid or below it, and rules that nothing joins."""

from __future__ import annotations

import pytest

from ingest.reading.pdf.alignment import find_amounts_apart, find_open_ends
from ingest.reading.pdf.model import Box, Grid, Piece

GRID = Grid(1, 1, Box(100, 500, 400, 600), 2, 2, (600, 550, 500), (100, 250, 400), ())


def _piece(text: str, x: float, y: float) -> Piece:
    return Piece(text, Box(x, y, x + 5 * len(text), y + 9), 9)


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        ([("37.400000", 30, 540)], ["37.400000"]),  # a column whose rules are not joined to it
        ([("甲", 110, 488), ("12.34", 300, 488)], ["12.34"]),
        # below a second row of heads; a label of the next column in one piece
        (
            [("项目", 110, 485), ("金额", 300, 485), ("1,653.54 一、支出", 200, 468)],
            ["1,653.54 一、支出"],
        ),
        ([("12.34", 300, 300)], []),  # far below: something else
        ([("注：共计12.34万元。", 110, 485), ("12.34", 300, 470)], []),
        ([("2024", 30, 540)], []),
    ],
)
def test_find_amounts_apart(pieces: list[tuple[str, float, float]], found: list[str]) -> None:
    lines = [_piece(*each) for each in pieces]
    assert [piece.text for piece in find_amounts_apart(lines, [GRID])] == found
    assert find_amounts_apart(lines, []) == []


def test_find_open_ends__columns_of_a_row_higher_than_its_page() -> None:
    down = [(x, 72.0, x, 519.0) for x in (59.0, 135.0, 205.0, 276.0, 406.0, 790.0)]
    across = [(406.0, y, 790.0, y) for y in (72.0, 300.0, 519.0)]
    assert sorted(find_open_ends(across, down)) == [
        (59.0, 72.0, 790.0, 72.0),
        (59.0, 519.0, 790.0, 519.0),
    ]
    whole = [(59.0, y, 790.0, y) for y in (72.0, 519.0)]
    assert find_open_ends(whole, down) == []
    assert find_open_ends(across, [(x, 72.0, x, 110.0) for x, *_ in down]) == []
