"""What of a page's text a reader can see.

Not what is invisible, aslant, clipped away, on a layer that is switched off, white on white, or
printed over the text by a seal; and once what is printed over itself. Each needs a look at the
text object that a character belongs to, which costs more than the character: so a page is looked at
only where its objects give cause (`TextDoubts`).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.reading.pdf.calls import address_of, get_text_object
from ingest.reading.pdf.clips import Buffers, clip_boxes, is_cut
from ingest.reading.pdf.glyphs import Glyph, PageFrame

INVISIBLE_RENDER_MODE: Final = 3  # PDF 32000-1, table 106: neither fill nor stroke

# A character set at 30 degrees or more is higher than the same character upright: an ideograph by a
# third, a digit, half as wide, by a ninth.
_SLANTED_HEIGHT: Final = 1.08

# Two characters whose middles fall into one square of this size are printed over each other,
# or are two narrow digits of small print; that costs a look at their clip paths.
_COLLISION_PT: Final = 3.0
_MIN_COLLISIONS: Final = 2


_WHITE: Final = 250  # of 255, each colour
# Seals are a full red; a deficit printed in red does not lie over other text.
_RED: Final = (160, 90)  # at least, of red; at most, of green and blue
_SEAL_OVERLAP: Final = 0.1  # of a seal's area that lies over other characters

# The same character printed twice at one place: fattened by a shift of up to 0.3 pt, or repeated
# by an office suite within 0.01 pt.
_SAME_PLACE_PT: Final = 0.35


@dataclass(slots=True)
class TextDoubts:
    """Whether some text object of a page may not be what a reader sees, although it is drawn."""

    is_clipped: bool = False  # it reaches out of its clip path
    is_white: bool = False  # in white, or fully transparent
    is_red: bool = False  # in the red of seals


def is_white(red: int, green: int, blue: int, alpha: int) -> bool:
    """Say whether a fill shows nothing on white paper."""
    return alpha == 0 or min(red, green, blue) >= _WHITE


def is_red(red: int, green: int, blue: int, _alpha: int) -> bool:
    """Say whether a fill is the red of seals."""
    return red >= _RED[0] and max(green, blue) <= _RED[1]


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


def drop_slanted(textpage: object, glyphs: list[Glyph], *, is_likely: bool) -> list[Glyph]:
    """Drop text printed aslant across the page: a watermark.

    Args:
        textpage: the page's text.
        glyphs: its characters.
        is_likely: some are known to stand aslant; else only characters higher than most are asked
            for their direction: a slanted box is.
    """
    if not glyphs:
        return glyphs
    heights = sorted([y1 - y0 for _, _, y0, _, y1, _ in glyphs])
    usual = 0.0 if is_likely else heights[len(heights) // 2] * _SLANTED_HEIGHT
    if heights[-1] <= usual:
        return glyphs
    return [
        glyph
        for glyph in glyphs
        if glyph.y1 - glyph.y0 <= usual or is_straight(quarter_turns_of(textpage, glyph.place))
    ]


def drop_unseen(
    page: pdfium.PdfPage,
    textpage: object,
    glyphs: list[Glyph],
    frame: PageFrame,
    *,
    doubts: TextDoubts,
    hidden_layers: Collection[str],
) -> list[Glyph]:
    """Drop what is drawn and not seen, and what is printed over itself.

    A spreadsheet prints the second line of a cell that is one line high, clips it, and prints
    the next row over it: pages where characters collide are asked for clip paths too.

    Args:
        page: the page, to be rendered where white text has to be looked for.
        textpage: its text.
        glyphs: the characters, upright.
        frame: which way up the page is.
        doubts: what its objects give cause to look for.
        hidden_layers: names of the document's layers that are switched off.
    """
    step = 2 * _COLLISION_PT
    taken = {((x0 + x1) // step, (y0 + y1) // step) for _, x0, y0, x1, y1, _ in glyphs}
    is_crowded = len(glyphs) - len(taken) >= _MIN_COLLISIONS
    if is_crowded:
        glyphs = _drop_repeated(glyphs)
    if not (is_crowded or doubts.is_clipped or doubts.is_white or doubts.is_red or hidden_layers):
        return glyphs
    handle = address_of(textpage)
    objects = {glyph.place: get_text_object(handle, glyph.place) or 0 for glyph in glyphs}
    if hidden_layers:
        hidden = {
            address
            for address in set(objects.values())
            if not _layers_of(address).isdisjoint(hidden_layers)
        }
        glyphs = [glyph for glyph in glyphs if objects[glyph.place] not in hidden]
    if is_crowded or doubts.is_clipped:
        buffers = Buffers()
        clips = {
            address: [frame.show(*box) for box in clip_boxes(address)]
            for address in set(objects.values())
            if address and is_cut(address, buffers)
        }
        glyphs = [
            glyph
            for glyph in glyphs
            if all(_shows(clip, glyph) for clip in clips.get(objects[glyph.place], ()))
        ]
    if doubts.is_white:
        white = {address for address in set(objects.values()) if is_white(*_fill_of(address))}
        glyphs = _drop_without_ink(page, glyphs, frame, objects, white)
    if doubts.is_red:
        red = {address for address in set(objects.values()) if is_red(*_fill_of(address))}
        glyphs = _drop_seals(glyphs, objects, red)
    return glyphs


def _drop_repeated(glyphs: list[Glyph]) -> list[Glyph]:
    """Keep one of the characters that are printed over themselves."""
    kept: list[Glyph] = []
    places: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        column, row = int(glyph.x0 // 1), int(glyph.y0 // 1)
        near = [
            other
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for other in places.get((glyph.text, x, y), ())
        ]
        if any(
            abs(other.x0 - glyph.x0) <= _SAME_PLACE_PT
            and abs(other.y0 - glyph.y0) <= _SAME_PLACE_PT
            for other in near
        ):
            continue
        places.setdefault((glyph.text, column, row), []).append(glyph)
        kept.append(glyph)
    return kept


def _drop_without_ink(
    page: pdfium.PdfPage,
    glyphs: list[Glyph],
    frame: PageFrame,
    objects: dict[int, int],
    white: Collection[int],
) -> list[Glyph]:
    """Drop white characters where the rendered page is white all over."""
    stored = page.get_rotation() // 90 % 4
    picture = page.render(rotation=(frame.quarter_turns - stored) % 4 * 90).to_numpy()
    height = picture.shape[0]

    def shows(glyph: Glyph) -> bool:
        if objects[glyph.place] not in white:
            return True
        top, bottom = int(height - glyph.y1), int(height - glyph.y0) + 1
        seen = picture[max(top, 0) : bottom, max(int(glyph.x0), 0) : int(glyph.x1) + 1, :3]
        return bool(seen.size) and float((seen < _WHITE).mean()) > 0.5  # on a dark ground

    return [glyph for glyph in glyphs if shows(glyph)]


def _drop_seals(glyphs: list[Glyph], objects: dict[int, int], red: Collection[int]) -> list[Glyph]:
    """Drop red text that is printed over other text: the number of a seal."""
    others = [glyph for glyph in glyphs if objects[glyph.place] not in red]
    seals = set()
    for address in red:
        own = [glyph for glyph in glyphs if objects[glyph.place] == address]
        covered = sum(_overlap(glyph, other) for glyph in own for other in others)
        area = sum((glyph.x1 - glyph.x0) * (glyph.y1 - glyph.y0) for glyph in own)
        if covered > _SEAL_OVERLAP * area:
            seals.add(address)
    return [glyph for glyph in glyphs if objects[glyph.place] not in seals]


def _overlap(left: Glyph, right: Glyph) -> float:
    """Area that two characters share."""
    width = min(left.x1, right.x1) - max(left.x0, right.x0)
    height = min(left.y1, right.y1) - max(left.y0, right.y0)
    return width * height if width > 0 and height > 0 else 0.0


def _handle(address: int) -> object:
    return ctypes.cast(address, pdfium_c.FPDF_PAGEOBJECT)


def _fill_of(address: int) -> tuple[int, int, int, int]:
    """Read the fill colour of a text object; black where it has none."""
    colours = [ctypes.c_uint(value) for value in (0, 0, 0, 255)]
    if address:
        pdfium_c.FPDFPageObj_GetFillColor(_handle(address), *map(ctypes.byref, colours))
    red, green, blue, alpha = (colour.value for colour in colours)
    return red, green, blue, alpha


def _layers_of(address: int) -> set[str]:
    """Name the layers (optional content groups) that a text object is on."""
    names = set()
    handle = _handle(address) if address else None
    for number in range(max(pdfium_c.FPDFPageObj_CountMarks(handle), 0) if handle else 0):
        mark = pdfium_c.FPDFPageObj_GetMark(handle, number)
        buffer, length = (ctypes.c_ushort * 256)(), ctypes.c_ulong()
        if pdfium_c.FPDFPageObjMark_GetName(mark, buffer, 512, length) and (
            _utf16(buffer, length) == "OC"
            and pdfium_c.FPDFPageObjMark_GetParamStringValue(mark, b"Name", buffer, 512, length)
        ):
            names.add(_utf16(buffer, length))
    return names


def _utf16(buffer: object, length: ctypes.c_ulong) -> str:
    text = ctypes.string_at(buffer, length.value).decode("utf-16-le", "replace")  # type: ignore[arg-type]
    return text.rstrip("\0")


def _shows(clip: tuple[float, float, float, float], glyph: Glyph) -> bool:
    """Say whether a clip box leaves the middle of a character."""
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
    return clip[0] <= x <= clip[2] and clip[1] <= y <= clip[3]
