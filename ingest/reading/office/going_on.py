"""A table that goes on on the next sheet without its blank outer columns → as wide as it is.

A sheet is as wide as what it holds. Where the last rows of a list print nothing in its last column,
or in its first (a code), the next sheet's table is narrower than the one that it goes on with.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ingest.reading.office.model import Cell, Section, Table

_FIGURE: Final = re.compile(r"[-+\d,.，\s%()（）]*\d[-+\d,.，\s%()（）]*")


def widen_tables(sections: Iterable[Section]) -> list[Section]:
    """Give tables that go on with the one before them the columns that they do not print."""
    before: Table | None = None
    widened = []
    for section in sections:
        blocks = []
        for block in section.blocks:
            if isinstance(block, Table):
                block = _widened(block, before) if before is not None else block  # noqa: PLW2901
                before = block
            blocks.append(block)
        widened.append(replace(section, blocks=tuple(blocks)))
    return widened


def _widened(table: Table, before: Table) -> Table:
    shift = table.left - before.left
    lacking = before.column_count - table.column_count
    if not 0 <= shift <= lacking or not lacking or not _goes_on(table, before, shift):
        return table
    return replace(
        table,
        left=before.left,
        column_count=before.column_count,
        cells=tuple(replace(cell, column=cell.column + shift) for cell in table.cells),
    )


def _goes_on(table: Table, before: Table, shift: int) -> bool:
    """Say whether a table begins with a row of the body, and has in each column what that has."""
    printed = _printed(before.cells)
    body = min((cell.row for cell in printed if _is_figure(cell)), default=0)
    known: dict[int, set[bool]] = defaultdict(set)
    for cell in printed:
        if cell.row >= body:
            known[cell.column].add(_is_figure(cell))
    first = [_is_figure(cell) for cell in _printed(table.cells) if cell.row == 0]
    return (
        any(first)
        and not all(first)
        and all(
            cell.column_span == 1 and _is_figure(cell) in known[cell.column + shift]
            for cell in _printed(table.cells)
        )
    )


def _printed(cells: Iterable[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.text.strip()]


def _is_figure(cell: Cell) -> bool:
    return _FIGURE.fullmatch(cell.text.strip()) is not None
