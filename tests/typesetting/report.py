"""What a typeset report is: pages of paragraphs and table segments, nothing about ink.

A `Table` is the publisher's table as a whole (header rows, body rows, columns); a `Segment` is
the run of its rows that one page shows. Expected figures are derived from these values, so a
fixture's truth never passes through the reader that it tests.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Row = tuple[str, ...]
ColumnRole = Literal[
    "code",
    "code_class",
    "code_group",
    "code_item",
    "name",
    "ordinal",
    "unit_code",
    "unit_name",
    "project_code",
    "project_name",
    "function_code",
    "function_name",
    "figure",
    "text",
]
ParagraphStyle = Literal["cover", "title", "heading", "body", "cut", "continued", "right", "note"]
Rules = Literal["stroke", "polygon"]


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged cell of the body (or of a form): 0-based row and column, spans ≥ 1."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Column:
    """A leaf column: its share of the width, what it holds, in which unit and block."""

    share: float
    role: ColumnRole
    unit: str = ""  # unit of its figures, '' for label columns
    block: int = 1  # side-by-side blocks have their own label columns


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table of a report.

    Attributes:
        header_rows: one tuple per printed header row; '' is merged into its left neighbour when
            both have the same parent, else into the cell above.
        column_numbers: a 栏次 row under the header ('' for none of it).
        is_form: head fields as label|value; the whole grid is body.
        shares_total_row: the last header row holds sub-headers and, in its other cells, the
            first body row.
        hanging: so many first cells of the last header row stand beside the 栏次 row and hang
            down into the first body row.
        figureless: body rows (0-based) whose digits are no figures: headers inside a form.
    """

    kind: str
    title: str
    unit: str
    columns: tuple[Column, ...]
    header_rows: tuple[Row, ...]
    rows: tuple[Row, ...]
    annex_label: str = ""
    unit_line: str = ""
    notes: tuple[str, ...] = ()
    merges: tuple[Merge, ...] = ()
    column_numbers: Row = ()
    is_form: bool = False
    title_in_grid: bool = False
    shares_total_row: bool = False
    hanging: int = 0
    figureless: frozenset[int] = frozenset()
    text_size_pt: float = 9.0
    row_padding_pt: float = 3.0
    left_line: str = ""  # what stands opposite the unit line: 部门：…, 公开01表


@dataclass(frozen=True, slots=True)
class Segment:
    """Body rows `first`…`last` (0-based, half open) of a table, as one page shows them."""

    table: int
    first: int
    last: int
    annex: bool = True
    title: bool = True
    unit: bool = True
    header: bool = True
    header_from: int = 0  # a header repeated in part: from this row on
    notes: bool = False
    # (row, column) → what this page prints of a cell that a page break cuts in two
    cut: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of prose; `cut` ends and `continued` begins where a page break cuts it."""

    text: str
    style: ParagraphStyle = "body"


@dataclass(frozen=True, slots=True)
class ContentsGrid:
    """A contents page that is itself a ruled grid; it is no table of the report."""

    rows: tuple[Row, ...]
    shares: tuple[float, ...]


Block = Paragraph | Segment | ContentsGrid


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what it shows, how it lies, how it is stored."""

    blocks: tuple[Block, ...]
    landscape: bool = False
    stored_rotated: bool = False  # drawn on its side and shown upright by /Rotate 90
    hidden_text: tuple[str, ...] = ()  # a second text layer that no reader sees
    margin_pt: float = 50.0


@dataclass(frozen=True, slots=True)
class Report:
    """A report ready for typesetting."""

    title: str
    department: str
    place: str
    year: int
    report_kind: Literal["budget", "final_account"]
    tables: tuple[Table, ...]
    pages: tuple[Page, ...]
    level: Literal["department", "unit"] = "department"
    rules: Rules = "stroke"
    footer: str = "- {page} -"
    body_size_pt: float = 12.0
    # a bracket that begins a cell is set half an em to the left, its advance box over the rule
    squeezes_brackets: bool = False


def header_merges(header_rows: tuple[Row, ...]) -> dict[tuple[int, int], Merge]:
    """Find the merged cells of header rows by the blank rule, keyed by their first cell.

    >>> cells = header_merges((("编码", "预算数", ""), ("", "合计", "项目")))
    >>> cells[0, 0]
    Merge(row=0, column=0, row_span=2, column_span=1)
    >>> cells[0, 1]
    Merge(row=0, column=1, row_span=1, column_span=2)
    """
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row, texts in enumerate(header_rows):
        for column, text in enumerate(texts):
            owner[row, column] = (row, column)
            if text:
                continue
            above = owner.get((row - 1, column))
            left = owner.get((row, column - 1))
            same_parent = above == owner.get((row - 1, column - 1))
            if left is not None and left[0] == row and (row == 0 or same_parent):
                owner[row, column] = left
            elif above is not None:
                owner[row, column] = above
    spans: dict[tuple[int, int], Merge] = {}
    for first in dict.fromkeys(owner.values()):
        covered = [place for place, head in owner.items() if head == first]
        rows = {place[0] for place in covered}
        columns = {place[1] for place in covered}
        spans[first] = Merge(*first, len(rows), len(columns))
    return spans


def column_paths(table: Table) -> tuple[str, ...]:
    """Join each leaf column's header cells from top to bottom by ' / ', white space removed.

    >>> column = Column(1, "figure")
    >>> rows = (("编码", "预算数", ""), ("", "合计", "项目"))
    >>> column_paths(Table("other", "", "元", (column,) * 3, rows, ()))
    ('编码', '预算数 / 合计', '预算数 / 项目')
    """
    heads = header_merges(table.header_rows)
    paths: list[list[str]] = [[] for _ in table.columns]
    for (row, column), merge in sorted(heads.items()):
        text = "".join(table.header_rows[row][column].split())
        for covered in range(column, column + merge.column_span):
            if text:
                paths[covered].append(text)
    return tuple(" / ".join(path) for path in paths)


def with_cell(report: Report, table: int, row: int, column: int, text: str) -> Report:
    """Plant a slip: the same report with one printed cell (0-based) replaced."""
    old = report.tables[table]
    texts = old.rows[row]
    changed = (*texts[:column], text, *texts[column + 1 :])
    new = replace(old, rows=(*old.rows[:row], changed, *old.rows[row + 1 :]))
    return replace(report, tables=(*report.tables[:table], new, *report.tables[table + 1 :]))


def row_pages(report: Report, table: int) -> tuple[int, ...]:
    """Give the page (from 1) of each body row; a row cut by a break counts where it begins."""
    first_page: dict[int, int] = {}
    for number, page in enumerate(report.pages, start=1):
        for block in page.blocks:
            if isinstance(block, Segment) and block.table == table:
                for row in range(block.first, block.last):
                    first_page.setdefault(row, number)
    return tuple(first_page[row] for row in range(len(report.tables[table].rows)))
