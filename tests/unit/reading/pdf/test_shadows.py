"""Shadows under digits, and characters that a browser says otherwise than it draws them."""

from __future__ import annotations

import pytest

from ingest.reading.pdf.glyphs import Glyph
from ingest.reading.pdf.shadows import close_up, find_shadows, print_of

from .conftest import ROWS, XS, YS
from .drawing import DrawnPage
from .test_readings import read_one, rows_of

BLACK, GREY, WHITE = (0, 0, 0, 255), (170, 170, 170, 255), (255, 255, 255, 255)
NO_POINTS = str.maketrans("", "", ".,")
WIDTHS = {".": 2.78, ",": 2.78}


def print_apart(page: DrawnPage, x: float, y: float, words: str, fill: str = "0 g") -> None:
    """Print characters one by one, as a browser does."""
    for character in words:
        page.operators.append(fill)
        page.text(x, y, character)
        x += WIDTHS.get(character, 5.56)


@pytest.mark.parametrize("fill", ["0.6 g", "1 g", "0.9 0.2 0.2 rg"])
@pytest.mark.parametrize(
    ("aside", "is_behind"),
    [((1, -1), True), ((0, -0.75), True), ((-1, 1), True), ((3, -1), True), ((2, 0), False)],
)
def test_read_page__shadows_of_digits_drawn_apart__are_not_read(
    fill: str, aside: tuple[float, float], is_behind: bool
) -> None:
    rows = [["1", "2", "3"], *[["98.76", "1,753.54", "9.9"], ["700.00", "11.11", "3.20"]] * 2]
    page = DrawnPage().rules(XS, YS)
    for row, top in zip(rows, YS[:0:-1], strict=True):
        for text, left in zip(row, XS, strict=False):
            x, y = left + 20, top - 15
            parts = [(x + aside[0], y + aside[1], fill), (x, y, "0 g")]
            for at_x, at_y, colour in parts if is_behind else reversed(parts):
                print_apart(page, at_x, at_y, text, colour)
    read = read_one(page)
    assert [rows_of(grid) for grid in read.grids] == [rows]
    assert read.unread == ()
    digits = "".join(text for row in rows for text in row if text).translate(NO_POINTS)
    assert "".join(number.text for number in read.numbers).translate(NO_POINTS) == digits


@pytest.mark.parametrize("matrix", ["1 0 0 1 0 0", "0.5 0 0 0.5 40 30", "1 0 0 -1 0 800"])
def test_read_page__characters_that_stand_for_others_in_a_form__are_in_its_place(
    filled: DrawnPage, matrix: str
) -> None:
    a, _, _, d, e, f = map(float, matrix.split())
    x, y = (XS[0] + 60 - e) / a, (YS[1] + 5 - f) / d
    said = f"/Span <</ActualText <FEFF4E00> >> BDC BT /F1 {10 / a} Tf {1} 0 0 {d / a} {x} {y} Tm"
    filled.forms = [(matrix, f"{said} (-) Tj ET EMC")]
    filled.operators.append("/X0 Do")
    (grid,) = read_one(filled.rules(XS, YS)).grids
    expected = [list(row) for row in ROWS]
    expected[3][0] += " 一"
    assert rows_of(grid) == expected


def line(words: str, x: float = 0.0, y: float = 0.0, wide: float = 5.0) -> list[Glyph]:
    return [
        Glyph(text, x + wide * n, y, x + wide * (n + 1), y + 10, n) for n, text in enumerate(words)
    ]


@pytest.mark.parametrize(
    ("aside", "fill", "is_shadow"),
    [
        ((1, -1), GREY, True),
        ((3, 0), GREY, True),
        ((0, 3), GREY, True),
        ((1, -1), BLACK, False),
        ((5, 0), GREY, False),  # print of its own beside the other: 11
        ((0, -10), GREY, False),  # … or below it
    ],
)
def test_find_shadows(aside: tuple[float, float], fill: tuple[int, ...], is_shadow: bool) -> None:
    red, green, blue, alpha = fill
    glyphs = [*line("1"), *line("1", *aside)]
    glyphs = [glyph._replace(place=place) for place, glyph in enumerate(glyphs)]
    found = find_shadows(glyphs, [BLACK, (red, green, blue, alpha)])
    assert found == ({1} if is_shadow else set())


def test_find_shadows__of_other_size_or_text__are_print() -> None:
    large = Glyph("1", 0, 0, 10, 20, 1)
    other = Glyph("7", 1, -1, 6, 9, 2)
    assert not find_shadows([*line("1"), large, other], [BLACK, GREY, GREY])


def test_print_of__a_shadow_whose_print_was_left_out__has_its_colour() -> None:
    shadows = {7: ((1.0, 1.0, 6.0, 8.0), WHITE), 8: ((40.0, 1.0, 45.0, 8.0), WHITE)}
    left_out = [((0.0, 0.0, 5.0, 7.0), BLACK), ((80.0, 0.0, 85.0, 7.0), BLACK)]
    assert print_of(shadows, left_out) == {7: BLACK}


def test_close_up__digits_with_a_shadow_between__follow_each_other() -> None:
    glyphs, breaks = close_up([line("1234")[0], line("1234")[2]], [4, 9], {1, 3})
    assert [glyph.place for glyph in glyphs] == [0, 1]
    assert breaks == {2, 7}
