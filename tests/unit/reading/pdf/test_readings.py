from __future__ import annotations

import time
from itertools import pairwise

import pytest

from ingest.reading.pdf import Grid, PageRead, read_document

from .conftest import ROWS, XS, YS, fill
from .drawing import HEIGHT, DrawnPage, pdf_of


def read_one(page: DrawnPage) -> PageRead:
    return read_document(pdf_of(page), "drawn.pdf").pages[0]


def rows_of(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.row_count)]


def is_whole(page: PageRead) -> bool:
    return [rows_of(grid) for grid in page.grids] == [ROWS]


@pytest.mark.parametrize("style", ["stroke", "fill", "curve"])
def test_read_page__rules_drawn_as(filled: DrawnPage, style: str) -> None:
    page = read_one(filled.rules(XS, YS, style=style))
    assert is_whole(page)
    assert page.reading == "vector"
    assert page.lines == ()


@pytest.mark.parametrize(
    ("matrix", "placed"),
    [
        ("1 0 0 1 0 0", "/X0 Do"),
        ("2 0 0 2 0 0", "/X0 Do"),
        ("1 0 0 1 0 0", "q 2 0 0 2 0 0 cm /X0 Do Q"),
    ],
)
def test_read_page__rules_inside_a_form(filled: DrawnPage, matrix: str, placed: str) -> None:
    factor = 2 if "2" in matrix + placed.split("cm", maxsplit=1)[0] else 1
    drawn = DrawnPage().rules([x / factor for x in XS], [y / factor for y in YS])
    filled.forms = [(matrix, "\n".join(drawn.operators))]
    filled.operators.append(placed)
    assert is_whole(read_one(filled))


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "drawn"])
@pytest.mark.parametrize("turn", [90, 270])
def test_read_page__sideways(turn: int, stored: bool) -> None:
    inner = fill(DrawnPage().rules(XS, YS)).operators
    matrix = "0 1 -1 0 842 0" if turn == 90 else f"0 -1 1 0 -300 {HEIGHT}"
    page = read_one(DrawnPage([f"q {matrix} cm", *inner, "Q"], rotate=turn if stored else 0))
    assert is_whole(page)
    assert (page.rotation, page.width_pt, page.height_pt) == (turn, 842, 595)
    top_left = page.grids[0].cells[0].pieces[0]
    assert top_left.box.x1 - top_left.box.x0 > top_left.box.y1 - top_left.box.y0


def test_read_page__rules_in_a_picture(filled: DrawnPage) -> None:
    width, height = 2 * (XS[-1] - XS[0]), 2 * (YS[-1] - YS[0]) + 2
    grey = bytearray(b"\xff" * (width * height))
    for thick in (0, 1):
        for y in YS:
            start = (2 * (YS[-1] - y) + thick) * width
            grey[start : start + width] = bytes(width)
        for x in XS:
            grey[min(2 * (x - XS[0]) + thick, width - 1) :: width] = bytes(height)
    filled.images = [(width, height, bytes(grey))]
    filled.operators.insert(0, f"q {width / 2} 0 0 {height / 2} {XS[0]} {YS[0]} cm /I0 Do Q")
    page = read_one(filled)
    assert is_whole(page)
    assert page.reading == "raster"
    assert "not drawn as lines" in page.reading_reason


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        (YS, XS[1:-1]),  # no rule at either side
        (YS[1:-1], XS),  # none above and below
        ([YS[0], YS[-2], YS[-1]], XS),  # none between body rows
        ([YS[0], YS[-1]], XS),  # nor under the header
        (YS, []),  # none between columns
    ],
    ids=["open sides", "open ends", "no row rules", "frame and columns", "no column rules"],
)
def test_read_page__ruled_in_part(
    filled: DrawnPage, rows: list[float], columns: list[float]
) -> None:
    for y in rows:
        filled.rule(XS[0], y, XS[-1], y)
    for x in columns:
        filled.rule(x, YS[0], x, YS[-1])
    assert is_whole(read_one(filled))


