"""Rules of a table that draws none, or only some: drawn where its print stands in columns.

Horizontal rules only, three lines, no rules at all: rows and columns are then told by white space
alone. What is found is given to Camelot as rules, so that cells, pieces and the proof are those of
any other table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.reading.pdf.model import Piece
from ingest.reading.pdf.pieces import Run
from ingest.reading.pdf.rules import Segment
from ingest.reading.pdf.unruled_headers import place_heads, read_header, rule_header

Rules = tuple[list[Segment], list[Segment]]
_Row = list[Piece]
_Span = tuple[float, float]

# What stands above a table and is none of its rows.
_HEADING: Final = re.compile(
    r"^[（(]?(?:金额|货币|计量)?单\s*位[:：]|^(?:编制|填报|公开|预算)?(?:部门|单位)(?:名称)?[:：]"
    r"|表(?:[（(].{1,12}[)）])?$|[万亿]元[)）]?$|^附?表\s*\d|^注[:：]|^说明[:：]"
)
_PROSE: Final = re.compile(r"[。；]$|[，,].*[，。]")
_PAGE_NUMBER: Final = re.compile(r"^[-—–\s]*(?:第\s*)?\d{1,3}(?:\s*页)?[-—–\s]*$")
_NUMBER: Final = re.compile(r"[-—–−]?[\d,，]*\.?\d+%?|[-—–]+")
_AMOUNT: Final = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{1,6})")
# 科目编码 before its name; 2026 before 年 is none.
_CODE: Final = re.compile(r"\d{2,3}|\d{5}|\d{7}")
_FIRST_IDEOGRAPH: Final = "\u4e00"
# Amounts of two columns that touch: 168,441.81154,304.22
_TWO_DECIMALS: Final = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,3})\.\d{2}")
_TOUCHING: Final = re.compile(rf"(?:{_TWO_DECIMALS.pattern}){{2,}}")
# 栏次 rows: **, 甲, 1, 2
_MARK: Final = re.compile(r"\*+|栏次|行次|[甲乙丙丁]")
_LONGEST_COUNT: Final = 2
# Amounts and the words of the next column that touch; 12.50万元 is one thing.
_WORDS_TOUCH: Final = re.compile(r"(-?[\d,]+\.\d{2})(?![万亿千百]?元|[%次人辆个])[一-鿿（(]")
_UNIT_LINE: Final = re.compile(r"(?:单位|金额)[:：][（(]?(?:人民币)?[（(]?[百千万亿]*元")
_NAME_LINE: Final = re.compile(r"^(?:编制|填报|公开|预算)?(?:部门|单位)(?:名称)?[:：]")
_LONG_PROSE: Final = 36
_SPARSE: Final = 4  # one line in so many, at least, is printed in more than one column
_WIDEST_HEADING: Final = 3  # 部门：…, 2024年, 单位：万元

# An amount and what follows it in the next column are parted by as much, in font sizes.
_PARTED_EM: Final = 0.2

# A rule across a table, not an underline.
_WIDE_RULE_PT: Final = 120.0
_SAME_ENDS_PT: Final = 6.0
_MARGIN_PT: Final = 3.0
# Rules between most rows part them; a three-line table has them at its ends only.
_RULED_SHARE: Final = 0.6
# One row in so many may bridge two columns (合计 over code and name).
_BRIDGED_SHARE: Final = 0.06
_FEWEST_BRIDGED: Final = 8
_MOST_HEADER_LINES: Final = 5
# A group's head stands so close above its parts.
_HEAD_GAP_LINES: Final = 1.5
_LONGEST_HEAD: Final = 16
# Lines of one cell stand closer than rows do: nearer than this share of the usual distance.
_WRAPPED: Final = 0.5


@dataclass(frozen=True, slots=True)
class _Block:
    """The visual rows of one table, and the rules that are drawn across it, top to bottom."""

    rows: list[_Row]
    rules_y: list[float]
    left: float
    right: float


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
        if _AMOUNT.fullmatch(left)
        or _AMOUNT.fullmatch(right)
        or (_CODE.fullmatch(left) and right[0] >= _FIRST_IDEOGRAPH)
    ]
    for start, token in zip(bounds, tokens, strict=False):
        if _TOUCHING.fullmatch(token) and len(token) == bounds[bounds.index(start) + 1] - start:
            places.extend(start + found.end() for found in _TWO_DECIMALS.finditer(token))
        if (touching := _WORDS_TOUCH.match(token)) is not None:
            places.append(start + touching.end(1))
    return sorted({place for place in places if 0 < place < len(glyphs)})


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
    for block in _find_blocks(lines, horizontal):
        added = _rule(block, known)
        across.extend(added[0])
        down.extend(added[1])
    return across, down


def _find_blocks(lines: Sequence[Piece], horizontal: Sequence[Segment]) -> list[_Block]:
    """Find the tables of a page: rows in columns between headings, prose and page ends."""
    rules = [rule for rule in horizontal if rule[2] - rule[0] >= _WIDE_RULE_PT]
    groups: list[list[_Row]] = [[]]
    for row in _visual_rows(lines):
        if _ends_table(row, rules):
            groups.append([])
        else:
            groups[-1].append(row)
    blocks = []
    for rows in groups:
        while rows and len(rows[0]) < 2 and not _heads_a_group(rows):
            rows.pop(0)
        while rows and len(rows[-1]) < 2 and not _is_inside(rows[-1], rules):
            rows.pop()
        if _is_tabular(rows):
            blocks.append(_bound(rows, rules))
    return blocks


def _heads_a_group(rows: Sequence[_Row]) -> bool:
    """Say whether a piece alone on its line stands close above the heads of a table."""
    for upper, lower in pairwise(rows[:_MOST_HEADER_LINES]):
        piece = upper[0]
        height = piece.box.y1 - piece.box.y0
        gap = piece.box.y0 - max(p.box.y1 for p in lower)
        if gap > _HEAD_GAP_LINES * height or len(piece.text) > _LONGEST_HEAD:
            return False
        if len(lower) > 1:
            return True
    return False


def _visual_rows(lines: Sequence[Piece]) -> list[_Row]:
    """Group pieces by the line that they stand on, top to bottom, left to right."""
    rows: list[_Row] = []
    for piece in sorted(lines, key=lambda p: -(p.box.y0 + p.box.y1)):
        middle = (piece.box.y0 + piece.box.y1) / 2
        if rows and rows[-1][0].box.y0 <= middle <= rows[-1][0].box.y1:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=lambda piece: piece.box.x0)
    return rows


def _ends_table(row: _Row, rules: Sequence[Segment]) -> bool:
    """Say whether a row is a heading, prose or a page number."""
    texts = [piece.text.replace(" ", "") for piece in row]
    if len(row) == 1:
        text = texts[0]
        if _PROSE.search(text) or (len(text) > _LONG_PROSE and not _is_inside(row, rules)):
            return True
        if _PAGE_NUMBER.search(text) and not _is_inside(row, rules):
            return True
    if _UNIT_LINE.search("".join(texts)) or _NAME_LINE.search(texts[0]):
        return True
    if len(row) > _WIDEST_HEADING:
        return False
    return any(_HEADING.search(text) for text in texts) and not any(
        _AMOUNT.fullmatch(text) for text in texts
    )


def _is_inside(row: _Row, rules: Sequence[Segment]) -> bool:
    """Say whether a row stands between two rules."""
    middle = (row[0].box.y0 + row[0].box.y1) / 2
    return any(rule[1] > middle for rule in rules) and any(rule[1] < middle for rule in rules)


def _is_tabular(rows: Sequence[_Row]) -> bool:
    """Say whether rows are a table's: two at least, most in pieces, some of them numbers."""
    wide = [row for row in rows if len(row) > 1]
    numbered = [row for row in wide if any(_NUMBER.fullmatch(p.text) for p in row)]
    return len(wide) > 1 and len(wide) * _SPARSE >= len(rows) and bool(numbered)


