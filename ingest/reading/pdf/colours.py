"""Colours of texts: what is white on white, or pale or red over other print, and their fills."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from ingest.reading.pdf.calls import get_fill_colour
from ingest.reading.pdf.clips import Buffers
from ingest.reading.pdf.glyphs import UNREADABLE, Glyph
from ingest.reading.pdf.ink import WHITE, Ink
from ingest.reading.pdf.slices import OF_NUMBERS, is_next_digit

# Pale print over other print is a watermark: so bright, each colour, or half transparent.
_PALE: Final = (150, 128)
BLACK: Final = (0, 0, 0, 255)
# Seals are a full red; a deficit printed in red does not lie over other text.
_RED: Final = (160, 90)  # at least, of red; at most, of green and blue
_SEAL_OVERLAP: Final = 0.1  # of a seal's area that lies over other characters


def is_white(red: int, green: int, blue: int, alpha: int) -> bool:
    """Say whether a fill shows nothing on white paper."""
    return alpha == 0 or min(red, green, blue) >= WHITE


def is_red(red: int, green: int, blue: int, _alpha: int) -> bool:
    """Say whether a fill is the red of seals."""
    return red >= _RED[0] and max(green, blue) <= _RED[1]


def is_pale(red: int, green: int, blue: int, alpha: int) -> bool:
    """Say whether a fill is as pale as a watermark's."""
    return min(red, green, blue) >= _PALE[0] or alpha < _PALE[1]


def drop_white(glyphs: list[Glyph], white: Collection[int], ink: Ink) -> list[Glyph]:
    """Drop what is white on white; a number that is so in part cannot be told.

    A browser lays transparent text over a blurred shadow of it: most of its digits then stand on
    dark, the thin ones do not.
    """
    unseen = {g.place for g in glyphs if g.place in white and not ink.is_on_dark(g)}
    cut: set[int] = set()
    number: list[int] = []
    last: Glyph | None = None
    for glyph in (g for g in glyphs if g.place in white and g.text in OF_NUMBERS):
        if last is None or not is_next_digit(last, glyph):
            cut |= _unseen_part(number, unseen)
            number = []
        number.append(glyph.place)
        last = glyph
    cut |= _unseen_part(number, unseen)
    return [
        g._replace(text=UNREADABLE) if g.place in cut else g
        for g in glyphs
        if g.place not in unseen or g.place in cut
    ]


def _unseen_part(number: Sequence[int], unseen: Collection[int]) -> set[int]:
    """Give what is not seen of a number of which something is."""
    part = {place for place in number if place in unseen}
    return part if len(part) < len(number) else set()


def drop_seals(glyphs: list[Glyph], objects: dict[int, int], over: Collection[int]) -> list[Glyph]:
    """Drop red or pale text that is printed over other text: a seal's number, a watermark.

    A watermark is printed many times over, in blank cells too: all that say the same go.
    """
    others = [glyph for glyph in glyphs if objects[glyph.place] not in over]
    said: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        if objects[glyph.place] in over:
            said.setdefault(objects[glyph.place], []).append(glyph)
    texts = {address: "".join(glyph.text for glyph in own) for address, own in said.items()}
    seals = set()
    for address, own in said.items():
        if texts[address] in seals:
            continue
        covered = sum(overlap_of(glyph, other) for glyph in own for other in others)
        area = sum((glyph.x1 - glyph.x0) * (glyph.y1 - glyph.y0) for glyph in own)
        if covered > _SEAL_OVERLAP * area:
            seals.add(texts[address])
    return [glyph for glyph in glyphs if texts.get(objects[glyph.place]) not in seals]


def overlap_of(left: Glyph, right: Glyph) -> float:
    """Area that two characters share."""
    width = min(left.x1, right.x1) - max(left.x0, right.x0)
    height = min(left.y1, right.y1) - max(left.y0, right.y0)
    return width * height if width > 0 and height > 0 else 0.0


def fill_with(address: int, buffers: Buffers) -> tuple[int, int, int, int]:
    """Read the fill colour of a text object; black where it has none."""
    if not address or not get_fill_colour(address, *buffers.colour_addresses):
        return BLACK
    red, green, blue, alpha = buffers.colours
    return red, green, blue, alpha


def fill_of(address: int) -> tuple[int, int, int, int]:
    """Read the fill colour of a text object; black where it has none."""
    return fill_with(address, Buffers())
