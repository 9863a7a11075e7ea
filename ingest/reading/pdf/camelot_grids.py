"""The only module that imports Camelot: rules and runs in, ruled grids with placed runs out.

Camelot's own way into a page is its layout step (playa), pure Python and five sixths of its
time. `RuledLattice` is Camelot's `Lattice` parser fed from pdfium instead: our ruling segments,
our runs of text, our rendering where the raster engine is asked for. What Camelot does is what
it is good at: joining rules to grids, anchoring rows and columns, setting the edges of merged
cells and saying which cell a run belongs to. Differences from the stock parser, each on purpose:

* near-empty grids are kept: Camelot drops grids that are ≥ 90 % blank, which are exactly the
  nil tables (政府性基金, 国有资本经营) whose presence is a disclosure;
* each run's cell is recorded, so that a piece keeps its box (stock cells hold joined strings);
* rule ends are snapped to the nearest row or column edge before the edges are set: the stock
  parser ignores a rule that starts more than 2 pt from an edge, and merges the cells beside it;
* no pandas frames, no accuracy figures: nobody reads them.
"""

from __future__ import annotations

# mypy: disable-error-code="no-untyped-call"
# Camelot 2.0 is marked as typed and is not: its methods carry no annotations.
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from camelot.core import Table
from camelot.image_processing import coalesce_collinear_lines, find_joints_from_lines
from camelot.io import read_pdf
from camelot.parsers.lattice import Lattice
from camelot.utils import get_table_index

from ingest.reading.pdf.glyphs import Glyph
from ingest.reading.pdf.lattice import (
    Bitmap,
    LatticeCell,
    LatticeGrid,
    LatticePage,
    LatticeSettings,
)
from ingest.reading.pdf.model import Box
from ingest.reading.pdf.pieces import Run, places_of, split_runs
from ingest.reading.pdf.rules import Segment

# A rule's end belongs to the nearest row or column edge, if one is at most this far away;
# farther, the rule is not part of this grid's lattice (an underline inside a cell).
_SNAP_PT: Final = 4.0

# Camelot crosses every rule with every other. The densest table seen has 60 × 20 rules; a map or
# an ornament has thousands of short ones, and would take minutes.
_MAX_CROSSINGS: Final = 250_000
_CLUTTER_PT: Final = (4.0, 12.0, 36.0, 108.0)

_SNAPPED_PT: Final = 0.1  # rules lie on the edges once snapped


class _TextLine:
    """A run in the shape that Camelot expects of a text line, shrunk to where it stands.

    Camelot gives a line to the column of which it covers the largest share, the narrowest one
    as a rule: a number that overruns its column would go to a slim neighbour.
    """

    __slots__ = ("bbox", "run", "x0", "x1", "y0", "y1")

    def __init__(self, run: Run, place: float) -> None:
        self.run = run
        _, y0, _, y1 = run.box
        self.x0 = self.x1 = place
        self.y0 = self.y1 = (y0 + y1) / 2
        self.bbox = (self.x0, self.y0, self.x1, self.y1)

    def get_text(self) -> str:
        return self.run.text

    def is_empty(self) -> bool:
        return False


class _Rendering:
    """A page already rendered, where Camelot expects an image backend."""

    def __init__(self, render: Callable[[], Bitmap]) -> None:
        self._render = render

    def to_array(self, _pdf_path: str, page: int = 1) -> Bitmap:
        return self._render()


