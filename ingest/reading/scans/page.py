"""One scanned page → its lines, grids and numbers, read twice.

Rules are found first, and give the grids as drawn rules do. Route A reads each ruled cell by
itself; its text is what the cells hold. Route B finds the lines of the whole page, without rules
and cells, and reads them with another network; which cell a character of it belongs to is told
afterwards, by its place. Two recognisers on one crop are no two witnesses: a crop that cuts a digit
cuts it for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ingest.reading.pdf.account import account_for
from ingest.reading.pdf.alignment import count_crowded
from ingest.reading.pdf.camelot_grids import extract_grids
from ingest.reading.pdf.glyphs import Glyph
from ingest.reading.pdf.lattice import LatticeGrid, LatticePage, LatticeSettings
from ingest.reading.pdf.model import Box, Grid, PageRead, Piece
from ingest.reading.pdf.page_grids import page_grid
from ingest.reading.pdf.pieces import Run, lines_of
from ingest.reading.pdf.rules import Segment
from ingest.reading.pdf.scanned import SCANNED, SCANNED_ALIGNED
from ingest.reading.scans.aligning import (
    align_grids,
    announces_table,
    grids_in_part,
    rules_between_rows,
    without_rules,
)
from ingest.reading.scans.cells import StraightPage, plain_text, read_cells
from ingest.reading.scans.detecting import PixelBox, line_detector
from ingest.reading.scans.figures import is_disputed
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
from ingest.reading.scans.witnessing import SURE, holds, read_again, read_boxes, witness
from ingest.reading.scans.words import words_of

# Characters of a cover are 36 pt high, and two of them may touch; no table is as small both ways.
_LEAST_TABLE_PT: Final = (90.0, 60.0)
_EDGE_PT: Final = 1.0


def read_scanned_page(
    picture: Picture,
    page_number: int,
    points_per_pixel: float,
    files: ModelFiles,
    *,
    rotation: int = 0,
    is_turned: bool = False,
    known_edges: tuple[float, ...] = (),
) -> PageRead:
    """Read one scanned page.

    Args:
        picture: grey levels, uint8, upright or sideways but for a few degrees.
        page_number: 1….
        points_per_pixel: how large a pixel is.
        files: the models.
        rotation: how the page was turned to be upright, for `PageRead.rotation`.
        is_turned: it has been turned by what its lines say, and is not turned again.
        known_edges: column edges of the table that ends the page before, where alignment told it.
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
            known_edges=known_edges,
        )
    page = StraightPage(straight, is_ink(straight), points_per_pixel)
    ruled = _read_ruled(page, page_number, first)
    tables = _read_aligned(page, page_number, ruled, boxes, first, known_edges=known_edges)
    inside = [box for box in boxes if _is_within(page.box(*box), tables.grids)]
    marks = read_again(page, tables.grids, inside, second)
    grids, numbers = witness(tables.grids, marks, tables.aligned)
    lines = tuple(lines_of(_lines_as_runs(page, tables.outside, tables.read)))
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
        reading=SCANNED_ALIGNED if tables.aligned else SCANNED,
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


@dataclass(frozen=True, slots=True)
class _Tables:
    """The grids of a page, and its lines outside of them.

    Attributes:
        grids: from the top.
        aligned: numbers of those that alignment told.
        outside: where its other lines are.
        read: what the first network made of each of those.
    """

    grids: tuple[Grid, ...]
    aligned: frozenset[int]
    outside: list[PixelBox]
    read: list[ReadLine]


def _read_ruled(page: StraightPage, page_number: int, recogniser: Recogniser) -> tuple[Grid, ...]:
    """Read the grids that are ruled; rules that were left out between amounts are added."""
    grids = _read_grids(page, page_number, find_grids(page), recogniser)
    if not count_crowded(grids):
        return grids
    parted = find_grids(page, rules_between_rows(grids))
    return _read_grids(page, page_number, parted, recogniser)


