"""Cells that a picture hides: opaque, and painted over a table that was printed before it.

What such a cell prints is in the text layer still, or is nowhere: a reader sees the picture.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from typing import Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.reading.pdf.calls import get_bounds
from ingest.reading.pdf.clips import Buffers
from ingest.reading.pdf.ink import WHITE
from ingest.reading.pdf.matrices import Rectangle, bounds_on_page
from ingest.reading.pdf.model import Box, Grid
from ingest.reading.pdf.rules import PaintedPicture, RawObjects

# A bullet or a tick of a list hides nothing.
_LEAST_PT: Final = 5.0
# A cell is hidden with this share of it, or with this share of one of its texts.
_HIDDEN_CELL: Final = 0.3
_HIDDEN_TEXT: Final = 0.2
# What lies at a picture's edge lies beside it.
_EDGE_PT: Final = 1.0
_MOST_PICTURES: Final = 400
# Of 255, on average: the ground of a seal, and a watermark, let through what is below.
_OPAQUE: Final = 230
_COLOURS: Final = 3  # blue, green, red; opacity follows


def pictures_on_top(objects: RawObjects) -> list[PaintedPicture]:
    """List the pictures that nothing was printed on: no ground of a table, and of no text.

    Args:
        objects: of one page, in user space.
    """
    pictures = [
        picture
        for picture in objects.pictures[:_MOST_PICTURES]
        if min(picture.area[2] - picture.area[0], picture.area[3] - picture.area[1]) >= _LEAST_PT
    ]
    if not pictures:
        return []
    doubts, buffers = objects.doubts, Buffers()
    first = min(picture.text_count for picture in pictures)
    texts: list[tuple[int, float, float]] = []
    for number, address in enumerate(doubts.texts[first:], first):
        if get_bounds(address, *buffers.side_addresses):
            around = doubts.inside.get(address)
            x0, y0, x1, y1 = bounds_on_page(tuple(buffers.sides), around.matrices if around else ())
            if x1 > x0:
                texts.append((number, (x0 + x1) / 2, (y0 + y1) / 2))
    return [
        picture
        for picture in pictures
        if not any(
            number >= picture.text_count and _holds(picture.area, x, y) for number, x, y in texts
        )
        and not any(_crosses(picture.area, rule) for rule in objects.segments[picture.rule_count :])
    ]


def hidden_cells(
    page: pdfium.PdfPage,
    pictures: Iterable[tuple[Rectangle, PaintedPicture]],
    grids: Sequence[Grid],
) -> int:
    """Count the cells that opaque pictures hide.

    Args:
        page: the open page.
        pictures: those on top, each with its area as displayed.
        grids: the page's tables.
    """
    over: list[Rectangle] = []
    for area, picture in pictures:
        if any(_overlap(grid.box, area) > 0 for grid in grids):
            is_opaque, is_white = _look_of(page, picture)
            if is_opaque and not (is_white and _is_in_a_cell(area, grids)):
                over.append(area)
    if not over:
        return 0
    return sum(
        sum(_overlap(cell.box, area) for area in over) >= _HIDDEN_CELL * _area_of(cell.box)
        or any(
            sum(_overlap(piece.box, area) for area in over) >= _HIDDEN_TEXT * _area_of(piece.box)
            for piece in cell.pieces
        )
        for grid in grids
        for cell in grid.cells
        if _area_of(cell.box) > 0
    )


def _look_of(page: pdfium.PdfPage, picture: PaintedPicture) -> tuple[bool, bool]:
    """Say whether a picture lets nothing through, by how it is painted and by its own mask.

    Returns:
        That; and whether it is white all over: in a cell, nothing is then what a reader sees there.
    """
    handle = ctypes.cast(picture.address, pdfium_c.FPDF_PAGEOBJECT)
    if picture.is_see_through or pdfium_c.FPDFPageObj_HasTransparency(handle):
        return False, False
    raw = pdfium_c.FPDFImageObj_GetRenderedBitmap(page.pdf.raw, page.raw, handle)
    if not raw:
        return True, False
    seen = pdfium.PdfBitmap.from_raw(raw).to_numpy()
    if seen.ndim == 2:  # grey
        return True, bool((seen >= WHITE).all())
    is_white = bool((seen[..., :_COLOURS] >= WHITE).all())
    has_alpha = seen.shape[2] > _COLOURS
    return not has_alpha or float(seen[..., _COLOURS].mean()) >= _OPAQUE, is_white


def _is_in_a_cell(area: Rectangle, grids: Sequence[Grid]) -> bool:
    """Say whether an area is within one cell, whose rules it leaves to be seen."""
    return sum(_crosses(area, cell.box) for grid in grids for cell in grid.cells) <= 1


def _holds(area: Rectangle, x: float, y: float) -> bool:
    return area[0] <= x <= area[2] and area[1] <= y <= area[3]


def _crosses(area: Rectangle, rule: Sequence[float]) -> bool:
    """Say whether a rule, or a cell, reaches into an area, not along its edge."""
    return (
        rule[0] < area[2] - _EDGE_PT
        and rule[2] > area[0] + _EDGE_PT
        and rule[1] < area[3] - _EDGE_PT
        and rule[3] > area[1] + _EDGE_PT
    )


def _overlap(box: Box, area: Rectangle) -> float:
    width = min(box[2], area[2]) - max(box[0], area[0])
    height = min(box[3], area[3]) - max(box[1], area[1])
    return width * height if width > 0 and height > 0 else 0.0


def _area_of(box: Box) -> float:
    return (box.x1 - box.x0) * (box.y1 - box.y0)
