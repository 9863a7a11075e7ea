"""Forms without rules: 项目名称 | … over 项目资金 | … over indicators, each with its own columns.

A form is cut into bands of rows that share their columns; a label beside several rows stands in
their middle.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ingest.reading.pdf.model import Piece
from ingest.reading.pdf.rules import Segment
from ingest.reading.pdf.unruled_blocks import MARGIN_PT, Block, merge_spans, union_of

Rules = tuple[list[Segment], list[Segment]]
_Row = list[Piece]
_Span = tuple[float, float]
# What a form begins with.
_OPENING: Final = re.compile(
    r"(?:项目|部门|单位|专项|政策)(?:[（(][^）)]{1,6}[）)])?(?:支出|资金)?名称|预算(?:部门|单位)|主管部门(?:及代码)?"
)
_MOST_OPENING: Final = 4
# Lines of one cell stand closer than this share of their height.
_ONE_CELL: Final = 0.6
_MIDDLE_LINES: Final = 1.5


def opens_form(rows: Sequence[_Row]) -> bool:
    """Say whether a table's first row is that of a form: a field, and its value beside it."""
    first = rows[0] if rows else []
    texts = [piece.text.replace(" ", "") for piece in first]
    return (
        2 <= len(texts) <= _MOST_OPENING
        and _OPENING.fullmatch(texts[0]) is not None
        and len(texts) in {2, 4}
        and _OPENING.fullmatch(texts[1]) is None  # 单位名称 | 项目名称 | 金额: heads of a list
    )


def rule_form(block: Block) -> Rules:
    """Draw the rules of a form.

    Args:
        block: its visual rows.

    Returns:
        Horizontal and vertical rules.
    """
    across: list[Segment] = []
    down: list[Segment] = []
    left, right = block.left, block.right
    bands = _bands(block.rows)
    bounds = [
        (max(p.box.y1 for row in band for p in row), min(p.box.y0 for row in band for p in row))
        for band in bands
    ]
    ys = [bounds[0][0] + MARGIN_PT]
    ys += [(low + high) / 2 for (_, low), (high, _) in pairwise(bounds)]
    ys.append(bounds[-1][1] - MARGIN_PT)
    for band, (top, foot) in zip(bands, pairwise(ys), strict=True):
        spans = merge_spans(span for row in band for span in union_of(row))
        edges = [left, *((a[1] + b[0]) / 2 for a, b in pairwise(spans)), right]
        label = _spanning_label(band, edges)
        inner = edges[1] if label else left
        rows = _join([[p for p in row if not (label and p.box.x1 <= edges[1])] for row in band])
        middles = [
            (min(p.box.y0 for p in upper) + max(p.box.y1 for p in lower)) / 2
            for upper, lower in pairwise(rows)
        ]
        across += [(inner, y, right, y) for y in middles]
        across += [(left, top, right, top), (left, foot, right, foot)]
        down += [(x, foot, x, top) for x in edges]
    return across, down


def _bands(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Cut rows where their columns change: where one more row would join columns."""
    bands: list[list[_Row]] = []
    spans: list[_Span] = []
    for row in rows:
        own = union_of(row)
        joined = merge_spans([*spans, *own])
        if bands and len(joined) >= max(len(spans), len(own)):
            bands[-1].append(row)
            spans = joined
        else:
            bands.append([row])
            spans = own
    return bands


def _spanning_label(band: Sequence[_Row], edges: Sequence[float]) -> bool:
    """Say whether the first column of a band is one label in the middle of its rows."""
    first = sorted(
        (p for row in band for p in row if p.box.x1 <= edges[1]), key=lambda p: -p.box.y1
    )
    others = [p for row in band for p in row if p.box.x0 >= edges[1]]
    if len(edges) < 3 or not first or not others:
        return False
    rows = _join([[p for p in row if p.box.x0 >= edges[1]] for row in band])
    if len(rows) < 2:
        return False
    height = first[0].box.y1 - first[0].box.y0
    is_one = all(a.box.y0 - b.box.y1 <= height for a, b in pairwise(first))
    middle = (first[0].box.y1 + first[-1].box.y0) / 2
    around = (max(p.box.y1 for p in others) + min(p.box.y0 for p in others)) / 2
    return is_one and abs(middle - around) <= _MIDDLE_LINES * height


def _join(rows: Sequence[_Row]) -> list[_Row]:
    """Join lines that stand as close as those of one cell."""
    joined: list[_Row] = []
    for row in rows:
        if not row:
            continue
        if joined:
            gap = min(p.box.y0 for p in joined[-1]) - max(p.box.y1 for p in row)
            height = row[0].box.y1 - row[0].box.y0
            shares = any(
                a.box.x0 < b.box.x1 and b.box.x0 < a.box.x1 and _is_figure(a) and _is_figure(b)
                for a in joined[-1]
                for b in row
            )
            if gap < _ONE_CELL * height and not shares and min(len(row), len(joined[-1])) < 2:
                joined[-1].extend(row)
                continue
        joined.append(list(row))
    return joined


def _is_figure(piece: Piece) -> bool:
    return piece.text[:1].isdigit() or piece.text[:1] in "-—≥≤"
