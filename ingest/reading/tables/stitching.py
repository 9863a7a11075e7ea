"""Grids of successive pages → one table: which grid continues which, and one body of rows."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from ingest.reading.pdf.model import Grid, GridCell
from ingest.reading.tables.forms_layout import field_concepts, opening_field
from ingest.reading.tables.headers import header_texts, read_column_paths
from ingest.reading.tables.model import Part, PlacedCell, StitchedTable
from ingest.reading.tables.numbers import parse_number
from ingest.reading.tables.titles import classify_heading, title_key
from ingest.reading.tables.totals import is_total
from ingest.reading.tables.words import REMEMBERED, matchable

# Rules of one table differ by up to 3 pt between the pages of a report (Word re-sets them).
_EDGE_TOLERANCE_PT: Final = 4.0
# Rules of one table on two pages, where nothing but they say that it is one.
_SAME_RULING_PT: Final = 3.0
_FEWEST_RULED: Final = 5
# Two rules closer than this enclose no character of a printed table: a doubled stroke.
_SLIVER_PT: Final = 5.0


@dataclass(slots=True)
class Draft:
    """A table whose parts are still being collected."""

    parts: list[Part]
    is_form: bool
    note: str | None = None
    lines: set[tuple[int, int]] = field(default_factory=set)
    is_header_cut: bool = False
    error: Exception | None = None  # raised when its grid was read: the table is lost

    @property
    def first(self) -> Part:
        """The part that opens the table and rules its columns.

        The first one, unless the page break cut the header and left it no row of the body.
        """
        return self.parts[1 if self.is_header_cut else 0]

    @property
    def opening(self) -> Part:
        """The part that is printed first, with the table's heading."""
        return self.parts[0]

    @property
    def last(self) -> Part:
        """The part that a continuation would follow."""
        return self.parts[-1]

    @property
    def known_headers(self) -> frozenset[str]:
        """The header texts of the first part, the cut-off ones included."""
        texts = header_texts(self.first.grid, self.first.roles)
        if self.is_header_cut:
            texts |= header_texts(self.opening.grid, self.opening.roles)
        return texts


def continues(draft: Draft, part: Part, *, is_next: bool) -> bool:
    """Say whether a grid goes on with the table before it.

    Args:
        draft: the table before it.
        part: the grid with its heading.
        is_next: nothing but page furniture stands between the two.
    """
    ours, theirs = title_key(draft.opening.heading.title), title_key(part.heading.title)
    if theirs is not None and theirs != ours:
        return False
    if draft.is_form:
        opening = opening_field(part.grid, part.roles.top_rows)
        printed = {c for p in draft.parts for c in field_concepts(p.grid)}
        return (is_next or theirs is not None) and (opening is None or opening not in printed)
    if theirs is None and not is_next:
        return False
    if part.heading.annex_label not in {None, draft.opening.heading.annex_label}:
        return False
    if part.is_form:
        return False
    return fits_columns(draft, part) and not _restarts(draft.first, part)


def is_same_ruling(draft: Draft, part: Part) -> bool:
    """Say whether a grid without a header has only rules that the table has, column by column.

    Then it goes on with it, whatever text that was cut out of a long cell stands between. A page
    inside a cell that is merged over pages has no rules on that cell's side.
    """
    if part.is_form or draft.is_form or part.heading.title is not None or part.roles.header_rows:
        return False
    known = {x for p in draft.parts if not p.column_set for x in p.grid.column_edges_pt}
    own = part.grid.column_edges_pt
    return len(own) > _FEWEST_RULED and all(
        min(abs(edge - x) for x in known) <= _SAME_RULING_PT for edge in own
    )


def _restarts(first: Part, part: Part) -> bool:
    """Say whether a grid begins with a header and a total of its own: the next table's."""
    if not part.roles.header_rows:
        return False
    ours, theirs = _first_body_row(first), _first_body_row(part)
    if not _is_total_row(ours) or not _is_total_row(theirs):
        return False
    return [matchable(c.text) for c in ours] != [matchable(c.text) for c in theirs]


def _first_body_row(part: Part) -> list[GridCell]:
    roles = part.roles
    outside = roles.top_rows | roles.number_rows | set(roles.header_rows)
    rows = [c.row for c in part.grid.cells if c.row not in outside and c.text.strip()]
    first = min(rows, default=None)
    return [c for c in part.grid.cells if c.row == first and c.text.strip()]


def _is_total_row(cells: Sequence[GridCell]) -> bool:
    has_total = any(is_total(c.text) for c in cells)
    return has_total and any(parse_number(c.text).reading == "number" for c in cells)


def fits_columns(draft: Draft, part: Part) -> bool:
    """Say whether the grid's columns are the table's, or unions of them, or bear its header."""
    main = draft.first.grid.column_edges_pt
    own = part.grid.column_edges_pt
    if part.roles.header_rows:
        texts = header_texts(part.grid, part.roles)
        if texts and texts <= draft.known_headers:
            return True
        if part.roles.header_rows and len(texts & draft.known_headers) * 2 < len(texts):
            return False
    if len(own) == len(main):
        return _are_near(own, main) or len(own) > 3
    return len(own) > 2 and all(min(abs(e - m) for m in main) <= _EDGE_TOLERANCE_PT for e in own)


