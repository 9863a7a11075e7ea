"""Lists of projects with their indicators, printed without rules: rows within rows.

一级指标 | 二级指标 | 三级指标 … are a row each; name, amounts and aim of a project stand in the
middle of all of its rows, and pages cut it where they end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ingest.reading.pdf.model import Piece
from ingest.reading.pdf.rules import Segment
from ingest.reading.pdf.unruled_blocks import MARGIN_PT, union_of
from ingest.reading.pdf.unruled_headers import read_header
from ingest.reading.pdf.unruled_heads import place_heads, rule_header
from ingest.reading.pdf.unruled_words import AMOUNT

Rules = tuple[list[Segment], list[Segment]]
_Span = tuple[float, float]
_LEVEL_HEAD: Final = re.compile(r"[一二三]级指标")
# What a first level is called: 产出指标, 效益指标, 满意度指标, 成本指标.
_LEVEL: Final = re.compile(r"[\u4e00-\u9fff]{2,5}指标(?:[(（].{1,6}[)）])?")
_FEWEST_ROWS: Final = 3
_SAME_LINE_PT: Final = 3.0
_SAME_COLUMN_PT: Final = 6.0
# Print of one row in so many may bridge two columns.
_BRIDGED: Final = 12
_FEWEST_EDGES: Final = 8
# An amount, or a line of one; lines of one stand so close, in their height.
_FIGURES: Final = re.compile(r"-?[\d,.]+")
_WRAPPED: Final = 1.35
# What it takes to say that a page cuts a project, or prints rows of one without its amounts.
_CUT_PT: Final = 2.0
_LEFT_PT: Final = 6.0
# Between two columns nothing is printed in so much space.
_GAP_PT: Final = 0.5


@dataclass(frozen=True, slots=True)
class _List:
    """A page of a list: edges of its columns, where its indicators begin, what its body prints."""

    edges: list[float]
    level: int  # the column of 一级指标
    body: list[Piece]
    header: Rules
    top: float


def draw_list_rules(lines: Sequence[Piece], known: Sequence[float] = ()) -> Rules:
    """Draw the rules of a page of a list of projects with indicators.

    Args:
        lines: what the page prints, in pieces that no column's gap parts.
        known: column edges of the list that ends the page before.

    Returns:
        Horizontal and vertical rules; none where the page is no such list.
    """
    found = _read_headed(lines) or _read_continued(lines, known)
    if found is None:
        return [], []
    anchors = _levels(found)
    if len(anchors) < _FEWEST_ROWS:
        return [], []
    edges, first = found.edges, found.edges[found.level]
    rows = _row_edges(anchors, found)
    groups = _group_edges(rows, found)
    across = [(first, y, edges[-1], y) for y in rows]
    across += [(edges[0], y, edges[-1], y) for y in (rows[0], *groups, rows[-1], found.top)]
    down = [(x, rows[-1], x, rows[0]) for x in edges]
    return [*across, *found.header[0]], [*down, *found.header[1]]


def _read_headed(lines: Sequence[Piece]) -> _List | None:
    """Read a page that begins the list: 一级指标, 二级指标 … stand on one line."""
    heads = [piece for piece in lines if _LEVEL_HEAD.fullmatch(piece.text)]
    for head in heads:
        level = [p for p in heads if abs(_middle(p) - _middle(head)) <= _SAME_LINE_PT]
        if len(level) < 2:
            continue
        first = min(level, key=lambda p: p.box.x0)
        below = [
            p
            for p in lines
            if p.box.y1 < first.box.y0 and _is_level(p) and _share(p, first.box.x0, first.box.x1)
        ]
        if below:
            return _read_header(lines, first, max(_middle(p) for p in below))
    return None


def _read_header(lines: Sequence[Piece], head: Piece, body_top: float) -> _List | None:
    """Part a header from the body at the widest gap between its heads and the first row."""
    middles = sorted({_middle(p) for p in lines if body_top <= _middle(p) <= _middle(head)})
    gaps = [(b - a, (a + b) / 2) for a, b in pairwise(middles)]
    if not gaps:
        return None
    foot = max(gaps)[1]
    height = head.box.y1 - head.box.y0
    upper = [p for p in lines if foot < _middle(p)]
    ceiling = _ceiling(upper, head, height)
    pieces = [p for p in upper if _middle(p) < ceiling]
    body = [p for p in lines if _middle(p) < foot]
    spans = _spans(body)
    if len(spans) < 3:
        return None
    left = min(p.box.x0 for p in (*pieces, *body)) - MARGIN_PT
    right = max(p.box.x1 for p in (*pieces, *body)) + MARGIN_PT
    header = read_header(pieces, [body], spans, (left, right))
    columns, named = place_heads(header, spans)
    edges = [left, *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), right]
    if len(edges) < _FEWEST_EDGES or any(a >= b for a, b in pairwise(edges)):
        return None
    top = max(p.box.y1 for p in pieces) + MARGIN_PT
    level = sum(x <= (head.box.x0 + head.box.x1) / 2 for x in edges) - 1
    # a form prints its amounts above its indicators, a list beside them
    if not any(AMOUNT.fullmatch(p.text) and p.box.x1 <= edges[level] for p in body):
        return None
    ruled = rule_header(header, named, edges, top, foot)
    header_rules = ([*ruled[0], (edges[0], foot, edges[-1], foot)], ruled[1])
    return _List(edges, level, body, header_rules, top)


def _ceiling(upper: Sequence[Piece], head: Piece, height: float) -> float:
    """Find where the header ends above: at the first gap that is wider than two lines."""
    ceiling = head.box.y1
    for piece in sorted(upper, key=lambda p: p.box.y0):
        if piece.box.y0 - ceiling > 1.5 * height:
            break
        ceiling = max(ceiling, piece.box.y1)
    return ceiling


def _read_continued(lines: Sequence[Piece], known: Sequence[float]) -> _List | None:
    """Read a page that goes on with the columns of the one before: their first level is there."""
    if len(known) < _FEWEST_EDGES:
        return None
    inside = [p for p in lines if known[0] <= (p.box.x0 + p.box.x1) / 2 <= known[-1]]
    counts = [
        sum(_is_level(p) and left <= (p.box.x0 + p.box.x1) / 2 < right for p in inside)
        for left, right in pairwise(known)
    ]
    if not counts or max(counts) < _FEWEST_ROWS:
        return None
    # 一级指标 and 二级指标 are filled alike: the first of them
    level = next(i for i, count in enumerate(counts) if count >= max(counts) / 2)
    crossing = sum(
        any(p.box.x0 + MARGIN_PT < x < p.box.x1 - MARGIN_PT for x in known[1:-1]) for p in inside
    )
    if crossing * _BRIDGED > len(inside):
        return None
    body = _without_page_number(inside)
    top = max(p.box.y1 for p in body) + MARGIN_PT
    return _List(list(known), level, body, ([], []), top)


def _without_page_number(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out what stands alone at the foot of a page, below all others."""
    *others, last = sorted(pieces, key=lambda p: -p.box.y0)
    is_alone = last.box.y1 < others[-1].box.y0 - 2 * (last.box.y1 - last.box.y0)
    return others if is_alone else list(pieces)