def _read_aligned(
    page: StraightPage,
    page_number: int,
    ruled: tuple[Grid, ...],
    boxes: Sequence[PixelBox],
    recogniser: Recogniser,
    *,
    known_edges: tuple[float, ...],
) -> _Tables:
    """Read the tables that are ruled in part or not at all, where lines outside stand as theirs."""
    outside = [box for box in boxes if not _is_within(page.box(*box), ruled)]
    read = read_boxes(page, outside, recogniser)
    told = _Tables(ruled, frozenset(), outside, read)
    words = words_of(page, outside, read, sure=SURE)
    if not announces_table(lines_of(words), may_go_on=bool(known_edges)):
        return told
    across, down = find_rules(page.ink, page.points_per_pixel)
    bare = without_rules(page, across, down)
    in_part = grids_in_part(words, ruled)
    kept = tuple(grid for grid in ruled if grid not in in_part)
    if in_part:
        outside = [box for box in boxes if not _is_within(page.box(*box), kept)]
        read = read_boxes(page, outside, recogniser)
    words = words_of(bare, outside, read, sure=SURE)
    found = [
        grid
        for grid in align_grids(bare, words, across, known_edges)
        if not any(_overlap(grid.box, other.box) for other in kept)
    ]
    aligned = _read_grids(bare, page_number, found, recogniser)
    if not aligned:
        return told
    ordered = sorted((*kept, *aligned), key=lambda grid: (-grid.box.y1, grid.box.x0))
    numbers = {id(grid): number for number, grid in enumerate(ordered, start=1)}
    left = [
        (box, line)
        for box, line in zip(outside, read, strict=True)
        if not _is_within(page.box(*box), aligned)
    ]
    return _Tables(
        tuple(replace(grid, grid_number=numbers[id(grid)]) for grid in ordered),
        frozenset(numbers[id(grid)] for grid in aligned),
        [box for box, _ in left],
        [line for _, line in left],
    )


def _read_grids(
    page: StraightPage, page_number: int, found: Sequence[LatticeGrid], recogniser: Recogniser
) -> tuple[Grid, ...]:
    """Read the cells of grids by route A."""
    pieces = read_cells(page, [cell.box for grid in found for cell in grid.cells], recogniser)
    by_cell = iter(pieces)
    return _make_grids(page_number, [(grid, [next(by_cell) for _ in grid.cells]) for grid in found])


def find_grids(page: StraightPage, added: Sequence[Segment] = ()) -> list[LatticeGrid]:
    """Find the grids that the page rules, top to bottom; a frame around prose is none.

    Args:
        page: the page.
        added: rules across beside those that are drawn.
    """
    across, down = find_rules(page.ink, page.points_per_pixel)
    lattice = LatticePage(
        # the lattice way looks at pages with text only
        runs=(Run([Glyph("-", 0.0, 0.0, 1.0, 1.0, 0)], [""]),),
        horizontal=(*across, *added),
        vertical=tuple(down),
        width_pt=page.width_pt,
        height_pt=page.height_pt,
        render=lambda: None,
    )
    found, _ = extract_grids(lattice, LatticeSettings("vector"))
    kept = [grid for grid in found if len(grid.column_edges_pt) > 2 and not _is_print(grid.box)]
    return sorted(kept, key=lambda grid: (-grid.box.y1, grid.box.x0))


def _overlap(one: Box, other: Box) -> bool:
    """Say whether two boxes have some area in common, not an edge alone."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    upward = min(one.y1, other.y1) - max(one.y0, other.y0)
    return min(across, upward) > _EDGE_PT


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


def _lines_as_runs(
    page: StraightPage, boxes: Sequence[PixelBox], read: Sequence[ReadLine]
) -> list[Run]:
    """Give what stands outside every grid, a run a line: titles, units, prose."""
    runs: list[Run] = []
    for box, line in zip(boxes, read, strict=True):
        text = plain_text(line.text)
        if text and line.score >= SURE:
            runs.append(Run([Glyph(text, *_tight(page.box(*box)), len(runs))], [""]))
    return runs


# The detector grows a line's box by about so much of its height, above and below.
_GROWN: Final = 0.2


def _tight(box: Box) -> Box:
    """Take from a line's box what the detector added."""
    grown = _GROWN * (box.y1 - box.y0)
    return Box(box.x0 + grown, box.y0 + grown, box.x1 - grown, box.y1 - grown)


def _is_within(box: Box, grids: Sequence[Grid]) -> bool:
    return any(holds(grid.box, box) for grid in grids)


def _texts(grids: Sequence[Grid], lines: Sequence[Piece]) -> Iterator[str]:
    yield from (line.text for line in lines)
    yield from (piece.text for grid in grids for cell in grid.cells for piece in cell.pieces)


def _reason(grids: Sequence[Grid], skew: float) -> str:
    witnessed = [cell for grid in grids for cell in grid.cells if cell.second is not None]
    disputed = sum(map(is_disputed, witnessed))
    filled = sum(1 for cell in witnessed if cell.text or cell.second)
    return f"a picture, turned by {skew:g}°: {disputed} of {filled} cells read differently twice"
