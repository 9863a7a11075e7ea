"""One scanned page → its lines, grids and numbers, read twice.

Rules are found first, and give the grids as drawn rules do. Route A reads each ruled cell by
itself; its text is what the cells hold. Route B finds the lines of the whole page, without rules
and cells, and reads them with another network; which cell a character of it belongs to is told
afterwards, by its place. Two recognisers on one crop are no two witnesses: a crop that cuts a digit
cuts it for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ingest.reading.pdf.account import account_for
from ingest.reading.pdf.camelot_grids import extract_grids
from ingest.reading.pdf.glyphs import Glyph
from ingest.reading.pdf.lattice import LatticeGrid, LatticePage, LatticeSettings
from ingest.reading.pdf.model import Box, Grid, GridCell, PageRead, Piece, PrintedNumber
from ingest.reading.pdf.page_grids import page_grid
from ingest.reading.pdf.pieces import Run, lines_of
from ingest.reading.pdf.tokens import NUMBER_TOKEN
from ingest.reading.scans.cells import StraightPage, plain_text, read_cells
from ingest.reading.scans.detecting import PixelBox, line_detector
from ingest.reading.scans.figures import figure_text, is_disputed
from ingest.reading.scans.models import ModelFiles
from ingest.reading.scans.recognising import (
    Picture,
    ReadLine,
    Recogniser,
    cell_recogniser,
    page_recogniser,
)
from ingest.reading.scans.ruling import find_rules
from ingest.reading.scans.straightening import find_skew, is_ink, turn
from ingest.reading.scans.turning import quarter_turns, turned

SCANNED: Final = "scanned"

# Dust and the ends of rules are read as a stroke now and then, and are not sure of it.
_SURE: Final = 0.6
# Characters of a cover are 36 pt high, and two of them may touch; no table is as small both ways.
_LEAST_TABLE_PT: Final = (90.0, 60.0)
_WORDS: Final = re.compile("[\u4e00-\u9fff]")
_FEWEST_DIGITS: Final = 3
_BARS: Final = frozenset("|丨┃│")  # a rule beside a number, read with it
_DIGIT: Final = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class _Mark:
    """One character of route B and where it stands."""

    text: str
    box: Box


def read_scanned_page(
    picture: Picture,
    page_number: int,
    points_per_pixel: float,
    files: ModelFiles,
    *,
    rotation: int = 0,
    is_turned: bool = False,
) -> PageRead:
    """Read one scanned page.

    Args:
        picture: grey levels, uint8, upright or sideways but for a few degrees.
        page_number: 1….
        points_per_pixel: how large a pixel is.
        files: the models.
        rotation: how the page was turned to be upright, for `PageRead.rotation`.
        is_turned: it has been turned by what its lines say, and is not turned again.
    """
    skew = find_skew(picture)
    straight = turn(picture, skew)
    first, second = cell_recogniser(files), page_recogniser(files)
    boxes = line_detector(files).find_lines(straight, points_per_pixel)
    turns = 0 if is_turned else quarter_turns(straight, boxes, first)
    if turns:
        return read_scanned_page(
            turned(picture, turns),
            page_number,
            points_per_pixel,
            files,
            rotation=(rotation + 90 * turns) % 360,
            is_turned=True,
        )
    page = StraightPage(straight, is_ink(straight), points_per_pixel)
    found = find_grids(page)
    pieces = read_cells(page, [cell.box for grid in found for cell in grid.cells], first)
    by_cell = iter(pieces)
    grids = _make_grids(
        page_number, [(grid, [next(by_cell) for _ in grid.cells]) for grid in found]
    )
    inside = [box for box in boxes if _is_within(page.box(*box), grids)]
    outside = [box for box in boxes if not _is_within(page.box(*box), grids)]
    marks = _read_again(page, grids, inside, second)
    grids, numbers = _witness(grids, marks)
    lines = _read_lines(page, outside, first)
    return PageRead(
        page_number=page_number,
        width_pt=page.width_pt,
        height_pt=page.height_pt,
        rotation=rotation,
        lines=lines,
        grids=grids,
        numbers=numbers,
        character_count=sum(len(text) for text in _texts(grids, lines)),
        image_count=1,
        reading=SCANNED,
        reading_reason=_reason(grids, skew),
        unread=account_for(
            glyphs=(),
            lines=lines,
            grids=grids,
            pictures=(),
            page_size=(page.width_pt, page.height_pt),
            is_invisible=False,
        ).unread,
        skew_degrees=skew,
    )


def find_grids(page: StraightPage) -> list[LatticeGrid]:
    """Find the grids that the page rules, top to bottom; a frame around prose is none."""
    across, down = find_rules(page.ink, page.points_per_pixel)
    lattice = LatticePage(
        # the lattice way looks at pages with text only
        runs=(Run([Glyph("-", 0.0, 0.0, 1.0, 1.0, 0)], [""]),),
        horizontal=tuple(across),
        vertical=tuple(down),
        width_pt=page.width_pt,
        height_pt=page.height_pt,
        render=lambda: None,
    )
    found, _ = extract_grids(lattice, LatticeSettings("vector"))
    kept = [grid for grid in found if len(grid.column_edges_pt) > 2 and not _is_print(grid.box)]
    return sorted(kept, key=lambda grid: (-grid.box.y1, grid.box.x0))


def _is_print(box: Box) -> bool:
    """Say whether a grid is ruled by the strokes of large characters: 区 and 门 of a cover."""
    return box.x1 - box.x0 < _LEAST_TABLE_PT[0] and box.y1 - box.y0 < _LEAST_TABLE_PT[1]


def _make_grids(
    page_number: int, read: Sequence[tuple[LatticeGrid, list[tuple[Piece, ...]]]]
) -> tuple[Grid, ...]:
    """Put what route A read into the grids; one without any text is a drawing."""
    printed = [(grid, pieces) for grid, pieces in read if any(pieces)]
    return tuple(
        page_grid(grid, page_number, number, pieces)
        for number, (grid, pieces) in enumerate(printed, start=1)
    )


def _read_again(
    page: StraightPage, grids: Sequence[Grid], boxes: Sequence[PixelBox], recogniser: Recogniser
) -> list[_Mark]:
    """Read the lines within grids with the other network, but for those of words alone."""
    wordy = [cell.box for grid in grids for cell in grid.cells if _is_wordy(cell)]
    wanted = [box for box in boxes if not any(_covers(cell, page.box(*box)) for cell in wordy)]
    return list(_marks(page, wanted, _read_boxes(page, wanted, recogniser)))


def read_marks(
    page: StraightPage, boxes: Sequence[PixelBox], files: ModelFiles
) -> list[tuple[str, Box]]:
    """Read lines with the network of whole pages: each character with its place on the page."""
    read = _read_boxes(page, boxes, page_recogniser(files))
    return [(mark.text, mark.box) for mark in _marks(page, boxes, read)]


def _is_wordy(cell: GridCell) -> bool:
    """Say whether a cell holds words and no figure: nothing that has to be witnessed."""
    return bool(_WORDS.search(cell.text)) and not _DIGIT.search(cell.text)


def _covers(area: Box, box: Box) -> bool:
    """Say whether a box lies in an area but for its margins."""
    slack_x, slack_y = (box.y1 - box.y0) / 2, (box.y1 - box.y0) / 3
    return (
        area.x0 <= box.x0 + slack_x
        and box.x1 - slack_x <= area.x1
        and area.y0 <= box.y0 + slack_y
        and box.y1 - slack_y <= area.y1
    )


def _read_boxes(
    page: StraightPage, boxes: Sequence[PixelBox], recogniser: Recogniser
) -> list[ReadLine]:
    return recogniser.read([page.picture[y0:y1, x0:x1] for x0, y0, x1, y1 in boxes])


def _marks(
    page: StraightPage, boxes: Sequence[PixelBox], read: Sequence[ReadLine]
) -> Iterator[_Mark]:
    """Give each character its place on the page."""
    for (x0, y0, x1, y1), line in zip(boxes, read, strict=True):
        if line.score < _SURE:
            continue
        half = (x1 - x0) / max(len(line.text), 1) / 2
        for character, share in zip(line.text, line.places, strict=True):
            text = plain_text(character)
            middle = x0 + share * (x1 - x0)
            if text and text not in _BARS:
                yield _Mark(text, page.box(middle - half, y0, middle + half, y1))


def _witness(
    grids: Sequence[Grid], marks: Sequence[_Mark]
) -> tuple[tuple[Grid, ...], tuple[PrintedNumber, ...]]:
    """Lay route B's characters into the cells, and list its numbers."""
    witnessed = []
    numbers: list[PrintedNumber] = []
    left = list(marks)
    for grid in grids:
        cells = []
        own = [mark for mark in left if _holds(grid.box, mark.box)]
        for cell in grid.cells:
            within = [mark for mark in own if _holds(cell.box, mark.box)]
            if _is_wordy(cell):
                cells.append(cell)
                continue
            lines = _as_lines(within)
            text = "\n".join("".join(mark.text for mark in line) for line in lines)
            found = list(_numbers(lines, grid.grid_number))
            twice = _unsmudged(replace(_plain(cell), second=text))
            cells.append(twice)
            numbers += found if twice.second else []
        witnessed.append(replace(grid, cells=tuple(cells)))
    return tuple(witnessed), tuple(numbers)


