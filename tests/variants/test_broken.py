"""Tables that page breaks cut, down and sideways, and tables ruled in every way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.variants.comparing import outcome
from tests.variants.linjiang import TABLES, Look, grid_of, heading, print_report

BREAK = "\n#pagebreak()\n"
HEADS = [len(table.header) for table in TABLES]
ROWS = [len(table.rows) for table in TABLES]
CODED = (2, 3)
CUT_ROW = 3  # 2080505 机关事业单位基本养老保险缴费支出


def down(number: int, look: Look, *, repeats: str = "") -> str:
    """Break a table in its middle; the header comes again, or also the title."""
    middle = ROWS[number - 1] // 2
    if not middle:
        return grid_of(number, look)
    table = TABLES[number - 1]
    again = {"title": heading(number, table.title), "续": heading(number, f"{table.title}（续）")}
    lower = grid_of(
        number, look, header=None if repeats else (0, 0), rows=(middle, ROWS[number - 1])
    )
    upper = grid_of(number, look, rows=(0, middle))
    return BREAK.join([upper, again.get(repeats, "") + "\n" + lower])


def in_header(number: int, look: Look, rows: int) -> str:
    """Break a table within its header, or right below it."""
    above = min(rows, HEADS[number - 1])
    return BREAK.join(
        [
            grid_of(number, look, header=(0, above), rows=(0, 0)),
            grid_of(number, look, header=(above, HEADS[number - 1])),
        ]
    )


def sideways(
    number: int, look: Look, first: int, *, also_down: str = "", title: bool = False
) -> str:
    """Print a coded table's further columns on a page of their own."""
    if number not in CODED:
        return grid_of(number, look)
    left, right = list(range(first)), list(range(first, 5))
    if not also_down:
        again = heading(number, TABLES[number - 1].title) if title else ""
        return BREAK.join(
            [grid_of(number, look, columns=left), again + grid_of(number, look, columns=right)]
        )
    parts = [(left, 0), (right, 0), (left, 5), (right, 5)]
    if also_down == "down, then over":
        parts.sort(key=lambda part: part[0])
    return BREAK.join(
        grid_of(
            number,
            look,
            columns=columns,
            header=(0, 0) if begin else None,
            rows=(begin, 11 if begin else 5),
        )
        for columns, begin in parts
    )


def cut(number: int, look: Look, code: str, name: str, figures: str) -> str:
    """Break a coded table within a row: what of it stands above the break, what below it."""
    if number not in CODED:
        return grid_of(number, look)
    upper, lower = dict(look.cells), dict(look.cells)
    for column, text in enumerate(TABLES[number - 1].rows[CUT_ROW]):
        place = code if column == 0 else name if column == 1 else figures
        at = {"above": len(text), "below": 0, "both": 9}[place]
        upper[number, CUT_ROW, column] = text[:at]
        lower[number, CUT_ROW, column] = text[at:]
    return BREAK.join(
        [
            grid_of(number, replace(look, cells=upper), rows=(0, CUT_ROW + 1)),
            grid_of(number, replace(look, cells=lower), header=(0, 0), rows=(CUT_ROW, 11)),
        ]
    )


def cut_amounts(number: int, look: Look, digits: int) -> str:
    """Break a coded table within a row whose amounts go on over the break by so many digits."""
    if number not in CODED:
        return grid_of(number, look)
    upper, lower = dict(look.cells), dict(look.cells)
    for row, texts in enumerate(TABLES[number - 1].rows):
        for column, text in enumerate(texts):
            long = f"{text}0000" if column > 1 and text else text
            at = len(long) - digits if row == CUT_ROW and column > 1 and text else len(long)
            upper[number, row, column] = long[:at]
            lower[number, row, column] = long[at:] if row == CUT_ROW else long
    return BREAK.join(
        [
            grid_of(number, replace(look, cells=upper), rows=(0, CUT_ROW + 1)),
            grid_of(number, replace(look, cells=lower), header=(0, 0), rows=(CUT_ROW, 11)),
        ]
    )