class RuledLattice(Lattice):
    """Camelot's lattice parser over segments and runs that were read elsewhere."""

    def __init__(self, page: LatticePage, settings: LatticeSettings) -> None:
        super().__init__(
            engine=settings.engine,
            line_scale=settings.line_scale,
            line_tol=settings.tolerance_pt,
            joint_tol=_SNAPPED_PT,
        )
        self._tolerance_pt = settings.tolerance_pt
        self._ruled_horizontal, self._ruled_vertical = _without_clutter(
            coalesce_collinear_lines(list(page.horizontal), "horizontal", settings.tolerance_pt),
            coalesce_collinear_lines(list(page.vertical), "vertical", settings.tolerance_pt),
        )
        self.runs = list(page.runs)
        self.placed: list[dict[tuple[int, int], list[Run]]] = []
        self._lines_inside: list[_TextLine] = []
        self.icb: Any = _Rendering(page.render)

    def _generate_table_bbox_vector(self) -> None:
        """Find grids from our segments instead of a layout's."""
        self.vertical_segments = self._ruled_vertical
        self.horizontal_segments = self._ruled_horizontal
        joints = find_joints_from_lines(
            self.horizontal_segments, self.vertical_segments, self._tolerance_pt
        )
        self.table_bbox_parses = {bbox: {"joints": found} for bbox, found in joints.items()}
        self._compute_table_anchors()

    def _augment_masks_with_vector_lines(
        self, vertical_mask: Bitmap, horizontal_mask: Bitmap, image_scalers: Any
    ) -> tuple[list[Any], list[Any]]:
        """Draw our segments onto the rendered page's masks (engine "combined")."""
        return (
            self._stamp_vector_lines(self._ruled_vertical, vertical_mask, image_scalers),
            self._stamp_vector_lines(self._ruled_horizontal, horizontal_mask, image_scalers),
        )

    def _generate_table_bbox(self) -> None:
        """Find the grids, then cut the runs at whatever rules were found."""
        super()._generate_table_bbox()
        self.vertical_segments = [_ordered(rule) for rule in self.vertical_segments]
        self.horizontal_segments = [_ordered(rule) for rule in self.horizontal_segments]
        self.runs = split_runs(self.runs, self.vertical_segments)
        places = places_of(self.runs, self.vertical_segments)
        self.horizontal_text = [*map(_TextLine, self.runs, places)]

    def _generate_columns_and_rows(self, bbox: Any, user_cols: Any) -> tuple[Any, ...]:
        """Pair the anchors and snap the rules to them."""
        parse = self.table_bbox_parses[bbox]
        columns, rows = parse["col_anchors"], parse["row_anchors"]
        across, up = _Edges(columns), _Edges(rows)
        vertical = [
            (x, low, x, high)
            for rule in self.vertical_segments
            if (x := across.near(rule[0])) is not None
            and (low := up.nearest(rule[1])) < (high := up.nearest(rule[3]))
        ]
        horizontal = [
            (left, y, right, y)
            for rule in self.horizontal_segments
            if (y := up.near(rule[1])) is not None
            and (left := across.nearest(rule[0])) < (right := across.nearest(rule[2]))
        ]
        self._lines_inside = [
            line
            for line in self.horizontal_text
            if columns[0] < line.x0 < columns[-1] and rows[-1] < line.y0 < rows[0]
        ]
        return (
            list(pairwise(columns)),
            list(pairwise(rows)),
            vertical,
            horizontal,
        )

    def record_parse_metadata(self, table: Table) -> None:
        """Put the runs into cells and keep which went where; nothing else is recorded."""
        places: dict[tuple[int, int], list[Run]] = {}
        for line in self._lines_inside:
            indices, _error = get_table_index(table, line, "horizontal")
            for row, column, _text in indices:
                places.setdefault((row, column), []).append(line.run)
        self.placed.append(places)

    def _reject_table(self, table: Table) -> bool:
        """Keep every grid: a blank one is a nil table."""
        return False


def extract_grids(
    page: LatticePage, settings: LatticeSettings
) -> tuple[list[LatticeGrid], list[Run]]:
    """Run Camelot over one page.

    Args:
        page: rules, text and size.
        settings: engine and tolerances.

    Returns:
        The grids, top to bottom, and the runs as cut at rules (those in no grid included).
    """
    if not page.runs:
        return [], []
    parser = RuledLattice(page, settings)
    size = (page.width_pt, page.height_pt)
    # one line says that there is text; the others are cut at the rules first
    some_line = [_TextLine(page.runs[0], page.runs[0].box.x0)]
    parser.prepare_page_parse("", None, size, 1, [], some_line, [], "", {})
    tables = parser.extract_tables()
    grids = [
        _merge_cells(table, places)
        for table, places in zip(tables, parser.placed, strict=True)
        if table.rows and table.cols  # rules that all run within a few points are no grid
    ]
    return grids, parser.runs


def _without_clutter(
    horizontal: list[Segment], vertical: list[Segment]
) -> tuple[list[Segment], list[Segment]]:
    """Leave out the shortest rules of a drawing that has too many to cross with each other."""
    for shortest_pt in _CLUTTER_PT:
        if len(horizontal) * len(vertical) <= _MAX_CROSSINGS:
            break
        horizontal = [rule for rule in horizontal if rule[2] - rule[0] >= shortest_pt]
        vertical = [rule for rule in vertical if rule[3] - rule[1] >= shortest_pt]
    return horizontal, vertical


def _ordered(rule: Segment) -> Segment:
    """Put a segment's ends in ascending order; the raster engine gives them descending."""
    x0, y0, x1, y1 = rule
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


