"""A sheet as displayed → paragraphs and tables.

A workbook draws no page: a title is a (merged) cell above the table, the unit stands in the row
below it, a second table begins after a blank row. So a sheet is cut at blank rows; rows that hold
one text, or name a unit, above the first row of a table are lines; the rest is a table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final

from ingest.reading.office.model import Block, Cell, Section, Table, Words, witness_tokens

_UNIT: Final = re.compile(r"单位[::：]|[(（]?单位.{0,3}元")
_FIGURE: Final = re.compile(r"[-\d,.\s%]+")
# the day of a report, between its department and its unit
_DAY: Final = re.compile(r"(?:19|20)\d\d[-./年]\d{1,2}(?:[-./月]\d{1,2}日?|月)(?: 00:00:00)?")
_LONGEST_TITLE: Final = 40
_MOST_OF_A_LINE: Final = 3  # department, date, unit
# A title says what it is; a sheet without one is called by its tab.
_TITLE: Final = re.compile(r"表|情况|预算|决算|明细|目标")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as its reader gives it; rows and columns from 0, hidden ones left out.

    Attributes:
        name: of its tab.
        texts: (row, column) → what is displayed; blanks are not in it.
        witness: the same by the second reading.
        merged: top-left place → rows and columns that it covers.
        addresses: (row, column) → B12.
        ruled: places with a border: a blank row that is ruled is a row of the table.
        remark: what was left out.
        stored: (row, column) → the number behind what is displayed, where that has more digits.
    """

    name: str
    texts: Mapping[tuple[int, int], str]
    witness: Mapping[tuple[int, int], str]
    merged: Mapping[tuple[int, int], tuple[int, int]]
    addresses: Mapping[tuple[int, int], str]
    ruled: Set[tuple[int, int]] = frozenset()
    remark: str | None = None
    stored: Mapping[tuple[int, int], str] = field(default_factory=dict)


def read_sheet(sheet: Sheet) -> Section | None:
    """Cut a sheet into lines and tables; None where it displays nothing."""
    blocks = [block for part in _beside(sheet) for block in _read_part(part)]
    if not blocks:
        return None
    titles = [block for block in blocks if isinstance(block, Words)]
    if not any(_TITLE.search(piece) for words in titles for piece in words.pieces):
        blocks.insert(0, Words((sheet.name,), is_centred=True))
    return Section(tuple(blocks), sheet.remark)


def _read_part(sheet: Sheet) -> list[Block]:
    printed = {row for row, _ in sheet.texts} | {row for row, _ in sheet.witness}
    if not printed:
        return []
    ruled = {row for row, _ in sheet.ruled if min(printed) <= row <= max(printed)}
    rows = sorted(printed | ruled)
    return [block for run in _runs(rows, sheet) for block in _read_run(sheet, *run)]


def _beside(sheet: Sheet) -> list[Sheet]:
    """Part a sheet at blank columns, where on both sides a table has a title and a unit."""
    used = {column for _, column in (*sheet.texts, *sheet.witness, *sheet.ruled)}
    used |= {
        column + over for (_, column), (_, width) in sheet.merged.items() for over in range(width)
    }
    edges = [0, *(b for a, b in pairwise(sorted(used)) if b > a + 1), max(used, default=0) + 1]
    parts = [_columns(sheet, first, last) for first, last in pairwise(edges)]
    is_whole = all(
        any(re.search(said, text) for text in part.texts.values())
        for part in parts
        for said in (_TITLE, _UNIT)
    )
    return parts if len(parts) > 1 and is_whole else [sheet]


def _columns(sheet: Sheet, first: int, last: int) -> Sheet:
    """Take the columns from one to before another out of a sheet."""

    def kept(places: Mapping[tuple[int, int], Any]) -> dict[tuple[int, int], Any]:
        return {place: each for place, each in places.items() if first <= place[1] < last}

    return replace(
        sheet,
        texts=kept(sheet.texts),
        witness=kept(sheet.witness),
        merged=kept(sheet.merged),
        ruled={place for place in sheet.ruled if first <= place[1] < last},
    )


