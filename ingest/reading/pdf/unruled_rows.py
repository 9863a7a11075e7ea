"""Rows of tables without rules whose labels are wrapped: figures stand in the middle of their row.

A label of three lines has its figures beside the second, one of two lines has them between both.
Which lines belong to which figures is settled column by column, so that all labels together stand
nearest to the middle of their figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise
from statistics import median
from typing import Final

from ingest.reading.pdf.model import Piece
from ingest.reading.pdf.unruled_words import AMOUNT, NUMBER

_Row = list[Piece]
_Span = tuple[float, float]

# A line of its own costs as much as figures that stand off by this share of the line's height.
_ALONE: Final = 0.8
# Figures without a label cost this much, or many rows' labels were one that stands in their middle.
_BARE: Final = 0.25
_LINE_PITCH: Final = 0.8
# Amounts have two decimals: one of them, or none behind the point, goes on in the next line.
_UNENDED: Final = re.compile(r"-?\d{1,3}(?:,?\d{3})*\.\d?")
_REST: Final = re.compile(r"\d{1,2}")
_FLUSH_PT: Final = 2.0
_WRAPPED_LINES: Final = 2.5
# A code that is not level with its figures is nearer to them than this share of the way to others.
_NEAREST: Final = 0.5
_MOST_LINES: Final = 40
# In the middle, to so many points on average: else the table is set otherwise.
_OFF_PT: Final = 1.5
_SAME_LINE_PT: Final = 2.5
_INFINITE: Final = float("inf")
# A subject's code begins a row, though all its figures be blank.
_SUBJECT: Final = re.compile(r"[1-5]\d\d(?:\d\d){0,2}")


def join_centred(lines: Sequence[_Row], spans: Sequence[_Span]) -> list[_Row] | None:
    """Join the lines of a body whose figures stand in the middle of their rows.

    Args:
        lines: what stands on each line, top to bottom; a label of two lines has its figures
            half a line lower than its first, and may have been taken for one line with them.
        spans: the columns, as far as the lines tell them.

    Returns:
        The rows; None where nothing says that figures are set so.
    """
    return _join(lines, spans) or _join(_part_lines(lines), spans)


def _part_lines(lines: Sequence[_Row]) -> list[_Row]:
    """Part lines whose pieces do not stand at one height."""
    parted: list[_Row] = []
    pieces = [piece for line in lines for piece in line]
    for piece in sorted(pieces, key=lambda p: (-(p.box.y0 + p.box.y1), p.box.x0)):
        if parted and _middle(parted[-1]) - _middle([piece]) <= _SAME_LINE_PT:
            parted[-1].append(piece)
        else:
            parted.append([piece])
    return parted


def _join(lines: Sequence[_Row], spans: Sequence[_Span]) -> list[_Row] | None:
    money = [
        span
        for span in spans
        if any(AMOUNT.fullmatch(p.text) and _is_in(p, span) for line in lines for p in line)
    ]
    wrapped = _wrapped_amounts([piece for line in lines for piece in line])
    # a unit's code may stand lower than its figures
    counts = [
        sum(
            NUMBER.fullmatch(p.text) is not None
            and id(p) not in wrapped
            and (not money or any(_is_in(p, span) for span in money))
            for p in line
        )
        for line in lines
    ]
    filled = [count for count in counts if count]
    if not filled:
        return None
    fewest = max(1, round(median(filled) / 2))
    coded = {i for i, line in enumerate(lines) if any(_SUBJECT.fullmatch(p.text) for p in line)}
    filled_lines = [i for i, count in enumerate(counts) if count >= fewest]
    # codes that all stand below the figures of their rows begin none
    alone = [i for i in sorted(coded) if counts[i] < fewest]
    uncoded = [i for i in filled_lines if i not in coded]
    if len(alone) > 1 and _alternate(uncoded, alone):
        coded -= set(alone)
    anchors = sorted({*filled_lines, *coded})
    if len(anchors) == len(lines) or not _are_centred(lines, anchors):
        return None
    rows = {i: list(lines[i]) for i in anchors}
    for pieces in _by_column(
        [p for i, line in enumerate(lines) if i not in rows for p in line], spans
    ):
        middles = [_middle_of_figures(lines[i]) for i in anchors]
        placed = _place(pieces, middles, lines, anchors) or _place_codes(pieces, middles)
        if placed is None:
            return None
        for piece, place in placed:
            if place is not None:
                rows[anchors[place]].append(piece)
            elif _middle([piece]) > max(middles):
                rows.setdefault(-1, []).append(piece)  # of a row that the page before begins
            else:
                return None
    joined = [rows[i] for i in sorted(rows)]
    for upper, lower in pairwise(joined):
        if min(p.box.y0 for p in upper) < max(p.box.y1 for p in lower) - _SAME_LINE_PT:
            return None
    return joined


def _wrapped_amounts(pieces: Sequence[Piece]) -> set[int]:
    """Find the lines of amounts that their cells are too narrow for: 18,536.8 over 8."""
    rests = [p for p in pieces if _REST.fullmatch(p.text)]
    found: set[int] = set()
    for piece in pieces if rests else ():
        if not _UNENDED.fullmatch(piece.text):
            continue
        high = piece.box.y1 - piece.box.y0
        below = [
            rest
            for rest in rests
            if abs(rest.box.x1 - piece.box.x1) <= _FLUSH_PT
            and 0 < piece.box.y0 - rest.box.y0 <= _WRAPPED_LINES * high
        ]
        if below:
            found |= {id(piece), id(max(below, key=lambda p: p.box.y0))}
    return found


def _alternate(upper: Sequence[int], lower: Sequence[int]) -> bool:
    """Say whether each line of one kind is followed by one of another, before the next of its own.

    >>> _alternate([0, 4, 6], [1, 5, 7]), _alternate([0, 4], [2, 3])
    (True, False)
    """
    ends = [*upper[1:], max([*upper, *lower], default=0) + 1]
    return len(upper) == len(lower) and all(
        a < b < end for a, b, end in zip(upper, lower, ends, strict=True)
    )


def _is_in(piece: Piece, span: _Span) -> bool:
    return piece.box.x0 < span[1] and span[0] < piece.box.x1


def _middle(line: Sequence[Piece]) -> float:
    return (line[0].box.y0 + line[0].box.y1) / 2


def _middle_of_figures(line: _Row) -> float:
    """Give the middle height of a line's amounts, else of all that stands on it."""
    amounts = [p for p in line if AMOUNT.fullmatch(p.text)] or line[:1]
    return median((p.box.y0 + p.box.y1) / 2 for p in amounts)


