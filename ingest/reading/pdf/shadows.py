"""Shadows under print: characters drawn again, paler and aside.

A browser draws a shadow as the same characters in another colour, before or after the real ones,
and pdfium's order of a page has them one between the other: 98.76 would be 9988..7766, or 986 where
the shadows that lie over other print are taken for a watermark.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from ingest.reading.pdf.glyphs import Glyph
from ingest.reading.pdf.matrices import Rectangle

Fill = tuple[int, int, int, int]

# Of 255: a shadow that is hardly paler than its print is an outline, and told by its place alone.
_PALER: Final = 8.0
# A shadow lies as far aside at most, of its print's height or width; print beside it, a width away.
_MOST_ASIDE: Final = 0.45
_MOST_ASIDE_PT: Final = 4.0
# … and over its own print by this share of it, or off its line; where one does, narrow ones of its
# colour (points) need not.
_OVER: Final = 0.15
_OFF_LINE_PT: Final = 0.35
_SAME_AREA_PT: Final = 0.1
_SAME_SIZE: Final = 0.1
_SAME_SHIFT_PT: Final = 0.15


def find_shadows(glyphs: Sequence[Glyph], fills: Sequence[Fill]) -> frozenset[int]:
    """Find the characters that are shadows of others.

    Args:
        glyphs: of one page.
        fills: their colours: red, green, blue and opacity, of 255.

    Returns:
        Their places.
    """
    shades = {fill: _shade(fill) for fill in set(fills)}
    darkest = min(shades.values(), default=0.0)
    pale = [
        (glyph, fill)
        for glyph, fill in zip(glyphs, fills, strict=True)
        if shades[fill] - darkest >= _PALER
    ]
    if not pale:
        return frozenset()
    near = _nearby(glyphs, fills, {glyph.text for glyph, _ in pale})
    pairs = [
        (glyph, fill, other)
        for glyph, fill in pale
        for other, own in near(glyph)
        if shades[fill] - shades[own] >= _PALER and _is_aside(glyph, other)
    ]
    shifts: dict[Fill, set[tuple[float, float]]] = {}
    for glyph, fill, other in pairs:
        if _share_over(glyph, other) >= _OVER or abs(glyph.y0 - other.y0) >= _OFF_LINE_PT:
            shift = round(glyph.x0 - other.x0, 1), round(glyph.y0 - other.y0, 1)
            shifts.setdefault(fill, set()).add(shift)
    return frozenset(
        glyph.place
        for glyph, fill, other in pairs
        if any(
            abs(glyph.x0 - other.x0 - x) <= _SAME_SHIFT_PT
            and abs(glyph.y0 - other.y0 - y) <= _SAME_SHIFT_PT
            for x, y in shifts.get(fill, ())
        )
    )


def print_of(
    shadows: Mapping[int, tuple[Rectangle, Fill]], left_out: Iterable[tuple[Rectangle, Fill]]
) -> dict[int, Fill]:
    """Give texts the colours of the print that they are shadows of, where that has no characters.

    Of two texts nearly at one place pdfium takes the later one, the print, for a repetition of the
    earlier one, its shadow, and gives the characters of the shadow alone: white ones would be lost.

    Args:
        shadows: text objects that may be shadows: their areas on the page, and their colours.
        left_out: text objects of which the page has no characters.

    Returns:
        By the first ones' keys: the colour of a darker one of the same size beside it.
    """
    squares: dict[tuple[int, int], list[int]] = {}
    for key, (area, _) in shadows.items():
        square = int(area[0] // _MOST_ASIDE_PT), int(area[1] // _MOST_ASIDE_PT)
        squares.setdefault(square, []).append(key)
    printed: dict[int, Fill] = {}
    for area, fill in left_out if squares else ():
        column, row = int(area[0] // _MOST_ASIDE_PT), int(area[1] // _MOST_ASIDE_PT)
        near = [
            key
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for key in squares.get((x, y), ())
            if key not in printed
            and _is_repeated(area, shadows[key][0])
            and _shade(shadows[key][1]) - _shade(fill) >= _PALER
        ]
        if near:  # several shadows of one print are shadows still, but for one
            printed[min(near, key=lambda key: _distance(area, shadows[key][0]))] = fill
    return printed


def _distance(area: Rectangle, other: Rectangle) -> float:
    return abs(area[0] - other[0]) + abs(area[1] - other[1])


def _is_repeated(area: Rectangle, other: Rectangle) -> bool:
    """Say whether two texts are of one size and nearly at one place."""
    x0, y0, x1, y1 = (a - b for a, b in zip(area, other, strict=True))
    return (
        min(area[2] - area[0], area[3] - area[1]) > _SAME_AREA_PT
        and max(abs(x0), abs(y0)) <= _MOST_ASIDE_PT
        and abs(x0 - x1) <= _SAME_AREA_PT
        and abs(y0 - y1) <= _SAME_AREA_PT
    )


def close_up(
    glyphs: Iterable[Glyph], breaks: Collection[int], gone: Collection[int]
) -> tuple[tuple[Glyph, ...], frozenset[int]]:
    """Number characters and breaks as if some had never been there.

    What is between two digits in the page's order parts them: their shadows do not.
    """
    places = sorted(gone)
    return (
        tuple(g._replace(place=g.place - bisect_left(places, g.place)) for g in glyphs),
        frozenset(place - bisect_left(places, place) for place in breaks),
    )


def _shade(fill: Fill) -> float:
    """Give how bright a colour is on white paper, of 255.

    >>> _shade((0, 0, 0, 255)), _shade((0, 0, 0, 0)), _shade((170, 170, 170, 255))
    (0.0, 255.0, 170.0)
    """
    red, green, blue, alpha = fill
    dark = 255 - (299 * red + 587 * green + 114 * blue) / 1000
    return 255 - dark * alpha / 255


def _nearby(
    glyphs: Sequence[Glyph], fills: Sequence[Fill], texts: Collection[str]
) -> Callable[[Glyph], Iterator[tuple[Glyph, Fill]]]:
    """Sort characters into squares; give a look-up of those of one text around a place."""
    squares: dict[tuple[str, int, int], list[tuple[Glyph, Fill]]] = {}
    for glyph, fill in zip(glyphs, fills, strict=True):
        if glyph.text in texts:
            key = glyph.text, int(glyph.x0 // _MOST_ASIDE_PT), int(glyph.y0 // _MOST_ASIDE_PT)
            squares.setdefault(key, []).append((glyph, fill))

    def near(glyph: Glyph) -> Iterator[tuple[Glyph, Fill]]:
        column, row = int(glyph.x0 // _MOST_ASIDE_PT), int(glyph.y0 // _MOST_ASIDE_PT)
        for x in (column - 1, column, column + 1):
            for y in (row - 1, row, row + 1):
                yield from squares.get((glyph.text, x, y), ())

    return near


def _is_aside(glyph: Glyph, other: Glyph) -> bool:
    """Say whether a character stands as far from another of its size as a shadow may."""
    high, wide = other.y1 - other.y0, other.x1 - other.x0
    most = min(_MOST_ASIDE_PT, _MOST_ASIDE * max(high, wide))
    return (
        abs(glyph.x0 - other.x0) <= most
        and abs(glyph.y0 - other.y0) <= most
        and abs(glyph.y1 - glyph.y0 - high) <= _SAME_SIZE * high
        and abs(glyph.x1 - glyph.x0 - wide) <= _SAME_SIZE * wide
    )


def _share_over(glyph: Glyph, other: Glyph) -> float:
    """Give the share of a character that lies over another."""
    width = min(glyph.x1, other.x1) - max(glyph.x0, other.x0)
    height = min(glyph.y1, other.y1) - max(glyph.y0, other.y0)
    area = (glyph.x1 - glyph.x0) * (glyph.y1 - glyph.y0)
    return width * height / area if min(width, height, area) > 0 else 0.0
