"""Rules of a table that draws none, or only some: drawn where its print stands in columns.

Horizontal rules only, three lines, no rules at all: rows and columns are then told by white space
alone. What is found is given to Camelot as rules, so that cells, pieces and the proof are those of
any other table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.reading.pdf.model import Box, Piece
from ingest.reading.pdf.rules import Segment
from ingest.reading.pdf.unruled_blocks import (
    MARGIN_PT,
    SAME_ENDS_PT,
    Block,
    find_blocks,
    merge_spans,
    union_of,
)
from ingest.reading.pdf.unruled_columns import BRIDGED_SHARE, body_spans, join_headless
from ingest.reading.pdf.unruled_forms import opens_form, rule_form
from ingest.reading.pdf.unruled_headers import read_header
from ingest.reading.pdf.unruled_heads import place_heads, rule_header
from ingest.reading.pdf.unruled_rows import join_centred
from ingest.reading.pdf.unruled_words import AMOUNT, NUMBER

Rules = tuple[list[Segment], list[Segment]]
_Row = list[Piece]
_Span = tuple[float, float]
# 栏次 rows: **, 甲, 1, 2
_MARK: Final = re.compile(r"\*+|栏次|行次|[甲乙丙丁]")
_LONGEST_COUNT: Final = 2
_MOVED_PT: Final = 12.0
_SAME_START_PT: Final = 1.5
# Rules between most rows part them; a three-line table has them at its ends only.
_RULED_SHARE: Final = 0.6
# Lines of one cell stand closer than rows do: nearer than this share of the usual distance.
_WRAPPED: Final = 0.5
# Of the first row's label so many lines may stand above its figures, and the space over them is
# wider than any within the header by this.
_LABEL_LINES: Final = 4
_WIDER_PT: Final = 2.0
_LEVEL_PT: Final = 2.5
_INDENT_PT: Final = 45.0
# Heads that are set down their column have a line for each character.
_MOST_LINES: Final = 24


def draw_rules(
    lines: Sequence[Piece], horizontal: Sequence[Segment], known: Sequence[float] = ()
) -> Rules:
    """Draw the rules that the tables of a page imply.

    Args:
        lines: what the page prints, in pieces that no column's gap parts.
        horizontal: the rules that it draws across.
        known: column edges of the table that ends the page before, where it was read so too; a
            page without a header goes on with them.

    Returns:
        Horizontal and vertical rules, those drawn not included; none where nothing is tabular.
    """
    across: list[Segment] = []
    down: list[Segment] = []
    for block in find_blocks(lines, horizontal):
        added = _rule(block, known)
        across.extend(added[0])
        down.extend(added[1])
    return across, down


def _rule(block: Block, known: Sequence[float]) -> Rules:
    """Draw the rules of one table."""
    if opens_form(block.rows):
        return rule_form(block)
    rows = _join_lines(block, goes_on=bool(known))
    head = _count_header(rows, block)
    if known and head and _are_labels(rows[:head], rows[head:]):
        head = 0
    body = [row for row in rows[head:] if not _numbers_columns(row)]
    printed = body_spans(body)
    pieces = [piece for row in rows[:head] for piece in row]
    header = read_header(pieces, body, printed, (block.left, block.right))
    spans, named = place_heads(header, printed)
    if head and (joined := join_headless(printed, spans, named, body)) != printed:
        printed = joined
        header = read_header(pieces, body, printed, (block.left, block.right))
        spans, named = place_heads(header, printed)
    edges = [block.left, *(_part(a, b, body) for a, b in pairwise(spans)), block.right]
    if known and not head and _fits(rows, moved := _move_off(known, rows), block):
        edges = moved
    if len(edges) < 3 or _is_doubtful(body, edges, named if head else None):
        return [], []
    ys = _row_edges(rows, block)
    across = [(edges[0], y, edges[-1], y) for y in (ys[0], *ys[head:])]
    down = [(x, ys[-1], x, ys[head]) for x in edges]
    added = rule_header(header, named, edges, ys[0], ys[head]) if head else ([], [])
    return [*across, *added[0]], [*down, *added[1]]


def _part(left: _Span, right: _Span, body: Sequence[_Row]) -> float:
    """Place the rule between two columns where it cuts nothing, a long label least of all."""
    between = (min(left[1], right[0]), max(left[1], right[0]))
    inside = [
        (max(x0, between[0]), min(x1, between[1]))
        for row in body
        for x0, x1 in union_of(row)
        if x0 < between[1] and between[0] < x1 and not (x0 <= between[0] and between[1] <= x1)
    ]
    taken = merge_spans([(between[0], between[0]), *inside, (between[1], between[1])])
    gaps = [(b[0] - a[1], (a[1] + b[0]) / 2) for a, b in pairwise(taken)]
    return max(gaps)[1] if gaps else sum(between) / 2


def _is_doubtful(
    body: Sequence[_Row], edges: Sequence[float], named: Sequence[Sequence[int]] | None
) -> bool:
    """Say whether the columns cut what is printed, or leave amounts without a head."""
    pieces = [piece for row in body for piece in row]
    crossing = sum(
        any(p.box.x0 + MARGIN_PT < x < p.box.x1 - MARGIN_PT for x in edges[1:-1]) for p in pieces
    )
    if crossing > max(1, BRIDGED_SHARE * len(pieces)):
        return True
    if named is None:
        return False
    headed = {i for columns in named for i in columns}
    printed = {
        sum(x <= (p.box.x0 + p.box.x1) / 2 for x in edges[1:-1])
        for p in pieces
        if AMOUNT.fullmatch(p.text)
    }
    return bool(printed - headed)


def _numbers_columns(row: _Row) -> bool:
    """Say whether a row only numbers the columns (** 1 2 3): it is set like heads."""
    texts = [piece.text for piece in row]
    numbers = [text for text in texts if text.isdigit() and len(text) <= _LONGEST_COUNT]
    marks = sum(_MARK.fullmatch(text) is not None for text in texts)
    return len(numbers) > 1 and len(numbers) + marks == len(texts)


def _join_lines(block: Block, *, goes_on: bool) -> list[_Row]:
    """Join the lines of one row: between two rules, or closer to each other than rows are.

    Args:
        block: the table's lines.
        goes_on: the page before ends with a table that was read so too.
    """
    rows = block.rows
    if len(block.rules_y) >= _RULED_SHARE * len(rows) and len(block.rules_y) > 2:
        return _by_bands(rows, block.rules_y)
    first = _first_of_body(rows)
    if goes_on and _are_labels(rows[:first], rows[first:]):
        whole = join_centred(rows, body_spans(rows))
        if whole is not None:
            return whole
    for head in dict.fromkeys((_below_header(rows, first), first)):
        if head and (centred := join_centred(rows[head:], body_spans(rows[head:]))) is not None:
            return [*_by_gaps(rows[:head], block.rules_y), *centred]
    return _by_gaps(rows, block.rules_y)


def _below_header(rows: Sequence[_Row], first: int) -> int:
    """Find where the lines of a header end, if the first row's label begins above its figures.

    As many lines of it stand below them, as far off; or the widest space of all is above it.
    """
    if first < 2 or _numbers_columns(rows[first - 1]):
        return first
    above = 0
    while above < first - 1 and _are_around(rows, first, above + 1):
        above += 1
    if above:
        return first - above
    gaps = [
        min(p.box.y0 for p in upper) - max(p.box.y1 for p in lower)
        for upper, lower in pairwise(rows[: first + 1])
    ]
    widest = max(range(len(gaps)), key=gaps.__getitem__)
    others = [gap for i, gap in enumerate(gaps) if i != widest]
    is_foot = first - _LABEL_LINES <= widest + 1 and gaps[widest] - max(others) >= _WIDER_PT
    return widest + 1 if is_foot else first


def _are_around(rows: Sequence[_Row], first: int, away: int) -> bool:
    """Say whether lines so many above and below the first figures are of one label around them."""
    if first + away >= len(rows) or any(AMOUNT.fullmatch(p.text) for p in rows[first + away]):
        return False
    figures = next(p.box for p in rows[first] if AMOUNT.fullmatch(p.text))
    return any(
        max(upper.box.x1, lower.box.x1) < figures.x0
        and abs(_middle(upper.box) + _middle(lower.box) - 2 * _middle(figures)) <= _LEVEL_PT
        for upper in rows[first - away]
        for lower in rows[first + away]
    ) and all(
        any(abs(p.box.x0 - q.box.x0) <= _INDENT_PT for q in rows[first + away])
        for p in rows[first - away]
    )


def _middle(box: Box) -> float:
    return (box.y0 + box.y1) / 2


def _first_of_body(rows: Sequence[_Row]) -> int:
    """Find the first line below the header: after its columns' numbers, or with an amount."""
    for number, row in enumerate(rows[:_MOST_LINES]):
        if _numbers_columns(row):
            return number + 1
        if any(AMOUNT.fullmatch(piece.text) for piece in row):
            return number
    return 0


