"""Pages as they were read, with something else printed on them: cells, rows, words of the prose.

Both readings of a page are changed alike, the cells and the numbers that prove them: what is
planted is read as if it had been printed, and no PDF need be rewritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ingest.reading.pdf.model import (
    Box,
    DocumentRead,
    Grid,
    GridCell,
    PageRead,
    Piece,
    PrintedNumber,
)
from ingest.reading.pdf.tokens import number_tokens

Spot = tuple[int, Box]  # page, and a box on it
_Cells = tuple[GridCell, ...]


def with_texts(document: DocumentRead, texts: Mapping[Spot, str]) -> DocumentRead | None:
    """Print other texts into cells; None where one of them is no cell of one piece.

    Args:
        document: as it was read.
        texts: where (page, the cell's box as it landed) → what.
    """
    for (number, box), text in texts.items():
        page = document.pages[number - 1]
        grid, cell = _cell_at(page, box)
        if grid is None or cell is None or len(cell.pieces) != 1:
            return None
        piece = replace(cell.pieces[0], text=text)
        changed = GridCell(
            cell.row,
            cell.column,
            cell.row_span,
            cell.column_span,
            cell.box,
            (piece,),
            cell.address,
        )
        cells = tuple(changed if each is cell else each for each in grid.cells)
        document = _with_grid(document, page, grid, replace(grid, cells=cells), [cell.box])
    return document


def text_at(document: DocumentRead, spot: Spot) -> str | None:
    """Give the text of the cell at a place; None where none is."""
    _, cell = _cell_at(document.pages[spot[0] - 1], spot[1])
    return None if cell is None else cell.text


def without_row(document: DocumentRead, spot: Spot) -> DocumentRead | None:
    """Leave out the row of a grid that a place lies in; None where a cell reaches across it."""
    return _with_row(document, spot, lambda cell: (), -1)


def with_row_twice(document: DocumentRead, spot: Spot) -> DocumentRead | None:
    """Print the row of a grid that a place lies in twice, each in half of its height."""
    return _with_row(document, spot, _halves, 1)


def with_words(document: DocumentRead, number: int, old: str, new: str) -> DocumentRead | None:
    """Print other words outside the grids of a page; None where the old are not there once."""
    page = document.pages[number - 1]
    if sum(line.text.count(old) for line in page.lines) != 1:
        return None
    lines = tuple(replace(line, text=line.text.replace(old, new)) for line in page.lines)
    return _with_page(document, replace(page, lines=lines))


def _with_row(
    document: DocumentRead, spot: Spot, become: Callable[[GridCell], _Cells], moved: int
) -> DocumentRead | None:
    """Replace the cells of one row of a grid, and number the rows below anew."""
    page = document.pages[spot[0] - 1]
    grid, cell = _cell_at(page, spot[1])
    if grid is None or cell is None or cell.row_span != 1:
        return None
    row = cell.row
    here = [each for each in grid.cells if each.row == row]
    tall = [each for each in grid.cells if each.row_span > 1]
    if any(each.row <= row < each.row + each.row_span for each in tall):
        return None
    cells: list[GridCell] = []
    for each in grid.cells:
        below = moved if each.row > row else 0
        cells += become(each) if each.row == row else (_at_row(each, each.row + below),)
    edges = list(grid.row_edges_pt)
    if moved < 0:  # the rows below keep their places; the one above the gap is taller
        del edges[row if row else 0]
    else:
        edges.insert(row + 1, (edges[row] + edges[row + 1]) / 2)
    cells.sort(key=lambda each: (each.row, each.column))
    changed = replace(
        grid, cells=tuple(cells), row_count=grid.row_count + moved, row_edges_pt=tuple(edges)
    )
    return _with_grid(document, page, grid, changed, [each.box for each in here])


def _at_row(cell: GridCell, row: int, box: Box | None = None, raised_pt: float = 0.0) -> GridCell:
    pieces = tuple(
        Piece(
            each.text,
            each.box._replace(y0=each.box.y0 + raised_pt, y1=each.box.y1 + raised_pt),
            each.font_size_pt,
        )
        for each in cell.pieces
    )
    return GridCell(
        row,
        cell.column,
        cell.row_span,
        cell.column_span,
        box or cell.box,
        pieces,
        cell.address,
    )


def _halves(cell: GridCell) -> _Cells:
    box = cell.box
    middle = (box.y0 + box.y1) / 2
    quarter = (box.y1 - box.y0) / 4
    return (
        _at_row(cell, cell.row, box._replace(y0=middle), quarter),
        _at_row(cell, cell.row + 1, box._replace(y1=middle), -quarter),
    )


def _with_grid(
    document: DocumentRead, page: PageRead, old: Grid, new: Grid, areas: list[Box]
) -> DocumentRead:
    """Replace a grid; the second reading's numbers in the changed areas are read anew."""
    kept = [each for each in page.numbers if not any(_holds(box, each.box) for box in areas)]
    fresh = [
        PrintedNumber(token, _around_middle(cell.box), old.grid_number)
        for cell in new.cells
        if any(_holds(area, cell.box) for area in areas)
        for token in number_tokens(cell.text)
    ]
    grids = tuple(new if each is old else each for each in page.grids)
    return _with_page(document, replace(page, grids=grids, numbers=(*kept, *fresh)))


def _with_page(document: DocumentRead, page: PageRead) -> DocumentRead:
    pages = tuple(page if each.page_number == page.page_number else each for each in document.pages)
    return replace(document, pages=pages)


def _cell_at(page: PageRead, box: Box) -> tuple[Grid | None, GridCell | None]:
    for grid in page.grids:
        for cell in grid.cells:
            if _holds(cell.box, box):
                return grid, cell
    return None, None


def _holds(outer: Box, inner: Box) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    return outer.x0 <= x <= outer.x1 and outer.y0 <= y <= outer.y1


def _around_middle(box: Box) -> Box:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return Box(x - 1, y - 1, x + 1, y + 1)