def test_read_page__gap_in_a_column_rule(filled: DrawnPage) -> None:
    filled.rules([XS[0], *XS[2:]], YS)
    filled.rule(XS[1], YS[0], XS[1], 702).rule(XS[1], 718, XS[1], YS[-1])
    page = read_one(filled)
    assert is_whole(page)
    assert page.reading == "vector-aligned"


def test_read_page__cells_shaded_without_rules(filled: DrawnPage) -> None:
    shades = [
        f"0.9 g {x + 0.5} {y + 0.5} {right - x - 1} {top - y - 1} re f 0 g"
        for x, right in pairwise(XS)
        for y, top in pairwise(YS)
    ]
    filled.operators[:0] = shades
    assert is_whole(read_one(filled))


def test_read_page__nearly_blank_table_is_kept() -> None:
    page = read_one(DrawnPage().rules(XS, list(range(300, 780, 20))).text(60, 745, "Nil"))
    assert [grid.row_count for grid in page.grids] == [23]
    assert [cell.text for cell in page.grids[0].cells if cell.text] == ["Nil"]


def test_read_page__frame_around_prose_is_prose() -> None:
    page = read_one(DrawnPage().rules([50, 500], [100, 800]).text(60, 700, "spent 1,234.00 yuan"))
    assert page.grids == ()
    assert [line.text for line in page.lines] == ["spent 1,234.00 yuan"]
    assert [number.grid_number for number in page.numbers] == [0]


def test_read_page__single_row_with_a_total() -> None:
    page = read_one(
        DrawnPage().rules([50, 150, 300], [700, 720]).text(60, 705, "Total").text(200, 705, "12.00")
    )
    assert [rows_of(grid) for grid in page.grids] == [[["Total", "12.00"]]]


def test_read_page__number_beside_the_next_label() -> None:
    page = read_one(DrawnPage().rules(XS, YS).text(242, 725, "189,767,551  One, general"))
    assert rows_of(page.grids[0])[1] == ["", "189,767,551", "One, general"]


def test_read_page__number_over_the_rule_stays_whole() -> None:
    page = read_one(DrawnPage().rules(XS, YS).text(118, 725, "12,345,678.90"))
    assert "12,345,678.90" in rows_of(page.grids[0])[1]


def test_read_page__merged_header() -> None:
    page = DrawnPage()
    for y in (700, 720, 760):
        page.rule(50, y, 450, y)
    page.rule(150, 740, 450, 740).rule(300, 700, 300, 740)
    for x in (50, 150, 450):
        page.rule(x, 700, x, 760)
    page.text(55, 738, "Name").text(200, 745, "Budget").text(160, 725, "Basic")
    page.text(310, 725, "Project").text(55, 705, "A").text(160, 705, "1").text(310, 705, "2")
    cells = read_one(page).grids[0].cells
    assert [(cell.text, cell.row_span, cell.column_span) for cell in cells] == [
        ("Name", 2, 1),
        ("Budget", 1, 2),
        ("Basic", 1, 1),
        ("Project", 1, 1),
        ("A", 1, 1),
        ("1", 1, 1),
        ("2", 1, 1),
    ]


def test_read_page__two_grids_are_numbered_from_the_top() -> None:
    page = DrawnPage().rules(XS, [100, 120]).text(55, 105, "low").text(160, 105, "2")
    page.rules(XS, [700, 720]).text(55, 705, "high").text(160, 705, "1")
    grids = read_one(page).grids
    assert [(grid.grid_number, grid.cells[0].text) for grid in grids] == [(1, "high"), (2, "low")]


def test_read_page__slits_between_boxed_cells_are_no_rows() -> None:
    page = DrawnPage()
    for y in (700, 723):
        for x, right in ((50, 150), (153, 300)):
            page.operators.append(f"{x} {y} {right - x} 20 re S")
            page.text(x + 5, y + 5, f"{y}")
    assert [rows_of(grid) for grid in read_one(page).grids] == [[["723", "723"], ["700", "700"]]]