def _spans(body: Sequence[Piece]) -> list[_Span]:
    """Find the spans that a body prints in, but for the few pieces that bridge two of them."""
    lines: dict[int, list[Piece]] = {}
    for piece in body:
        lines.setdefault(round(_middle(piece) / _SAME_LINE_PT), []).append(piece)
    allowed = len(lines) // _BRIDGED
    events = sorted(
        event
        for row in lines.values()
        for left, right in union_of(row)
        for event in ((left, 1), (right, -1))
    )
    spans: list[_Span] = []
    depth, start = 0, None
    for x, step in events:
        depth += step
        if depth > allowed and start is None:
            start = x
        elif depth <= allowed and start is not None:
            if spans and start - spans[-1][1] < _GAP_PT:
                spans[-1] = (spans[-1][0], x)
            else:
                spans.append((start, x))
            start = None
    for piece in body:
        if AMOUNT.fullmatch(piece.text) and not any(
            _share(piece, left, right) for left, right in spans
        ):
            spans.append((piece.box.x0, piece.box.x1))
    return sorted(spans)


def _levels(found: _List) -> list[float]:
    """Give the heights of the rows: the middles of their first levels, top to bottom."""
    left, right = found.edges[found.level], found.edges[found.level + 1]
    own = sorted(
        (_middle(p) for p in found.body if _is_level(p) and _share(p, left, right)), reverse=True
    )
    heights: list[float] = []
    for y in own:
        if not heights or heights[-1] - y > _SAME_LINE_PT:
            heights.append(y)
    return heights


