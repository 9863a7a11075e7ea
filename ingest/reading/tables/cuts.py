"""Rows that a page break cut in two: joined into one row of the stitched body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ingest.reading.tables.model import Column, PlacedCell, StitchedTable

_STARTS_A_LINE: Final = re.compile(
    r"^([(（]?[一二三四五六七八九十]+[、)）]|\d+[、.]|合\s*计|总\s*计|小\s*计|其中|[注备])"
)
# Nine rows of ten must print a code (or a figure) before a row without one counts as cut.
_KEYED_SHARE: Final = 0.9


@dataclass(frozen=True, slots=True)
class _Keys:
    codes: frozenset[int]
    figures: frozenset[int]
    by_figures: bool


def join_cut_rows(
    table: StitchedTable, columns: Sequence[Column], *, by_figures: bool
) -> StitchedTable:
    """Join rows that a page break cut in two.

    The first row of a page goes on with the last one before it when it has no code and no
    complete figure, prints only in columns where that one prints too, and could not stand alone:
    where nearly every other row prints a code (or a figure), or where a bracket is left open.

    Args:
        table: the stitched table.
        columns: what its columns are.
        by_figures: without code columns, a row without a figure is not a row of its own. Not so
            in two-sided tables, which print many lines without an amount.
    """
    keys = _Keys(
        codes=frozenset(c.number for c in columns if c.role.startswith("code")),
        figures=frozenset(c.number for c in columns if c.role == "figure"),
        by_figures=by_figures,
    )
    body = table.body
    joins = {
        row
        for row in range(2, table.row_count + 1)
        if table.row_pages[row - 1] != table.row_pages[row - 2] and _is_cut(body, row, keys)
    }
    return _merge_rows(table, joins) if joins else table


def _is_cut(body: dict[int, list[PlacedCell]], row: int, keys: _Keys) -> bool:
    lower, upper = body[row], {c.column_number: c for c in body[row - 1]}
    if not lower or any(c.column_number in keys.codes for c in lower):
        return False
    if _is_parted(body, row, keys):
        return True
    if any(c.column_number not in upper for c in lower):
        return False
    words = [c for c in lower if c.column_number not in keys.figures]
    figures = [c for c in lower if c.column_number in keys.figures]
    if not all(_is_fragment(upper[c.column_number].text, c.text) for c in figures):
        return False
    if any(_STARTS_A_LINE.match(c.text.strip()) for c in words):
        return False
    is_open = any(_opens(upper[c.column_number].text) and _closes(c.text) for c in words)
    return is_open or _is_keyed(body, row, keys)


def _is_parted(body: dict[int, list[PlacedCell]], row: int, keys: _Keys) -> bool:
    """Say whether a row's code stands above a page break and its figures below it.

    The upper half prints a code and no figure, the lower one figures, no code and the name or the
    rest of it, where nearly all other rows print both.
    """
    lower, upper = body[row], body[row - 1]
    halves = {row, row - 1}
    numbers = {c.column_number for c in lower}
    words = [c for c in lower if c.column_number not in keys.figures]
    if not _has(upper, keys.codes) or _has(upper, keys.figures) or not numbers & keys.figures:
        return False
    named = {c.column_number for c in upper} - keys.codes
    # the code alone above the break, and its whole name below it
    if named and any(c.column_number not in named for c in words):
        return False
    if any(_STARTS_A_LINE.match(c.text.strip()) for c in words):
        return False
    others = [cells for number, cells in body.items() if number not in halves and cells]
    coded = [cells for cells in others if _has(cells, keys.codes)]
    whole = sum(_has(cells, keys.figures) for cells in coded)
    # 合计 has no code; nothing else lacks one
    return len(coded) > 1 and len(coded) >= len(others) - 1 and whole >= _KEYED_SHARE * len(coded)


def _has(cells: Sequence[PlacedCell], columns: frozenset[int]) -> bool:
    return any(c.column_number in columns for c in cells)


def _is_keyed(body: dict[int, list[PlacedCell]], row: int, keys: _Keys) -> bool:
    """Say whether the row above and nearly all others print what this row lacks."""
    columns = keys.codes or (keys.figures if keys.by_figures else frozenset())
    others = [cells for number, cells in body.items() if number != row and cells]
    keyed = sum(any(c.column_number in columns for c in cells) for cells in others)
    return (
        len(others) > 1
        and keyed >= _KEYED_SHARE * len(others)
        and any(c.column_number in columns for c in body[row - 1])
    )


def _opens(text: str) -> bool:
    return len(re.findall(r"[(（]", text)) > len(re.findall(r"[)）]", text))


def _closes(text: str) -> bool:
    return len(re.findall(r"[)）]", text)) > len(re.findall(r"[(（]", text))


def _is_fragment(above: str, below: str) -> bool:
    """Say whether digits below a page break are the end of a number above it.

    >>> _is_fragment("18,536.8", "6"), _is_fragment("18,536.88", "6")
    (True, False)
    """
    return (
        re.fullmatch(r"\d{1,2}", below.strip()) is not None
        and re.fullmatch(r"[\d,]+\.?\d?", re.sub(r"\s", "", above)) is not None
    )


def _merge_rows(table: StitchedTable, joins: set[int]) -> StitchedTable:
    target: dict[int, int] = {}
    pages: list[int] = []
    for row in range(1, table.row_count + 1):
        if row not in joins:
            pages.append(table.row_pages[row - 1])
        target[row] = len(pages)
    cells = tuple(
        replace(c, row_number=target[c.row_number]) if c.row_number is not None else c
        for c in table.cells
    )
    return replace(table, cells=cells, row_count=len(pages), row_pages=tuple(pages))
