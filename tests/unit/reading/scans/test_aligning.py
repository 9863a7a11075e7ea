"""Tables of scans that rule nothing, or not enough: what alignment finds is cut out and witnessed.

No network reads here. Each character is printed in a grey of its own, by which the stand-in knows
what it is shown: so what is tested is where the page is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import numpy as np
import pytest

from ingest.reading.pdf.model import Box, Grid, GridCell, PageRead, Piece
from ingest.reading.scans import page as scanned_page
from ingest.reading.scans import witnessing
from ingest.reading.scans.detecting import PixelBox
from ingest.reading.scans.figures import is_disputed
from ingest.reading.scans.page import read_scanned_page
from ingest.reading.scans.recognising import Picture, ReadLine
from ingest.reading.scans.witnessing import witness

_SCALE = 72 / 200
_EM_PX = 26  # 9.4 pt
_WHITE = 245
_TABLE = (
    ("科目名称", "合计", "基本支出", "项目支出"),
    ("教育支出", "1,300.50", "1,000.25", "300.25"),
    ("住房保障支出", "20,700.00", "20,000.00", "700.00"),
    ("卫生健康支出", "8.40", "8.40", ""),
    ("城乡社区支出", "5.00", "", "5.00"),
    ("其他支出", "61.10", "1.10", "60.00"),
    ("合计", "22,075.00", "21,009.75", "1,065.25"),
)
_RIGHT_PX = (0, 800, 1080, 1360)  # where the amounts of a column end


@dataclass
class _Printed:
    """A page of words, and the stand-ins that read it."""

    picture: Picture = field(default_factory=lambda: np.full((1000, 1500), _WHITE, dtype=np.uint8))
    characters: list[tuple[str, int, int]] = field(default_factory=list)  # text, left, right
    boxes: list[PixelBox] = field(default_factory=list)

    def put(self, text: str, left: int, top: int) -> int:
        """Print a word; gives where it ends."""
        x = left
        for character in text:
            wide = _EM_PX if character > "\u2e80" else _EM_PX // 2
            self.picture[top : top + _EM_PX, x + 1 : x + wide - 1] = len(self.characters) % 200
            self.characters.append((character, x, x + wide))
            x += wide
        self.boxes.append((left - 6, top - 6, x + 6, top + _EM_PX + 6))
        return x

    def read(self, pictures: Sequence[Picture]) -> list[ReadLine]:
        """Read crops by the greys in them."""
        return [self._read(picture) for picture in pictures]

    def _read(self, crop: Picture) -> ReadLine:
        middle = crop[crop.shape[0] // 2]
        runs = [(int(level), len(list(run))) for level, run in groupby(middle.tolist())]
        text, places, x = "", [], 0
        for level, width in runs:
            if level != _WHITE and width > 2:
                text += self.characters[level][0]
                places.append((x + width / 2) / len(middle))
            x += width
        return ReadLine(text, tuple(places), 0.9 if text else 0.0)

    def find_lines(self, *_: object) -> list[PixelBox]:
        """Give where the words are."""
        return sorted(self.boxes, key=lambda box: (box[1], box[0]))


def table_page(rules_y: Sequence[int] = ()) -> _Printed:
    """Title, unit, and a table whose amounts are flush right; rules across where they are asked."""
    page = _Printed()
    page.put("支出预算总表", 600, 60)
    page.put("单位:元", 1250, 120)
    for row, texts in enumerate(_TABLE):
        top = 200 + 60 * row
        for column, text in enumerate(texts):
            width = sum(_EM_PX if c > "\u2e80" else _EM_PX // 2 for c in text)
            page.put(text, 120 if not column else _RIGHT_PX[column] - width, top)
    page.boxes = [box for box in page.boxes if box[2] - box[0] > 20]
    for y in rules_y:
        page.picture[y : y + 3, 100:1380] = 20
    return page


def read(
    page: _Printed, monkeypatch: pytest.MonkeyPatch, known: tuple[float, ...] = ()
) -> PageRead:
    """Read a page by the stand-ins."""
    stand_in: Any = page
    monkeypatch.setattr(scanned_page, "line_detector", lambda _: stand_in)
    monkeypatch.setattr(scanned_page, "cell_recogniser", lambda _: stand_in)
    monkeypatch.setattr(scanned_page, "page_recogniser", lambda _: stand_in)
    monkeypatch.setattr(scanned_page, "find_skew", lambda _: 0.0)
    monkeypatch.setattr(scanned_page, "quarter_turns", lambda *_: 0)
    return read_scanned_page(page.picture, 1, _SCALE, stand_in, known_edges=known)


def rows_of(grid: Grid) -> list[tuple[str, ...]]:
    """Give the texts of a grid, row by row."""
    return [
        tuple(cell.text for cell in grid.cells if cell.row == row) for row in range(grid.row_count)
    ]


@pytest.mark.parametrize("rules_y", [(), (185, 240, 600)], ids=["no rules", "three lines"])
def test_table__without_rules__is_cut_by_alignment_and_read_twice(
    rules_y: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read(table_page(rules_y), monkeypatch)
    (grid,) = found.grids
    assert rows_of(grid) == list(_TABLE)
    assert found.reading == "scanned-aligned"
    assert [line.text for line in found.lines] == ["支出预算总表", "单位:元"]
    figures = [cell for cell in grid.cells if cell.row and cell.column]
    assert all(cell.second == cell.text for cell in figures)
    assert len(found.numbers) == sum(bool(text) for row in _TABLE[1:] for text in row[1:])


def test_table__rules_down_but_open_sides__is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules between the columns, none at its sides: the first and the last would be left out."""
    page = table_page((185, 240, 300, 360, 420, 480, 540, 600))
    for x in (480, 880, 1120):
        page.picture[185:603, x : x + 3] = 20
    (grid,) = read(page, monkeypatch).grids
    assert rows_of(grid) == list(_TABLE)


