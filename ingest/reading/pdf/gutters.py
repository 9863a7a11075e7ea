"""Tables whose cells stand apart: the white gutters between their boxes are closed.

Each cell is then a box of its own. What lies between two of them is ruled on both sides like a
column or a row, and holds nothing; where gutters are wide, every row is a grid of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from ingest.reading.pdf.model import Grid
from ingest.reading.pdf.pieces import Run
from ingest.reading.pdf.rules import Segment

# A row of print of 5 pt fits in no less.
_WIDEST_PT: Final = 9.0
_NARROWEST_PT: Final = 1.2
_SAME_EDGE_PT: Final = 1.5
_FEWEST: Final = 2
# Of n rows, n - 1 gutters: nearly every other edge.
_SHARE: Final = 0.4

Rules = tuple[list[Segment], list[Segment]]


def has_gutters(grids: Sequence[Grid]) -> bool:
    """Say whether the cells of some grid stand apart, or one table lies in strips on the page."""
    if any(_is_guttered(grid) for grid in grids):
        return True
    # two tables may stand as close
    return sum(_is_strip_of(one, other) for one, other in pairwise(grids)) >= _FEWEST


def close_gutters(
    horizontal: Iterable[Segment], vertical: Iterable[Segment], runs: Iterable[Run]
) -> Rules:
    """Bring the two rules of each gutter together in its middle.

    Args:
        horizontal: as drawn.
        vertical: as drawn.
        runs: what the page prints; where something is printed between two rules is no gutter.
    """
    across, down, boxes = list(horizontal), list(vertical), [run.box for run in runs]
    x_of = _closed(
        {x for x0, _, x1, _ in across for x in (x0, x1)} | {x0 for x0, _, _, _ in down},
        [(box.x0 + box.x1) / 2 for box in boxes],
    )
    y_of = _closed(
        {y for _, y0, _, y1 in down for y in (y0, y1)} | {y0 for _, y0, _, _ in across},
        [(box.y0 + box.y1) / 2 for box in boxes],
    )

    def moved(rule: Segment) -> Segment:
        x0, y0, x1, y1 = rule
        return x_of.get(x0, x0), y_of.get(y0, y0), x_of.get(x1, x1), y_of.get(y1, y1)

    return [moved(rule) for rule in across], [moved(rule) for rule in down]


def _closed(edges: Iterable[float], middles: Sequence[float]) -> dict[float, float]:
    """Map the two edges of each gutter to its middle."""
    places = sorted(edges)
    closed: dict[float, float] = {}
    # strokes of one rule, drawn cell by cell, differ by less than a gutter is wide
    groups: list[list[float]] = []
    for place in places:
        if groups and place - groups[-1][-1] < _NARROWEST_PT:
            groups[-1].append(place)
        else:
            groups.append([place])
    number = 0
    while number + 1 < len(groups):
        low, high = groups[number][-1], groups[number + 1][0]
        if high - low <= _WIDEST_PT and not any(low < m < high for m in middles):
            closed |= dict.fromkeys([*groups[number], *groups[number + 1]], (low + high) / 2)
            number += 1
        number += 1
    return closed


def _is_guttered(grid: Grid) -> bool:
    """Say whether nearly every other row, or column, is narrow and prints nothing.

    The first and the last are margins.
    """
    rows = {cell.row for cell in grid.cells if cell.row_span == 1 and cell.pieces}
    columns = {cell.column for cell in grid.cells if cell.column_span == 1 and cell.pieces}
    return _alternates(grid.row_edges_pt, rows) or _alternates(grid.column_edges_pt, columns)


def _alternates(edges: Sequence[float], printed: set[int]) -> bool:
    narrow = [
        i
        for i, (a, b) in enumerate(pairwise(edges))
        if 0 < i < len(edges) - 2 and _NARROWEST_PT < abs(a - b) <= _WIDEST_PT and i not in printed
    ]
    return len(narrow) >= _FEWEST and len(narrow) >= _SHARE * (len(edges) - 1)


def _is_strip_of(one: Grid, other: Grid) -> bool:
    """Say whether two grids of one width lie close above each other, or of one height beside."""
    a, b = one.box, other.box
    above = max(a.y0 - b.y1, b.y0 - a.y1)
    beside = max(a.x0 - b.x1, b.x0 - a.x1)
    return (
        _NARROWEST_PT < above <= _WIDEST_PT
        and max(abs(a.x0 - b.x0), abs(a.x1 - b.x1)) <= _SAME_EDGE_PT
    ) or (
        _NARROWEST_PT < beside <= _WIDEST_PT
        and max(abs(a.y0 - b.y0), abs(a.y1 - b.y1)) <= _SAME_EDGE_PT
    )
