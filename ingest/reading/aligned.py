"""Which tables without rules may be trusted: those whose alignment something else bears out.

Where no rule is drawn, rows and columns are what white space says. What else says so: the sums
that the roles ask for; heads of which each names one column; labels that stand level with their
row's figures. A table that lacks one of these is held back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

import polars as pl

from ingest.reading.pdf.model import Box, DocumentRead, Grid, GridCell, PageRead
from ingest.reading.pdf.readings import ALIGNED_READINGS

# A row's label and its figures are set in the middle of their row, or at its top, or at its foot.
_LEVEL_PT: Final = 2.5
_IDEOGRAPH: Final = re.compile(r"[\u4e00-\u9fff]")
_WHY: Final = "read by white space alone (无表线，按对齐读取)"


def doubt_aligned(
    document: DocumentRead, tables: pl.DataFrame, cells: pl.DataFrame
) -> dict[int, str]:
    """Say which tables that white space told are borne out by nothing else, and why.

    Args:
        document: the pages as read.
        tables: `schema.FRAMES["tables"]`.
        cells: `schema.FRAMES["cells"]`.

    Returns:
        table_number → why it is held back.
    """
    aligned = {
        page.page_number: page for page in document.pages if page.reading in ALIGNED_READINGS
    }
    if not aligned:
        return {}
    doubts: dict[int, str] = {}
    for number, first, last, roles, figures in tables.select(
        "table_number", "first_page", "last_page", "roles_status", "figure_count"
    ).iter_rows():
        pages = [aligned[page] for page in range(first, last + 1) if page in aligned]
        if not pages or not figures:
            continue
        own = cells.filter(pl.col("table_number") == number)
        if roles != "supported":
            why = "no sum bears its columns out (无合计可证)"
        elif _has_shared_head(own):
            why = "a head stands over several columns (表头未能逐列分开)"
        elif any(_stands_off(page, own) for page in pages):
            why = "labels are not level with their figures (项目与数字未对齐)"
        else:
            continue
        doubts[number] = f"{_WHY}; {why}"
    return doubts


def _has_shared_head(cells: pl.DataFrame) -> bool:
    """Say whether two columns of figures have nothing but one head between them."""
    heads = cells.filter(pl.col("role") == "header")
    lowest: dict[int, tuple[float, int]] = {}
    for column, span, y0, number in heads.select(
        "column_number", "column_span", "y0", "cell_number"
    ).iter_rows():
        for each in range(column, column + span):
            if each not in lowest or y0 < lowest[each][0]:
                lowest[each] = (y0, number)
    filled = cells.filter(pl.col("role") == "figure")["column_number"].unique()
    shared = Counter(lowest[column][1] for column in filled if column in lowest)
    return any(count > 1 for count in shared.values()) or any(
        column not in lowest for column in filled
    )


def _stands_off(page: PageRead, cells: pl.DataFrame) -> bool:
    """Say whether a page's rows print labels and figures at different heights, or labels apart."""
    of_page = cells.filter(
        (pl.col("role") == "figure") & (pl.col("page_number") == page.page_number)
    )
    corners = set(of_page.select("x0", "y0").iter_rows())
    tables = [_rows(grid, corners) for grid in page.grids]
    rows = [row for table in tables for row in table if row.figures and row.labels]
    is_off = bool(rows) and not any(
        all(_is_level([*row.labels, *row.figures], place) for row in rows) for place in _PLACES
    )
    return is_off or any(_has_loose_label(table) for table in tables)


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row prints: the areas of its labels, and of its figures."""

    labels: list[Box]
    figures: list[Box]
    is_empty: bool

    @property
    def top(self) -> float:
        """Where its print begins."""
        return max(box.y1 for box in (*self.labels, *self.figures))

    @property
    def foot(self) -> float:
        """Where its print ends."""
        return min(box.y0 for box in (*self.labels, *self.figures))


def _rows(grid: Grid, corners: Collection[tuple[float, float]]) -> list[_Row]:
    """Give the rows of a grid from its first figures down, headers left out."""
    by_row: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        if cell.pieces and cell.row_span == 1:
            by_row.setdefault(cell.row, []).append(cell)
    rows = []
    for number in sorted(by_row):
        figures = [c for c in by_row[number] if (c.box.x0, c.box.y0) in corners]
        labels = [c for c in by_row[number] if c not in figures and _IDEOGRAPH.search(c.text)]
        others = len(by_row[number]) - len(figures) - len(labels)
        rows.append(_Row([_area(c) for c in labels], [_area(c) for c in figures], others == 0))
    first = next((i for i, row in enumerate(rows) if row.figures), len(rows))
    return [row for row in rows[first:] if row.labels or row.figures]


def _area(cell: GridCell) -> Box:
    """Box what a cell prints."""
    x0s, y0s, x1s, y1s = zip(*(piece.box for piece in cell.pieces), strict=True)
    return Box(min(x0s), min(y0s), max(x1s), max(y1s))


def _is_level(boxes: Iterable[Box], place: Callable[[Box], float]) -> bool:
    """Say whether boxes stand at one height."""
    heights = [place(box) for box in boxes]
    return max(heights) - min(heights) <= _LEVEL_PT


_PLACES: Final[tuple[Callable[[Box], float], ...]] = (
    lambda box: (box.y0 + box.y1) / 2,
    lambda box: box.y1,
    lambda box: box.y0,
)


def _has_loose_label(rows: Sequence[_Row]) -> bool:
    """Say whether a label without figures stands nearer to the next row than rows do."""
    pairs = list(pairwise(rows))
    usual = median([a.foot - b.top for a, b in pairs if a.figures and b.figures] or [0.0])
    return any(
        a.foot - b.top < usual - _LEVEL_PT / 2
        for a, b in pairs
        if (a.is_empty and not a.figures) or (b.is_empty and not b.figures)
    )