def _are_centred(lines: Sequence[_Row], anchors: Sequence[int]) -> bool:
    """Say whether some figures stand between two lines of words that are nearer than rows are."""
    known = set(anchors)
    for i in anchors:
        if i - 1 < 0 or i + 1 >= len(lines) or i - 1 in known or i + 1 in known:
            continue
        above, own, below = (_middle(lines[k]) for k in (i - 1, i, i + 1))
        high = lines[i][0].box.y1 - lines[i][0].box.y0
        if abs(above + below - 2 * own) <= _SAME_LINE_PT and above - own <= 2 * high:
            return True
    return False


def _by_column(pieces: Sequence[Piece], spans: Sequence[_Span]) -> list[list[Piece]]:
    """Part pieces by the column that they stand in."""
    columns: dict[int, list[Piece]] = {}
    for piece in pieces:
        shared = [min(piece.box.x1, b) - max(piece.box.x0, a) for a, b in spans]
        columns.setdefault(max(range(len(spans)), key=shared.__getitem__), []).append(piece)
    return list(columns.values())


def _place_codes(
    pieces: Sequence[Piece], middles: Sequence[float]
) -> list[tuple[Piece, int | None]] | None:
    """Give codes to the figures nearest to them: they may stand at the foot of their rows.

    No two of them to one row, and each much nearer to its own than to the next.
    """
    if not all(NUMBER.fullmatch(piece.text) for piece in pieces):
        return None
    placed: list[tuple[Piece, int | None]] = []
    for piece in pieces:
        far = sorted((abs(y - _middle([piece])), k) for k, y in enumerate(middles))
        if len(far) > 1 and far[0][0] > _NEAREST * far[1][0]:
            return None
        placed.append((piece, far[0][1]))
    return placed if len({place for _, place in placed}) == len(placed) else None


def _place(
    pieces: Sequence[Piece],
    middles: Sequence[float],
    lines: Sequence[_Row],
    anchors: Sequence[int],
) -> list[tuple[Piece, int | None]] | None:
    """Share the lines of one column out to the figures in whose middle they stand."""
    left = min(p.box.x0 for p in pieces)
    right = max(p.box.x1 for p in pieces)
    # what stands on the figures' own line is a line of the label too
    own = [
        (_middle([p]), k, None)
        for k, i in enumerate(anchors)
        for p in lines[i]
        if p.box.x0 < right and left < p.box.x1 and NUMBER.fullmatch(p.text) is None
    ]
    all_lines = sorted([*((_middle([p]), -1, p) for p in pieces), *own], key=lambda item: -item[0])
    heights = [p.box.y1 - p.box.y0 for p in pieces]
    alone, bare = _ALONE * median(heights), _BARE * median(heights)
    ys = [y for y, _, _ in all_lines]
    n, m = len(ys), len(middles)
    # lines of one label follow each other closely, those of two may not
    gaps = [upper - lower for upper, lower in pairwise(ys)]
    pitches = Counter(round(gap) for gap in gaps if gap > median(heights) * _LINE_PITCH)
    pitch = min((-count, gap) for gap, count in pitches.items())[1] + 1 if pitches else 0
    loose = [0.0, *accumulate(max(0.0, gap - pitch) for gap in gaps)]
    best = [[_INFINITE] * (m + 1) for _ in range(n + 1)]
    came: list[list[tuple[int, int] | None]] = [[None] * (m + 1) for _ in range(n + 1)]
    best[0][0] = 0.0
    for j in range(m + 1):
        for i in range(n + 1):
            if best[i][j] == _INFINITE:
                continue
            if i < n and best[i][j] + alone < best[i + 1][j]:
                best[i + 1][j], came[i + 1][j] = best[i][j] + alone, (i, j)
            if j == m:
                continue
            for k in range(min(_MOST_LINES, n - i) + 1):
                if any(mark not in {-1, j} for _, mark, _ in all_lines[i : i + k]):
                    break
                off = (
                    abs((ys[i] + ys[i + k - 1]) / 2 - middles[j]) + loose[i + k - 1] - loose[i]
                    if k
                    else bare
                )
                if best[i][j] + off < best[i + k][j + 1]:
                    best[i + k][j + 1], came[i + k][j + 1] = best[i][j] + off, (i, j)
    placed: list[tuple[Piece, int | None]] = []
    i, j, off = n, m, best[n][m]
    while (step := came[i][j]) is not None:
        off -= bare if step[0] == i else loose[i - 1] - loose[step[0]] if step[1] < j else 0.0
        taken = all_lines[step[0] : i]
        place = step[1] if step[1] < j else None
        placed += [(piece, place) for _, _, piece in taken if piece is not None]
        i, j = step
    return placed if off <= _OFF_PT * n else None
