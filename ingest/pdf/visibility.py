"""What of a page's text a reader can see: not invisible, not aslant, not clipped away."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import Final

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.pdf.glyphs import Glyph, PageFrame

INVISIBLE_RENDER_MODE: Final = 3  # PDF 32000-1, table 106: neither fill nor stroke

# A character set at 30 degrees or more is higher than the same character upright by a third.
_SLANTED_HEIGHT: Final = 1.2

# Two characters whose middles fall into one square of this size are printed over each other,
# or are two narrow digits of small print; that costs a look at their clip paths.
_COLLISION_PT: Final = 3.0
_MIN_COLLISIONS: Final = 2


def visible_indices(textpage: object, characters: str | list[str]) -> frozenset[int] | None:
    """List the characters that print; None where the page has no other text than invisible.

    A scan with a text layer laid under it has nothing but invisible text, which is then what
    the page says. A second, invisible layer beside printed text is not what a reader sees.
    """
    visible = frozenset(
        index
        for index, character in enumerate(characters)
        if not character.isspace() and _render_mode(textpage, index) != INVISIBLE_RENDER_MODE
    )
    return visible or None


def _render_mode(textpage: object, index: int) -> int:
    """Ask for the render mode of one character's text object; generated ones have none."""
    text_object = pdfium_c.FPDFText_GetTextObject(textpage, index)
    return int(pdfium_c.FPDFTextObj_GetTextRenderMode(text_object)) if text_object else 0


def quarter_turns_of(textpage: object, index: int) -> float:
    """Ask for the direction of one character in quarter turns; pdfium measures clockwise."""
    return float(pdfium_c.FPDFText_GetCharAngle(textpage, index)) / (math.pi / 2)


def is_straight(quarters: float) -> bool:
    """Say whether a direction is along or across the page, give or take three degrees."""
    return abs(quarters - round(quarters)) < 1 / 30


def drop_slanted(textpage: object, glyphs: list[Glyph]) -> list[Glyph]:
    """Drop text printed aslant across the page: a watermark.

    Only characters higher than most are asked for their direction: a slanted box is.
    """
    if not glyphs:
        return glyphs
    heights = sorted([y1 - y0 for _, _, y0, _, y1, _ in glyphs])
    usual = heights[len(heights) // 2] * _SLANTED_HEIGHT
    if heights[-1] <= usual:
        return glyphs
    return [
        glyph
        for glyph in glyphs
        if glyph.y1 - glyph.y0 <= usual or is_straight(quarter_turns_of(textpage, glyph.place))
    ]


def drop_clipped(textpage: object, glyphs: list[Glyph], frame: PageFrame) -> list[Glyph]:
    """Drop text that is clipped away where other text is printed.

    A spreadsheet prints the second line of a cell that is one line high, clips it, and prints
    the next row over it. Only pages where characters collide are asked for clip paths.
    """
    step = 2 * _COLLISION_PT
    taken = {((x0 + x1) // step, (y0 + y1) // step) for _, x0, y0, x1, y1, _ in glyphs}
    if len(glyphs) - len(taken) < _MIN_COLLISIONS:
        return glyphs
    return [
        glyph
        for glyph in glyphs
        if all(_shows(frame.show(*box), glyph) for box in _clip_boxes(textpage, glyph.place))
    ]


def _shows(clip: tuple[float, float, float, float], glyph: Glyph) -> bool:
    """Say whether a clip box leaves the middle of a character."""
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
    return clip[0] <= x <= clip[2] and clip[1] <= y <= clip[3]


def _clip_boxes(textpage: object, index: int) -> Iterator[tuple[float, float, float, float]]:
    """Yield the boxes of the clip paths around a character's text object, in user space."""
    text_object = pdfium_c.FPDFText_GetTextObject(textpage, index)
    clip = pdfium_c.FPDFPageObj_GetClipPath(text_object) if text_object else None
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
