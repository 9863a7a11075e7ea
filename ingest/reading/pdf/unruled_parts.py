"""Runs of a page without rules, cut where a column ends: after an amount, between heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from ingest.reading.pdf.glyphs import Glyph
from ingest.reading.pdf.pieces import Run
from ingest.reading.pdf.unruled_words import AMOUNT

# 管理 50501-工资福利支出, 15 302: a code after a name, or after the row's number
_CODE_FOLLOWS: Final = re.compile(r"(?:\d{7}|\d{5}|[235]\d\d)(?:[-—–][一-鿿].*)?$")
_ENDS_A_CELL: Final = re.compile(r"[一-鿿]{2}$|^\d{1,2}$")
# 1 653.54: thousands set apart
_THOUSANDS: Final = re.compile(r"-?\d{1,3}")
_THREE_DIGITS: Final = re.compile(r"\d{3}\.\d{1,6}")
# 1, 124.64: the thousands of a number that is set apart
_BEGUN_NUMBER: Final = re.compile(r"-?\d{1,3}(?:,\d{3})*,")
# 科目编码 or 单位编码 before its name; 2026 before 年 is none.
_CODE: Final = re.compile(r"\d{2,3}|\d{5,7}")
_FIRST_IDEOGRAPH: Final = "\u4e00"
# Amounts of two columns that touch: 168,441.81154,304.22
_TWO_DECIMALS: Final = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,3})\.\d{2}")
_TOUCHING: Final = re.compile(rf"(?:{_TWO_DECIMALS.pattern}){{2,}}")
# Amounts and the words of the next column that touch; 12.50万元 is one thing.
_WORDS_TOUCH: Final = re.compile(r"(-?[\d,]+\.\d{2})(?![万亿千百]?元|[%次人辆个])[一-鿿（(]")
# An amount and what follows it in the next column are parted by as much, in font sizes.
_PARTED_EM: Final = 0.2
# So many runs begin where a column does; there, to so much; what ends before it keeps as much off.
_FEWEST_STARTS: Final = 5
_SAME_START_PT: Final = 0.75
_LEAST_GAP_PT: Final = 0.75
_SPACE_EM: Final = 0.5
# The heads of two columns, by so much; words of one label by less.
_WORDS_APART_EM: Final = 0.6
# Whole numbers of two columns, by more than the spaces within a code.
_WHOLE: Final = re.compile(r"-?\d+")
_WHOLE_APART_EM: Final = 1.1
_FEWEST_ENDS: Final = 3
_SUBJECT: Final = re.compile(r"[1-5]\d\d(?:\d\d){0,3}")


def part_amounts(runs: Iterable[Run]) -> list[Run]:
    """Cut runs where an amount ends and words or the next amount begin, after a gap.

    The amounts of one column and the labels of the next stand close where a rule was between them.
    """
    parted: list[Run] = []
    for run in runs:
        start = 0
        for place in _ends_of_amounts(run):
            parted.append(Run(run.glyphs[start:place], run.spaces[start:place]))
            start = place
        parted.append(Run(run.glyphs[start:], run.spaces[start:]) if start else run)
    return parted


def part_at_starts(runs: Sequence[Run], *, amounts_only: bool = False) -> list[Run]:
    """Cut runs where many others begin: the text of a cell that is filled to its edge.

    A column of labels begins at one place; what fills the column before it ends right there. One of
    amounts may begin over the end of a label that is too long.

    Args:
        runs: of one page.
        amounts_only: leave labels that run on where others begin.
    """
    counts = Counter(round(x) for run in runs for x in _begins(run))
    starts = sorted(x for x, count in counts.items() if count >= _FEWEST_STARTS)
    parted: list[Run] = []
    for run in runs:
        start = 0
        box = run.box
        inside = [x for x in starts if box.x0 + 2 < x < box.x1]
        for place in range(1, len(run.glyphs)) if inside else ():
            left, right = run.glyphs[place - 1], run.glyphs[place]
            if not any(abs(right.x0 - x) <= _SAME_START_PT for x in inside):
                continue
            is_apart = not amounts_only and right.x0 - left.x1 > _LEAST_GAP_PT
            if is_apart or _are_codes(run, place) or _is_amount_behind_words(run, place):
                parted.append(Run(run.glyphs[start:place], run.spaces[start:place]))
                start = place
        parted.append(Run(run.glyphs[start:], run.spaces[start:]) if start else run)
    return parted


def part_at_ends(runs: Sequence[Run]) -> list[Run]:
    """Cut runs between two numbers where others end: whole numbers, set to the right.

    2380 7140: nothing but their columns tells them from one number whose thousands are set apart.

    Args:
        runs: of one page.
    """
    counts: Counter[int] = Counter()
    alone: set[int] = set()
    joined: dict[int, list[int]] = {}
    for run in runs:
        tokens = run.text.split(" ")
        if not all(_WHOLE.fullmatch(token) for token in tokens):
            continue
        if len(tokens) == 1:
            alone.add(round(run.box.x1))
        elif not _SUBJECT.fullmatch("".join(tokens)):
            joined[id(run)] = [i for i, space in enumerate(run.spaces) if space and i]
        counts.update(round(run.glyphs[i - 1].x1) for i in joined.get(id(run), ()))
        counts[round(run.box.x1)] += 1
    parted: list[Run] = []
    for run in runs:
        start = 0
        for place in joined.get(id(run), ()):
            near = round(run.glyphs[place - 1].x1)
            around = (near - 1, near, near + 1)
            if alone & set(around) and sum(counts[x] for x in around) >= _FEWEST_ENDS:
                parted.append(Run(run.glyphs[start:place], run.spaces[start:place]))
                start = place
        parted.append(Run(run.glyphs[start:], run.spaces[start:]) if start else run)
    return parted


def _begins(run: Run) -> list[float]:
    """Give where a run begins, and where it does again behind a space."""
    glyphs = run.glyphs
    return [glyphs[0].x0] + [
        right.x0
        for left, right in pairwise(glyphs)
        if right.x0 - left.x1 > _SPACE_EM * (right.y1 - right.y0)
    ]


def _are_codes(run: Run, place: int) -> bool:
    """Say whether figures stand on both sides of a space: 类 and 款 of a code, in two columns."""
    left, right = run.glyphs[place - 1], run.glyphs[place]
    is_apart = right.x0 - left.x1 > _SPACE_EM * (right.y1 - right.y0)
    return is_apart and left.text.isdigit() and right.text.isdigit()


def _is_amount_behind_words(run: Run, place: int) -> bool:
    """Say whether a run is an amount from some place on, and words before it."""
    if run.glyphs[place - 1].text < _FIRST_IDEOGRAPH:
        return False
    return AMOUNT.fullmatch("".join(glyph.text for glyph in run.glyphs[place:])) is not None


def _ends_of_amounts(run: Run) -> list[int]:
    """List the places of a run's characters before which a column ends."""
    glyphs = run.glyphs
    gaps = [
        place
        for place in range(1, len(glyphs))
        if glyphs[place][1] - glyphs[place - 1][3]
        > _PARTED_EM * (glyphs[place][4] - glyphs[place][2])
    ]
    bounds = [0, *gaps, len(glyphs)]
    tokens = ["".join(glyph[0] for glyph in glyphs[a:b]) for a, b in pairwise(bounds)]
    places = [
        place
        for place, left, right in zip(gaps, tokens, tokens[1:], strict=False)
        if not _BEGUN_NUMBER.fullmatch(left)
        and not (_THOUSANDS.fullmatch(left) and _THREE_DIGITS.fullmatch(right))
        if AMOUNT.fullmatch(left)
        or AMOUNT.fullmatch(right)
        or (_CODE.fullmatch(left) and right[0] >= _FIRST_IDEOGRAPH)
        or (_CODE_FOLLOWS.match(right) and _ENDS_A_CELL.search(left))
        or (_are_words(left, right) and _gap_em(glyphs, place) > _WORDS_APART_EM)
        or (
            _WHOLE.fullmatch(left)
            and _WHOLE.fullmatch(right)
            and _gap_em(glyphs, place) > _WHOLE_APART_EM
        )
    ]
    for start, token in zip(bounds, tokens, strict=False):
        if _TOUCHING.fullmatch(token) and len(token) == bounds[bounds.index(start) + 1] - start:
            places.extend(start + found.end() for found in _TWO_DECIMALS.finditer(token))
        if (touching := _WORDS_TOUCH.match(token)) is not None:
            places.append(start + touching.end(1))
    return sorted({place for place in places if 0 < place < len(glyphs)})


def _are_words(left: str, right: str) -> bool:
    """Say whether two tokens are words: single characters that are set apart are not."""
    return min(len(left), len(right)) > 1 and min(left[-1], right[0]) >= _FIRST_IDEOGRAPH


def _gap_em(glyphs: Sequence[Glyph], place: int) -> float:
    """Give the space before a character, in its size."""
    left, right = glyphs[place - 1], glyphs[place]
    return (right[1] - left[3]) / max(right[4] - right[2], 1.0)