def _plain(cell: GridCell) -> GridCell:
    """Give a number its plain form: recognisers print a comma full-width now and then."""
    number = figure_text(cell.text)
    if number is None or len(cell.pieces) != 1 or cell.pieces[0].text == number:
        return cell
    return replace(cell, pieces=(replace(cell.pieces[0], text=number),))


def _unsmudged(cell: GridCell) -> GridCell:
    """Leave out a stroke that route B saw where there is no print larger than dust."""
    number = figure_text(cell.second or "") or ""
    is_print = bool(cell.pieces) or sum(map(str.isdigit, number)) >= _FEWEST_DIGITS
    return cell if is_print else replace(cell, second="")


def _as_lines(marks: Sequence[_Mark]) -> list[list[_Mark]]:
    """Sort characters into lines, top to bottom, left to right."""
    lines: list[list[_Mark]] = []
    for mark in sorted(marks, key=lambda m: (-(m.box.y0 + m.box.y1), m.box.x0)):
        if lines:
            above = lines[-1][0].box
            overlap = min(above.y1, mark.box.y1) - max(above.y0, mark.box.y0)
            if overlap >= 0.5 * (mark.box.y1 - mark.box.y0):
                lines[-1].append(mark)
                continue
        lines.append([mark])
    for line in lines:
        line.sort(key=lambda m: m.box.x0)
    return lines


