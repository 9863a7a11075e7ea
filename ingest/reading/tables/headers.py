"""Which rows of a grid are header rows, and the header path of each leaf column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ingest.reading.pdf.model import Grid, GridCell
from ingest.reading.tables.header_layout import (
    Layout,
    is_body_text,
    is_header_word,
    is_ordinal_line,
    lay_out,
    match_column_number,
)
from ingest.reading.tables.header_ordinals import is_body_cell, is_named_row
from ingest.reading.tables.model import GridRoles
from ingest.reading.tables.numbers import parse_number
from ingest.reading.tables.units import find_unit, header_words
from ingest.reading.tables.words import compact, matchable
from ingest.reading.vocabulary.loading import find_concept, load_rules

_TOTALS: Final = re.compile(r"^(合计|总计|小计|收入总计|支出总计|本年收入合计|本年支出合计)$")
_NUMBER_ROW_LABEL: Final = re.compile(r"^(栏次|行次|\*+|[甲乙丙丁])$")
# Beside one of those, over the codes and names: 类款项 | 栏次 | 1 | 2, 行次 | —— | 1 | 2.
_NUMBER_ROW_FILLER: Final = re.compile(r"^(类款项|[-—–]+)$")
# The deepest header of the 30 reports has 4 rows; a cell that spans more rows is a body cell.
_MOST_HEADER_ROWS: Final = 6
_LONGEST_UNIT: Final = 14
_Places = set[tuple[int, int]]


def read_roles(grid: Grid, top_rows: frozenset[int], *, known: frozenset[str] | None) -> GridRoles:
    """Tell header rows, 栏次 rows and note rows from the body.

    Args:
        grid: the grid.
        top_rows: rows already known to hold title or unit.
        known: the header texts of the table that this grid may continue; None for a grid that
            begins a table. On a continuation page only what repeats that header is one.
    """
    layout = lay_out(grid)
    row = max(top_rows, default=-1) + 1
    while row < grid.row_count - 1 and not layout.printed(row) and known is None and top_rows:
        top_rows |= {row}
        row += 1
    header: list[int] = []
    shared: set[tuple[int, int]] = set()
    counted: set[tuple[int, int]] = set()
    if _begins_header(layout, row, known):
        header, shared, counted = _read_header_rows(layout, row)
        row = header[-1] + 1
    numbered: set[int] = set()
    for _ in range(2):
        if header and is_unit_row(layout.printed(row)):
            top_rows |= {row}
            row += 1
        elif _is_number_row(layout.printed(row), after_header=bool(header)):
            numbered.add(row)
            row += 1
    return GridRoles(
        top_rows=top_rows,
        header_rows=tuple(header),
        number_rows=frozenset(numbered),
        shared_body=frozenset(shared),
        number_cells=frozenset(counted),
        note_rows=_read_note_rows(layout, grid),
    )


def is_unit_row(cells: Sequence[GridCell]) -> bool:
    """Say whether a row prints nothing but the unit of its columns: 万元 | 万元, 单位：万元."""
    return bool(cells) and all(
        len(c.text) <= _LONGEST_UNIT and find_unit(c.text) is not None for c in cells
    )


def _begins_header(layout: Layout, row: int, known: frozenset[str] | None) -> bool:
    if row >= layout.grid.row_count:
        return False
    cells = layout.printed(row)
    texts = [matchable(c.text) for c in cells]
    named = is_named_row(layout, cells)
    if not cells or any(
        is_body_cell(layout, c, named=named)
        for c, text in zip(cells, texts, strict=True)
        if known is None or text not in known or not is_ordinal_line(c.text)
    ):
        return False
    if known is not None:
        return sum(t in known for t in texts) * 2 > len(texts) and not _are_totals(cells)
    if _are_totals(cells) and len(cells) == 1 and cells[0].column_span > 1:
        return False
    return any(is_header_word(c.text) for c in cells) or (
        len(cells) == layout.grid.column_count > 1 and all(len(t) <= 12 for t in texts)
    )


def _are_totals(cells: list[GridCell]) -> bool:
    return all(_TOTALS.match(matchable(c.text)) for c in cells)


def _read_header_rows(layout: Layout, first: int) -> tuple[list[int], _Places, _Places]:
    """Extend the header downward while its cells span on or groups wait for their parts.

    Returns:
        The header rows; the (row, column) of body cells that share one of them (some final
        accounts, 决算, print 合计 of the body in the last header row); and of 栏次 cells that do.
    """
    rows = [first]
    shared: _Places = set()
    counted: _Places = set()
    end = _span_end(layout.printed(first), first)
    row = first + 1
    while row < layout.grid.row_count and row - first < _MOST_HEADER_ROWS:
        cells = layout.printed(row)
        inside = row < end
        waiting = [c for c in cells if _waits(layout, rows, shared | counted, c)]
        settled = [c for c in cells if c not in waiting]
        if (waiting or inside) and _is_number_row(settled, after_header=True):
            counted.update((c.row, c.column) for c in settled)
        elif inside:
            shared.update(
                (c.row, c.column)
                for c in settled
                if _is_shared_body(c, _above(layout, rows, shared | counted, c))
            )
        elif not _continues_header(cells, waiting, settled):
            break
        else:
            shared.update((c.row, c.column) for c in settled if _is_settled_body(c, waiting))
        rows.append(row)
        apart = shared | counted
        end = max(end, _span_end([c for c in cells if (c.row, c.column) not in apart], row))
        row += 1
    return rows, shared, counted


def _span_end(cells: list[GridCell], row: int) -> int:
    return max(
        (c.row + c.row_span for c in cells if c.row_span <= _MOST_HEADER_ROWS), default=row + 1
    )


def _above(layout: Layout, rows: list[int], shared: _Places, cell: GridCell) -> list[GridCell]:
    """Give the printed header cells directly above a cell, one per column that it covers."""
    above: list[GridCell] = []
    for column in range(cell.column, cell.column + cell.column_span):
        for row in range(cell.row - 1, rows[0] - 1, -1):
            owner = layout.owner.get((row, column))
            if owner is not None and owner.text.strip() and (owner.row, owner.column) not in shared:
                above.append(owner)
                break
    return above


def _waits(layout: Layout, rows: list[int], shared: _Places, cell: GridCell) -> bool:
    """Say whether a header group above the cell waits for parts, and the cell can be one."""
    if parse_number(cell.text).reading == "nil" or is_body_cell(layout, cell, named=True):
        return False
    above = _above(layout, rows, shared, cell)
    if not above:
        return False
    group = above[0]
    wider = group.column_span > cell.column_span
    if not wider:
        return False
    if not is_header_word(cell.text):
        return False
    label_group = find_concept(load_rules("headers", "role"), header_words(group.text)) is not None
    return not (label_group and _TOTALS.match(matchable(cell.text)))


def _continues_header(
    cells: list[GridCell], waiting: list[GridCell], settled: list[GridCell]
) -> bool:
    if not cells:
        return False
    if _is_number_row(cells, after_header=True):
        return False
    if waiting and not settled:
        return True
    if (
        len(waiting) >= 2
        and len(waiting) * 2 >= len(cells)
        and not any(is_body_text(c.text) or _TOTALS.match(matchable(c.text)) for c in settled)
    ):
        return True
    if len(waiting) >= 2 and all(
        _TOTALS.match(matchable(c.text)) or parse_number(c.text).reading in {"number", "nil"}
        for c in settled
    ):
        return True
    return (
        len(cells) >= 2
        and all(is_header_word(c.text) and not is_body_text(c.text) for c in cells)
        and not _are_totals(cells)
    )


def _is_shared_body(cell: GridCell, above: list[GridCell]) -> bool:
    """Say whether a cell inside a spanned header row belongs to the body all the same."""
    if parse_number(cell.text).reading == "number":
        return True
    return (
        _TOTALS.match(matchable(cell.text)) is not None
        and bool(above)
        and all(find_concept(load_rules("headers", "role"), header_words(a.text)) for a in above)
    )


def _is_settled_body(cell: GridCell, waiting: list[GridCell]) -> bool:
    return bool(waiting) and (
        _TOTALS.match(matchable(cell.text)) is not None
        or parse_number(cell.text).reading in {"number", "nil"}
    )


def _is_number_row(cells: list[GridCell], *, after_header: bool) -> bool:
    """Say whether a row only numbers the columns: 栏次 1 2 3, ** 1 2 3."""
    if not after_header or len(cells) < 2:
        return False
    texts = [compact(c.text) for c in cells]
    labels = [t for t in texts if _NUMBER_ROW_LABEL.match(t)]
    numbers = [found for t in texts if (found := match_column_number(t))]
    fillers = [t for t in texts if labels and _NUMBER_ROW_FILLER.match(t)]
    if len(labels) + len(numbers) + len(fillers) != len(texts):
        return False
    if labels:
        return True
    counted = [ord(n[1]) - ord("@") if n[1].isalpha() else int(n[1]) for n in numbers]
    follow = counted == list(range(counted[0], counted[0] + len(counted)))
    begins = counted[0] == 1 or any(n["sum"] for n in numbers)
    return len(numbers) >= 3 and follow and begins


def _read_note_rows(layout: Layout, grid: Grid) -> frozenset[int]:
    """Find rows at the foot of a grid that hold a note (注：… 备注：…) over its whole width."""
    notes: set[int] = set()
    for row in range(grid.row_count - 1, 0, -1):
        cells = layout.printed(row)
        if len(cells) != 1 or cells[0].column_span * 2 < grid.column_count:
            break
        if not re.match(r"^\(?(注|备注|说明)[::]", compact(cells[0].text)):
            break
        notes.add(row)
    return frozenset(notes)


def read_column_paths(grid: Grid, roles: GridRoles) -> tuple[tuple[str, ...], ...]:
    """Give the header path of each grid column, texts without white space."""
    layout = lay_out(grid)
    paths: list[tuple[str, ...]] = []
    for column in range(grid.column_count):
        path: list[str] = []
        last: GridCell | None = None
        for row in roles.header_rows:
            cell = layout.owner.get((row, column))
            apart = roles.shared_body | roles.number_cells
            if cell is None or cell is last or (cell.row, cell.column) in apart:
                continue
            last = cell
            text = re.sub(r"\s+", "", cell.text)
            if text:
                path.append(text)
        paths.append(tuple(path))
    return tuple(paths)


def header_texts(grid: Grid, roles: GridRoles) -> frozenset[str]:
    """Give the texts of a grid's header cells, as continuation pages are compared with them."""
    rows = set(roles.header_rows)
    return frozenset(
        matchable(c.text)
        for c in grid.cells
        if c.row in rows
        and c.text.strip()
        and (c.row, c.column) not in roles.shared_body | roles.number_cells
    )
