"""What a page is to the rest of the program: text lines, ruled grids and counted numbers.

All boxes are PDF points of the page *as displayed* (after `/Rotate`), origin bottom left.
`ingest/reading/tables` and `ingest/reading/prose` know pages only through these values.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in points: x0 ≤ x1, y0 ≤ y1, origin bottom left."""

    x0: float
    y0: float
    x1: float
    y1: float


def around(boxes: Collection[Box]) -> Box:
    """Give the box around boxes, of which there is at least one.

    >>> around([Box(1, 2, 3, 4), Box(0, 3, 2, 5)])
    Box(x0=0, y0=2, x1=3, y1=5)
    """
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters on one line, inside one cell (or outside any grid).

    `text` is as printed but NFKC-normalised per character (radical forms such as ⽬ become 目,
    full-width digits become ASCII), white space at its ends removed. Full-width punctuation
    （，：；！？（）～） and enclosed numbers (①) stay as printed.
    """

    text: str
    box: Box
    font_size_pt: float = 0.0


@dataclass(frozen=True)
class GridCell:
    """One ruled cell; a merged cell appears once, at its top-left row and column (0-based).

    Its text is asked for a dozen times on the way to a table, so it is kept: hence no slots.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    pieces: tuple[Piece, ...]  # top to bottom, left to right
    address: str | None = None  # of a workbook's cell: 表1!B12
    stored: str | None = None  # the number that a workbook holds, where it shows fewer digits
    second: str | None = None  # of a scan: what was read here the second time, from the whole page
    is_unread: bool = False  # of a scan: two readings differ, and nothing says which is right

    @cached_property
    def text(self) -> str:
        """The printed lines, joined by newlines; pieces of one line by a space."""
        if len(self.pieces) == 1:
            return self.pieces[0].text
        lines: list[str] = []
        last: Piece | None = None
        for piece in self.pieces:
            if last is not None and _same_line(last.box, piece.box):
                lines[-1] = f"{lines[-1]} {piece.text}"
            else:
                lines.append(piece.text)
            last = piece
        return "\n".join(lines)


def _same_line(left: Box, right: Box) -> bool:
    """Say whether two boxes overlap by at least half of the lower one's height."""
    overlap = min(left.y1, right.y1) - max(left.y0, right.y0)
    return overlap >= 0.5 * min(left.y1 - left.y0, right.y1 - right.y0)


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled grid on one page, cells in reading order; blank cells are present, without pieces."""

    page_number: int
    grid_number: int  # 1… on the page, top to bottom
    box: Box
    row_count: int
    column_count: int
    row_edges_pt: tuple[float, ...]  # row_count + 1, descending
    column_edges_pt: tuple[float, ...]  # column_count + 1, ascending
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number token as the second, independent route reads it from the page's text layer.

    A token is a maximal run matching `[0-9][0-9,.，．]*[0-9]|[0-9]` after NFKC, thousands
    separators kept; `grid_number` is the grid whose area holds its centre, 0 for none.
    """

    text: str
    box: Box
    grid_number: int


@dataclass(frozen=True, slots=True)
class PageRead:
    """One page, read."""

    page_number: int
    width_pt: float
    height_pt: float
    rotation: int  # degrees turned clockwise so that most text is upright
    lines: tuple[Piece, ...]  # text outside every grid, in reading order, one piece per line
    grids: tuple[Grid, ...]
    numbers: tuple[PrintedNumber, ...]
    character_count: int
    image_count: int
    reading: str  # vector, vector-aligned, shaded, aligned, raster, …, stock, none, failed
    reading_reason: str
    unread: tuple[str, ...] = ()  # what it prints and nobody read; see `account`
    remarks: tuple[str, ...] = ()  # what a reader of its figures should know all the same
    # of a scan: how far it was turned counter-clockwise about its middle to stand straight; all
    # boxes are of the page so turned
    skew_degrees: float = 0.0
    source: str | None = None  # of a row of pictures: the name of the file that is this page
    has_text: bool = False  # of a scan: some of its lines are of a text layer beside the picture


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """A PDF, read."""

    pages: tuple[PageRead, ...]
    producer: str | None
    attachments: tuple[str, ...] = ()  # names of attached files, which are not read
