"""Hand-made grids: tables written as rows of texts, merged cells marked in the text.

A cell is a text, `None` for "covered by a merged cell", or `(text, columns, rows)` for a merged
cell. Columns are 60 pt wide, rows 20 pt high.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import polars as pl

from ingest.reading.pdf.model import Box, DocumentRead, Grid, GridCell, PageRead, Piece
from ingest.reading.tables import RecognisedTables, recognise_tables

Cell = str | tuple[str, int, int] | None
COLUMN_PT = 60.0
ROW_PT = 20.0
TOP_PT = 700.0


def make_grid(
    rows: Sequence[Sequence[Cell]],
    page: int = 1,
    *,
    top_pt: float = TOP_PT,
    edges_pt: Sequence[float] | None = None,
    number: int = 1,
) -> Grid:
    """Make a grid of the given texts."""
    width = len(rows[0])
    edges = tuple(edges_pt or (50 + COLUMN_PT * i for i in range(width + 1)))
    tops = tuple(top_pt - ROW_PT * i for i in range(len(rows) + 1))
    cells = []
    for r, row in enumerate(rows):
        assert len(row) == width, row
        for c, cell in enumerate(row):
            if cell is None:
                continue
            text, columns, down = cell if isinstance(cell, tuple) else (cell, 1, 1)
            box = Box(edges[c], tops[r + down], edges[c + columns], tops[r])
            pieces = tuple(
                Piece(line, Box(box.x0 + 2, box.y1 - 8 * (i + 1), box.x0 + 30, box.y1 - 8 * i))
                for i, line in enumerate(text.split("\n"))
                if line
            )
            cells.append(GridCell(r, c, down, columns, box, pieces))
    return Grid(
        page_number=page,
        grid_number=number,
        box=Box(edges[0], tops[-1], edges[-1], tops[0]),
        row_count=len(rows),
        column_count=width,
        row_edges_pt=tops,
        column_edges_pt=edges,
        cells=tuple(cells),
    )


def make_page(
    number: int, grids: Sequence[Grid], above: Sequence[str] = (), below: Sequence[str] = ()
) -> PageRead:
    """Make a page of grids, with lines above the first and below the last."""
    lines = []
    start = grids[0].box.y1 + 20.0 * len(above) if grids else 780.0
    for i, text in enumerate(above):
        y1 = start - 20.0 * i
        lines.append(Piece(text, Box(60, y1 - 12, 60 + 10 * len(text), y1)))
    floor = grids[-1].box.y0 if grids else 700.0
    for i, text in enumerate(below):
        y1 = floor - 6 - 16.0 * i
        lines.append(Piece(text, Box(60, y1 - 12, 60 + 10 * len(text), y1)))
    return PageRead(
        page_number=number,
        width_pt=595.0,
        height_pt=842.0,
        rotation=0,
        lines=tuple(lines),
        grids=tuple(grids),
        numbers=(),
        character_count=1,
        image_count=0,
        reading="vector",
        reading_reason="",
    )


def recognise(*pages: PageRead, year: int = 2025, report_kind: str = "budget") -> RecognisedTables:
    """Recognise the tables of a few pages."""
    return recognise_tables(
        DocumentRead(tuple(pages), None),
        report_id="0123456789abcdef",
        identity=SimpleNamespace(budget_year=year, report_kind=report_kind),
    )


def values(frame: pl.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """Give some columns of a frame as tuples."""
    return frame.select(columns).rows()
