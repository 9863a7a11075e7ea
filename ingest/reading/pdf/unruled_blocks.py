"""The tables of a page without rules: rows in columns, between headings, prose and page ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from ingest.reading.pdf.alignment import find_tabular_rows
from ingest.reading.pdf.model import Box, Piece
from ingest.reading.pdf.rules import Segment
from ingest.reading.pdf.unruled_words import AMOUNT, NUMBER

_Row = list[Piece]
_Span = tuple[float, float]
# What stands above a table and is none of its rows.
_HEADING: Final = re.compile(
    r"^[（(]?(?:金额|货币|计量)?单\s*位[:：]|^(?:编制|填报|公开|预算)?(?:部门|单位)(?:名称)?[:：]"
    r"|表(?:[（(].{1,12}[)）])?$|[万亿]元[)）]?$|^附?表\s*\d|^注[:：]|^说明[:：]"
)
_TITLE: Final = re.compile(r"[一-鿿]{4}表(?:[（(].{1,12}[)）])?$")
# 公开09表: in whatever pieces
_ANNEX: Final = re.compile(r"^(?:公开|预算|决算|财决|财预|批复|附)(?:\d{1,2}表|表\d{1,2})")
# Amounts have two decimals: one of them, or none behind the point, goes on in the next line.
_UNENDED: Final = re.compile(r"-?\d{1,3}(?:,?\d{3})*\.\d?")
_WRAPPED_DIGITS: Final = 2
_FLUSH_PT: Final = 2.0
# A line of a cell and the rows that its cell stands in.
_CELL_LINES: Final = 6
_CELL_GAP: Final = 2.2
_FEWEST_COLUMNS: Final = 4
_OFF_MARGIN: Final = 0.08
# A sentence fills its line but for the space around numbers.
_FILLED: Final = 0.9
# A column of sentences begins so far from the margin, and has so many lines of so many characters.
_OFF_PAGE: Final = 0.25
_FEWEST_TEXTS: Final = 3
_LONG_TEXT: Final = 10
_INDENT_PT: Final = 24.0
_STOP: Final = re.compile(r"[，。；：]")
# Lines of one label: so near, in their height, and as many lines with figures between them.
_LABEL_GAP: Final = 0.4
_LABEL_LINES: Final = 4
_CLAUSE: Final = re.compile(r"[一-鿿]{2,}[，；。].*[一-鿿]|[，；。][一-鿿]{2,}")
_UNIT_ALONE: Final = re.compile(r"[（(](?:人民币)?[百千万亿]?元[)）]")
_PROSE: Final = re.compile(r"[。；]$|[，,].*[，。]")
_PAGE_NUMBER: Final = re.compile(r"^[-—–\s]*(?:第\s*)?\d{1,3}(?:\s*页)?[-—–\s]*$")
_UNIT_LINE: Final = re.compile(r"(?:单位|金额)[:：][（(]?(?:人民币)?[（(]?[百千万亿]*元")
# 预算数（单位：万元）: a head
_UNIT_IN_HEAD: Final = re.compile(r"[数额算][（(](?:金额)?单位[:：]")
_NAME_LINE: Final = re.compile(r"^(?:编制|填报|公开|预算)?(?:部门|单位)(?:名称)?[:：]")
_LONG_PROSE: Final = 36
_SPARSE: Final = 4  # one line in so many, at least, is printed in more than one column
_TOTALS: Final = frozenset({"合计", "总计", "小计"})
_WIDEST_HEADING: Final = 3  # 部门：…, 2024年, 单位：万元
# A rule across a table, not an underline.
_WIDE_RULE_PT: Final = 120.0
SAME_ENDS_PT: Final = 6.0
MARGIN_PT: Final = 3.0
MOST_HEADER_LINES: Final = 5
# A group's head stands so close above its parts.
_HEAD_GAP_LINES: Final = 1.5
# … or so far, where the unit stands above it: what is below the unit is the table's.
_FAR_HEAD_GAP_LINES: Final = 3.0
_YEAR: Final = re.compile(r"[（(]?\d{4}年?度?[)）]?")
_LONGEST_HEAD: Final = 16


@dataclass(frozen=True, slots=True)
class Block:
    """The visual rows of one table, and the rules that are drawn across it, top to bottom."""

    rows: list[_Row]
    rules_y: list[float]
    left: float
    right: float


def find_blocks(lines: Sequence[Piece], horizontal: Sequence[Segment]) -> list[Block]:
    """Find the tables of a page: rows in columns between headings, prose and page ends."""
    rules = [rule for rule in horizontal if rule[2] - rule[0] >= _WIDE_RULE_PT]
    groups: list[list[_Row]] = [[]]
    below_unit = [False]
    rows = _visual_rows(lines)
    ends = _page_ends(rows)
    starts = _starts_of_texts(rows, ends)
    for number, row in enumerate(rows):
        if (
            not _begins_at(row, starts)
            and _ends_table(row, rules, ends)
            and not _stands_between(rows, number, ends)
        ):
            groups.append([])
            below_unit.append(_states_unit(row))
        else:
            groups[-1].append(row)
    blocks = []
    for rows, is_below_unit in zip(groups, below_unit, strict=True):
        most = _FAR_HEAD_GAP_LINES if is_below_unit else _HEAD_GAP_LINES
        while (
            rows
            and len(rows[0]) < 2
            and not _heads_a_group(rows, most)
            and not _begins_at(rows[0], starts)
        ):
            rows.pop(0)
        while (
            rows
            and len(rows[-1]) < 2
            and not _is_inside(rows[-1], rules)
            and not _begins_at(rows[-1], starts)
            and not _ends_a_label(rows)
            and not _ends_a_number(rows, len(rows) - 1)
        ):
            rows.pop()
        if _is_tabular([row for row in rows if len(row) > 1 or not _begins_at(row, starts)]):
            blocks.append(_bound(rows, rules))
    return blocks


def _states_unit(row: _Row) -> bool:
    """Say whether a row is the line with the unit, which a heading ends with."""
    return _UNIT_LINE.search("".join(piece.text.replace(" ", "") for piece in row)) is not None


def _heads_a_group(rows: Sequence[_Row], most_gap_lines: float) -> bool:
    """Say whether a piece alone on its line stands close above the heads of a table."""
    for upper, lower in pairwise(rows[:MOST_HEADER_LINES]):
        piece = upper[0]
        height = piece.box.y1 - piece.box.y0
        gap = piece.box.y0 - max(p.box.y1 for p in lower)
        if gap > most_gap_lines * height or len(piece.text) > _LONGEST_HEAD:
            return False
        if _YEAR.fullmatch(piece.text.replace(" ", "")):
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
    return [_join_totals(sorted(row, key=lambda piece: piece.box.x0)) for row in rows]


def _join_totals(row: _Row) -> _Row:
    """Join the two characters of a total that are set apart over their cell: 合  计."""
    joined: _Row = []
    for piece in row:
        if joined and joined[-1].text + piece.text in _TOTALS:
            last = joined.pop()
            box = Box(
                *map(min, last.box[:2], piece.box[:2]), *map(max, last.box[2:], piece.box[2:])
            )
            joined.append(replace(piece, text=last.text + piece.text, box=box))
        else:
            joined.append(piece)
    return joined


def _page_ends(rows: Sequence[_Row]) -> _Span:
    """Give from where to where a page prints across."""
    pieces = [piece for row in rows for piece in row]
    return min((p.box.x0 for p in pieces), default=0.0), max(
        (p.box.x1 for p in pieces), default=0.0
    )


def _starts_of_texts(rows: Sequence[_Row], ends: _Span) -> list[float]:
    """Find where columns of sentences begin: 项目简介, 备注 behind the amounts of a list.

    Long lines begin there that are not at the margin, and amounts stand before some of them.
    """
    least = ends[0] + _OFF_PAGE * (ends[1] - ends[0])
    counts = Counter(
        round(piece.box.x0)
        for row in rows
        for piece in row
        if piece.box.x0 >= least and len(piece.text) >= _LONG_TEXT and _STOP.search(piece.text)
    )
    behind = {
        round(piece.box.x0)
        for row in rows
        for piece in row
        if any(AMOUNT.fullmatch(p.text) and p.box.x1 <= piece.box.x0 for p in row)
    }
    return [x for x, count in counts.items() if count >= _FEWEST_TEXTS and x in behind]


def _begins_at(row: _Row, starts: Sequence[float]) -> bool:
    """Say whether a row has a line of a column of sentences, which may be indented."""
    if len(row) == 1 and _PAGE_NUMBER.search(row[0].text):
        return False
    return any(-_FLUSH_PT <= piece.box.x0 - x <= _INDENT_PT for piece in row for x in starts)


def _stands_between(rows: Sequence[_Row], number: int, ends: _Span) -> bool:
    """Say whether a lone piece is a line of a cell: away from the margin, between rows of columns.

    The last digit of a number that is wrapped, the end of a sentence in the last column.
    """
    if _ends_a_number(rows, number) or _is_unit_below(rows, number):
        return True
    if len(rows[number]) > 1 or not 0 < number < len(rows) - 1:
        return False
    if _TITLE.search(rows[number][0].text.replace(" ", "")):
        return False
    box = rows[number][0].box
    high = box.y1 - box.y0
    around = rows[max(0, number - _CELL_LINES) : number], rows[number + 1 :][:_CELL_LINES]
    near = [
        any(
            len(row) >= _FEWEST_COLUMNS
            and abs(row[0].box.y0 - box.y0) <= _CELL_LINES * _CELL_GAP * high
            for row in side
        )
        for side in around
    ]
    return all(near) and box.x0 > ends[0] + _OFF_MARGIN * (ends[1] - ends[0])


def _ends_a_label(rows: Sequence[_Row]) -> bool:
    """Say whether the last piece of all is the end of a label: flush below it, as close as lines.

    理论讲师 over 团 in a row of figures, where the page ends or a note begins.
    """
    piece = rows[-1][0]
    high = piece.box.y1 - piece.box.y0
    if len(piece.text) > _LONGEST_HEAD or len(rows) < _LABEL_LINES:
        return False
    # of a label of two lines, with its figures between them
    between = [p.box for p in rows[-2] if AMOUNT.fullmatch(p.text)]
    if between and any(
        abs(_middle(p.box) + _middle(piece.box) - 2 * _middle(between[0])) <= _FLUSH_PT
        and p.box.x0 - piece.box.x0 < p.box.x1 - p.box.x0
        and p.box.x0 < between[0].x0
        and piece.box.x1 < between[0].x0
        for p in rows[-3]
    ):
        return True
    return any(
        len(row) > 1
        and abs(other.box.x0 - piece.box.x0) <= _FLUSH_PT
        and piece.box.x1 <= other.box.x1 + _FLUSH_PT
        and -_FLUSH_PT <= other.box.y0 - piece.box.y1 <= _LABEL_GAP * high
        for row in rows[-_LABEL_LINES:-1]
        for other in row
    )


def _middle(box: Box) -> float:
    return (box.y0 + box.y1) / 2


def _is_unit_below(rows: Sequence[_Row], number: int) -> bool:
    """Say whether a lone unit is the second line of a label: 项目资金 over （万元）."""
    piece = rows[number][0]
    if len(rows[number]) > 1 or _UNIT_ALONE.fullmatch(piece.text) is None:
        return False
    high = piece.box.y1 - piece.box.y0
    return any(
        other.box.x0 < piece.box.x1
        and piece.box.x0 < other.box.x1
        and -high / 2 < other.box.y0 - piece.box.y1 < high
        for row in rows[max(0, number - 3) : number]
        for other in row
        if len(other.text) <= _LONGEST_HEAD
    )


def _ends_a_number(rows: Sequence[_Row], number: int) -> bool:
    """Say whether a lone digit is the end of an amount above it: 18,536.8 over 8."""
    piece = rows[number][0]
    if len(rows[number]) > 1 or not piece.text.isdigit() or len(piece.text) > _WRAPPED_DIGITS:
        return False
    near = _CELL_GAP * 2 * (piece.box.y1 - piece.box.y0)
    return any(
        _UNENDED.fullmatch(other.text)
        and abs(other.box.x1 - piece.box.x1) <= _FLUSH_PT
        and 0 < other.box.y0 - piece.box.y0 <= near
        for row in rows[max(0, number - 2) : number]
        for other in row
    )


def _ends_table(row: _Row, rules: Sequence[Segment], ends: _Span) -> bool:
    """Say whether a row is a heading, prose or a page number."""
    texts = [piece.text.replace(" ", "") for piece in row]
    if len(row) > 1 and _is_line_of_prose(row, "".join(texts), ends):
        return True
    if len(row) == 1:
        text = texts[0]
        if _PROSE.search(text) or (len(text) > _LONG_PROSE and not _is_inside(row, rules)):
            return True
        if _PAGE_NUMBER.search(text) and not _is_inside(row, rules):
            return True
    line = "".join(texts)
    is_head = _UNIT_IN_HEAD.search(line) is not None
    names_unit = _UNIT_LINE.search(line) or _NAME_LINE.search(texts[0]) or _ANNEX.search(line)
    if names_unit and not is_head:
        return True
    if is_head or len(row) > _WIDEST_HEADING:
        return False
    return any(_HEADING.search(text) for text in texts) and not any(
        AMOUNT.fullmatch(text) for text in texts
    )


def _is_line_of_prose(row: _Row, text: str, ends: _Span) -> bool:
    """Say whether a row fills its line like a sentence, whose amounts were parted from it."""
    filled = sum(right - left for left, right in union_of(row))
    return (
        _CLAUSE.search(text) is not None
        and filled >= _FILLED * (row[-1].box.x1 - row[0].box.x0)
        and row[-1].box.x1 - row[0].box.x0 >= ends[1] / 2 - ends[0] / 2
    )


def _is_inside(row: _Row, rules: Sequence[Segment]) -> bool:
    """Say whether a row stands between two rules."""
    middle = (row[0].box.y0 + row[0].box.y1) / 2
    return any(rule[1] > middle for rule in rules) and any(rule[1] < middle for rule in rules)


def _is_tabular(rows: Sequence[_Row]) -> bool:
    """Say whether rows are a table's: two at least, most in pieces, some of them numbers."""
    wide = [row for row in rows if len(row) > 1]
    numbered = [row for row in wide if any(NUMBER.fullmatch(p.text) for p in row)]
    if len(wide) < 2 or not numbered:
        return False
    # labels of many lines each, and the amounts of each in two columns
    return len(wide) * _SPARSE >= len(rows) or bool(
        find_tabular_rows([piece for row in rows for piece in row])
    )


