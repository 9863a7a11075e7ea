"""What may go wrong in a published report: drawn from what was read of it, one slip at a time."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from expectations.diagnosis.ledger import Ledger
from expectations.diagnosis.linked import twins_of
from ingest.reading.pdf.model import DocumentRead
from tests.mutations.misprints import MISPRINTS, amount_of
from tests.mutations.pages import Spot, text_at, with_row_twice, with_texts, with_words, without_row
from tests.mutations.readings import Figure, Readings

_SHORTEST: Final = 4  # signs of a figure: of shorter ones a digit is most of the amount
_LONGEST_SHIFT: Final = 12
_FEWEST_SHIFTED: Final = 3
_LONGEST_CODE: Final = 7
_ROUNDED_TOGETHER: Final = 9  # units of the last digit that a sum of rounded amounts may be off by
_NUMBER: Final = re.compile(r"\d[\d,]*(\.\d+)?")
_TWO_SIDED: Final = ("summary", "appropriation")


@dataclass(frozen=True, slots=True)
class PublishedSlip:
    """A published report with one slip.

    Attributes:
        kind: which.
        document: its pages with it.
        told: what changed, for a reader of the bench.
        is_witnessed: a tried check reads what changed, by more than rounding.
        table: where; 0 for prose.
        cells: that a finding must name.
        finding_kind: of a finding that names it, where cells do not.
        words: one of which a finding must quote, where neither cells nor a kind do.
    """

    kind: str
    document: DocumentRead
    told: str
    is_witnessed: bool
    table: int = 0
    cells: frozenset[str] = frozenset()
    finding_kind: str = ""
    words: tuple[str, ...] = ()


def draw_slip(
    reading: Readings, document: DocumentRead, kind: str, rng: random.Random
) -> PublishedSlip | None:
    """Plant one slip of a kind at random; None where the draw leads to none."""
    if kind in MISPRINTS:
        return _draw_cell(reading, document, kind, rng)
    return _DRAWERS[kind](reading, document, rng)


def _usable(reading: Readings) -> list[Figure]:
    return [each for each in reading.figures if each.is_witnessed and len(each.text) >= _SHORTEST]


def _is_large(right: str, wrong: str, units: int = 1) -> bool:
    """Say whether a change is more than so many units of the last printed digit."""
    digits = len(right.partition(".")[2])
    change = abs((amount_of(right) or Decimal(0)) - (amount_of(wrong) or Decimal(0)))
    return change.scaleb(digits) > units


def _draw_cell(
    reading: Readings, document: DocumentRead, kind: str, rng: random.Random
) -> PublishedSlip | None:
    figures = _usable(reading)
    if not figures:
        return None
    figure = rng.choice(figures)
    if amount_of(figure.text) is None or text_at(document, figure.spot) != figure.text:
        return None
    wrong = MISPRINTS[kind](figure.text, rng)
    if wrong is None or not _is_large(figure.text, wrong.lstrip("-") if kind != "sign" else "0"):
        return None
    return _with_figures(kind, document, {figure: wrong}, is_witnessed=True)


def _with_figures(
    kind: str, document: DocumentRead, texts: Mapping[Figure, str], *, is_witnessed: bool
) -> PublishedSlip | None:
    changed = with_texts(document, {figure.spot: text for figure, text in texts.items()})
    if changed is None:
        return None
    first = next(iter(texts))
    told = ", ".join(f"{figure.text} → {text}" for figure, text in list(texts.items())[:4])
    return PublishedSlip(
        kind,
        changed,
        f"p{first.spot[0]} {first.cell} {told}",
        is_witnessed,
        first.table,
        frozenset(figure.cell for figure in texts),
    )


def _draw_shift(
    reading: Readings, document: DocumentRead, rng: random.Random
) -> PublishedSlip | None:
    """Print a run of a column one row too low; what it overwrites is gone."""
    columns: dict[tuple[int, int], list[Figure]] = defaultdict(list)
    for figure in reading.figures:
        columns[figure.table, figure.column].append(figure)
    usable = [
        column
        for column in columns.values()
        if sum(each.is_witnessed for each in column) > _FEWEST_SHIFTED + 1
    ]
    if not usable:
        return None
    column = rng.choice(usable)
    first = rng.randrange(len(column) - _FEWEST_SHIFTED)
    run = column[first : first + rng.randrange(_FEWEST_SHIFTED, _LONGEST_SHIFT) + 1]
    if any(after.row != each.row + 1 for each, after in pairwise(run)):
        return None
    texts = {below: above.text for above, below in pairwise(run) if above.text != below.text}
    if len(texts) < _FEWEST_SHIFTED:
        return None
    return _with_figures("row_shift", document, texts, is_witnessed=False)


def _draw_swap(
    reading: Readings, document: DocumentRead, rng: random.Random
) -> PublishedSlip | None:
    figures = _usable(reading)
    if not figures:
        return None
    one = rng.choice(figures)
    others = [
        each
        for each in figures
        if each.table == one.table
        and (each.row == one.row) != (each.column == one.column)
        and each.text != one.text
    ]
    if not others:
        return None
    other = rng.choice(others)
    texts = {one: other.text, other: one.text}
    return _with_figures("swapped_cells", document, texts, is_witnessed=False)


def _draw_other_scope(
    reading: Readings, document: DocumentRead, rng: random.Random
) -> PublishedSlip | None:
    """Print in a 合计 row the total of another table."""
    totals = [each for each in _usable(reading) if each.role == "total"]
    if not totals:
        return None
    one = rng.choice(totals)
    others = sorted({each.text for each in totals if each.table != one.table} - {one.text})
    if not others:
        return None
    return _with_figures("other_scope", document, {one: rng.choice(others)}, is_witnessed=True)


def _draw_copied(
    reading: Readings, document: DocumentRead, rng: random.Random
) -> PublishedSlip | None:
    """Print 元 for 万元, or the other way round, in a total and in its only part."""
    figures = _usable(reading)
    if reading.system is None or not figures:
        return None
    one = rng.choice(figures)
    cell = reading.system.by_place.get((one.table, one.row, one.column))
    if cell is None or amount_of(one.text) is None:
        return None
    places = {reading.system.cells[each].place for each in twins_of(Ledger(reading.system), cell)}
    wrong = MISPRINTS["unit_slip"](one.text, rng)
    if len(places) < 2 or wrong is None:
        return None
    texts = {
        each: wrong for each in reading.figures if (each.table, each.row, each.column) in places
    }
    return _with_figures("copied_unit_slip", document, texts, is_witnessed=True)


def _leaf(reading: Readings, rng: random.Random) -> Figure | None:
    figures = [
        each
        for each in _usable(reading)
        if each.is_leaf
        and each.role in ("code", "project", "unit")
        and each.kind not in _TWO_SIDED
        and each.kind != "project_performance"
    ]
    rows = sorted({(each.table, each.row) for each in figures})
    if not rows:
        return None
    row = rng.choice(rows)
    return next(each for each in figures if (each.table, each.row) == row)


def _draw_missing(
    reading: Readings, document: DocumentRead, rng: random.Random
) -> PublishedSlip | None:
    return _draw_row(reading, document, rng, "missing_row", without_row)


def _draw_doubled(
    reading: Readings, document: DocumentRead, rng: random.Random
) -> PublishedSlip | None:
    return _draw_row(reading, document, rng, "doubled_row", with_row_twice)


def _draw_row(
    reading: Readings,
    document: DocumentRead,
    rng: random.Random,
    kind: str,
    change: Callable[[DocumentRead, Spot], DocumentRead | None],
) -> PublishedSlip | None:
    figure = _leaf(reading, rng)
    changed = None if figure is None else change(document, figure.spot)
    if figure is None or changed is None:
        return None
    told = f"p{figure.spot[0]} t{figure.table} r{figure.row} {figure.code} {figure.text}"
    return PublishedSlip(kind, changed, told, True, figure.table, finding_kind=kind)


def _draw_code(
    reading: Readings, document: DocumentRead, rng: random.Random
) -> PublishedSlip | None:
    """Misprint a digit of a leaf row's code, before its last two: it stands under no parent."""
    if not reading.codes:
        return None
    table, row, text, code, spot = rng.choice(reading.codes)
    if len(code) not in (5, _LONGEST_CODE) or text.count(code) != 1:
        return None
    place = rng.randrange(len(code) - 2)
    wrong = code[:place] + rng.choice("123456789") + code[place + 1 :]
    known = {each for number, _, _, each, _ in reading.codes if number == table}
    if wrong == code or any(each.startswith(wrong[:5]) for each in known):
        return None
    changed = with_texts(document, {spot: text.replace(code, wrong)})
    if changed is None:
        return None
    told = f"p{spot[0]} t{table} r{row} {code} → {wrong}"
    return PublishedSlip("code", changed, told, True, table, words=(wrong, code))


