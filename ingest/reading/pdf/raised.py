"""Digits that are set smaller beside others: marks of notes, no digits of an amount.

653.50¹ is 653.50, not 653.501; a font has no raised form of a digit, so that only its size and its
height tell: those of its ink, for the boxes of two fonts differ by as much. One that is set on the
line itself is a mark behind an amount that is whole without it, and elsewhere cannot be told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from ingest.reading.pdf.glyphs import UNREADABLE, Glyph

_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_DIGITS: Final = frozenset("0123456789")
_OF_NUMBERS: Final = frozenset("0123456789.,")
# They are set at 58 to 83 % of the size of the digits that they stand beside.
_SMALL: Final = 0.9
# Their foot stands higher, or lower, by this share of a digit's height; on one line, not at all.
_OFF: Final = 0.1
# As near as the characters of one word; behind a whole amount, as a mark may stand.
_NEAR: Final = 0.3
_NEAR_AMOUNT: Final = 0.6
# Nearer than the numbers of two columns.
_TOUCHING: Final = 0.15
_LONGEST_MARK: Final = 2
# With decimals, or thousands: nothing more is due.
_WHOLE: Final = re.compile(r"(?:\d\.\d\d+|,\d{3})$")
_LONGEST_AMOUNT: Final = 24

InkOf = Callable[[int], tuple[float, float]]


def mark_raised(glyphs: Sequence[Glyph], ink_of: InkOf) -> Sequence[Glyph]:
    """Write smaller digits as what they are, on the line of the digits that they stand beside.

    Args:
        glyphs: of one page, upright; looked at is where digits of two heights follow each other.
        ink_of: gives the lower and the upper end of the ink of the glyph with a place.

    Returns:
        The same with marks as raised or lowered figures; unreadable where a digit is smaller than
        the one before and nothing tells what it is.
    """
    changes = [
        number
        for number, (left, right) in enumerate(pairwise(glyphs))
        if left[0] in _DIGITS
        and right[0] in _DIGITS
        and not _SMALL <= (left[4] - left[2]) / ((right[4] - right[2]) or 1.0) <= 1 / _SMALL
    ]
    if not changes:
        return glyphs
    marked = list(glyphs)
    for change in changes:
        left, right = glyphs[change], glyphs[change + 1]
        if right.y1 - right.y0 < left.y1 - left.y0:
            numbers = _run_of(glyphs, change + 1, 1)
            _mark_behind(glyphs, numbers, marked, ink_of)
        elif marked[change] is left:  # not one behind other digits
            numbers = _run_of(glyphs, change, -1)
            if _is_near(left, right):
                small, digit = ink_of(left.place), ink_of(right.place)
                form = _form_of(small, digit)
                if form is not None:
                    _write(glyphs, numbers, marked, right, form)
                elif _is_smaller(small, digit) and _gap(left, right) <= _TOUCHING:
                    _spoil(glyphs, numbers, marked)
    return marked


def _run_of(glyphs: Sequence[Glyph], first: int, step: int) -> list[int]:
    """List the digits of one height from a place on, in the order of the page."""
    high = glyphs[first].y1 - glyphs[first].y0
    numbers = [first]
    while 0 <= numbers[-1] + step < len(glyphs):
        after = glyphs[numbers[-1] + step]
        if after.text not in _DIGITS or not _SMALL <= (after.y1 - after.y0) / high <= 1 / _SMALL:
            break
        numbers.append(numbers[-1] + step)
    return sorted(numbers)


def _mark_behind(
    glyphs: Sequence[Glyph], numbers: Sequence[int], marked: list[Glyph], ink_of: InkOf
) -> None:
    """Write smaller digits behind others."""
    base, first = glyphs[numbers[0] - 1], glyphs[numbers[0]]
    if not _is_near(base, first, _NEAR_AMOUNT):
        return
    small, digit = ink_of(first.place), ink_of(base.place)
    form = _form_of(small, digit)
    if form is not None:
        if _is_near(base, first):
            _write(glyphs, numbers, marked, base, form)
        return
    if not _is_smaller(small, digit):
        return
    begin = numbers[0]
    while begin and numbers[0] - begin < _LONGEST_AMOUNT and _goes_on(glyphs, begin):
        begin -= 1
    after = numbers[-1] + 1
    is_mark = len(numbers) <= _LONGEST_MARK and not (
        after < len(glyphs)
        and glyphs[after].text in _OF_NUMBERS
        and _is_near(glyphs[after - 1], glyphs[after])
    )
    if is_mark and _WHOLE.search("".join(g.text for g in glyphs[begin : numbers[0]])):
        _write(glyphs, numbers, marked, base, _RAISED)
    elif _gap(base, first) <= _TOUCHING:
        _spoil(glyphs, numbers, marked)


def _goes_on(glyphs: Sequence[Glyph], number: int) -> bool:
    """Say whether the character before a place is of one number with what stands there."""
    left = glyphs[number - 1]
    return left.text in _OF_NUMBERS and _is_near(left, glyphs[number], _NEAR_AMOUNT)


def _write(
    glyphs: Sequence[Glyph],
    numbers: Sequence[int],
    marked: list[Glyph],
    base: Glyph,
    form: dict[int, int],
) -> None:
    for number in numbers:
        text = glyphs[number].text.translate(form)
        marked[number] = glyphs[number]._replace(text=text, y0=base.y0, y1=base.y1)


def _spoil(glyphs: Sequence[Glyph], numbers: Sequence[int], marked: list[Glyph]) -> None:
    for number in numbers:
        marked[number] = glyphs[number]._replace(text=UNREADABLE)


def _gap(left: Glyph, right: Glyph) -> float:
    """Give the white between two characters, of the higher one's height."""
    return (right.x0 - left.x1) / max(left.y1 - left.y0, right.y1 - right.y0)


def _is_near(left: Glyph, right: Glyph, most: float = _NEAR) -> bool:
    """Say whether two characters stand beside each other."""
    return -_NEAR <= _gap(left, right) <= most and left.y0 < right.y1 and right.y0 < left.y1


def _form_of(small: tuple[float, float], digit: tuple[float, float]) -> dict[int, int] | None:
    """Say which form a digit has beside another, by their ink; None where it is on its line."""
    if not _is_smaller(small, digit):
        return None
    off = (small[0] - digit[0]) / (digit[1] - digit[0])
    return _RAISED if off > _OFF else _LOWERED if off < -_OFF else None


def _is_smaller(small: tuple[float, float], digit: tuple[float, float]) -> bool:
    """Say whether the ink of a digit is lower than that of another."""
    return small[1] - small[0] < _SMALL * (digit[1] - digit[0])