def _by_gaps(rows: Sequence[_Row], rules_y: Sequence[float]) -> list[_Row]:
    """Join lines that stand closer to each other than rows do."""
    gaps = [upper[0].box.y0 - lower[0].box.y1 for upper, lower in pairwise(rows)]
    usual = median([gap for gap, row in zip(gaps, rows[1:], strict=True) if len(row) > 1] or [0])
    joined: list[_Row] = [list(rows[0])]
    for gap, row in zip(gaps, rows[1:], strict=True):
        is_wrapped = gap < _WRAPPED * usual and (
            len(row) == 1 or len(joined[-1]) == 1 or not _shares_columns(joined[-1], row)
        )
        if is_wrapped and not any(low < (row[0].box.y1 + gap / 2) < low for low in rules_y):
            joined[-1].extend(row)
        else:
            joined.append(list(row))
    return joined


def _shares_columns(upper: _Row, lower: _Row) -> bool:
    """Say whether two lines both print numbers in some column: then they are two rows."""
    return any(
        NUMBER.fullmatch(a.text)
        and NUMBER.fullmatch(b.text)
        and a.box.x0 < b.box.x1
        and b.box.x0 < a.box.x1
        for a in upper
        for b in lower
    )


def _by_bands(rows: Sequence[_Row], ys: Sequence[float]) -> list[_Row]:
    """Join the lines that stand between the same two rules."""
    joined: dict[int, _Row] = {}
    for row in rows:
        for piece in row:
            middle = (piece.box.y0 + piece.box.y1) / 2
            joined.setdefault(sum(y > middle for y in ys), []).append(piece)
    return [joined[band] for band in sorted(joined)]