def _are_near(left: Sequence[float], right: Sequence[float]) -> bool:
    return all(abs(a - b) <= _EDGE_TOLERANCE_PT * 2 for a, b in zip(left, right, strict=True))


def stitch(draft: Draft, *, is_form: bool) -> StitchedTable:
    """Bring all parts into one system of rows and columns.

    A form keeps every column edge of every page; another table has the columns of its first
    page, and a later page's cells cover those whose middles they enclose. Pages that go on
    sideways add their columns to the right.
    """
    sets = [_union_edges(draft)] if is_form else [_leaf_edges(p.grid) for p in column_sets(draft)]
    before = [0, *itertools.accumulate(len(edges) - 1 for edges in sets)]
    placing = _Placing(draft)
    for index, part in enumerate(draft.parts):
        own = part.column_set
        placing.place(part, index, sets[own], columns_before=before[own], by_index=not is_form)
    if is_form:
        paths: tuple[tuple[str, ...], ...] = tuple(() for _ in sets[0][1:])
    else:
        paths = _read_paths(draft, sets)
    opening = draft.opening
    return StitchedTable(
        parts=tuple(draft.parts),
        title=opening.heading.title,
        annex_label=opening.heading.annex_label,
        unit=next((p.heading.unit for p in draft.parts if p.heading.unit), None),
        note=draft.note,
        column_count=before[-1],
        row_count=len(placing.row_pages),
        cells=tuple(placing.cells),
        column_paths=paths,
        row_pages=tuple(placing.row_pages),
        lines=frozenset(draft.lines),
    )


def column_sets(draft: Draft) -> list[Part]:
    """Give the first part of each page's width of columns, left to right."""
    firsts: dict[int, Part] = {0: draft.first}
    for part in draft.parts:
        if part.column_set:
            firsts.setdefault(part.column_set, part)
    return [firsts[number] for number in sorted(firsts)]


def _read_paths(draft: Draft, sets: Sequence[Sequence[float]]) -> tuple[tuple[str, ...], ...]:
    """Give the header path of each leaf column, set by set."""
    paths: list[tuple[str, ...]] = []
    for first, edges in zip(column_sets(draft), sets, strict=True):
        own = _paths_on_edges(first, edges)
        paths.extend(((),) * first.repeated_columns + own[first.repeated_columns :])
    if not draft.is_header_cut:
        return tuple(paths)
    upper = _paths_over(draft.opening, sets[0])
    return tuple(
        path if set(above) <= set(path) else (*above, *path)
        for above, path in zip(upper, paths, strict=True)
    )


def _paths_over(opening: Part, edges: Sequence[float]) -> list[tuple[str, ...]]:
    """Give the header path that a cut-off header prints over each column, by its middle."""
    grid, paths = opening.grid, read_column_paths(opening.grid, opening.roles)
    over: list[tuple[str, ...]] = []
    for left, right in itertools.pairwise(edges):
        middle = (left + right) / 2
        inside = [
            path
            for path, (x0, x1) in zip(paths, itertools.pairwise(grid.column_edges_pt), strict=True)
            if x0 <= middle <= x1
        ]
        over.append(inside[0] if inside else ())
    return over


def _leaf_edges(grid: Grid) -> tuple[float, ...]:
    """Give the column edges of a grid without the slivers between doubled rules."""
    edges = [grid.column_edges_pt[0]]
    for column in range(grid.column_count):
        right = grid.column_edges_pt[column + 1]
        narrow = right - edges[-1] < _SLIVER_PT
        printed = any(
            c.column == column and c.column_span == 1 and c.text.strip() for c in grid.cells
        )
        if narrow and not printed:
            if column == grid.column_count - 1 and len(edges) > 1:
                edges[-1] = right
            continue
        edges.append(right)
    return tuple(edges)


def _union_edges(draft: Draft) -> tuple[float, ...]:
    edges: list[float] = []
    for edge in sorted(e for part in draft.parts for e in part.grid.column_edges_pt):
        if not edges or edge - edges[-1] > _SLIVER_PT:
            edges.append(edge)
    return tuple(edges)


def _covered(cell: GridCell, grid: Grid, edges: Sequence[float], *, by_index: bool) -> range:
    """Give the leaf columns (from 1) that a cell covers."""
    if by_index and len(grid.column_edges_pt) == len(edges):
        return range(cell.column + 1, cell.column + cell.column_span + 1)
    x0 = grid.column_edges_pt[cell.column]
    x1 = grid.column_edges_pt[cell.column + cell.column_span]
    inside = [
        i + 1
        for i, (left, right) in enumerate(itertools.pairwise(edges))
        if x0 - 1 <= (left + right) / 2 <= x1 + 1
    ]
    if inside:
        return range(inside[0], inside[-1] + 1)
    middle = (x0 + x1) / 2
    nearest = min(range(len(edges) - 1), key=lambda i: abs((edges[i] + edges[i + 1]) / 2 - middle))
    return range(nearest + 1, nearest + 2)


