"""What the steps of recognition hand to each other. Rows and columns count from 1 in a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from ingest.reading.pdf.model import Grid, GridCell


class ReportContext(Protocol):
    """What recognition asks of a report's identity."""

    @property
    def budget_year(self) -> int | None:
        """The year whose budget or final account the report is."""

    @property
    def report_kind(self) -> str:
        """One of `concepts.REPORT_KINDS`."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a grid, or in its top rows."""

    title: str | None = None
    annex_label: str | None = None
    unit: str | None = None
    lines: frozenset[tuple[int, int]] = frozenset()  # (page_number, index in page.lines)


@dataclass(frozen=True, slots=True)
class GridRoles:
    """Which of a grid's cells are what, before the body is read. Indexes are grid rows."""

    top_rows: frozenset[int] = frozenset()  # title, unit and blank rows above the header
    header_rows: tuple[int, ...] = ()
    number_rows: frozenset[int] = frozenset()  # 栏次 rows
    shared_body: frozenset[tuple[int, int]] = frozenset()  # body cells that sit in a header row
    number_cells: frozenset[tuple[int, int]] = frozenset()  # 栏次 cells in a header row
    note_rows: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """One page's grid of a table."""

    grid: Grid
    heading: Heading
    roles: GridRoles
    first_cell_number: int  # of the page's cells in reading order
    is_continuation: bool = False
    is_form: bool = False
    beside: int | None = None  # index of the part whose rows it goes on with, sideways
    column_set: int = 0  # of a table printed over several pages' width: 0 the leftmost
    repeated_columns: int = 0  # of these, the first so many name the rows once more


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A printed cell at its place in a stitched table."""

    page_number: int
    cell_number: int
    row_number: int | None  # None outside the body
    column_number: int
    column_span: int
    cell: GridCell
    region: str  # body | header | repeated_header | title | unit | column_number | note
    part_index: int
    text: str  # the printed lines, joined by newlines


@dataclass(frozen=True)
class StitchedTable:
    """All parts of one table, in one system of rows and columns."""

    parts: tuple[Part, ...]
    title: str | None
    annex_label: str | None
    unit: str | None
    note: str | None
    column_count: int
    row_count: int
    cells: tuple[PlacedCell, ...]
    column_paths: tuple[tuple[str, ...], ...]
    row_pages: tuple[int, ...]
    lines: frozenset[tuple[int, int]] = frozenset()

    @cached_property
    def body(self) -> dict[int, list[PlacedCell]]:
        """Body cells that print something, by row number."""
        rows: dict[int, list[PlacedCell]] = {row: [] for row in range(1, self.row_count + 1)}
        for placed in self.cells:
            if placed.region == "body" and placed.row_number is not None and placed.text:
                rows[placed.row_number].append(placed)
        return rows


@dataclass(frozen=True, slots=True)
class Column:
    """A leaf column and what it means."""

    number: int
    block: int
    path: tuple[str, ...]
    role: str
    side: str | None = None
    measure: str | None = None
    stage: str | None = None
    year: int | None = None
    unit: str | None = None
    is_money: bool = False
    concept: str | None = None  # indicator columns: level_1 … weight
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What one body row of one block is about."""

    row_number: int
    block: int
    row_role: str
    row_code: str | None = None
    row_label: str | None = None
    line_concept: str | None = None
    line_source: str | None = None
    ordinal: str | None = None
    depth: int | None = None
    unit_code: str | None = None
    unit_name: str | None = None
    project_code: str | None = None
    project_name: str | None = None
    function_code: str | None = None
    function_name: str | None = None
    is_code_inferred: bool = False  # row_code was found by name in the list of codes


@dataclass(frozen=True, slots=True)
class FormField:
    """A head field of a form, with the cell that prints its value."""

    row_number: int
    field: str
    label: str
    value: PlacedCell | None
    label_cell: PlacedCell | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of an indicator block, by the cells that print it."""

    row_number: int
    levels: tuple[str | None, str | None, str | None]
    operator: str | None
    target: PlacedCell | None
    unit: str | None
    weight: PlacedCell | None
    page_number: int


@dataclass(frozen=True, slots=True)
class Form:
    """A form read: head fields, indicators, and where its values stand."""

    fields: tuple[FormField, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    labels: frozenset[int] = field(default_factory=frozenset)  # ids of label cells
    header_rows: frozenset[int] = frozenset()
