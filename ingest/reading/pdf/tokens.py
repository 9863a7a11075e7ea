"""The second route: the numbers of a page, tokenised from pdfium's own text order.

Independent of `pieces`: no runs, no rules, no cells. A token is cut out of the page's text by
one expression and keeps the box of its characters; what Camelot made of the page is compared
against these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ingest.reading.pdf.glyphs import Glyph, PageText
from ingest.reading.pdf.model import Box, PrintedNumber

NUMBER_TOKEN: Final = re.compile(r"[0-9][0-9,.，．]*[0-9]|[0-9]")

_FIGURES: Final = frozenset("0123456789,.，．")

# pdfium writes the numbers of two tight columns without a space between them; no printed
# number opens a gap of this many font sizes inside itself.
_TOKEN_GAP_EM: Final = 0.35


def number_tokens(text: str) -> list[str]:
    """List the number tokens of a text.

    >>> number_tokens("2023年 1,234.50万元（2.5%），共3，")
    ['2023', '1,234.50', '2.5', '3']
    """
    return NUMBER_TOKEN.findall(text)


def read_numbers(text: PageText, grid_boxes: Sequence[Box]) -> tuple[PrintedNumber, ...]:
    """Tokenise the page's text and say in which grid's area each number lies.

    Args:
        text: the visible characters, in pdfium's order.
        grid_boxes: areas of grids 1, 2, ….

    Returns:
        Numbers in pdfium's order.
    """
    numbers = []
    for glyphs in _contiguous(text):
        characters = "".join(glyph.text for glyph in glyphs)
        owners = [glyph for glyph in glyphs for _ in glyph.text]
        for match in NUMBER_TOKEN.finditer(characters):
            box = _box(owners[match.start() : match.end()])
            numbers.append(PrintedNumber(match.group(), box, _grid_at(box, grid_boxes)))
    return tuple(numbers)


def _contiguous(text: PageText) -> Iterator[list[Glyph]]:
    """Yield figures that follow each other in the text and on the paper."""
    group: list[Glyph] = []
    for glyph in text.glyphs:
        printed = glyph[0]
        # a ligature is no single figure and may still hold some
        if printed not in _FIGURES and (len(printed) == 1 or _FIGURES.isdisjoint(printed)):
            continue  # its neighbours are not neighbours of each other
        if group and not _follows(group[-1], glyph):
            yield group
            group = []
        group.append(glyph)
    if group:
        yield group


def _follows(left: Glyph, right: Glyph) -> bool:
    """Say whether `right` is the next character of the same word."""
    if right.place != left.place + 1:
        return False
    size = min(left.y1 - left.y0, right.y1 - right.y0)
    return (
        abs(right.x0 - left.x1) <= _TOKEN_GAP_EM * size
        and min(left.y1, right.y1) - max(left.y0, right.y0) >= 0.5 * size
    )


def _box(glyphs: Iterable[Glyph]) -> Box:
    """Bounding box of characters."""
    _, x0s, y0s, x1s, y1s, _ = zip(*glyphs, strict=True)
    return Box(min(x0s), min(y0s), max(x1s), max(y1s))


def _grid_at(box: Box, grid_boxes: Sequence[Box]) -> int:
    """Number of the grid that holds the box's centre, 0 for none."""
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    for number, area in enumerate(grid_boxes, 1):
        if area.x0 <= x <= area.x1 and area.y0 <= y <= area.y1:
            return number
    return 0