def _runs(rows: list[int], sheet: Sheet) -> list[tuple[int, int]]:
    """Group rows that are not parted by a blank one; a merged cell holds its rows together."""
    covered = {
        row + down for (row, _), (height, _) in sheet.merged.items() for down in range(height)
    }
    runs: list[tuple[int, int]] = []
    for row in sorted(set(rows) | {r for r in covered if rows[0] <= r <= rows[-1]}):
        if runs and row == runs[-1][1] + 1 and not _begins_table(sheet, row):
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def _begins_table(sheet: Sheet, row: int) -> bool:
    """Say whether a row is the title of another table: 某表 alone, and below it a unit."""
    title, below = (
        [(column, text) for (at, column), text in sheet.texts.items() if at == wanted]
        for wanted in (row, row + 1)
    )
    if len(title) != 1 or not title[0][1].strip().rstrip(")）").endswith("表"):
        return False
    return 1 <= len(below) <= _MOST_OF_A_LINE and any(_UNIT.search(text) for _, text in below)


def _read_run(sheet: Sheet, first: int, last: int) -> list[Block]:
    by_row: dict[int, list[tuple[int, str]]] = {row: [] for row in range(first, last + 1)}
    for (row, column), text in sorted(sheet.texts.items()):
        if first <= row <= last:
            by_row[row].append((column, text))
    blocks: list[Block] = []
    top = first
    while top <= last and _is_line(sheet, top, by_row[top]):
        pieces = tuple(text.replace("\n", " ") for _, text in by_row[top])
        if pieces:
            blocks.append(Words(pieces, is_centred=len(pieces) == 1 and _is_title(pieces[0])))
        top += 1
    bottom = last
    notes: list[Block] = []
    while bottom >= top and len(by_row[bottom]) == 1 and _is_note(by_row[bottom][0][1]):
        notes.insert(0, Words((by_row[bottom][0][1].replace("\n", " "),)))
        bottom -= 1
    if bottom >= top:
        blocks.append(_table(sheet, top, bottom))
    return blocks + notes


def _is_line(sheet: Sheet, row: int, cells: list[tuple[int, str]]) -> bool:
    """Say whether a row above a table is text: a title, a unit, a department."""
    if any(_FIGURE.fullmatch(text) and not _DAY.fullmatch(text.strip()) for _, text in cells):
        return False
    if any((row, column) in sheet.ruled for column, _ in cells):
        return False  # it stands in the grid; so may a title, and recognition knows
    if len(cells) <= 1:
        # the head of a table of one column is no line; a cell merged over rows is a header
        return not any(sheet.merged.get((row, column), (1, 1))[0] > 1 for column, _ in cells)
    return len(cells) <= _MOST_OF_A_LINE and any(_UNIT.search(text) for _, text in cells)


def _is_title(text: str) -> bool:
    """Say whether a line of a sheet is a title; a sheet may hold the whole prose of a report.

    >>> _is_title("部门收支总表"), _is_title("单位：万元"), _is_title("本年支出9.00万元。")
    (True, False, False)
    """
    is_sentence = len(text) > _LONGEST_TITLE or text.rstrip().endswith(("。", "；", "："))
    return not is_sentence and _UNIT.search(text) is None


def _is_note(text: str) -> bool:
    return bool(re.match(r"\s*(注|备注|说明)\s*[:：]?", text)) and len(text) > 4


def _table(sheet: Sheet, top: int, bottom: int) -> Table:
    places = sorted(
        {place for place in (*sheet.texts, *sheet.witness) if top <= place[0] <= bottom}
    )
    left = min(column for _, column in places)
    right = max(column + sheet.merged.get((row, column), (1, 1))[1] - 1 for row, column in places)
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    wanted = set(sheet.texts) | {place for place in sheet.merged if top <= place[0] <= bottom}
    for row, column in sorted(place for place in wanted if top <= place[0] <= bottom):
        if not left <= column <= right or (row, column) in taken:
            continue
        height, width = sheet.merged.get((row, column), (1, 1))
        height, width = min(height, bottom - row + 1), min(width, right - column + 1)
        taken |= {(row + down, column + over) for down in range(height) for over in range(width)}
        text = sheet.texts.get((row, column), "")
        address = f"{sheet.name}!{sheet.addresses.get((row, column), '')}"
        stored = sheet.stored.get((row, column))
        cells.append(Cell(row - top, column - left, text, height, width, address, stored))
    witness = (token for place in places for token in witness_tokens(sheet.witness.get(place, "")))
    return Table(bottom - top + 1, right - left + 1, tuple(cells), tuple(witness), left)
