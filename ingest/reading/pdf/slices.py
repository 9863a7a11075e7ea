"""Numbers that a clip slices along their line: the end of a page that cuts a spreadsheet's rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from ingest.reading.pdf.glyphs import UNREADABLE, Glyph
from ingest.reading.pdf.matrices import Rectangle

OF_NUMBERS: Final = frozenset("0123456789.,")
# A line is seen where this height of it is, from its foot. Not the middle: the two halves of a line
# on two pages may both lack a hair of it (北京市水务局 2026, p. 70 and 71).
_FOOT_CUT: Final = 0.56
_TOP_CUT: Final = 0.55
# Of a number that a cell cuts, half is read; less is not told for certain, nor overlooked.
_READ: Final = 0.5
_TOLD: Final = 0.3
_CELL_PT: Final = 300.0
_ONE_LINE: Final = 0.2


def show_sliced(
    glyphs: Sequence[Glyph],
    objects: dict[int, int],
    clips: Mapping[int, list[Rectangle]],
    cut: Collection[int],
) -> dict[int, tuple[Glyph, list[Rectangle]]]:
    """Give the digits of numbers that a clip slices along their line, with the height seen of them.

    A spreadsheet's page may end in the middle of a line: its upper half is seen on one page, its
    lower half on the next. All of a number is told alike, by its height, so that one of both pages
    has it, and has it whole.

    Args:
        glyphs: of one page.
        objects: the text object of each, by its place.
        clips: of the objects that reach out of one.
        cut: those of which less than half is seen, as far as their ink tells.

    Returns:
        By the characters' places: the character, higher or lower than its clips where it is not
        seen, and these.
    """
    shown: dict[int, tuple[Glyph, list[Rectangle]]] = {}
    line: list[Glyph] = []
    for glyph in [g for g in glyphs if g.text in OF_NUMBERS] if clips else ():
        if line and not is_next_digit(line[-1], glyph):
            shown |= _slice(line, objects, clips, cut)
            line = []
        line.append(glyph)
    return shown | _slice(line, objects, clips, cut)


def _slice(
    line: Sequence[Glyph],
    objects: dict[int, int],
    clips: Mapping[int, list[Rectangle]],
    cut: Collection[int],
) -> dict[int, tuple[Glyph, list[Rectangle]]]:
    """Show what a clip leaves of one number; nothing where none runs through its line."""
    areas = list(dict.fromkeys(c for g in line for c in clips.get(objects[g.place], ())))
    if not areas:
        return {}
    low, high = min(g.y0 for g in line), max(g.y1 for g in line)
    if all(area[1] <= low and high <= area[3] for area in areas):
        return {}
    tall = high - low
    seen = (max([low, *(area[1] for area in areas)]), min([high, *(area[3] for area in areas)]))
    share = (seen[1] - seen[0]) / tall
    is_seen = all(
        area[1] <= low + _FOOT_CUT * tall and low + _TOP_CUT * tall <= area[3] for area in areas
    )
    if _is_of_cell(areas) and all(area[1] <= low + tall / 2 <= area[3] for area in areas):
        return {}  # told as any other character
    if _is_of_cell(areas):
        is_seen = share >= _READ or not any(objects[g.place] in cut for g in line)
    outside = high + tall if any(high > area[3] for area in areas) else low - tall
    if is_seen:
        shown = [g._replace(y0=seen[0], y1=seen[1]) for g in line]
    else:
        shown = [g._replace(y0=outside, y1=outside) for g in line]
        if share >= _TOLD and _is_of_cell(areas):
            shown[0] = line[0]._replace(text=UNREADABLE, y0=seen[0], y1=seen[1])
    # a point is too low to reach out itself
    return {g.place: (g, areas) for g in shown if objects[g.place] in clips or g.text in ".,"}


def _is_of_cell(areas: Sequence[Rectangle]) -> bool:
    """Say whether a clip is that of a cell: no other page goes on with what it cuts."""
    return min(area[3] - area[1] for area in areas) < _CELL_PT


def is_next_digit(left: Glyph, right: Glyph) -> bool:
    """Say whether two characters follow each other on one line, which a hidden one may cross."""
    high = max(left.y1 - left.y0, right.y1 - right.y0)
    return (
        right.place == left.place + 1
        and abs(left.y0 - right.y0) <= _ONE_LINE * high
        and -high / 10 <= right.x0 - left.x1 <= high / 2
    )
