"""Numbers that a clip slices along their line: the end of a page that cuts a spreadsheet's rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ingest.reading.pdf.glyphs import Glyph
from ingest.reading.pdf.matrices import Rectangle

OF_NUMBERS: Final = frozenset("0123456789.,")
# A line that a clip slices is seen where this height of it is, from its foot. Not the middle: the
# two halves of a line on two pages may both lack a hair of it (北京市水务局 2026, p. 70 and 71).
_SLICED_AT: Final = 0.55
_OUTSIDE_PT: Final = 0.01


def show_sliced(
    glyphs: Sequence[Glyph], objects: dict[int, int], clips: Mapping[int, list[Rectangle]]
) -> dict[int, tuple[Glyph, list[Rectangle]]]:
    """Give the digits of numbers that a clip slices along their line, with the height seen of them.

    A spreadsheet's page may end in the middle of a line: its upper half is seen on one page, its
    lower half on the next. All of a number is told alike, by the height `_SLICED_AT`, so that one
    of both pages has it, and has it whole.

    Returns:
        By the characters' places: the character, higher or lower than its clips where it is not
        seen, and these.
    """
    shown: dict[int, tuple[Glyph, list[Rectangle]]] = {}
    line: list[Glyph] = []
    for glyph in [g for g in glyphs if g.text in OF_NUMBERS] if clips else ():
        if line and not _is_next_digit(line[-1], glyph):
            shown |= _slice(line, objects, clips)
            line = []
        line.append(glyph)
    return shown | _slice(line, objects, clips)


def _slice(
    line: Sequence[Glyph], objects: dict[int, int], clips: Mapping[int, list[Rectangle]]
) -> dict[int, tuple[Glyph, list[Rectangle]]]:
    """Show what a clip leaves of one number; nothing where none runs through its line."""
    areas = list(dict.fromkeys(c for g in line for c in clips.get(objects[g.place], ())))
    if not areas:
        return {}
    low, high = min(g.y0 for g in line), max(g.y1 for g in line)
    if all(area[1] <= low and high <= area[3] for area in areas):
        return {}
    height = low + _SLICED_AT * (high - low)
    for area in areas:
        if height < area[1]:
            high = min(high, area[1] - _OUTSIDE_PT)
        elif height > area[3]:
            low = max(low, area[3] + _OUTSIDE_PT)
        else:
            low, high = max(low, area[1]), min(high, area[3])
    return {g.place: (g._replace(y0=low, y1=high), areas) for g in line}


def _is_next_digit(left: Glyph, right: Glyph) -> bool:
    """Say whether two characters follow each other on one line."""
    return right.place == left.place + 1 and left.y0 < right.y1 and right.y0 < left.y1