def _count_header(rows: Sequence[_Row], block: Block) -> int:
    """Count the rows of the header: those above the first number, or above the second rule."""
    first = next((i for i, row in enumerate(rows) if any(NUMBER.fullmatch(p.text) for p in row)), 1)
    if len(block.rules_y) == 3:
        middle = block.rules_y[1]
        ruled = sum(row[0].box.y0 > middle - 1 for row in rows)
        first = ruled if 0 < ruled <= first else first
    return first if first <= _MOST_LINES else 1


def _are_labels(upper: Sequence[_Row], body: Sequence[_Row]) -> bool:
    """Say whether the lines above the first number are labels' ends: a row that goes on.

    They begin where the labels below them do; heads stand in the middle of their columns.
    """
    starts = {round(p.box.x0) for row in body for p in row if not NUMBER.fullmatch(p.text)}
    return all(
        any(abs(piece.box.x0 - x) <= _SAME_START_PT for x in starts)
        for row in upper
        for piece in row
    )


def _move_off(edges: Sequence[float], body: Sequence[_Row]) -> list[float]:
    """Move column edges of the page before off what is printed there: they were where it was not.

    Its longest label ended before them; one of this page is longer.
    """
    boxes = [piece.box for row in body for piece in row]
    moved = [
        _part((x - _MOVED_PT, x - _MOVED_PT), (x + _MOVED_PT, x + _MOVED_PT), body)
        if any(box.x0 + 1 < x < box.x1 - 1 for box in boxes)
        else x
        for x in edges[1:-1]
    ]
    return [edges[0], *moved, edges[-1]]


def _fits(body: Sequence[_Row], edges: Sequence[float], block: Block) -> bool:
    """Say whether rows stand in the columns of the page before, and hardly cross their edges."""
    if block.left < edges[0] - SAME_ENDS_PT or block.right > edges[-1] + SAME_ENDS_PT:
        return False
    pieces = [piece for row in body for piece in row]
    crossing = sum(any(p.box.x0 + 1 < edge < p.box.x1 - 1 for edge in edges[1:-1]) for p in pieces)
    return crossing <= BRIDGED_SHARE * len(pieces)


def _row_edges(rows: Sequence[_Row], block: Block) -> list[float]:
    """Part the rows: at the rules that are drawn between them, else in the middle."""
    bounds = [(max(p.box.y1 for p in row), min(p.box.y0 for p in row)) for row in rows]
    edges = [bounds[0][0] + MARGIN_PT]
    for (_, low), (high, _) in pairwise(bounds):
        drawn = [y for y in block.rules_y if high - 1 <= y <= low + 1]
        edges.append(drawn[0] if drawn else (low + high) / 2)
    edges.append(bounds[-1][1] - MARGIN_PT)
    if block.rules_y and block.rules_y[0] >= bounds[0][0] - 1:
        edges[0] = block.rules_y[0]
    if block.rules_y and block.rules_y[-1] <= bounds[-1][1] + 1:
        edges[-1] = block.rules_y[-1]
    return edges