def test_read_page__second_invisible_layer_is_ignored(filled: DrawnPage) -> None:
    filled.rules(XS, YS).text(56, 725, "9,999.99", mode=3)
    assert is_whole(read_one(filled))


def test_read_page__only_layer_is_read_though_invisible() -> None:
    page = DrawnPage().rules(XS, YS).text(60, 725, "12.50", mode=3)
    assert rows_of(read_one(page).grids[0])[1] == ["12.50", "", ""]


def test_read_page__text_outside_the_page_is_ignored(filled: DrawnPage) -> None:
    filled.rules(XS, YS).text(700, 725, "9,999.99").text(56, 900, "77")
    page = read_one(filled)
    assert is_whole(page)
    assert page.lines == ()


def test_read_page__watermark_is_ignored(filled: DrawnPage) -> None:
    filled.rules(XS, YS)
    filled.text(0, 0, "COPY 123", size=60, matrix="0.7 0.7 -0.7 0.7 60 500")
    page = read_one(filled)
    assert is_whole(page)
    assert page.lines == ()


def test_read_page__lines_join_words_and_part_margins() -> None:
    page = read_one(DrawnPage().text(50, 700, "Budget table 2023").text(480, 700, "Unit: yuan"))
    assert [line.text for line in page.lines] == ["Budget table 2023", "Unit: yuan"]


def test_read_page__line_clipped_away_under_the_next_row_is_ignored(filled: DrawnPage) -> None:
    clipped = DrawnPage().text(155, 706, "9,876.54").operators
    filled.rules(XS, YS).operators.extend(["q 150 720 150 20 re W n", *clipped, "Q"])
    assert is_whole(read_one(filled))


@pytest.mark.parametrize("seen", [0.2, 0.42, 0.5, 0.58, 0.8])
def test_read_document__number_that_the_page_end_slices_is_read_once_and_whole(
    seen: float,
) -> None:
    y = 420.0
    words = DrawnPage().text(60, y, "7").text(66, y, "1.").text(74, y, "24,607.50").operators
    loose = read_one(DrawnPage().text(60, y, "7")).lines[0].box
    edge = loose.y1 - seen * (loose.y1 - loose.y0)
    pages = []
    for low, high in ((edge, edge + 350), (edge - 350, edge)):
        page = DrawnPage().rules(XS, [low, high])
        page.operators.extend([f"q 40 {low} 500 {high - low} re W n", *words, "Q"])
        pages.append(page)
    read = read_document(pdf_of(*pages), "drawn.pdf").pages
    texts = ["".join(c.text for grid in page.grids for c in grid.cells) for page in read]
    assert sorted("".join(text.split()) for text in texts) == ["", "71.24,607.50"]
    assert not any(page.lines for page in read)


def test_read_page__number_of_which_its_cell_shows_less_than_half_is_said(
    filled: DrawnPage,
) -> None:
    filled.rules(XS, YS)
    words = DrawnPage().text(155, 725, "7,777.77").operators
    filled.operators = [line for line in filled.operators if "2,200.50" not in line]
    filled.operators.extend(["q 150 720 150 6.5 re W n", *words, "Q"])
    read = "".join(c.text for grid in read_one(filled).grids for c in grid.cells)
    assert "7,777.77" not in read
    assert "\ufffd" in read


def test_read_page__map_of_short_strokes_is_quick_and_keeps_the_table(filled: DrawnPage) -> None:
    filled.rules(XS, YS)
    for step in range(2000):
        x, y = 20 + 37 * step % 550, 50 + 53 * step % 550
        filled.rule(x, y + 0.1, x + 3.5, y + 0.1).rule(x + 0.1, y, x + 0.1, y + 3.5)
    began = time.process_time()
    assert ROWS in [rows_of(grid) for grid in read_one(filled).grids]
    assert time.process_time() - began < 5


def test_read_page__ticks_along_one_line_are_no_grid(filled: DrawnPage) -> None:
    filled.rule(50, 600, 450, 600)
    for x in range(50, 450, 40):
        filled.rule(x, 599, x, 601)
    assert is_whole(read_one(filled.rules(XS, YS)))
