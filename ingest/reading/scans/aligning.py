"""Grids of a scanned page that rules none, or not enough of them: told by where its words stand.

The alignment is that of PDFs with text (`reading/pdf/unruled.py`), given the words that the page's
lines are parted into. Cells are then read as ruled ones are: cut out by their ink (route A), and
witnessed by the lines of the whole page (route B).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from ingest.reading.pdf.account import promises_table, stands_in_columns
from ingest.reading.pdf.alignment import find_amounts_apart, find_tabular_rows, group_by_line
from ingest.reading.pdf.camelot_grids import extract_grids
from ingest.reading.pdf.lattice import LatticeGrid, LatticePage, LatticeSettings
from ingest.reading.pdf.model import Grid, GridCell, Piece
from ingest.reading.pdf.page_grids import is_table
from ingest.reading.pdf.pieces import Run, lines_of
from ingest.reading.pdf.rules import Segment
from ingest.reading.pdf.unruled import draw_rules
from ingest.reading.pdf.unruled_lists import draw_list_rules
from ingest.reading.pdf.unruled_parts import part_amounts, part_at_starts
from ingest.reading.pdf.unruled_words import AMOUNT
from ingest.reading.scans.cells import StraightPage

# As in PDFs: what was cut into two columns is not joined again.
_COLUMN_GAP_EM: Final = -0.3
# Half of what a rule is thick at most, and what its blur adds.
_RULE_PT: Final = 1.2


def announces_table(lines: Sequence[Piece], *, may_go_on: bool = False) -> bool:
    """Say whether lines outside every grid stand as the rows of a table.

    Args:
        lines: pieces in reading order.
        may_go_on: a table that alignment told ends the page before.
    """
    if find_tabular_rows(lines):
        return True
    return stands_in_columns(lines) and (
        may_go_on or any(promises_table(line.text) for line in lines)
    )


def rules_between_rows(grids: Sequence[Grid]) -> list[Segment]:
    """Draw the rules across that are left out between amounts which stand above each other.

    Amounts of several columns stand on one line; a rule goes between two lines of them, across the
    whole grid, where it cuts no print. One cell that stacks amounts may be meant so.
    """
    drawn: list[Segment] = []
    for grid in grids:
        pieces = [piece for cell in grid.cells for piece in cell.pieces]
        crowded = Counter(cell.row for cell in grid.cells if _count_amounts(cell) > 1)
        for row in sorted(row for row, count in crowded.items() if count > 1):
            amounts = [
                piece
                for cell in grid.cells
                for piece in cell.pieces
                if cell.row == row and AMOUNT.fullmatch(piece.text)
            ]
            lines = group_by_line(sorted(amounts, key=lambda piece: -piece.box.y0 - piece.box.y1))
            for upper, lower in pairwise(lines):
                y = (min(p.box.y0 for p in upper) + max(p.box.y1 for p in lower)) / 2
                if not any(p.box.y0 + 1 < y < p.box.y1 - 1 for p in pieces):
                    drawn.append((grid.box.x0, y, grid.box.x1, y))
    return drawn


def _count_amounts(cell: GridCell) -> int:
    return sum(AMOUNT.fullmatch(piece.text) is not None for piece in cell.pieces)


def grids_in_part(words: Sequence[Run], grids: Sequence[Grid]) -> list[Grid]:
    """List the ruled grids that are ruled in part: amounts stand beside them, or right below."""
    lines = lines_of(words)
    return [grid for grid in grids if find_amounts_apart(lines, [grid])]


def align_grids(
    page: StraightPage, words: Sequence[Run], across: Sequence[Segment], known: Sequence[float]
) -> list[LatticeGrid]:
    """Find the grids that words imply.

    Args:
        page: the page.
        words: outside every ruled grid.
        across: the rules that the page prints across.
        known: column edges of the table that ends the page before, where alignment told it.

    Returns:
        Grids from the top; each cell is sure to be parted from the next by white, but where one of
        them is printed over two columns.
    """
    runs = part_amounts(words)
    listed = lines_of(part_at_starts(runs), join_gap_em=_COLUMN_GAP_EM)
    rows, columns = draw_list_rules(listed, known)
    if not columns:
        lines = lines_of(part_at_starts(runs, amounts_only=True), join_gap_em=_COLUMN_GAP_EM)
        rows, columns = draw_rules(lines, across, known)
    if not columns:
        return []
    lattice = LatticePage(
        runs=tuple(words),
        horizontal=tuple(rows),
        vertical=tuple(columns),
        width_pt=page.width_pt,
        height_pt=page.height_pt,
        render=lambda: None,
    )
    found, _ = extract_grids(lattice, LatticeSettings("vector"))
    return sorted(filter(is_table, found), key=lambda grid: (-grid.box.y1, grid.box.x0))


def without_rules(
    page: StraightPage, across: Sequence[Segment], down: Sequence[Segment]
) -> StraightPage:
    """Take the rules out of a page's ink, so that none is taken for print; the picture stays."""
    ink = np.array(page.ink)
    for x0, y0, x1, y1 in (*across, *down):
        box = page.box(0, 0, 0, 0)._replace(
            x0=x0 - _RULE_PT, y0=y0 - _RULE_PT, x1=x1 + _RULE_PT, y1=y1 + _RULE_PT
        )
        left, top, right, bottom = page.pixels(box)
        ink[top:bottom, left:right] = 0
    return replace(page, ink=ink)
