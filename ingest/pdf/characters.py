"""The characters of a page with their boxes, read from pdfium through its raw interface.

This is the only reading of the text layer. Two routes start from it and do not meet again
before the proof: `pieces` builds the runs that Camelot sorts into cells, `tokens` tokenises
the page's text in pdfium's own order. So the loop below is kept small: it drops what a reader
cannot see and turns every box into the page as displayed, and decides nothing else.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import replace
from typing import Any, Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.pdf.glyphs import Glyph, PageFrame, PageText, normalise_character
from ingest.pdf.visibility import drop_clipped, drop_slanted, quarter_turns_of, visible_indices

_WIDE_SEPARATORS: Final = frozenset("，")

_ZERO_WIDTH: Final = frozenset("\x00\u200b\ufeff")

# Direction and font metrics are asked for every n-th character only: each call costs as much as
# the box itself, and a font that misleads is used for more than a few characters.
_SAMPLE_STEP: Final = 16

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


def read_page_frame(page: pdfium.PdfPage) -> PageFrame:
    """Read the visible box and the stored rotation of a page."""
    left, bottom, right, top = page.get_cropbox()
    media = page.get_mediabox()
    left, bottom = max(left, media[0]), max(bottom, media[1])
    right, top = min(right, media[2]), min(top, media[3])
    return PageFrame(left, bottom, right, top, page.get_rotation() // 90 % 4)


def read_page_text(page: pdfium.PdfPage, *, has_invisible_text: bool) -> PageText:
    """Read every visible character with its box.

    Args:
        page: an open page.
        has_invisible_text: some text object of the page has render mode 3; each character is
            then asked for its own, and invisible ones are dropped unless nothing else is there.
    """
    textpage = page.get_textpage()
    try:
        return _read_glyphs(textpage.raw, read_page_frame(page), has_invisible_text)
    finally:
        textpage.close()


def _read_glyphs(textpage: object, frame: PageFrame, has_invisible_text: bool) -> PageText:
    """Read the glyphs, turn them upright and drop what lies outside the visible box."""
    count = pdfium_c.FPDFText_CountChars(textpage)
    characters = _read_text(textpage, count)
    samples = [i for i in range(0, count, _SAMPLE_STEP) if not characters[i].isspace()]
    angles = [quarter_turns_of(textpage, index) for index in samples]
    frame = replace(frame, quarter_turns=_text_turns(angles, frame.quarter_turns))
    visible = visible_indices(textpage, characters) if has_invisible_text else None
    get_box = (
        _box_from_outline
        if _has_odd_fonts(textpage, samples, count)
        else pdfium_c.FPDFText_GetLooseCharBox
    )

    box = pdfium_c.FS_RECTF()
    box_reference = ctypes.byref(box)
    show = frame.show
    width, height = frame.width_pt, frame.height_pt
    glyphs: list[Glyph] = []
    breaks: list[int] = []
    for index, character in enumerate(characters):
        if character.isspace() or character in _ZERO_WIDTH:
            breaks.append(index)
            continue
        if visible is not None and index not in visible:
            continue
        if not get_box(textpage, index, box_reference):
            continue
        x0, y0, x1, y1 = show(box.left, box.bottom, box.right, box.top)
        if not (0 <= x0 + x1 <= 2 * width and 0 <= y0 + y1 <= 2 * height):
            continue
        is_separator = character in _WIDE_SEPARATORS and _is_in_wide_number(characters, index)
        plain = "," if is_separator else normalise_character(character)
        glyphs.append(Glyph(plain, x0, y0, x1, y1, index))
    glyphs = drop_clipped(textpage, drop_slanted(textpage, glyphs), frame)
    return PageText(frame, tuple(glyphs), frozenset(breaks))


def _is_in_wide_number(characters: str | list[str], index: int) -> bool:
    """Say whether a full-width comma stands between full-width digits (３，３０１．４７)."""
    around = [*characters[max(index - 1, 0) : index], *characters[index + 1 : index + 2]]
    return len(around) == 2 and all("０" <= character <= "９" for character in around)


def _size_of(textpage: object, index: int) -> float:
    """Ask for the size of a character on paper: font size times the text matrix."""
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFText_GetMatrix(textpage, index, ctypes.byref(matrix)):
        return 0.0
    return float(pdfium_c.FPDFText_GetFontSize(textpage, index)) * math.hypot(matrix.c, matrix.d)


def _has_odd_fonts(textpage: object, samples: list[int], count: int) -> bool:
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


def _box_from_outline(textpage: object, index: int, reference: Any) -> bool:
    """Box a character by its outline across and by its baseline and size along the line.

    Fills the referenced rectangle like `FPDFText_GetLooseCharBox`, without font metrics.
    """
    box = reference._obj
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    matrix = pdfium_c.FS_MATRIX()
    if not (
        pdfium_c.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
        and pdfium_c.FPDFText_GetCharOrigin(textpage, index, x, y)
        and pdfium_c.FPDFText_GetMatrix(textpage, index, ctypes.byref(matrix))
    ):
        return False
    size = pdfium_c.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
    bearing = _SIDE_BEARING_EM * size
    if pdfium_c.FPDFText_GetUnicode(textpage, index) >= _FIRST_FULL_WIDTH:
        # An ideograph or its punctuation fills an em whatever its outline: `：` is no gap.
        _fill_em(box, x.value, y.value, matrix, size)
    elif abs(matrix.d) >= abs(matrix.c):  # written across
        up = math.copysign(size, matrix.d)
        low, high = sorted((y.value - _DESCENT_EM * up, y.value + _ASCENT_EM * up))
        box.left, box.right = left.value - bearing, right.value + bearing
        box.bottom, box.top = low, high
    else:  # written along the page
        up = math.copysign(size, matrix.c)
        low, high = sorted((x.value - _DESCENT_EM * up, x.value + _ASCENT_EM * up))
        box.left, box.right = low, high
        box.bottom, box.top = bottom.value - bearing, top.value + bearing
    return True


def _fill_em(box: Any, x: float, y: float, matrix: Any, size: float) -> None:
    """Box a full-width character: one em from its origin along the line, one across."""
    scale = size / (math.hypot(matrix.c, matrix.d) or 1.0)
    along = (matrix.a * scale, matrix.b * scale)
    up = (matrix.c * scale, matrix.d * scale)
    corners = [
        (x + a * along[0] + u * up[0], y + a * along[1] + u * up[1])
        for a in (0.0, 1.0)
        for u in (-_DESCENT_EM, _ASCENT_EM)
    ]
    box.left, box.right = min(c[0] for c in corners), max(c[0] for c in corners)
    box.bottom, box.top = min(c[1] for c in corners), max(c[1] for c in corners)


def _read_text(textpage: object, count: int) -> str | list[str]:
    """Read the page's characters, one entry per pdfium index."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(textpage, 0, count, buffer)
    if written == count + 1:
        text = ctypes.string_at(buffer, 2 * count).decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text
    # Text order and character order differ only where pdfium leaves characters out of the text.
    get = pdfium_c.FPDFText_GetUnicode
    return [chr(get(textpage, index)) for index in range(count)]


def _text_turns(angles: list[float], stored_turns: int) -> int:
    """Say how many quarter turns clockwise bring most characters upright.

    A page may be stored rotated (`/Rotate`), or its text may be drawn sideways on a page that
    is not: what most characters say decides both.
    """
    votes = Counter(round(quarters) % 4 for quarters in angles)
    if not votes:
        return stored_turns
    return -votes.most_common(1)[0][0] % 4