def _bound(rows: list[_Row], rules: Sequence[Segment]) -> Block:
    """Give a table its ends, and the rules across it."""
    left = min(piece.box.x0 for row in rows for piece in row)
    right = max(piece.box.x1 for row in rows for piece in row)
    top, bottom = rows[0][0].box.y1, rows[-1][0].box.y0
    height = rows[0][0].box.y1 - rows[0][0].box.y0
    over = [
        rule
        for rule in rules
        if bottom - 2 * height <= rule[1] <= top + 2 * height
        and rule[0] <= left + SAME_ENDS_PT
        and rule[2] >= right - SAME_ENDS_PT
    ]
    ys: list[float] = []
    for y in sorted((rule[1] for rule in over), reverse=True):
        if not ys or ys[-1] - y > MARGIN_PT:
            ys.append(y)
    return Block(
        rows,
        ys,
        min([left - MARGIN_PT, *(rule[0] for rule in over)]),
        max([right + MARGIN_PT, *(rule[2] for rule in over)]),
    )


def union_of(row: Iterable[Piece]) -> list[_Span]:
    """Give the spans that pieces print in, across."""
    return merge_spans(sorted((piece.box.x0, piece.box.x1) for piece in row))


def merge_spans(spans: Iterable[_Span]) -> list[_Span]:
    """Join spans that touch."""
    merged: list[_Span] = []
    for left, right in sorted(spans):
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged
