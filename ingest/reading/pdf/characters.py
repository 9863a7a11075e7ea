"""The characters of a page with their boxes, read from pdfium through its raw interface.

This is the only reading of the text layer. Two routes start from it and do not meet again
before the proof: `pieces` builds the runs that Camelot sorts into cells, `tokens` tokenises
the page's text in pdfium's own order. So the loop below is kept small: it drops what a reader
cannot see and turns every box into the page as displayed, and decides nothing else.
"""

from __future__ import annotations

import ctypes
import re
import sys
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from functools import cache
from typing import Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.reading.pdf.boxes import (
    bring_out_of_forms,
    has_odd_fonts,
    loose_boxes,
    outline_boxes,
)
from ingest.reading.pdf.glyphs import UNREADABLE, Glyph, PageFrame, PageText, normalise_character
from ingest.reading.pdf.raised import mark_raised
from ingest.reading.pdf.shadows import close_up
from ingest.reading.pdf.visibility import (
    TextDoubts,
    drop_slanted,
    drop_unseen,
    is_straight,
    is_tilted,
    quarter_turns_of,
    shadows_of,
    visible_indices,
)

_WIDE_SEPARATORS: Final = frozenset("，")

# Half of a UTF-16 pair: no text, and nothing that could be stored.
_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")

_ZERO_WIDTH: Final = frozenset("\u200b\ufeff")

# What pdfium gives for a character whose font has no map to Unicode: the glyph's number as it is.
# White space and the hyphen at a line's end (\x02, \ufffe) have these numbers too.
_UNREADABLE: Final = re.compile("[\x00\x01\x03-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\uffff]")

# Direction and font metrics are asked for every n-th character only: each call costs as much as
# the box itself, and a font that misleads is used for more than a few characters.
_SAMPLE_STEP: Final = 16


