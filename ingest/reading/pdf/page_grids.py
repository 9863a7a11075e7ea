"""Which grids of Camelot's are tables, and what they are on their page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ingest.reading.pdf.lattice import LatticeGrid
from ingest.reading.pdf.model import Grid, GridCell, Piece


def is_table(grid: LatticeGrid) -> bool:
    """Tell a table from a frame around prose: two columns at least, and some text.

    One row is enough: a continuation page may hold nothing but its total (`合计 | 1 | 2`).
    """
    return len(grid.column_edges_pt) > 2 and any(cell.runs for cell in grid.cells)


# Of a table's rows × columns, the share that is left as cells after merging: 0.41 in the most
# merged form seen, 0.16–0.56 in pie and bar charts, whose outlines the raster engine takes for
# rules.
_MIN_CELL_SHARE: Final = 0.35


def is_regular(grid: LatticeGrid) -> bool:
    """Tell a rendered table from a chart or a picture.

    A table has some row, its header at least, in which every cell is filled; the legend and the
    labels of a chart stand in cells of their own.
    """
    places = (len(grid.row_edges_pt) - 1) * (len(grid.column_edges_pt) - 1)
    if len(grid.cells) < _MIN_CELL_SHARE * places:
        return False
    rows: dict[int, list[bool]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(bool(cell.runs))
    return any(len(filled) > 1 and all(filled) for filled in rows.values())


def page_grid(
    grid: LatticeGrid, page_number: int, grid_number: int, pieces: Iterable[tuple[Piece, ...]]
) -> Grid:
    """Turn Camelot's grid into the model's, each cell with the pieces that stand in it."""
    return Grid(
        page_number=page_number,
        grid_number=grid_number,
        box=grid.box,
        row_count=len(grid.row_edges_pt) - 1,
        column_count=len(grid.column_edges_pt) - 1,
        row_edges_pt=grid.row_edges_pt,
        column_edges_pt=grid.column_edges_pt,
        cells=tuple(
            GridCell(cell.row, cell.column, cell.row_span, cell.column_span, cell.box, own)
            for cell, own in zip(grid.cells, pieces, strict=True)
        ),
    )