def _row_edges(anchors: Sequence[float], found: _List) -> list[float]:
    """Part the rows of indicators, between the lines that stand nearest to each."""
    first = found.edges[found.level]
    pieces = [p for p in found.body if p.box.x0 >= first - MARGIN_PT]
    bounds = [[y, y] for y in anchors]
    for piece in pieces:
        nearest = min(range(len(anchors)), key=lambda i: abs(anchors[i] - _middle(piece)))
        bounds[nearest][0] = max(bounds[nearest][0], piece.box.y1)
        bounds[nearest][1] = min(bounds[nearest][1], piece.box.y0)
    inner = []
    for (_, low), (high, _), upper, lower in zip(
        bounds, bounds[1:], anchors, anchors[1:], strict=False
    ):
        inner.append((low + high) / 2 if low >= high else (upper + lower) / 2)
    top = max([bounds[0][0], *(p.box.y1 for p in found.body)]) + 1
    foot = min([bounds[-1][1], *(p.box.y0 for p in found.body)]) - 1
    if not inner:
        return [top, foot]
    # a row's first level stands in its middle
    return [
        max(top, 2 * anchors[0] - inner[0]) if not found.header[0] else top,
        *inner,
        min(foot, 2 * anchors[-1] - inner[-1]),
    ]


def _group_edges(rows: Sequence[float], found: _List) -> list[float]:
    """Part the projects where rows part, so that each one's print stands in its middle.

    The first and the last of a page may be cut by it, but for the first below a header; rows at its
    ends may be of a project whose amounts another page prints.
    """
    first = found.edges[found.level]
    centres = _centres([p for p in found.body if p.box.x1 <= first and _FIGURES.fullmatch(p.text)])
    if not centres:
        return []
    texts = [_middle(p) for p in found.body if p.box.x1 <= first and not _FIGURES.fullmatch(p.text)]
    best = {(rows[0], False): (0.0, [rows[0]])}
    if not found.header[0]:
        best[rows[0], True] = (_CUT_PT, [rows[0]])
        best |= {(y, False): (_LEFT_PT, [y]) for y in rows[1:] if y > centres[0]}
    for k, centre in enumerate(centres):
        is_last = k == len(centres) - 1
        floor = rows[-1] if is_last else centres[k + 1]
        ends = [(y, False) for y in rows if floor <= y < centre]
        ends += [(rows[-1], True)] if is_last else []
        best = {
            end: min(
                (
                    cost
                    + _off_centre(start, end, centre, texts)
                    + (_end_cost(end, rows) if is_last else 0.0),
                    [*path, end[0]],
                )
                for start, (cost, path) in best.items()
            )
            for end in ends
        }
        if not best:
            return []
    return min(best.values())[1]


def _end_cost(end: tuple[float, bool], rows: Sequence[float]) -> float:
    """Give what it costs to say that a page cuts its last project, or begins one more."""
    return _CUT_PT if end[1] else _LEFT_PT if end[0] > rows[-1] else 0.0


def _centres(figures: Sequence[Piece]) -> list[float]:
    """Give the heights of amounts, top to bottom; those of several lines have their middle."""
    groups: list[list[Piece]] = []
    for piece in sorted(figures, key=lambda p: -_middle(p)):
        if groups and _middle(groups[-1][-1]) - _middle(piece) <= _WRAPPED * (
            piece.box.y1 - piece.box.y0
        ):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [
        (_middle(group[0]) + _middle(group[-1])) / 2
        for group in groups
        if any(AMOUNT.fullmatch(piece.text) for piece in group)
    ]


def _off_centre(
    top: tuple[float, bool], foot: tuple[float, bool], centre: float, texts: Sequence[float]
) -> float:
    """Say how far a project's amounts and texts stand from the middle of its rows.

    Args:
        top: where its rows begin, and whether the page cuts it there.
        foot: where they end, and whether the page cuts it there.
        centre: where its amounts stand.
        texts: where the lines of names and aims stand.
    """
    (high, is_cut_above), (low, is_cut_below) = top, foot
    if is_cut_above and is_cut_below:
        off = 0.0
    elif is_cut_above:
        off = max(0.0, high - (2 * centre - low))
    elif is_cut_below:
        off = max(0.0, (2 * centre - high) - low)
    else:
        off = abs((high + low) / 2 - centre)
    inside = [y for y in texts if low < y < high]
    return off + (abs(sum(inside) / len(inside) - centre) / 2 if inside else 0.0)


def _is_level(piece: Piece) -> bool:
    return _LEVEL.fullmatch(piece.text) is not None and not _LEVEL_HEAD.fullmatch(piece.text)


def _share(piece: Piece, left: float, right: float) -> bool:
    return min(piece.box.x1, right) - max(piece.box.x0, left) > 1


def _middle(piece: Piece) -> float:
    return (piece.box.y0 + piece.box.y1) / 2