def read_page_frame(page: pdfium.PdfPage) -> PageFrame:
    """Read the visible box and the stored rotation of a page."""
    media = _upright(page.get_mediabox())
    crop = _upright(page.get_cropbox())
    left, bottom = max(crop[0], media[0]), max(crop[1], media[1])
    right, top = min(crop[2], media[2]), min(crop[3], media[3])
    if left >= right or bottom >= top:  # a crop box beside the page crops nothing
        left, bottom, right, top = media
    return PageFrame(left, bottom, right, top, page.get_rotation() // 90 % 4)


def _upright(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Order a box's corners: PDF 32000-1, 7.9.5, lets it name any two that are opposite."""
    x0, y0, x1, y1 = box
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def read_page_text(
    page: pdfium.PdfPage,
    *,
    has_invisible_text: bool,
    doubts: TextDoubts | None = None,
    hidden_layers: Collection[str] = (),
) -> PageText:
    """Read every visible character with its box.

    Args:
        page: an open page.
        has_invisible_text: some text object of the page has render mode 3; each character is
            then asked for its own, and invisible ones are dropped unless nothing else is there.
        doubts: what else its text objects give cause to look for; None to look for everything.
        hidden_layers: names of the document's layers that are switched off.
    """
    doubts = doubts or TextDoubts(True, True, True, is_coloured=True)
    textpage = page.get_textpage()
    try:
        text = _read_glyphs(textpage.raw, read_page_frame(page), has_invisible_text, doubts)
        shadows: frozenset[int] = frozenset()
        printed: frozenset[int] = frozenset()
        if doubts.is_coloured:
            shadows, printed = shadows_of(textpage.raw, text.glyphs, doubts)
        seen = drop_unseen(
            page,
            textpage.raw,
            [g for g in text.glyphs if g.place not in shadows],
            text.frame,
            doubts=doubts,
            hidden_layers=hidden_layers,
            printed=printed,
        )
        if not shadows:
            return replace(text, glyphs=tuple(seen))
        glyphs, breaks = close_up(seen, text.breaks, shadows)
        return replace(text, glyphs=glyphs, breaks=breaks)
    finally:
        textpage.close()


def _read_glyphs(
    textpage: object, frame: PageFrame, has_invisible_text: bool, doubts: TextDoubts
) -> PageText:
    """Read the glyphs, turn them upright and drop what lies outside the visible box."""
    count = pdfium_c.FPDFText_CountChars(textpage)
    characters = _read_text(textpage, count)
    samples = [i for i in range(0, count, _SAMPLE_STEP) if not characters[i].isspace()]
    angles = [quarter_turns_of(textpage, index) for index in samples]
    leaning = [i for i, angle in zip(samples, angles, strict=True) if not is_straight(angle)]
    is_aslant = any(is_tilted(textpage, index) for index in leaning)
    frame = replace(frame, quarter_turns=_text_turns(angles, frame.quarter_turns))
    visible = visible_indices(textpage, characters) if has_invisible_text else None
    is_odd = has_odd_fonts(textpage, samples, count)
    boxes = (outline_boxes if is_odd else loose_boxes)(textpage, count)
    if doubts.inside:
        boxes = bring_out_of_forms(textpage, boxes, doubts.inside)
    left, bottom = frame.left, frame.bottom
    is_upright = not frame.quarter_turns
    show, plain_of = frame.show, _plain_form
    new_tuple = tuple.__new__  # a named tuple's own constructor costs twice as much
    double_width, double_height = 2 * frame.width_pt, 2 * frame.height_pt
    glyphs: list[Glyph] = []
    breaks: list[int] = []
    for index, (character, box) in enumerate(zip(characters, boxes, strict=True)):
        plain = plain_of(character)
        if not plain:
            breaks.append(index)
            continue
        if box is None or (visible is not None and index not in visible):
            continue
        x0, y1, x1, y0 = box
        if is_upright:  # what `show` does, without a call for every character
            x0, y0, x1, y1 = x0 - left, y0 - bottom, x1 - left, y1 - bottom
        else:
            x0, y0, x1, y1 = show(x0, y0, x1, y1)
        if not (0 <= x0 + x1 <= double_width and 0 <= y0 + y1 <= double_height):
            continue
        if character in _WIDE_SEPARATORS and _is_in_wide_number(characters, index):
            plain = ","
        glyphs.append(new_tuple(Glyph, (plain, x0, y0, x1, y1, index)))
    heights = sorted([y1 - y0 for _, _, y0, _, y1, _ in glyphs])
    level = drop_slanted(textpage, glyphs, heights, is_likely=is_aslant)
    return PageText(
        frame,
        tuple(mark_raised(level, lambda place: _ink_of(textpage, place, frame))),
        frozenset(breaks),
        is_invisible=has_invisible_text and visible is None,
    )


def _ink_of(textpage: object, place: int, frame: PageFrame) -> tuple[float, float]:
    """Give the lower and the upper end of a character's ink."""
    sides = [ctypes.c_double() for _ in range(4)]
    pdfium_c.FPDFText_GetCharBox(textpage, place, *map(ctypes.byref, sides))
    left, right, bottom, top = (side.value for side in sides)
    _, low, _, high = frame.show(left, bottom, right, top)
    return low, high


@cache
def _plain_form(character: str) -> str:
    """Give the plain form of a character; nothing for white space."""
    if _UNREADABLE.match(character):
        return UNREADABLE
    if character.isspace() or character in _ZERO_WIDTH:
        return ""
    return normalise_character(character)


def _is_in_wide_number(characters: str | list[str], index: int) -> bool:
    """Say whether a full-width comma stands between full-width digits (３，３０１．４７)."""
    around = [*characters[max(index - 1, 0) : index], *characters[index + 1 : index + 2]]
    return len(around) == 2 and all("０" <= character <= "９" for character in around)


def _read_text(textpage: object, count: int) -> str | list[str]:
    """Read the page's characters, one entry per pdfium index."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(textpage, 0, count, buffer)
    if written == count + 1:
        text = ctypes.string_at(buffer, 2 * count).decode("utf-16-le", "surrogatepass")
        if len(text) == count and _HALF_CHARACTER.search(text) is None:
            return text
    # Text order and character order differ only where pdfium leaves characters out of the text.
    get = pdfium_c.FPDFText_GetUnicode
    return [_character(get(textpage, index)) for index in range(count)]


def _character(code: int) -> str:
    """Name a character; a damaged file may say half of one, or a number that is none.

    >>> _character(0x6F7C), _character(0xDA00), _character(0xFFFFFFFF)
    ('潼', '\ufffd', '\ufffd')
    """
    is_one = code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF
    return chr(code) if is_one else "\ufffd"


def _text_turns(angles: list[float], stored_turns: int) -> int:
    """Say how many quarter turns clockwise bring most characters upright.

    A page may be stored rotated (`/Rotate`), or its text may be drawn sideways on a page that
    is not: what most characters say decides both.
    """
    votes = Counter(round(quarters) % 4 for quarters in angles)
    if not votes:
        return stored_turns
    return -votes.most_common(1)[0][0] % 4