def _draw_words(
    reading: Readings, document: DocumentRead, rng: random.Random, kind: str, measures: str
) -> PublishedSlip | None:
    claims = [each for each in reading.claims if re.fullmatch(measures, each[2])]
    if not claims:
        return None
    page, text, measure = rng.choice(claims)
    found = _NUMBER.search(text)
    if found is None or len(found[0]) < _SHORTEST or not amount_of(found[0]):
        return None
    wrong = MISPRINTS["digit"](found[0], rng)
    if wrong is None or not _is_large(found[0], wrong, _ROUNDED_TOGETHER):
        return None
    new = text.replace(found[0], wrong)
    changed = with_words(document, page, text, new)
    if changed is None:
        return None
    told = f"p{page} {measure} {text} → {new}"
    return PublishedSlip(kind, changed, told, True, words=(wrong, f"{amount_of(wrong):,}"))


_DRAWERS: Final[
    dict[str, Callable[[Readings, DocumentRead, random.Random], PublishedSlip | None]]
] = {
    "row_shift": _draw_shift,
    "swapped_cells": _draw_swap,
    "other_scope": _draw_other_scope,
    "missing_row": _draw_missing,
    "doubled_row": _draw_doubled,
    "code": _draw_code,
    "copied_unit_slip": _draw_copied,
    "prose": lambda *given: _draw_words(*given, "prose", "amount"),
    "prose_change": lambda *given: _draw_words(*given, "prose_change", "increase|decrease"),
    "prose_rate": lambda *given: _draw_words(*given, "prose_rate", ".*(rate|share).*"),
}
PUBLISHED_KINDS: Final = (*MISPRINTS, *_DRAWERS)