def _bound(rows: list[_Row], rules: Sequence[Segment]) -> _Block:
    """Give a table its ends, and the rules across it."""
    left = min(piece.box.x0 for row in rows for piece in row)
    right = max(piece.box.x1 for row in rows for piece in row)
    top, bottom = rows[0][0].box.y1, rows[-1][0].box.y0
    height = rows[0][0].box.y1 - rows[0][0].box.y0
    over = [
        rule
        for rule in rules
        if bottom - 2 * height <= rule[1] <= top + 2 * height
        and rule[0] <= left + _SAME_ENDS_PT
        and rule[2] >= right - _SAME_ENDS_PT
    ]
    ys: list[float] = []
    for y in sorted((rule[1] for rule in over), reverse=True):
        if not ys or ys[-1] - y > _MARGIN_PT:
            ys.append(y)
    return _Block(
        rows,
        ys,
        min([left - _MARGIN_PT, *(rule[0] for rule in over)]),
        max([right + _MARGIN_PT, *(rule[2] for rule in over)]),
    )


def _rule(block: _Block, known: Sequence[float]) -> Rules:
    """Draw the rules of one table."""
    rows = _join_lines(block)
    head = _count_header(rows, block)
    body = [row for row in rows[head:] if not _numbers_columns(row)]
    printed = _body_spans(body)
    pieces = [piece for row in rows[:head] for piece in row]
    header = read_header(pieces, body, printed, (block.left, block.right))
    spans, named = place_heads(header, printed)
    edges = [block.left, *(_part(a, b, body) for a, b in pairwise(spans)), block.right]
    if known and not head and _fits(rows, known, block):
        edges = list(known)
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
        for x0, x1 in _union(row)
        if x0 < between[1] and between[0] < x1 and not (x0 <= between[0] and between[1] <= x1)
    ]
    taken = _merge([(between[0], between[0]), *inside, (between[1], between[1])])
    gaps = [(b[0] - a[1], (a[1] + b[0]) / 2) for a, b in pairwise(taken)]
    return max(gaps)[1] if gaps else sum(between) / 2