class _Edges:
    """The edges of a grid's rows (descending) or columns (ascending), to be searched."""

    def __init__(self, edges: Sequence[float]) -> None:
        self._edges = sorted(edges)
        self._prefers_lower = edges[0] == self._edges[0]

    def nearest(self, value: float) -> float:
        """Return the edge nearest to a rule's end, however far: it ends inside that cell.

        In the very middle between two it is the one that comes first in the grid.
        """
        edges = self._edges
        place = bisect_left(edges, value)
        if place == 0 or place == len(edges):
            return edges[min(place, len(edges) - 1)]
        below, above = value - edges[place - 1], edges[place] - value
        is_lower = below <= above if self._prefers_lower else below < above
        return edges[place - 1] if is_lower else edges[place]

    def near(self, value: float) -> float | None:
        """Return the edge nearest to a rule, None when it is not one of the grid's."""
        edge = self.nearest(value)
        return edge if abs(edge - value) <= _SNAP_PT else None


def _merge_cells(table: Table, places: dict[tuple[int, int], list[Run]]) -> LatticeGrid:
    """Join Camelot's cells across missing edges; each merged cell appears once.

    Cells join to rectangles only: where a broken rule leaves an L, the part that does not fit
    stays a cell of its own.
    """
    row_edges = (*(row[0] for row in table.rows), table.rows[-1][1])
    column_edges = (*(column[0] for column in table.cols), table.cols[-1][1])
    owner: dict[tuple[int, int], int] = {}
    merged: list[tuple[int, int, int, int]] = []
    for row, column in ((r, c) for r in range(len(table.rows)) for c in range(len(table.cols))):
        if (row, column) in owner:
            continue
        cell = table.cells[row][column]
        # most cells are ruled to the right and below
        height, width = (1, 1) if cell.right and cell.bottom else _extent(table, row, column, owner)
        for r in range(row, row + height):
            for c in range(column, column + width):
                owner[r, c] = len(merged)
        merged.append((row, column, height, width))
    held: list[list[Run]] = [[] for _ in merged]
    for place, runs in places.items():
        held[owner[place]].extend(runs)
    cells = tuple(
        LatticeCell(
            row,
            column,
            height,
            width,
            Box(
                column_edges[column],
                row_edges[row + height],
                column_edges[column + width],
                row_edges[row],
            ),
            tuple(runs),
        )
        for (row, column, height, width), runs in zip(merged, held, strict=True)
    )
    box = Box(column_edges[0], row_edges[-1], column_edges[-1], row_edges[0])
    return LatticeGrid(box, row_edges, column_edges, cells)


def _extent(
    table: Table, row: int, column: int, owner: dict[tuple[int, int], int]
) -> tuple[int, int]:
    """Say how many rows and columns the cell that starts here covers."""
    cells = table.cells
    right = column
    while (
        right + 1 < len(table.cols)
        and not cells[row][right].right
        and (row, right + 1) not in owner
    ):
        right += 1
    bottom = row
    while bottom + 1 < len(table.rows) and _continues_below(table, bottom, column, right):
        bottom += 1
    return bottom - row + 1, right - column + 1


def _continues_below(table: Table, row: int, left: int, right: int) -> bool:
    """Say whether no rule parts this stretch of a row from the same stretch of the next."""
    below = table.cells[row + 1]
    return (
        not any(table.cells[row][column].bottom for column in range(left, right + 1))
        and not any(below[column].right for column in range(left, right))
        and (left == 0 or below[left].left)
        and (right + 1 == len(table.cols) or below[right].right)
    )


def extract_stock_grids(content: bytes, page_number: int) -> list[LatticeGrid]:
    """Run Camelot untouched over one page: its own layout step, its own text, our merging.

    The slow way, kept as a witness for the fast one. Runs carry the cell's box, as stock cells
    hold strings.

    Args:
        content: the PDF.
        page_number: 1….
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(content)
        tables = read_pdf(
            str(path),
            pages=str(page_number),
            flavor="lattice",
            engine="vector",
            split_text=True,
        )
    return [_stock_grid(table) for table in tables]


def _stock_grid(table: Table) -> LatticeGrid:
    """Turn a stock table into a grid; each printed line of a cell becomes a run."""
    places: dict[tuple[int, int], list[Run]] = {}
    for row, cells in enumerate(table.cells):
        for column, cell in enumerate(cells):
            lines = [line.strip() for line in cell.text.split("\n") if line.strip()]
            if lines:
                places[row, column] = list(_stock_runs(lines, cell))
    return _merge_cells(table, places)


def _stock_runs(lines: list[str], cell: Any) -> Iterator[Run]:
    """Share a stock cell's height among its lines."""
    height = (cell.y2 - cell.y1) / len(lines)
    for index, line in enumerate(lines):
        top = cell.y2 - index * height
        yield Run([Glyph(line, cell.x1, top - height, cell.x2, top, 0)], [""])
