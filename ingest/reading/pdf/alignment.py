"""Rules that a page implies by how its amounts stand, but does not draw.

Some tables are ruled in part: no line between rows, a gap in a column's rule, horizontal rules
only. Camelot then joins what is printed apart: one cell holds two whole amounts. That is the
evidence looked for here, and the missing rules are drawn where the amounts part. A number that
is wrapped over two lines (`18,536.8` / `8`) is not two amounts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from ingest.reading.pdf.model import Box, Grid, GridCell, Piece
from ingest.reading.pdf.rules import Segment

_AMOUNT: Final = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{2,6})")

# Three lines with two amounts each, flush in the same two columns, are a table whatever is drawn
# around them: prose breaks its lines elsewhere, the labels of a chart stand where its bars end.
_MIN_TABULAR_LINES: Final = 3
_FLUSH_PT: Final = 2.0

_WORDS: Final = re.compile(r"[\u4e00-\u9fff]{2}")

# Two amounts of one line are in two columns when nothing is printed in this much space.
_COLUMN_GAP_PT: Final = 3.0

# An amount so far below a grid, in its own height, is of the row below it.
_BELOW_LINES: Final = 2.5
_MOST_WORDS: Final = 3
# Rules end together, to so much; three part two columns; a row of prose is lower.
_SAME_END_PT: Final = 3.0
_FEWEST_OPEN: Final = 3
_HIGH_PT: Final = 100.0

Rules = tuple[list[Segment], list[Segment]]


def find_tabular_rows(lines: Sequence[Piece]) -> list[list[Piece]]:
    """Find lines that hold amounts in columns, though no rule encloses them.

    Args:
        lines: pieces in reading order; amounts in prose are inside longer pieces.

    Returns:
        The pieces of each such line; nothing where fewer than three lines agree.
    """
    rows = _amount_rows(lines)
    flush = [
        {key for piece in row if _AMOUNT.fullmatch(piece.text) for key in _alignments(piece)}
        for row in rows
    ]
    counts = Counter(key for keys in flush for key in keys)
    shared = {key for key, count in counts.items() if count >= _MIN_TABULAR_LINES}
    found = [
        row
        for row, keys in zip(rows, flush, strict=True)
        if max(Counter(side for side, _ in keys & shared).values(), default=0) > 1
    ]
    return found if len(found) >= _MIN_TABULAR_LINES else []


def find_amounts_apart(lines: Sequence[Piece], grids: Sequence[Grid]) -> list[Piece]:
    """Find amounts that stand alone beside a grid or right below it: its table goes on there.

    Args:
        lines: pieces outside every grid.
        grids: of the same page.
    """
    if not any(_AMOUNT.search(piece.text) for piece in lines) or not grids:
        return []
    rows = group_by_line(sorted(lines, key=lambda p: (-(p.box.y0 + p.box.y1), p.box.x0)))
    found = [
        piece
        for row in rows
        for piece in row
        if _AMOUNT.fullmatch(piece.text)
        and any(g.box.y0 < (piece.box.y0 + piece.box.y1) / 2 < g.box.y1 for g in grids)
    ]
    for grid in grids:
        foot = grid.box.y0
        for row in rows:
            under = [p for p in row if grid.box.x0 < p.box.x1 and p.box.x0 < grid.box.x1]
            if not under or under[0].box.y1 > grid.box.y0 + _COLUMN_GAP_PT:
                continue
            height = under[0].box.y1 - under[0].box.y0
            if foot - under[0].box.y1 > _BELOW_LINES * height:
                break
            amounts = [piece for piece in under if _is_of_amounts(piece.text)]
            if len(under) < 2 and not amounts:
                break
            found += amounts
            foot = under[0].box.y0
    return list(dict.fromkeys(found))


def _is_of_amounts(text: str) -> bool:
    """Say whether a piece is an amount, or an amount and the label of the next column."""
    words = text.split()
    return len(words) <= _MOST_WORDS and any(_AMOUNT.fullmatch(word) for word in words)


def find_open_ends(horizontal: Sequence[Segment], vertical: Sequence[Segment]) -> list[Segment]:
    """Draw the upper and the lower edge of rules that stand side by side and are not joined.

    A row that is higher than its page has no rule at the page's ends: its columns are parted, and
    nothing says that they are one table.
    """
    bands: dict[tuple[int, int], list[Segment]] = {}
    for rule in vertical:
        bands.setdefault((round(rule[1] / _SAME_END_PT), round(rule[3] / _SAME_END_PT)), []).append(
            rule
        )
    added: list[Segment] = []
    for rules in bands.values():
        left, right = min(rule[0] for rule in rules), max(rule[0] for rule in rules)
        low, high = min(rule[1] for rule in rules), max(rule[3] for rule in rules)
        # a page's high band alone: rows of a table that is ruled have their rules
        if len(rules) >= _FEWEST_OPEN and high - low >= _HIGH_PT:
            for y in (low, high):
                drawn = [r for r in horizontal if abs(r[1] - y) <= _SAME_END_PT]
                if not any(r[0] <= left + 1 and right - 1 <= r[2] for r in drawn):
                    reach = [x for r in drawn for x in (r[0], r[2])]
                    added.append((min([left, *reach]), y, max([right, *reach]), y))
    return added


def stands_in_one_column(lines: Sequence[Piece]) -> bool:
    """Say whether amounts stand alone on their lines, flush: the last column of a wide table."""
    alone = [row[0] for row in group_by_line(lines) if len(row) == 1]
    flush = Counter(
        key for piece in alone if _AMOUNT.fullmatch(piece.text) for key in _alignments(piece)
    )
    return max(flush.values(), default=0) > _MIN_TABULAR_LINES


def stands_in_list(lines: Sequence[Piece]) -> bool:
    """Say whether amounts stand flush, each beside words of its own: a list without rules."""
    if sum(_AMOUNT.fullmatch(piece.text) is not None for piece in lines) <= _MIN_TABULAR_LINES:
        return False
    flush: Counter[tuple[str, int]] = Counter()
    for row in group_by_line(lines):
        amounts = [piece for piece in row if _AMOUNT.fullmatch(piece.text)]
        if len(amounts) == 1 and any(_WORDS.search(p.text) for p in row if p is not amounts[0]):
            box = amounts[0].box
            flush["right", round(box.x1 / _FLUSH_PT)] += 1
            flush["left", round(box.x0 / _FLUSH_PT)] += 1
    return max(flush.values(), default=0) > _MIN_TABULAR_LINES


def count_crowded(grids: Iterable[Grid]) -> int:
    """Count cells that hold two whole amounts or more."""
    return sum(len(_amounts(cell)) > 1 for grid in grids for cell in grid.cells)


def find_parting_rules(grids: Iterable[Grid]) -> Rules:
    """Draw rules between amounts that share a cell.

    Args:
        grids: as read from the rules that are drawn.

    Returns:
        Horizontal and vertical segments to add.
    """
    horizontal: list[Segment] = []
    vertical: list[Segment] = []
    for grid in grids:
        for cell in grid.cells:
            for first, second in _parted_pairs(cell):
                if _is_beside(first.box, second.box):
                    x = _edge_between(first.box.x1, second.box.x0, grid.column_edges_pt)
                    vertical.append((x, cell.box.y0, x, cell.box.y1))
                    continue
                y = _edge_between(second.box.y1, first.box.y0, grid.row_edges_pt)
                if y in grid.row_edges_pt:
                    horizontal.append((cell.box.x0, y, cell.box.x1, y))
                elif _is_stacked_elsewhere(cell, second, grid):
                    horizontal.append((grid.box.x0, y, grid.box.x1, y))
    return horizontal, vertical


def find_column_rules(lines: Sequence[Piece], horizontal: Sequence[Segment]) -> Rules:
    """Draw columns into a table that has horizontal rules only (三线表).

    Args:
        lines: all pieces of the page.
        horizontal: its drawn rules.

    Returns:
        Horizontal and vertical segments to add; none where nothing is tabular.
    """
    rows = find_tabular_rows(lines)
    if not rows or len(horizontal) < 2:
        return [], []
    top, bottom = max(rule[1] for rule in horizontal), min(rule[1] for rule in horizontal)
    left, right = min(rule[0] for rule in horizontal), max(rule[2] for rule in horizontal)
    inside = [piece for row in rows for piece in row if bottom <= piece.box.y0 <= top]
    spans: list[list[float]] = []
    for piece in sorted(inside, key=lambda piece: piece.box.x0):
        if spans and piece.box.x0 - spans[-1][1] < _COLUMN_GAP_PT:
            spans[-1][1] = max(spans[-1][1], piece.box.x1)
        else:
            spans.append([piece.box.x0, piece.box.x1])
    edges = [left, *((a[1] + b[0]) / 2 for a, b in pairwise(spans)), right]
    return [], [(x, bottom, x, top) for x in edges]


def _amounts(cell: GridCell) -> list[Piece]:
    """List the pieces of a cell that are whole amounts."""
    return [piece for piece in cell.pieces if _AMOUNT.fullmatch(piece.text)]


def _parted_pairs(cell: GridCell) -> list[tuple[Piece, Piece]]:
    """Pair each amount of a crowded cell with the piece before it."""
    amounts = _amounts(cell)
    if len(amounts) < 2:
        return []
    return [pair for pair in pairwise(cell.pieces) if pair[1] in amounts]


def group_by_line(lines: Iterable[Piece]) -> list[list[Piece]]:
    """Group pieces in reading order by the line that they stand on."""
    rows: list[list[Piece]] = []
    for piece in lines:
        if rows and _is_beside(rows[-1][0].box, piece.box):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _amount_rows(lines: Sequence[Piece]) -> list[list[Piece]]:
    """Keep the lines that hold two amounts or more."""
    rows = group_by_line(lines)
    return [row for row in rows if sum(bool(_AMOUNT.fullmatch(piece.text)) for piece in row) > 1]


def _alignments(piece: Piece) -> list[tuple[str, int]]:
    """Name the columns in which an amount may stand: by its right edge, by its middle."""
    right = piece.box.x1 / _FLUSH_PT
    middle = (piece.box.x0 + piece.box.x1) / 2 / _FLUSH_PT
    return [("right", round(right)), ("middle", round(middle))]


def _is_beside(first: Box, second: Box) -> bool:
    """Say whether two boxes stand on one line."""
    overlap = min(first.y1, second.y1) - max(first.y0, second.y0)
    return overlap >= 0.5 * min(first.y1 - first.y0, second.y1 - second.y0)


def _edge_between(low: float, high: float, edges: Sequence[float]) -> float:
    """Take the grid's own edge between two amounts, else the middle."""
    middle = (low + high) / 2
    between = [edge for edge in edges if min(low, high) - 1 <= edge <= max(low, high) + 1]
    return min(between, key=lambda edge: abs(edge - middle), default=middle)


def _is_stacked_elsewhere(cell: GridCell, piece: Piece, grid: Grid) -> bool:
    """Say whether another cell of the same rows has an amount on the same line.

    Without an edge of the grid to go by, one cell with two amounts may be meant so; two columns
    that stack amounts on the same lines are rows without a rule.
    """
    return any(
        _is_beside(piece.box, amount.box)
        for other in grid.cells
        if other is not cell and other.row == cell.row
        if len(amounts := _amounts(other)) > 1
        for amount in amounts
    )
