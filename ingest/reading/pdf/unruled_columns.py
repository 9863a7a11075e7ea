"""Columns of a table without rules: where its rows print, and what of it is one column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ingest.reading.pdf.model import Piece
from ingest.reading.pdf.unruled_blocks import merge_spans, union_of
from ingest.reading.pdf.unruled_words import AMOUNT, NUMBER

_Row = list[Piece]
_Span = tuple[float, float]
_SUBJECT: Final = re.compile(r"[235]\d\d(?:\d\d){0,2}")
# One row in so many may bridge two columns (合计 over code and name).
BRIDGED_SHARE: Final = 0.06
_FEWEST_BRIDGED: Final = 8


def body_spans(body: Sequence[_Row]) -> list[_Span]:
    """Find the spans that body rows print in, but for the few that bridge two columns."""
    allowed = int(BRIDGED_SHARE * len(body)) if len(body) >= _FEWEST_BRIDGED else 0
    allowed = max(allowed, 1 if len(body) >= _FEWEST_BRIDGED else 0)
    events: list[tuple[float, int]] = []
    body = [_clip_labels(row) for row in body]
    for row in body:
        for left, right in union_of(row):
            events.extend(((left, 1), (right, -1)))
    spans: list[_Span] = []
    depth, start = 0, None
    for x, step in sorted(events):
        depth += step
        if depth > allowed and start is None:
            start = x
        elif depth <= allowed and start is not None:
            spans.append((start, x))
            start = None
    # columns that only few rows fill
    for left, right in sorted(span for row in body for span in union_of(row)):
        if not any(left < b and a < right for a, b in spans):
            spans.append((left, right))
    return _join_codes(_join_bridged(sorted(merge_spans(spans)), body), body)


def _clip_labels(row: _Row) -> _Row:
    """End words where an amount is printed over their end: a label too long for its cell."""
    amounts = [piece for piece in row if AMOUNT.fullmatch(piece.text)]
    clipped = []
    for piece in row:
        over = [
            a.box.x0
            for a in amounts
            if a is not piece
            and piece.box.x0 < a.box.x0 < piece.box.x1 < a.box.x1
            and min(a.box.y1, piece.box.y1) > max(a.box.y0, piece.box.y0)
        ]
        end = min(over, default=piece.box.x1) - (1.0 if over else 0.0)
        clipped.append(replace(piece, box=piece.box._replace(x1=end)) if over else piece)
    return clipped


def _join_bridged(spans: Sequence[_Span], body: Sequence[_Row]) -> list[_Span]:
    """Join columns of words that some word bridges, and no row prints in both: set by their depth.

    The lines of a label that is wrapped begin farther to the left than the labels around it.
    """
    joined: list[_Span] = []
    for span in spans:
        if joined and _are_bridged(joined[-1], span, body):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined


def _are_bridged(left: _Span, right: _Span, body: Sequence[_Row]) -> bool:
    """Say whether two columns of words are one."""
    is_bridged = False
    for row in body:
        inside = [p for p in row if p.box.x0 < right[1] and left[0] < p.box.x1]
        if any(NUMBER.fullmatch(piece.text) for piece in inside):
            return False
        if any(
            a.box.x1 <= b.box.x0 and min(a.box.y1, b.box.y1) > max(a.box.y0, b.box.y0)
            for a, b in pairwise(sorted(inside, key=lambda p: p.box.x0))
        ):
            return False
        is_bridged |= any(p.box.x0 < left[1] and right[0] < p.box.x1 for p in inside)
    return is_bridged


def _join_codes(spans: Sequence[_Span], body: Sequence[_Row]) -> list[_Span]:
    """Join columns that print codes alone, never two in one row: one column, set by their depth."""
    printed = [
        [
            (i, row_number, piece.text)
            for row_number, row in enumerate(body)
            for piece in row
            if span[0] <= (piece.box.x0 + piece.box.x1) / 2 <= span[1]
        ]
        for i, span in enumerate(spans)
    ]
    joined: list[_Span] = []
    last: list[tuple[int, int, str]] = []
    for span, pieces in zip(spans, printed, strict=True):
        both = [*last, *pieces]
        rows = [row for _, row, _ in both]
        if last and all(_SUBJECT.fullmatch(t) for _, _, t in both) and len(set(rows)) == len(rows):
            joined[-1], last = (joined[-1][0], span[1]), both
        else:
            joined.append(span)
            last = pieces
    return joined


def join_headless(
    printed: Sequence[_Span],
    spans: Sequence[_Span],
    named: Sequence[Sequence[int]],
    body: Sequence[_Row],
) -> list[_Span]:
    """Join what no head names to the column beside it, if no row prints in both.

    A code set to the left and others set to the right are one column: 1, 222001.
    """
    headed = {i for columns in named for i in columns}
    kept = list(printed)
    for i, span in enumerate(spans):
        inside = [x for x in kept if x[0] < span[1] and span[0] < x[1]]
        if i in headed or len(inside) != 1:
            continue
        place = kept.index(inside[0])
        for other in (place + 1, place - 1):
            if not 0 <= other < len(kept):
                continue
            both = (inside[0], kept[other])
            rows = [[_fills(row, x) for x in both] for row in body]
            if not any(all(row) for row in rows) and not any(
                AMOUNT.fullmatch(p.text) for row in body for p in row if _fills([p], inside[0])
            ):
                left, right = sorted((place, other))
                kept[left : right + 1] = [(kept[left][0], kept[right][1])]
                break
    return kept


def _fills(row: _Row, span: _Span) -> bool:
    return any(p.box.x0 < span[1] and span[0] < p.box.x1 for p in row)