@dataclass(slots=True)
class _Placing:
    """The cells of a table's parts, as they are placed one after the other."""

    draft: Draft
    cells: list[PlacedCell] = field(default_factory=list)
    row_pages: list[int] = field(default_factory=list)
    numbers: dict[int, dict[int, int]] = field(default_factory=dict)  # by part, by grid row

    def place(
        self,
        part: Part,
        index: int,
        edges: Sequence[float],
        *,
        columns_before: int,
        by_index: bool,
    ) -> None:
        """Place one page's cells and number its body rows."""
        grid = part.grid
        numbers = self._number_rows(part)
        self.numbers[index] = numbers
        for offset, cell in enumerate(grid.cells):
            covered = _covered(cell, grid, edges, by_index=by_index)
            is_repeated = cell.column + cell.column_span <= part.repeated_columns
            region = "repeated_header" if is_repeated else _region(cell, part)
            self.cells.append(
                PlacedCell(
                    page_number=grid.page_number,
                    cell_number=part.first_cell_number + offset,
                    row_number=numbers[cell.row] if region == "body" else None,
                    column_number=covered.start + columns_before,
                    column_span=len(covered),
                    cell=cell,
                    region=region,
                    part_index=index,
                    text=cell.text,
                )
            )

    def _number_rows(self, part: Part) -> dict[int, int]:
        """Number the body rows of a part; one that goes on sideways has those beside it."""
        grid, roles = part.grid, part.roles
        if part.beside is not None:
            return self.numbers[part.beside]
        outside = roles.top_rows | roles.number_rows | roles.note_rows | set(roles.header_rows)
        shared_rows = {row for row, _ in roles.shared_body}
        numbers: dict[int, int] = {}
        begun = {cell.row for cell in grid.cells}
        for row in range(grid.row_count):
            if row in begun and (row not in outside or row in shared_rows):
                self.row_pages.append(grid.page_number)
                numbers[row] = len(self.row_pages)
        return numbers


def _region(cell: GridCell, part: Part) -> str:
    roles = part.roles
    if cell.row in roles.top_rows:
        return "unit" if classify_heading(cell.text) in {"unit", "department"} else "title"
    if (cell.row, cell.column) in roles.shared_body:
        return "body"
    if (cell.row, cell.column) in roles.number_cells:
        return "column_number"
    if cell.row in roles.header_rows:
        return "repeated_header" if part.is_continuation else "header"
    if cell.row in roles.number_rows:
        return "column_number"
    return "note" if cell.row in roles.note_rows else "body"


def _paths_on_edges(first: Part, edges: Sequence[float]) -> tuple[tuple[str, ...], ...]:
    """Give the header path of each leaf column, where slivers were taken out of the grid."""
    grid_paths = read_column_paths(first.grid, first.roles)
    grid = first.grid
    if len(grid.column_edges_pt) == len(edges):
        return grid_paths
    paths: list[tuple[str, ...]] = []
    for left, right in itertools.pairwise(edges):
        middle = (left + right) / 2
        column = next(
            (i for i in range(grid.column_count) if grid.column_edges_pt[i + 1] >= middle), 0
        )
        paths.append(grid_paths[column])
    return tuple(paths)


def drop_blank_columns(table: StitchedTable) -> StitchedTable:
    """Leave out columns that print neither a header nor a body cell (ruled page margins)."""
    printed = {
        column
        for cell in table.cells
        if cell.text.strip() and cell.region == "body"
        for column in range(cell.column_number, cell.column_number + cell.column_span)
    }
    kept = [
        c for c in range(1, table.column_count + 1) if c in printed or table.column_paths[c - 1]
    ]
    if len(kept) == table.column_count or not kept:
        return table
    return replace(
        table,
        column_count=len(kept),
        cells=tuple(_on_columns(cell, tuple(kept)) for cell in table.cells),
        column_paths=tuple(table.column_paths[c - 1] for c in kept),
    )


def _on_columns(cell: PlacedCell, kept: tuple[int, ...]) -> PlacedCell:
    """Number a cell's columns by the columns that are kept."""
    start, span = _kept_span(cell.column_number, cell.column_span, kept)
    if (start, span) == (cell.column_number, cell.column_span):
        return cell
    # a third of what `dataclasses.replace` takes, and this is every cell of a table
    return PlacedCell(
        page_number=cell.page_number,
        cell_number=cell.cell_number,
        row_number=cell.row_number,
        column_number=start,
        column_span=span,
        cell=cell.cell,
        region=cell.region,
        part_index=cell.part_index,
        text=cell.text,
    )


@lru_cache(REMEMBERED)
def _kept_span(number: int, span: int, kept: tuple[int, ...]) -> tuple[int, int]:
    """Say at which kept column a cell begins and how many it covers, one at least."""
    covered = range(number, number + span)
    inside = [i for i, c in enumerate(kept, start=1) if c in covered]
    start = inside[0] if inside else min(len(kept), sum(c < number for c in kept) + 1)
    return start, max(len(inside), 1)
