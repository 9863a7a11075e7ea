"""The rows at the top of a grid that are ruled like a table's and say what stands above one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ingest.reading.pdf.model import Grid, GridCell
from ingest.reading.tables.found_heading import FoundHeading
from ingest.reading.tables.header_layout import is_body_text, is_header_word
from ingest.reading.tables.kinds import names_kind
from ingest.reading.tables.model import Heading
from ingest.reading.tables.titles import bare_title, classify_heading
from ingest.reading.tables.units import find_unit
from ingest.reading.tables.words import compact

_MOST_TOP_ROWS: Final = 6
_MOST_TOP_CELLS: Final = 4


def read_top_rows(grid: Grid) -> tuple[frozenset[int], Heading]:
    """Find the rows at the top of a grid that hold its title, unit or nothing.

    Returns:
        The rows, and the heading that they print. Blank rows, and what nobody knows over the whole
        width (a department's name), count only above a header that follows them; a row that holds
        anything else ends the search.
    """
    found = FoundHeading()
    rows: set[int] = set()
    for row in range(min(grid.row_count, _MOST_TOP_ROWS)):
        cells = [c for c in grid.cells if c.row == row and c.pieces]
        if _is_band(cells, grid):
            if not _heads_columns(grid, row + 1):
                break
            _note_band(cells[0], found)
        elif not _is_top_row(cells, grid):
            break
        for cell in cells:
            _note_top_cell(cell, found)
        rows.add(row)
    is_blank = not any(c.pieces for c in grid.cells if c.row in rows)
    if is_blank and not (rows and _heads_columns(grid, max(rows) + 1)):
        # Blank rows alone: a nil table is blank rows too, so only a header may follow them.
        rows = set()
    return frozenset(rows), found.heading(grid.page_number)


def _note_top_cell(cell: GridCell, found: FoundHeading) -> None:
    """Take from a cell of the top rows what it says."""
    for text in _statements(cell):
        concept = classify_heading(text)
        found.unit = found.unit or find_unit(text)
        if concept == "annex" and found.annex_label is None:
            found.annex_label = compact(text)
        elif concept in {"title", "unit"} and found.title is None:
            bare = bare_title(text)
            if classify_heading(bare) == "title":
                found.set_title(bare)


def _statements(cell: GridCell) -> list[str]:
    """Part the lines of a cell that say different things: title over department and unit."""
    lines = cell.text.split("\n")
    concepts = [classify_heading(text) for text in lines]
    return lines if all(concepts) and len(set(concepts)) > 1 else [cell.text]


def _is_band(cells: Sequence[GridCell], grid: Grid) -> bool:
    """Say whether a row is one cell over the whole width that no heading's words explain."""
    return (
        len(cells) == 1
        and cells[0].column_span == grid.column_count > 1
        and cells[0].row_span == 1
        and classify_heading(cells[0].text) in {None, "note"}
        and not is_header_word(cells[0].text)
        and not is_body_text(cells[0].text)
    )


def _note_band(cell: GridCell, found: FoundHeading) -> None:
    """Take a band that names a kind of table as its title."""
    is_note = classify_heading(cell.text) == "note"
    if found.title is None and not is_note and names_kind(compact(cell.text)):
        found.set_title(cell.text)


def _heads_columns(grid: Grid, first: int) -> bool:
    """Say whether the first row of several cells from here on is a header, by its words."""
    for row in range(first, min(grid.row_count, _MOST_TOP_ROWS + 1)):
        texts = [c.text for c in grid.cells if c.row == row and c.text.strip()]
        if len(texts) > 1:
            known = sum(is_header_word(text) for text in texts)
            if known and not any(is_body_text(text) for text in texts):
                return known * 2 >= len(texts)
            concepts = {classify_heading(text) for text in texts}
            if not concepts & {"unit", "department"}:
                return False
    return False


def _is_top_row(cells: list[GridCell], grid: Grid) -> bool:
    """Say whether a row holds nothing but parts of a heading, or nothing."""
    known = [_is_top_cell(cell, grid, len(cells)) for cell in cells]
    if all(known):
        return True
    # 部门： | 临江县水务局 | 单位：万元: the department's name alone is nothing that one knows
    names = [c for c, is_known in zip(cells, known, strict=True) if not is_known]
    concepts = {classify_heading(c.text) for c in cells}
    if len(cells) > _MOST_TOP_CELLS or "unit" not in concepts:
        return False
    if len(names) == 1 and "department" in concepts and re.search(r"\d", names[0].text) is None:
        return True
    # 部门 | 临江县水务局 | 单位：万元, 打印日期：… | 单位：万元: the header stands below
    return not any(is_body_text(c.text) for c in names) and _heads_columns(grid, cells[0].row + 1)


def _is_top_cell(cell: GridCell, grid: Grid, row_cells: int) -> bool:
    """Say whether a cell in the top rows is a title, unit, department or annex cell."""
    concept = classify_heading(cell.text)
    if concept == "title":
        return row_cells == 1 and (cell.column_span >= grid.column_count / 2 or cell.row == 0)
    return row_cells <= 3 and concept in {"unit", "department", "annex", "year"}
