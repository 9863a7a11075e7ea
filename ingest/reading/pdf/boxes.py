"""The boxes of a page's characters: by their fonts' metrics, or by outline where those mislead."""

from __future__ import annotations

import ctypes
import math
import struct
from array import array
from collections.abc import Mapping
from typing import Final

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.reading.pdf.calls import (
    address_of,
    get_bounds,
    get_char_box,
    get_char_matrix,
    get_char_origin,
    get_font_size,
    get_loose_char_box,
    get_text_object,
    get_unicode,
)
from ingest.reading.pdf.matrices import Surroundings, bounds_on_page

Sides = tuple[float, float, float, float]  # left, top, right, bottom: pdfium's order

# Height of a character's box by its font's metrics: 0.9–1.2 em in 27 of 30 reports, up to
# 2.4 em where the metrics are wrong.
_USUAL_HEIGHT_EM: Final = (0.6, 1.45)

# A box that reaches this far into the next character's is wider than the pitch.
_ODD_OVERLAP: Final = 0.25
_ODD_SAMPLES: Final = 2

# A character's place when the font's own metrics cannot be used.
_ASCENT_EM: Final = 0.86
_DESCENT_EM: Final = 0.14
_SIDE_BEARING_EM: Final = 0.1
_FIRST_FULL_WIDTH: Final = 0x2E80

_NOWHERE: Final = (0.0, 0.0, 0.0, 0.0)
_DOUBLE_SIZE: Final = ctypes.sizeof(ctypes.c_double)
_FLOAT_SIZE: Final = ctypes.sizeof(ctypes.c_float)
_SAME_BOX_PT: Final = 0.01


def loose_boxes(textpage: object, count: int) -> list[Sides | None]:
    """Ask for every character's box by its font's metrics; None where there is none.

    The boxes are written into one array and unpacked at once.
    """
    rectangles = (pdfium_c.FS_RECTF * count)()
    start, size = ctypes.addressof(rectangles), ctypes.sizeof(pdfium_c.FS_RECTF)
    places = range(start, start + count * size, size)
    found = list(map(get_loose_char_box, [address_of(textpage)] * count, range(count), places))
    boxes: list[Sides | None] = list(struct.iter_unpack("4f", rectangles))
    if not all(found):
        for index, is_found in enumerate(found):
            if not is_found:
                boxes[index] = None
    return boxes


def has_odd_fonts(textpage: object, samples: list[int], count: int) -> bool:
    """Say whether boxes by font metrics would mislead on this page.

    Some embedded fonts state a height of 2.4 em, so that the lines of a cell overlap, or widths
    that are twice the pitch, so that the numbers of two columns touch.
    """
    odd = 0
    box, after = pdfium_c.FS_RECTF(), pdfium_c.FS_RECTF()
    for index in samples:
        size = _size_of(textpage, index)
        pdfium_c.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box))
        width, height = box.right - box.left, box.top - box.bottom
        is_tall = not _USUAL_HEIGHT_EM[0] * size <= height <= _USUAL_HEIGHT_EM[1] * size
        if index + 1 < count:
            pdfium_c.FPDFText_GetLooseCharBox(textpage, index + 1, ctypes.byref(after))
        is_overlapped = (
            index + 1 < count
            and after.bottom == box.bottom
            and box.left < after.left < box.right - _ODD_OVERLAP * width
        )
        odd += (is_tall and size > 0) or is_overlapped
    return odd >= _ODD_SAMPLES


def _size_of(textpage: object, index: int) -> float:
    """Ask for the size of a character on paper: font size times the text matrix."""
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFText_GetMatrix(textpage, index, ctypes.byref(matrix)):
        return 0.0
    return float(pdfium_c.FPDFText_GetFontSize(textpage, index)) * math.hypot(matrix.c, matrix.d)


