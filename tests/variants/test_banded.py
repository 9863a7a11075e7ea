"""Headings that are ruled, rows that a page break halves, units below a header, white gutters.

Each report prints another variant in each of its tables: what one of them loses is seen by its
figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from ingest.reading.report import read_report
from tests.variants.comparing import outcome
from tests.variants.linjiang import (
    DEPARTMENT,
    TABLES,
    UNIT,
    Look,
    grid_of,
    heading,
    line,
    print_report,
    quote,
    sides,
)
from tests.variants.test_broken import BREAK, CODED, CUT_ROW

NAME = f"部门：{DEPARTMENT}"
STATED = f"单位：{UNIT}"
Bands = Callable[[str], list[list[str]]]


def bare(number: int, title: str) -> str:
    return ""


def titled(number: int, title: str) -> str:
    return "\n".join([line(f"表{number}", "left"), line(title, size=16)])


def untitled(number: int, title: str) -> str:
    return "\n".join([line(f"表{number}", "left"), sides(NAME, STATED)])


# what stands above the grid, and the rows that are ruled on top of it
BANDS: dict[str, tuple[Callable[[int, str], str], Bands]] = {
    "title": (untitled, lambda t: [[t]]),
    "department | unit": (titled, lambda t: [[NAME, STATED]]),
    "department and unit": (titled, lambda t: [[f"{NAME}    {STATED}"]]),
    "title, department | unit": (bare, lambda t: [[t], [NAME, STATED]]),
    "title, department, unit": (bare, lambda t: [[t], [NAME], [STATED]]),
    "title with annex": (bare, lambda t: [[f"表2  {t}"], [NAME, STATED]]),
    "label | department | unit": (titled, lambda t: [["部门", DEPARTMENT, STATED]]),
    "department alone": (heading, lambda t: [[DEPARTMENT]]),
    "title with department": (bare, lambda t: [[f"{DEPARTMENT}{t}"], [STATED]]),
    "year": (heading, lambda t: [["2024年"]]),
    "blank": (heading, lambda t: [[""]]),
    "note": (heading, lambda t: [["注：本表反映部门本年度收支情况。"]]),
    "blank | unit": (titled, lambda t: [["", STATED]]),
    "department | year | unit": (titled, lambda t: [[NAME, "2024年", STATED]]),
    "unit alone": (titled, lambda t: [[UNIT]]),
    "title over department and unit": (bare, lambda t: [[f"{t}\n{NAME}  {STATED}"]]),
    "title with unit": (bare, lambda t: [[f"{t}（{STATED}）"]]),
    "print date | unit": (bare, lambda t: [[t], ["打印日期：2024-01-24", STATED]]),
    "form number": (untitled, lambda t: [[t], ["公开01表"]]),
    "section": (untitled, lambda t: [[f"一、{t}"]]),
}


def fours(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Deal variants out to the four tables, so that each table has each of them once."""
    return [tuple(names[(i + k * 5) % len(names)] for k in range(4)) for i in range(len(names))]


def boxed(rows: Sequence[Sequence[str]], gap: int) -> str:
    """Rule rows as a box of their own, so far above the grid."""
    wide = max(map(len, rows))
    cells = ", ".join(
        f"table.cell(colspan: {wide - len(row) + 1 if text == row[-1] else 1}, {quote(text)})"
        for row in rows
        for text in row
        if text
    )
    made = f"table(columns: ({'1fr, ' * wide}), stroke: 0.5pt, inset: 5pt, {cells})"
    return f"#block(below: {gap}pt, {made})\n"


@pytest.mark.parametrize("names", fours(list(BANDS))[::2], ids=" + ".join)
def test_variant__a_ruled_heading__is_a_heading(names: tuple[str, ...]) -> None:
    look = Look(
        above=lambda n, t: BANDS[names[n - 1]][0](n, t),
        grid=lambda n, look: grid_of(n, look, over=BANDS[names[n - 1]][1](TABLES[n - 1].title)),
    )
    assert outcome(print_report(look)) == ("same", "")


@pytest.mark.parametrize("gap", [0, 4, 10])
def test_variant__a_heading_in_a_box_of_its_own__is_a_heading(gap: int) -> None:
    names = ("title, department | unit", "label | department | unit", "year", "department alone")
    look = Look(
        above=lambda n, t: BANDS[names[n - 1]][0](n, t),
        grid=lambda n, look: (
            boxed(BANDS[names[n - 1]][1](TABLES[n - 1].title), gap) + grid_of(n, look)
        ),
    )
    assert outcome(print_report(look)) == ("same", "")


# how much of code, name and figures of the row stands above the break
CUTS: dict[str, dict[int, int]] = {
    "code and name in halves, figures above": {0: 5, 1: 9},
    "code in halves": {0: 5},
    "code and name in halves, figures below": {0: 5, 1: 9, 2: 0, 3: 0, 4: 0},
    "code in halves, figures below": {0: 3, 2: 0, 3: 0, 4: 0},
    "name in halves": {1: 9},
    "name in halves, figures below": {1: 9, 2: 0, 3: 0, 4: 0},
    "name above": {0: 0, 2: 0, 3: 0, 4: 0},
    "half of the name above": {0: 0, 1: 9, 2: 0, 3: 0, 4: 0},
    "two digits of the code above": {0: 2, 1: 4},
    "a figure in halves": {2: 4, 3: 4},
}
LABELS_CUT: dict[str, dict[int, int]] = {"above": {0: 4, 2: 4}, "below": {0: 4, 1: 0, 2: 4, 3: 0}}


