"""Headings that are ruled: a box of its own above a grid, holding title, department or unit."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Final

from ingest.reading.pdf.model import Grid, GridCell, PageRead
from ingest.reading.tables.top_rows import read_top_rows

_WIDEST_GAP_PT: Final = 24.0
_SAME_EDGE_PT: Final = 4.0
_MOST_ROWS: Final = 5


def fold_bands(page: PageRead) -> PageRead:
    """Make a box that holds nothing but a heading the top rows of the grid right below it."""
    if len(page.grids) < 2:
        return page
    grids = sorted(page.grids, key=lambda grid: grid.grid_number)
    kept: list[Grid] = []
    for grid in grids:
        folded = _fold(kept[-1], grid) if kept else None
        if folded is not None:
            kept[-1] = folded
        else:
            kept.append(grid)
    return page if len(kept) == len(grids) else replace(page, grids=tuple(kept))


def _fold(band: Grid, grid: Grid) -> Grid | None:
    """Put a box on top of a grid; None where it is no heading of that grid."""
    gap = band.box.y0 - grid.box.y1
    if not -1 <= gap <= _WIDEST_GAP_PT or band.row_count > _MOST_ROWS:
        return None
    ends = abs(band.box.x0 - grid.box.x0), abs(band.box.x1 - grid.box.x1)
    if max(ends) > _SAME_EDGE_PT:
        return None
    own, below = read_top_rows(grid)[0], band.row_count
    cells = (
        *(_on_columns(cell, grid) for cell in band.cells),
        *(replace(cell, row=cell.row + below) for cell in grid.cells),
    )
    folded = replace(
        grid,
        grid_number=band.grid_number,
        box=grid.box._replace(y1=band.box.y1),
        row_count=below + grid.row_count,
        row_edges_pt=(*band.row_edges_pt, *grid.row_edges_pt[1:]),
        cells=cells,
    )
    rows, _ = read_top_rows(folded)
    heads = len(rows) >= below + len(own) and any(cell.pieces for cell in band.cells)
    return folded if heads else None


def _on_columns(cell: GridCell, grid: Grid) -> GridCell:
    """Let a cell of a box cover the columns of a grid that it stands over."""
    edges = grid.column_edges_pt
    middles = [(a + b) / 2 for a, b in pairwise(edges)]
    over = [i for i, x in enumerate(middles) if cell.box.x0 <= x <= cell.box.x1]
    if not over:
        middle = (cell.box.x0 + cell.box.x1) / 2
        over = [min(range(len(middles)), key=lambda i: abs(middles[i] - middle))]
    return replace(cell, column=over[0], column_span=len(over))