def _numbers(lines: Sequence[Sequence[_Mark]], grid_number: int) -> Iterator[PrintedNumber]:
    for line in lines:
        owners = [mark for mark in line for _ in mark.text]
        for match in NUMBER_TOKEN.finditer("".join(mark.text for mark in line)):
            within = owners[match.start() : match.end()]
            yield PrintedNumber(match.group(), _around([m.box for m in within]), grid_number)


def _read_lines(
    page: StraightPage, boxes: Sequence[PixelBox], recogniser: Recogniser
) -> tuple[Piece, ...]:
    """Read what stands outside every grid: titles, units, prose."""
    runs: list[Run] = []
    for box, line in zip(boxes, _read_boxes(page, boxes, recogniser), strict=True):
        text = plain_text(line.text)
        if text and line.score >= _SURE:
            runs.append(Run([Glyph(text, *_tight(page.box(*box)), len(runs))], [""]))
    return tuple(lines_of(runs))


# The detector grows a line's box by about so much of its height, above and below.
_GROWN: Final = 0.2


def _tight(box: Box) -> Box:
    """Take from a line's box what the detector added."""
    grown = _GROWN * (box.y1 - box.y0)
    return Box(box.x0 + grown, box.y0 + grown, box.x1 - grown, box.y1 - grown)


def _is_within(box: Box, grids: Sequence[Grid]) -> bool:
    return any(_holds(grid.box, box) for grid in grids)


def _holds(area: Box, box: Box) -> bool:
    """Say whether an area holds a box's middle."""
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return area.x0 <= x <= area.x1 and area.y0 <= y <= area.y1


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )


def _texts(grids: Sequence[Grid], lines: Sequence[Piece]) -> Iterator[str]:
    yield from (line.text for line in lines)
    yield from (piece.text for grid in grids for cell in grid.cells for piece in cell.pieces)


def _reason(grids: Sequence[Grid], skew: float) -> str:
    witnessed = [cell for grid in grids for cell in grid.cells if cell.second is not None]
    disputed = sum(map(is_disputed, witnessed))
    filled = sum(1 for cell in witnessed if cell.text or cell.second)
    return f"a picture, turned by {skew:g}°: {disputed} of {filled} cells read differently twice"