def test_table__no_header__goes_on_with_the_columns_of_the_page_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edges = read(table_page(), monkeypatch).grids[0].column_edges_pt
    page = _Printed()
    for row, texts in enumerate(_TABLE[1:3]):  # nothing is printed in its last column
        for column, text in enumerate(texts[:3]):
            width = sum(_EM_PX if c > "\u2e80" else _EM_PX // 2 for c in text)
            page.put(text, 120 if not column else _RIGHT_PX[column] - width, 100 + 60 * row)
    (grid,) = read(page, monkeypatch, edges).grids
    assert grid.column_count == len(_TABLE[0])
    assert [row[:3] for row in rows_of(grid)] == [row[:3] for row in _TABLE[1:3]]


def test_prose__with_amounts__is_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    page = _Printed()
    for row in range(6):
        page.put("支出1,300.50万元增加20.00万元主要用于教育", 120, 100 + 60 * row)
    found = read(page, monkeypatch)
    assert (found.grids, found.reading, len(found.lines)) == ((), "scanned", 6)


def test_table__numbers_of_labels__are_no_column(monkeypatch: pytest.MonkeyPatch) -> None:
    """一、 fills half of its em, and a space follows it."""
    page = _Printed()
    page.put("支出预算总表", 600, 60)
    page.put("单位:元", 1250, 120)
    for row, texts in enumerate(_TABLE):
        top, (label, *amounts) = 200 + 60 * row, texts
        left = page.put("一二三四五六七"[row] + "、", 120, top) if row else 150
        page.put(label, left + _EM_PX, top)
        for column, text in enumerate(amounts, start=1):
            width = sum(_EM_PX if c > "\u2e80" else _EM_PX // 2 for c in text)
            page.put(text, _RIGHT_PX[column] - width, top)
    (grid,) = read(page, monkeypatch).grids
    assert grid.column_count == len(_TABLE[0])
    assert [cell.text for cell in grid.cells if not cell.column][2] == "三、住房保障支出"


def test_number__that_an_edge_cuts__is_disputed_never_agreed() -> None:
    """Route A reads 1,2 and 34.50 in two cells; route B takes a number whole."""
    boxes = [Box(0, 0, 50, 20), Box(50, 0, 100, 20)]
    cells = tuple(
        GridCell(0, column, 1, 1, box, (Piece(text, box),))
        for column, (box, text) in enumerate(zip(boxes, ("1,2", "34.50"), strict=True))
    )
    edges = ((20.0, 0.0), (0.0, 50.0, 100.0))
    grid = Grid(1, 1, Box(0, 0, 100, 20), 1, 2, *edges, cells)
    line = ReadLine("1,234.50", tuple((i + 0.5) / 8 for i in range(8)), 0.9)
    page: Any = type("Page", (), {"box": staticmethod(Box)})
    marks = list(witnessing._marks(page, [(30, 0, 90, 20)], [line]))
    aligned, numbers = witness([grid], marks, {1})
    assert [cell.second for cell in aligned[0].cells] == ["", "1,234.50"]
    assert all(map(is_disputed, aligned[0].cells))
    assert [number.text for number in numbers] == ["1,234.50"]


def test_table__columns_ruled_but_no_rows__is_parted_by_its_amounts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = table_page((185, 240, 600))
    for x in (100, 480, 880, 1120, 1377):
        page.picture[185:603, x : x + 3] = 20
    found = read(page, monkeypatch)
    assert rows_of(found.grids[0]) == list(_TABLE)
    assert found.reading == "scanned"


def test_table__one_cell_that_stacks_amounts__may_be_meant_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = table_page((185, 240, 300, 360, 420, 480, 540, 680))
    for x in (100, 480, 880, 1120, 1377):
        page.picture[185:683, x : x + 3] = 20
    page.put("65.25", 1300, 640)
    (grid,) = read(page, monkeypatch).grids
    assert rows_of(grid)[-1][-1] == "1,065.25\n65.25"