def _is_doubtful(
    body: Sequence[_Row], edges: Sequence[float], named: Sequence[Sequence[int]] | None
) -> bool:
    """Say whether the columns cut what is printed, or leave amounts without a head."""
    pieces = [piece for row in body for piece in row]
    crossing = sum(
        any(p.box.x0 + _MARGIN_PT < x < p.box.x1 - _MARGIN_PT for x in edges[1:-1]) for p in pieces
    )
    if crossing > max(1, _BRIDGED_SHARE * len(pieces)):
        return True
    if named is None:
        return False
    headed = {i for columns in named for i in columns}
    printed = {
        sum(x <= (p.box.x0 + p.box.x1) / 2 for x in edges[1:-1])
        for p in pieces
        if _AMOUNT.fullmatch(p.text)
    }
    return bool(printed - headed)


def _numbers_columns(row: _Row) -> bool:
    """Say whether a row only numbers the columns (** 1 2 3): it is set like heads."""
    texts = [piece.text for piece in row]
    numbers = [text for text in texts if text.isdigit() and len(text) <= _LONGEST_COUNT]
    marks = sum(_MARK.fullmatch(text) is not None for text in texts)
    return len(numbers) > 1 and len(numbers) + marks == len(texts)


def _join_lines(block: _Block) -> list[_Row]:
    """Join the lines of one row: between two rules, or closer to each other than rows are."""
    rows = block.rows
    if len(block.rules_y) >= _RULED_SHARE * len(rows) and len(block.rules_y) > 2:
        return _by_bands(rows, block.rules_y)
    gaps = [upper[0].box.y0 - lower[0].box.y1 for upper, lower in pairwise(rows)]
    usual = median([gap for gap, row in zip(gaps, rows[1:], strict=True) if len(row) > 1] or [0])
    joined: list[_Row] = [list(rows[0])]
    for gap, row in zip(gaps, rows[1:], strict=True):
        is_wrapped = gap < _WRAPPED * usual and (
            len(row) == 1 or len(joined[-1]) == 1 or not _shares_columns(joined[-1], row)
        )
        if is_wrapped and not any(low < (row[0].box.y1 + gap / 2) < low for low in block.rules_y):
            joined[-1].extend(row)
        else:
            joined.append(list(row))
    return joined