def outline_boxes(textpage: object, count: int) -> list[Sides | None]:
    """Box every character by its outline across and by its baseline and size along the line.

    Returns:
        As `loose_boxes`, of the same precision, without font metrics.
    """
    handle = address_of(textpage)
    outline, origin = (ctypes.c_double * 4)(), (ctypes.c_double * 2)()
    matrix = (ctypes.c_float * 6)()
    edges = ctypes.addressof(outline)
    edge_addresses = tuple(range(edges, edges + 4 * _DOUBLE_SIZE, _DOUBLE_SIZE))
    point = ctypes.addressof(origin)
    turned = ctypes.addressof(matrix)
    sides = array("f")
    absent = []
    for index in range(count):
        if not (
            get_char_box(handle, index, *edge_addresses)
            and get_char_origin(handle, index, point, point + _DOUBLE_SIZE)
            and get_char_matrix(handle, index, turned)
        ):
            absent.append(index)
            sides.extend(_NOWHERE)
            continue
        a, b, c, d, _, _ = matrix
        x, y = origin
        size = get_font_size(handle, index) * math.hypot(c, d)
        if get_unicode(handle, index) >= _FIRST_FULL_WIDTH:
            # An ideograph or its punctuation fills an em whatever its outline: `：` is no gap.
            sides.extend(_em_box(x, y, (a, b, c, d), size))
            continue
        left, right, bottom, top = outline
        bearing = _SIDE_BEARING_EM * size
        if abs(d) >= abs(c):  # written across
            low, high = _line_edges(y, math.copysign(size, d))
            sides.extend((left - bearing, high, right + bearing, low))
        else:  # written along the page
            low, high = _line_edges(x, math.copysign(size, c))
            sides.extend((low, top + bearing, high, bottom - bearing))
    boxes: list[Sides | None] = list(struct.iter_unpack("4f", sides))
    for index in absent:
        boxes[index] = None
    return boxes


def bring_out_of_forms(
    textpage: object, boxes: list[Sides | None], inside: Mapping[int, Surroundings]
) -> list[Sides | None]:
    """Map the boxes that pdfium leaves in the space of the form that their text stands in.

    Of characters that stand for others (`ActualText`: 一 for the radical ⼀ that a browser's font
    draws) it gives the box of the text object, and not by the form's own matrix.

    Args:
        textpage: the page's text.
        boxes: of its characters.
        inside: of its text objects that stand in forms: what is around them.
    """
    handle = address_of(textpage)
    bounds, outline = (ctypes.c_float * 4)(), (ctypes.c_double * 4)()
    start, edges = ctypes.addressof(bounds), ctypes.addressof(outline)
    sides = tuple(range(start, start + 4 * _FLOAT_SIZE, _FLOAT_SIZE))
    edge_addresses = tuple(range(edges, edges + 4 * _DOUBLE_SIZE, _DOUBLE_SIZE))
    heights: dict[int, tuple[float, float]] = {}
    for address, around in inside.items():
        if get_bounds(address, *sides):
            own = tuple(bounds)
            shown = bounds_on_page(own, around.matrices)
            if max(abs(a - b) for a, b in zip(own, shown, strict=True)) > _SAME_BOX_PT:
                heights[address] = own[1], own[3]
    if not heights:
        return boxes
    brought = list(boxes)
    for index in range(len(boxes)):
        address = get_text_object(handle, index) or 0
        if address not in heights or not get_char_box(handle, index, *edge_addresses):
            continue
        left, right, bottom, top = outline
        low, high = heights[address]
        if abs(bottom - low) <= _SAME_BOX_PT and abs(top - high) <= _SAME_BOX_PT:
            x0, y0, x1, y1 = bounds_on_page((left, bottom, right, top), inside[address].matrices)
            brought[index] = x0, y1, x1, y0
    return brought


def _line_edges(base: float, up: float) -> tuple[float, float]:
    """Give the lower and upper edge of a line of print from its baseline and its upward size."""
    below, above = base - _DESCENT_EM * up, base + _ASCENT_EM * up
    return (below, above) if below < above else (above, below)


def _em_box(x: float, y: float, turn: tuple[float, float, float, float], size: float) -> Sides:
    """Box a full-width character: one em from its origin along the line, one across."""
    a, b, c, d = turn
    scale = size / (math.hypot(c, d) or 1.0)
    along_x, along_y = a * scale, b * scale
    up_x, up_y = c * scale, d * scale
    xs = [x + u * up_x for u in (-_DESCENT_EM, _ASCENT_EM)]
    ys = [y + u * up_y for u in (-_DESCENT_EM, _ASCENT_EM)]
    xs += [x + along_x + u * up_x for u in (-_DESCENT_EM, _ASCENT_EM)]
    ys += [y + along_y + u * up_y for u in (-_DESCENT_EM, _ASCENT_EM)]
    return min(xs), max(ys), max(xs), min(ys)