SAME: dict[str, Look] = {
    "down": Look(grid=down),
    **{
        f"down, {words} again": Look(grid=lambda n, look, w=words: down(n, look, repeats=w))
        for words in ("header", "title", "续")
    },
    **{
        f"within the header, {rows}": Look(grid=lambda n, look, r=rows: in_header(n, look, r))
        for rows in (1, 2)
    },
    "title at the foot of a page": Look(above=lambda n, title: heading(n, title) + BREAK),
    **{
        f"sideways after {first}": Look(grid=lambda n, look, f=first: sideways(n, look, f))
        for first in (2, 3)
    },
    "sideways, rows named again": Look(
        grid=lambda n, look: (
            BREAK.join(grid_of(n, look, columns=[0, 1, *own]) for own in ([2], [3, 4]))
            if n in CODED
            else grid_of(n, look)
        )
    ),
    **{
        f"sideways, {order}": Look(grid=lambda n, look, o=order: sideways(n, look, 3, also_down=o))
        for order in ("over, then down", "down, then over")
    },
    "cut: code and half of the name": Look(grid=lambda n, k: cut(n, k, "above", "both", "below")),
    "cut: half of the name left": Look(grid=lambda n, k: cut(n, k, "above", "both", "above")),
    **{
        f"cut: {digits} digits of the amounts": Look(
            grid=lambda n, look, d=digits: cut_amounts(n, look, d)
        )
        for digits in (1, 2, 6)
    },
    "cut: the code alone": Look(grid=lambda n, k: cut(n, k, "above", "below", "below")),
    **{
        f"rules: {name}": Look(stroke=stroke)
        for name, stroke in {
            "dashed": '(paint: black, thickness: 0.5pt, dash: "dashed")',
            "dotted": '(paint: black, thickness: 0.7pt, dash: "dotted")',
            "thick": "2.5pt",
            "hair lines": "0.05pt + luma(200)",
            "red": "0.5pt + red",
            "open at the left": "(x, y) => (y: 0.5pt, left: if x > 0 {0.5pt} else {none})",
        }.items()
    },
    "gaps between cells": Look(table_options="gutter: 3pt,"),
    "white rules on grey": Look(stroke="1pt + white", table_options="fill: luma(220),"),
}
HELD: dict[str, Look] = {
    "sideways, one column left": Look(grid=lambda n, look: sideways(n, look, 4)),
    "sideways, the title again": Look(grid=lambda n, look: sideways(n, look, 3, title=True)),
}
SAME_OR_HELD: dict[str, Look] = {
    "no rules": Look(stroke="none"),
    "rules across": Look(stroke="(x, y) => (top: 0.5pt, bottom: 0.5pt)"),
    "rules down": Look(stroke="(x, y) => (left: 0.5pt, right: 0.5pt)"),
    "three lines": Look(stroke="(x, y) => (top: if y == 0 {1pt} else if y == 1 {0.5pt})"),
    "every other row shaded": Look(
        stroke="none", table_options="fill: (x, y) => if calc.odd(y) {luma(230)},"
    ),
}


@pytest.mark.parametrize("name", sorted(SAME))
def test_variant__another_break_or_ruling__is_the_same(name: str) -> None:
    assert outcome(print_report(SAME[name]))[0] == "same"


@pytest.mark.parametrize("name", sorted(HELD))
def test_variant__columns_without_their_rows__are_held_back(name: str) -> None:
    found, reason = outcome(print_report(HELD[name]))
    assert found == "held"
    assert "p.5" in reason


@pytest.mark.parametrize("name", sorted(SAME_OR_HELD))
def test_variant__what_white_space_tells__is_right_or_held_back(name: str) -> None:
    assert outcome(print_report(SAME_OR_HELD[name]))[0] in {"same", "held"}