def _shares_columns(upper: _Row, lower: _Row) -> bool:
    """Say whether two lines both print numbers in some column: then they are two rows."""
    return any(
        _NUMBER.fullmatch(a.text)
        and _NUMBER.fullmatch(b.text)
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


def _count_header(rows: Sequence[_Row], block: _Block) -> int:
    """Count the rows of the header: those above the first number, or above the second rule."""
    first = next(
        (i for i, row in enumerate(rows) if any(_NUMBER.fullmatch(p.text) for p in row)), 1
    )
    if len(block.rules_y) == 3:
        middle = block.rules_y[1]
        ruled = sum(row[0].box.y0 > middle - 1 for row in rows)
        first = ruled if 0 < ruled <= first else first
    return first if first <= _MOST_HEADER_LINES else 1


def _fits(body: Sequence[_Row], edges: Sequence[float], block: _Block) -> bool:
    """Say whether rows stand in the columns of the page before, and hardly cross their edges."""
    if block.left < edges[0] - _SAME_ENDS_PT or block.right > edges[-1] + _SAME_ENDS_PT:
        return False
    pieces = [piece for row in body for piece in row]
    crossing = sum(any(p.box.x0 + 1 < edge < p.box.x1 - 1 for edge in edges[1:-1]) for p in pieces)
    return crossing <= _BRIDGED_SHARE * len(pieces)


def _body_spans(body: Sequence[_Row]) -> list[_Span]:
    """Find the spans that body rows print in, but for the few that bridge two columns."""
    allowed = int(_BRIDGED_SHARE * len(body)) if len(body) >= _FEWEST_BRIDGED else 0
    allowed = max(allowed, 1 if len(body) >= _FEWEST_BRIDGED else 0)
    events: list[tuple[float, int]] = []
    for row in body:
        for left, right in _union(row):
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
    for left, right in sorted(span for row in body for span in _union(row)):
        if not any(left < b and a < right for a, b in spans):
            spans.append((left, right))
    return sorted(_merge(spans))


def _union(row: Iterable[Piece]) -> list[_Span]:
    return _merge(sorted((piece.box.x0, piece.box.x1) for piece in row))


def _merge(spans: Iterable[_Span]) -> list[_Span]:
    """Join spans that touch."""
    merged: list[_Span] = []
    for left, right in sorted(spans):
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged


def _row_edges(rows: Sequence[_Row], block: _Block) -> list[float]:
    """Part the rows: at the rules that are drawn between them, else in the middle."""
    bounds = [(max(p.box.y1 for p in row), min(p.box.y0 for p in row)) for row in rows]
    edges = [bounds[0][0] + _MARGIN_PT]
    for (_, low), (high, _) in pairwise(bounds):
        drawn = [y for y in block.rules_y if high - 1 <= y <= low + 1]
        edges.append(drawn[0] if drawn else (low + high) / 2)
    edges.append(bounds[-1][1] - _MARGIN_PT)
    if block.rules_y and block.rules_y[0] >= bounds[0][0] - 1:
        edges[0] = block.rules_y[0]
    if block.rules_y and block.rules_y[-1] <= bounds[-1][1] + 1:
        edges[-1] = block.rules_y[-1]
    return edges
