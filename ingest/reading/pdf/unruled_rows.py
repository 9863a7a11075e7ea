"""Rows of tables without rules whose labels are wrapped: figures stand in the middle of their row.

A label of three lines has its figures beside the second, one of two lines has them between both.
Which lines belong to which figures is settled column by column, so that all labels together stand
nearest to the middle of their figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.reading.pdf.model import Piece
from ingest.reading.pdf.unruled_words import NUMBER

_Row = list[Piece]
_Span = tuple[float, float]

# A line of its own costs as much as figures that stand off by this share of the line's height.
_ALONE: Final = 0.8
_MOST_LINES: Final = 14
# In the middle, to so many points on average: else the table is set otherwise.
_OFF_PT: Final = 1.5
_SAME_LINE_PT: Final = 2.5
_INFINITE: Final = float("inf")
# A subject's code begins a row, though all its figures be blank.
_SUBJECT: Final = re.compile(r"[1-5]\d\d(?:\d\d){0,2}")


def join_centred(lines: Sequence[_Row], spans: Sequence[_Span]) -> list[_Row] | None:
    """Join the lines of a body whose figures stand in the middle of their rows.

    Args:
        lines: what stands on each line, top to bottom.
        spans: the columns, as far as the lines tell them.

    Returns:
        The rows; None where nothing says that figures are set so.
    """
    counts = [sum(NUMBER.fullmatch(p.text) is not None for p in line) for line in lines]
    filled = [count for count in counts if count]
    if not filled:
        return None
    fewest = max(1, round(median(filled) / 2))
    coded = {i for i, line in enumerate(lines) if any(_SUBJECT.fullmatch(p.text) for p in line)}
    anchors = [i for i, count in enumerate(counts) if count >= fewest or i in coded]
    if len(anchors) == len(lines) or not _are_centred(lines, anchors):
        return None
    rows = {i: list(lines[i]) for i in anchors}
    for pieces in _by_column(
        [p for i, line in enumerate(lines) if i not in rows for p in line], spans
    ):
        placed = _place(pieces, [_middle(lines[i]) for i in anchors], lines, anchors)
        if placed is None:
            return None
        for piece, place in placed:
            if place is None:
                return None
            rows[anchors[place]].append(piece)
    joined = [rows[i] for i in sorted(rows)]
    for upper, lower in pairwise(joined):
        if min(p.box.y0 for p in upper) < max(p.box.y1 for p in lower) - _SAME_LINE_PT:
            return None
    return joined


def _middle(line: Sequence[Piece]) -> float:
    return (line[0].box.y0 + line[0].box.y1) / 2


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
    alone = _ALONE * median(heights)
    ys = [y for y, _, _ in all_lines]
    n, m = len(ys), len(middles)
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
                off = abs((ys[i] + ys[i + k - 1]) / 2 - middles[j]) if k else 0.0
                if best[i][j] + off < best[i + k][j + 1]:
                    best[i + k][j + 1], came[i + k][j + 1] = best[i][j] + off, (i, j)
    if best[n][m] > _OFF_PT * n:
        return None
    placed: list[tuple[Piece, int | None]] = []
    i, j = n, m
    while (step := came[i][j]) is not None:
        taken = all_lines[step[0] : i]
        place = step[1] if step[1] < j else None
        placed += [(piece, place) for _, _, piece in taken if piece is not None]
        i, j = step
    return placed
