"""Slips on paper: one per typeset report, of every kind, before it is set.

Rows and columns are counted from 0, as in `tests.typesetting.report`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from tests.mutations.misprints import MISPRINTS, amount_of
from tests.typesetting.report import Merge, Page, Paragraph, Report, Row, Segment, Table

Place = tuple[int, int, int]  # table, row, column

_PROSE_AMOUNT: Final = re.compile(r"(?<![\d年])\d[\d,]*\.\d+(?=万元|元)")
_LONGEST_SHIFT: Final = 12
_CODE_WITH_PARENT: Final = 5


@dataclass(frozen=True, slots=True)
class PaperSlip:
    """A report with one slip.

    Attributes:
        kind: which slip.
        report: as it is set.
        table: the table that it is in; None for prose.
        row: of a row that was dropped or doubled.
        right: what the misprinted cells should hold.
        words: what changed, for a reader of the bench.
    """

    kind: str
    report: Report
    table: int | None
    words: str
    right: Mapping[Place, str] = field(default_factory=dict)
    row: int | None = None


def slip_on_paper(report: Report, kind: str, rng: random.Random) -> PaperSlip | None:
    """Plant one slip at random; None where the draw leads to none."""
    if kind == "prose":
        return _slip_prose(report, rng)
    number = rng.randrange(len(report.tables))
    table = report.tables[number]
    if kind == "unit_line":
        return _slip_unit_line(report, number)
    if table.is_form:
        return None
    if kind in MISPRINTS:
        return _slip_cell(report, number, kind, rng)
    return _SLIPS[kind](report, number, rng)


def places_of(table: Table) -> list[tuple[int, int]]:
    """List the printed figures other than zero and single digits, by row and column."""
    return [
        (row, column)
        for row, texts in enumerate(table.rows)
        for column, text in enumerate(texts)
        if table.columns[column].role == "figure"
        and table.columns[column].unit != "%"
        and (amount_of(text) or 0) > 1
    ]


def _with_texts(report: Report, number: int, texts: Mapping[tuple[int, int], str]) -> Report:
    table = report.tables[number]
    rows = tuple(
        tuple(texts.get((row, column), text) for column, text in enumerate(cells))
        for row, cells in enumerate(table.rows)
    )
    return _with_table(report, number, replace(table, rows=rows))


def _with_table(report: Report, number: int, table: Table) -> Report:
    return replace(report, tables=(*report.tables[:number], table, *report.tables[number + 1 :]))


def _slip_cell(report: Report, number: int, kind: str, rng: random.Random) -> PaperSlip | None:
    table = report.tables[number]
    places = places_of(table)
    if not places:
        return None
    place = rng.choice(places)
    right = table.rows[place[0]][place[1]]
    wrong = MISPRINTS[kind](right, rng)
    if wrong is None or wrong == right or (amount_of(wrong) == amount_of(right)):
        return None
    return PaperSlip(
        kind,
        _with_texts(report, number, {place: wrong}),
        number,
        f"{right} → {wrong}",
        {(number, *place): right},
    )


def _shift(report: Report, number: int, rng: random.Random) -> PaperSlip | None:
    """Print a run of a column one row too low; what it overwrites is gone."""
    table = report.tables[number]
    places = places_of(table)
    if not places:
        return None
    column = rng.choice(places)[1]
    rows = [row for row, each in places if each == column]
    if len(rows) < 5:
        return None
    first = rng.choice(rows[:-3])
    last = min(len(table.rows) - 1, first + rng.randrange(3, _LONGEST_SHIFT))
    texts = {(row, column): table.rows[row - 1][column] for row in range(first + 1, last + 1)}
    right = {
        (number, row, column): table.rows[row][column]
        for row in range(first + 1, last + 1)
        if table.rows[row][column] != texts[row, column]
    }
    if len(right) < 3:
        return None
    words = f"column {column + 1}, rows {first + 2} to {last + 1} one down"
    return PaperSlip("row_shift", _with_texts(report, number, texts), number, words, right)


def _swap(report: Report, number: int, rng: random.Random) -> PaperSlip | None:
    table = report.tables[number]
    places = places_of(table)
    if not places:
        return None
    one = rng.choice(places)
    text = table.rows[one[0]][one[1]]
    others = [
        place
        for place in places
        if (place[0] == one[0]) != (place[1] == one[1]) and table.rows[place[0]][place[1]] != text
    ]
    if not others:
        return None
    other = rng.choice(others)
    texts = {one: table.rows[other[0]][other[1]], other: text}
    right = {(number, *place): table.rows[place[0]][place[1]] for place in texts}
    words = f"{text} ↔ {texts[one]}"
    return PaperSlip("swapped_cells", _with_texts(report, number, texts), number, words, right)


def _other_scope(report: Report, number: int, rng: random.Random) -> PaperSlip | None:
    """Print in a 合计 row the total of another table."""
    totals = [
        (each, row, column)
        for each, table in enumerate(report.tables)
        if not table.is_form
        for row, column in places_of(table)
        if any("合计" in text or "总计" in text for text in table.rows[row])
    ]
    here = [place for place in totals if place[0] == number]
    if not here:
        return None
    place = rng.choice(here)
    right = report.tables[number].rows[place[1]][place[2]]
    others = {
        report.tables[each].rows[row][column] for each, row, column in totals if each != number
    }
    wrong = rng.choice(sorted(others - {right}) or [right])
    if wrong == right:
        return None
    changed = _with_texts(report, number, {place[1:]: wrong})
    return PaperSlip("other_scope", changed, number, f"{right} → {wrong}", {place: right})


def _leaf_row(table: Table, rng: random.Random) -> int | None:
    """Choose a row with a full code, or a unit's or project's row, that prints an amount."""
    roles = [column.role for column in table.columns]
    if any(column.block > 1 for column in table.columns):
        return None  # half a row cannot be left out
    printed = {row for row, _ in places_of(table)}
    rows = []
    for row in sorted(printed):
        texts = table.rows[row]
        code = "".join(
            text for text, role in zip(texts, roles, strict=True) if role.startswith("code")
        ).replace(" ", "")
        is_item = any(
            text and role in ("project_name", "unit_name")
            for text, role in zip(texts, roles, strict=True)
        )
        is_total = any("合计" in text or "总计" in text for text in texts)
        longest = 7 if table.kind != "basic_by_economic" else 5
        if not is_total and (len(code) == longest or (not code and is_item)):
            rows.append(row)
    return rng.choice(rows) if len(rows) > 2 else None


def _missing(report: Report, number: int, rng: random.Random) -> PaperSlip | None:
    return _change_rows(report, number, rng, "missing_row")


def _doubled(report: Report, number: int, rng: random.Random) -> PaperSlip | None:
    return _change_rows(report, number, rng, "doubled_row")


def _change_rows(report: Report, number: int, rng: random.Random, kind: str) -> PaperSlip | None:
    table = report.tables[number]
    row = _leaf_row(table, rng)
    if row is None:
        return None
    moved = -1 if kind == "missing_row" else 1
    rows: tuple[Row, ...] = (
        (*table.rows[:row], *table.rows[row + 1 :])
        if moved < 0
        else (*table.rows[: row + 1], table.rows[row], *table.rows[row + 1 :])
    )
    merges = tuple(
        replace(merge, row=merge.row + moved) if merge.row > row else merge
        for merge in table.merges
    )
    is_cut = any(
        at == row
        for page in report.pages
        for block in page.blocks
        if isinstance(block, Segment) and block.table == number
        for at, *_ in block.cut
    )
    if is_cut or any(_covers(merge, row) for merge in table.merges):
        return None
    changed = _with_table(report, number, replace(table, rows=rows, merges=merges))
    pages = tuple(_with_rows(page, number, row, moved) for page in report.pages)
    words = " ".join(text for text in table.rows[row] if text)
    return PaperSlip(kind, replace(changed, pages=pages), number, words, row=row)


def _covers(merge: Merge, row: int) -> bool:
    return merge.row <= row < merge.row + merge.row_span


def _with_rows(page: Page, number: int, row: int, moved: int) -> Page:
    blocks = tuple(
        replace(
            block,
            first=block.first + (moved if block.first > row else 0),
            last=block.last + (moved if block.last > row else 0),
            cut=tuple(
                (at + (moved if at > row else 0), column, text) for at, column, text in block.cut
            ),
        )
        if isinstance(block, Segment) and block.table == number
        else block
        for block in page.blocks
    )
    return replace(page, blocks=blocks)


def _slip_unit_line(report: Report, number: int) -> PaperSlip | None:
    """Print 元 over a table in 万元, or the other way round."""
    table = report.tables[number]
    if table.is_form or not places_of(table):
        return None
    wrong = {"万元": "元", "元": "万元"}[table.unit]
    if table.unit_line.endswith(wrong) and not table.unit_line.endswith(table.unit):
        return None
    line = table.unit_line.replace(table.unit, wrong)
    heads = " ".join(text for row in table.header_rows for text in row)
    if line == table.unit_line or "元" in heads:
        return None
    changed = _with_table(report, number, replace(table, unit_line=line))
    return PaperSlip("unit_line", changed, number, f"{table.unit_line} → {line}")


def _slip_prose(report: Report, rng: random.Random) -> PaperSlip | None:
    amounts = [
        (page, block, match)
        for page, each in enumerate(report.pages)
        for block, paragraph in enumerate(each.blocks)
        if isinstance(paragraph, Paragraph)
        for match in _PROSE_AMOUNT.finditer(paragraph.text)
        if Decimal(match[0].replace(",", "")) > 1
    ]
    if not amounts:
        return None
    page, block, match = rng.choice(amounts)
    wrong = MISPRINTS["digit"](match[0], rng)
    if wrong is None:
        return None
    old = report.pages[page]
    paragraph = old.blocks[block]
    assert isinstance(paragraph, Paragraph)
    text = paragraph.text[: match.start()] + wrong + paragraph.text[match.end() :]
    blocks = (*old.blocks[:block], replace(paragraph, text=text), *old.blocks[block + 1 :])
    pages = (
        *report.pages[:page],
        replace(old, blocks=blocks),
        *report.pages[page + 1 :],
    )
    before = paragraph.text[max(0, match.start() - 12) : match.start()]
    words = f"…{before}{match[0]} → {wrong}"
    return PaperSlip("prose", replace(report, pages=pages), None, words)


def _code(report: Report, number: int, rng: random.Random) -> PaperSlip | None:
    """Misprint a digit of a leaf row's code, before its last two: it stands under no parent."""
    table = report.tables[number]
    row = _leaf_row(table, rng)
    if row is None:
        return None
    columns = [
        column
        for column, each in enumerate(table.columns)
        if each.role in ("code", "code_class", "code_group")
    ]
    texts = table.rows[row]
    before = "".join(texts[column] for column in columns).replace(" ", "")
    places = [
        (column, place)
        for column in columns
        for place, sign in enumerate(texts[column])
        if sign.isdigit()
        and (table.columns[column].role != "code" or place < len(texts[column]) - 2)
    ]
    if len(before) < _CODE_WITH_PARENT or not places:
        return None
    column, place = rng.choice(places)
    text = texts[column]
    wrong = text[:place] + rng.choice("123456789") + text[place + 1 :]
    codes = {
        "".join(cells[each] for each in columns).replace(" ", "")
        for at, cells in enumerate(table.rows)
        if at != row
    }
    after = before.replace(text.replace(" ", ""), wrong.replace(" ", ""), 1)
    if wrong == text or any(code and after.startswith(code[:5]) for code in codes):
        return None
    changed = _with_texts(report, number, {(row, column): wrong})
    return PaperSlip("code", changed, number, f"{before} → {after}", row=row)


def _copied_unit_slip(report: Report, number: int, rng: random.Random) -> PaperSlip | None:
    """Print 元 among 万元, or the other way round, in a total and in its only part."""
    table = report.tables[number]
    places = places_of(table)
    if not places:
        return None
    right = table.rows[(first := rng.choice(places))[0]][first[1]]
    twins = [place for place in places if table.rows[place[0]][place[1]] == right]
    wrong = MISPRINTS["unit_slip"](right, rng)
    if len(twins) < 2 or wrong is None or amount_of(wrong) == amount_of(right):
        return None
    return PaperSlip(
        "copied_unit_slip",
        _with_texts(report, number, dict.fromkeys(twins, wrong)),
        number,
        f"{right} → {wrong} in {len(twins)} cells",
        {(number, *place): right for place in twins},
    )


_SLIPS: Final[dict[str, Callable[[Report, int, random.Random], PaperSlip | None]]] = {
    "row_shift": _shift,
    "swapped_cells": _swap,
    "other_scope": _other_scope,
    "missing_row": _missing,
    "doubled_row": _doubled,
    "code": _code,
    "copied_unit_slip": _copied_unit_slip,
}
PAPER_KINDS: Final = (*MISPRINTS, *_SLIPS, "unit_line", "prose")