def cut_at(number: int, look: Look, row: int, places: dict[int, int]) -> str:
    """Break a table within a row: so many characters of its cells stand above the break."""
    upper, lower = dict(look.cells), dict(look.cells)
    for column, text in enumerate(TABLES[number - 1].rows[row]):
        at = places.get(column, len(text))
        upper[number, row, column], lower[number, row, column] = text[:at], text[at:]
    parts = [(upper, None, (0, row + 1)), (lower, (0, 0), (row, len(TABLES[number - 1].rows)))]
    return BREAK.join(
        grid_of(number, replace(look, cells=cells), header=header, rows=rows)
        for cells, header, rows in parts
    )


@pytest.mark.parametrize("pair", list(zip(CUTS, [*list(CUTS)[1:], *CUTS], strict=False))[::2])
def test_variant__a_row_in_halves__is_one_row(pair: tuple[str, str]) -> None:
    def grid(number: int, look: Look) -> str:
        if number not in CODED:
            return grid_of(number, look)
        return cut_at(number, look, CUT_ROW, CUTS[pair[CODED.index(number)]])

    assert outcome(print_report(Look(grid=grid))) == ("same", "")


@pytest.mark.parametrize("figures", sorted(LABELS_CUT))
def test_variant__labels_of_two_sides_in_halves__are_one_row(figures: str) -> None:
    def grid(number: int, look: Look) -> str:
        return cut_at(1, look, 2, LABELS_CUT[figures]) if number == 1 else grid_of(number, look)

    assert outcome(print_report(Look(grid=grid))) == ("same", "")


@pytest.mark.parametrize("unit", ["万元", "（万元）", "单位：万元"])
def test_variant__a_row_of_units_below_the_header__is_none_of_the_body(unit: str) -> None:
    def grid(number: int, look: Look) -> str:
        table = TABLES[number - 1]
        row = ["" if c in table.labels else unit for c in range(len(table.shares))]
        return grid_of(number, look, under=[row])

    look = Look(above=lambda n, t: heading(n, t, unit=""), grid=grid)
    assert outcome(print_report(look)) == ("same", "")


@pytest.mark.parametrize("gutter", ["4pt", "6pt", "8pt"])
@pytest.mark.parametrize("way", ["gutter", "column-gutter", "row-gutter"])
def test_variant__white_between_the_cells__parts_nothing(way: str, gutter: str) -> None:
    assert outcome(print_report(Look(table_options=f"{way}: {gutter},"))) == ("same", "")


def test_variant__two_tables_beside_each_other__have_their_own_headings() -> None:
    def grid(number: int, look: Look) -> str:
        if number == CODED[1]:
            return ""
        whole = [
            f"[{heading(n, TABLES[n - 1].title)}\n{grid_of(n, look)}]"
            for n in (CODED if number == CODED[0] else [number])
        ]
        return f"#grid(columns: ({'1fr, ' * len(whole)}), column-gutter: 20pt, {', '.join(whole)})"

    small = "#set page(margin: 25pt)\n#set text(size: 6pt)"
    look = Look(above=bare, grid=grid, page="flipped: true", preamble=small)
    assert outcome(print_report(look)) == ("same", "")


WRITTEN: dict[str, Callable[[str], str]] = {
    "'20805": lambda code: f"'{code}",
    "[20805]": lambda code: f"[{code}]",
    "208.05": lambda code: ".".join(filter(None, (code[:3], code[3:5], code[5:]))),
    "2080500": lambda code: code.ljust(7, "0"),
}


@pytest.mark.parametrize("pair", [("'20805", "[20805]"), ("208.05", "2080500")])
def test_variant__codes_written_otherwise__are_the_same(pair: tuple[str, str]) -> None:
    cells = {
        (number, row, 0): WRITTEN[way](texts[0])
        for number, way in zip(CODED, pair, strict=True)
        for row, texts in enumerate(TABLES[number - 1].rows)
        if texts[0]
    }
    assert outcome(print_report(Look(cells=cells))) == ("same", "")


def test_variant__an_amount_where_a_head_is__costs_its_table() -> None:
    """A grid whose header nobody knows: the amount in the name's column would be lost."""
    heads = {(2, 0, 0): "甲类", (2, 0, 1): "项目名称", (2, 0, 2): "丙类"}
    cells = {(2, row, 1): "12.50" for row in range(3)}
    frames = read_report(print_report(Look(header=heads, cells=cells)), "a.pdf")
    held = frames["tables"].filter(status="held_back")
    assert held["table_number"].to_list() == [2]
    assert "12.50" in held["status_reason"][0]
