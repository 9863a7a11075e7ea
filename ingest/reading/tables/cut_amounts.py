"""Amounts that a page break cuts: the last digits stand at the top of the next page.

A cell too narrow for its amount wraps it (`3,327.5954` over `37`); where the page ends between the
two lines, each is a number by itself, and the first one a wrong amount. A row may go on over the
break too, so that it is no row that is cut (`cuts.py`) but this cell alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ingest.reading.tables.model import Column, Part, PlacedCell, StitchedTable
from ingest.reading.tables.words import compact

_NUMBER: Final = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_BEGUN: Final = re.compile(r"-?\d[\d,]*\.?\d*")
_REST: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")
# The end of a number that nothing but its cell's width cuts.
_FEW_DIGITS: Final = re.compile(r"\d{1,3}")
# So many amounts of a column, nearly all of those that it has, say how many decimals it prints.
_FEWEST_AMOUNTS: Final = 3
_SAME_DECIMALS: Final = 0.9
# Narrower than this, in characters, is the space at the sides of a cell.
_PADDING: Final = 1.5


def join_cut_amounts(
    table: StitchedTable, columns: Sequence[Column]
) -> tuple[StitchedTable, str | None]:
    """Join the digits of an amount that a page break cuts.

    Both halves stand at the break, in one column of figures. They are one amount where neither has
    as many decimals as all others of the column and both together have, or where the first is no
    number by itself (`3,327.`).

    Args:
        table: the stitched table.
        columns: what its columns are.

    Returns:
        The table, the lower half in the row of the upper one; and why it cannot be told of some
        amount whether it goes on, None where it can of all.
    """
    moved: dict[int, PlacedCell] = {}
    doubt = None
    for upper, lower in _pairs_at_breaks(table, columns):
        above, below = compact(upper.text), compact(lower.text)
        if not (_BEGUN.fullmatch(above) and _REST.fullmatch(below)):
            continue
        usual = _usual_decimals(table, upper, lower)
        if _are_one(above, below, usual):
            moved[id(lower)] = replace(
                lower, row_number=upper.row_number, column_number=upper.column_number
            )
        elif usual is None and "." in above and _FEW_DIGITS.fullmatch(below) and _is_filled(upper):
            doubt = (
                f"p.{upper.page_number} {above}: it cannot be told whether the digits {below} on "
                "the next page are its end (跨页金额未能判定)"
            )
    if moved:
        table = replace(table, cells=tuple(moved.get(id(cell), cell) for cell in table.cells))
    return table, doubt


def _are_one(above: str, below: str, usual: int | None) -> bool:
    """Say whether two halves make one number.

    >>> _are_one("3,327.5954", "37", 6), _are_one("3,327.59", "37", 2), _are_one("3,327.", "59", 2)
    (True, False, True)
    """
    joined = above + below
    if not _NUMBER.fullmatch(joined):
        return False
    if not _NUMBER.fullmatch(above):
        return usual is None or _decimals(joined) == usual
    return usual == _decimals(joined) and usual not in {_decimals(above), _decimals(below)}


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])


def _pairs_at_breaks(
    table: StitchedTable, columns: Sequence[Column]
) -> Iterator[tuple[PlacedCell, PlacedCell]]:
    """Pair the last cell of each column of figures with the first one on the next page."""
    if len(table.parts) < 2:
        return
    figures = {column.number for column in columns if column.role == "figure"}
    ends: dict[tuple[int, int], list[PlacedCell]] = {}
    for cell in table.cells:
        if cell.region == "body" and cell.column_number in figures and cell.text.strip():
            ends.setdefault((cell.part_index, cell.column_number), []).append(cell)
    sets: dict[int, list[int]] = {}
    for index, part in enumerate(table.parts):
        sets.setdefault(part.column_set, []).append(index)
    for before, after in (pair for indexes in sets.values() for pair in pairwise(indexes)):
        first = _first_row(table.parts[after])
        for column in figures:
            upper = max(ends.get((before, column), []), key=lambda c: c.cell.row, default=None)
            lower = min(ends.get((after, column), []), key=lambda c: c.cell.row, default=None)
            if upper is None or lower is None or lower.cell.row != first:
                continue
            if upper.cell.row + upper.cell.row_span == table.parts[before].grid.row_count:
                yield upper, lower


def _first_row(part: Part) -> int:
    """Give the first row of a grid's body."""
    roles = part.roles
    outside = roles.top_rows | roles.number_rows | set(roles.header_rows)
    return next((row for row in range(part.grid.row_count) if row not in outside), 0)


def _usual_decimals(table: StitchedTable, *halves: PlacedCell) -> int | None:
    """Say how many decimals the other amounts of a column have; None where they differ."""
    own = {id(half) for half in halves}
    counts = Counter(
        _decimals(text)
        for cell in table.cells
        if cell.region == "body"
        and cell.column_number == halves[0].column_number
        and id(cell) not in own
        and _NUMBER.fullmatch(text := compact(cell.text))
    )
    decimals, count = max(counts.items(), key=lambda item: item[1], default=(0, 0))
    is_usual = count >= _FEWEST_AMOUNTS and count >= _SAME_DECIMALS * counts.total()
    return decimals if is_usual else None


def _is_filled(placed: PlacedCell) -> bool:
    """Say whether a cell has no room for one more digit beside its last line."""
    piece, box = placed.cell.pieces[-1].box, placed.cell.box
    width = (piece.x1 - piece.x0) / max(len(placed.cell.pieces[-1].text), 1)
    padding = min(piece.x0 - box.x0, box.x1 - piece.x1)
    if padding > _PADDING * width:
        return False
    return (box.x1 - box.x0) - (piece.x1 - piece.x0) - 2 * max(padding, 0.0) < width
