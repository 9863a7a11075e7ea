"""Clip paths of text objects: does one cut, and where?"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Final

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.reading.pdf.calls import (
    count_clip_paths,
    get_bounds,
    get_clip_path,
    get_clip_segment,
    get_segment_point,
    get_segment_type,
)

_INT_SIZE: Final = ctypes.sizeof(ctypes.c_int)
_FLOAT_SIZE: Final = ctypes.sizeof(ctypes.c_float)
# A text object's bounds reach over its clip path by the side bearings of its characters.
_CLIP_SLACK_PT: Final = 2.0
# Corners of a rectangle, the first one again: a path with more is no rectangle.
_RECTANGLE: Final = 5
# A line whose ink reaches out by less than this share of its height is seen whole.
_SLICED_SHARE: Final = 0.25
SLICED: Final = 1
CUT: Final = 2


class Buffers:
    """Where pdfium writes how a path is drawn and its bounds: the same for every path."""

    def __init__(self) -> None:
        self.modes = (ctypes.c_int * 2)()  # fill, stroke
        self.sides = (ctypes.c_float * 4)()  # left, bottom, right, top
        mode, side = ctypes.addressof(self.modes), ctypes.addressof(self.sides)
        self.mode_addresses = (mode, mode + _INT_SIZE)
        self.side_addresses = tuple(range(side, side + 4 * _FLOAT_SIZE, _FLOAT_SIZE))
        self.colours = (ctypes.c_uint * 4)()  # red, green, blue, alpha
        colour = ctypes.addressof(self.colours)
        self.colour_addresses = tuple(range(colour, colour + 4 * _INT_SIZE, _INT_SIZE))
        self.point = (ctypes.c_float * 2)()
        place = ctypes.addressof(self.point)
        self.point_addresses = (place, place + _FLOAT_SIZE)


def is_cut(text_object: int, buffers: Buffers) -> bool:
    """Say whether a text object's bounds reach out of one of its clip paths, or may lie in a hole.

    Args:
        text_object: its address.
        buffers: where pdfium writes.
    """
    return reach_of(text_object, buffers) > 0


def reach_of(text_object: int, buffers: Buffers) -> int:
    """Say how far a text object's bounds reach out of its clip paths: not, SLICED or CUT."""
    clip = get_clip_path(text_object)
    count = count_clip_paths(clip)
    if count <= 0 or not get_bounds(text_object, *buffers.side_addresses):
        return 0
    left, bottom, right, top = buffers.sides
    middle, slack = (bottom + top) / 2, _SLICED_SHARE * (top - bottom)
    reach = 0
    point, (x_address, y_address) = buffers.point, buffers.point_addresses
    for path in range(count - 1, -1, -1):  # the innermost is the narrowest
        first = get_clip_segment(clip, path, 0)
        across = get_clip_segment(clip, path, 2)  # the opposite corner of a rectangle
        if not (first and across and get_segment_point(first, x_address, y_address)):
            continue
        x0, y0 = point
        if not get_segment_point(across, x_address, y_address):
            continue
        x1, y1 = point
        low, high = (y0, y1) if y0 < y1 else (y1, y0)
        if middle < low or middle > high:
            return CUT
        if bottom < low - slack or top > high + slack:
            reach = SLICED
        low, high = (x0, x1) if x0 < x1 else (x1, x0)
        if left < low - _CLIP_SLACK_PT or right > high + _CLIP_SLACK_PT:
            return CUT
    # the innermost is what hides this text alone
    if get_clip_segment(clip, count - 1, _RECTANGLE) and _has_parts(clip, count - 1):
        return CUT
    return reach


def has_holes(text_object: int) -> bool:
    """Say whether some clip path around a text object has several parts.

    By the even-odd rule (W*) one within another is a hole; pdfium does not say by which rule a
    path clips, so that only the rendered page tells.
    """
    clip = get_clip_path(text_object)
    return any(_has_parts(clip, path) for path in range(count_clip_paths(clip)))


def _has_parts(clip: int, path: int) -> bool:
    if not get_clip_segment(clip, path, _RECTANGLE):
        return False
    count = pdfium_c.FPDFClipPath_CountPathSegments(ctypes.cast(clip, pdfium_c.FPDF_CLIPPATH), path)
    begun = sum(
        get_segment_type(get_clip_segment(clip, path, number)) == pdfium_c.FPDF_SEGMENT_MOVETO
        for number in range(max(count, 0))
    )
    return int(begun) > 1


def clip_boxes(address: int) -> Iterator[tuple[float, float, float, float]]:
    """Yield the boxes of the clip paths around a text object, in user space."""
    clip = (
        pdfium_c.FPDFPageObj_GetClipPath(ctypes.cast(address, pdfium_c.FPDF_PAGEOBJECT))
        if address
        else None
    )
    if not clip:
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(pdfium_c.FPDFClipPath_CountPaths(clip), 0)):
        points = []
        for number in range(max(pdfium_c.FPDFClipPath_CountPathSegments(clip, path), 0)):
            segment = pdfium_c.FPDFClipPath_GetPathSegment(clip, path, number)
            if pdfium_c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
                points.append((x.value, y.value))
        if points:
            xs, ys = [px for px, _ in points], [py for _, py in points]
            yield min(xs), min(ys), max(xs), max(ys)
