"""Digits that are set raised or lowered, and small: marks of notes, no digits of an amount.

653.50¹ is 653.50, not 653.501; a font has no raised form of a digit, so that only its size and its
height tell: those of its ink, for the boxes of two fonts differ by as much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ingest.reading.pdf.glyphs import Glyph

_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_DIGITS: Final = frozenset("0123456789")
# They are set at 58 to 83 % of the size of the digits that they stand beside.
_SMALL: Final = 0.9
# Their foot stands higher, or lower, by this share of a digit's height; on one line, not at all.
_OFF: Final = 0.1
# As near as the characters of one word.
_NEAR: Final = 0.3


def mark_raised(
    glyphs: Sequence[Glyph], heights: Sequence[float], ink_of: Callable[[int], tuple[float, float]]
) -> Sequence[Glyph]:
    """Write raised and lowered digits as such, on the line of the digits that they stand beside.

    Args:
        glyphs: of one page, upright.
        heights: theirs, sorted; where none is much lower than most, nothing is looked at.
        ink_of: gives the lower and the upper end of the ink of the glyph with a place.
    """
    limit = _SMALL * heights[len(heights) // 2] if heights else 0.0
    if not heights or heights[0] >= limit:
        return glyphs
    small = [i for i, g in enumerate(glyphs) if g[0] in _DIGITS and g[4] - g[2] < limit]
    marked = list(glyphs)
    for numbers in _runs(small):
        first, last = glyphs[numbers[0]], glyphs[numbers[-1]]
        before = glyphs[numbers[0] - 1] if numbers[0] else None
        behind = glyphs[numbers[-1] + 1] if numbers[-1] + 1 < len(glyphs) else None
        if before is not None and before.text in _DIGITS and _is_near(before, first):
            base = before
        elif behind is not None and behind.text in _DIGITS and _is_near(last, behind):
            base = behind
        else:
            continue
        form = _form_of(ink_of(first.place), ink_of(base.place))
        if form is None:
            continue
        for number in numbers:
            marked[number] = glyphs[number]._replace(
                text=glyphs[number].text.translate(form), y0=base.y0, y1=base.y1
            )
    return marked


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Group numbers that follow each other."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _is_near(left: Glyph, right: Glyph) -> bool:
    """Say whether two characters stand beside each other."""
    high = max(left.y1 - left.y0, right.y1 - right.y0)
    return (
        -_NEAR * high <= right.x0 - left.x1 <= _NEAR * high
        and left.y0 < right.y1
        and right.y0 < left.y1
    )


def _form_of(small: tuple[float, float], digit: tuple[float, float]) -> dict[int, int] | None:
    """Say which form a digit has beside another, by their ink; None where it is on its line."""
    high = digit[1] - digit[0]
    if high <= 0 or small[1] - small[0] >= _SMALL * high:
        return None
    off = (small[0] - digit[0]) / high
    return _RAISED if off > _OFF else _LOWERED if off < -_OFF else None
