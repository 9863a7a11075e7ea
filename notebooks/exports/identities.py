"""Both sides of an identity as formulas over the very cells that it compares."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

from ingest.contract.concepts import YUAN_PER_UNIT
from notebooks.exports.printed import Check, Figure, Place

Side = str | Decimal | None  # a formula, a number that no cell of this report prints, or nothing

_FORMULA_LIMIT: Final = 8_000  # of 8,192 characters that a cell may hold
_ARGUMENT_LIMIT: Final = 250  # of 255 that SUM takes
_NAME_LIMIT: Final = 31
_UNNAMEABLE: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_YEAR: Final = re.compile(r"^\s*[（(]?20\d\d\s*年?度?[）)]?")


@dataclass(frozen=True, slots=True)
class Sheets:
    """Where each printed cell stands in the workbook."""

    first_rows: Mapping[int, int]  # table → sheet row of its first body row
    figures: Mapping[Place, Figure]
    places: Mapping[str, Place]  # figure → its cell
    names: Mapping[int, str] = field(default_factory=dict)  # table → its sheet

    def cell(self, place: Place) -> str:
        """Name a cell within its sheet."""
        table, row, column = place
        name: str = xl_rowcol_to_cell(self.first_rows[table] + row - 1, column - 1)
        return name

    def reference(self, place: Place) -> str:
        """Name a cell from any sheet."""
        return f"{self.sheet(place[0])}!{self.cell(place)}"

    def references(self, places: Iterable[Place]) -> str:
        """Name cells for SUM: a run down one column as a range."""
        runs: list[list[Place]] = []
        for place in sorted(places, key=lambda each: (each[0], each[2], each[1])):
            last = runs[-1][-1] if runs else None
            if last is not None and place == (last[0], last[1] + 1, last[2]):
                runs[-1].append(place)
            else:
                runs.append([place])
        return ",".join(
            f"{self.reference(run[0])}:{self.cell(run[-1])}"
            if len(run) > 1
            else self.reference(run[0])
            for run in runs
        )

    def sheet(self, table: int) -> str:
        """Name a table's sheet as a formula does."""
        return "'{}'".format(self.names.get(table, f"表{table}").replace("'", "''"))


def sheet_name(number: int, title: str | None, department_name: str | None) -> str:
    r"""Name the sheet of a table by what the table is called, its department and year left out.

    The number makes it unique; a sheet's name has 31 characters and none of `[]:*?/\`.

    >>> sheet_name(2, "某区政府办公室2023年一般公共预算支出表", "某区政府办公室")
    '表2 一般公共预算支出表'
    >>> sheet_name(7, "a/b: [c]", None), sheet_name(3, None, "某局")
    ('表7 a b c', '表3')
    """
    words = (title or "").replace(department_name or "\0", "")
    words = _YEAR.sub("", _UNNAMEABLE.sub(" ", words))
    words = " ".join(words.split()).strip("'")
    name = f"表{number} {words}".rstrip()
    return name if len(name) <= _NAME_LIMIT else f"{name[: _NAME_LIMIT - 1]}…"


def identity_sides(check: Check, sheets: Sheets) -> tuple[Side, Side]:
    """Write both sides of a tried identity.

    A side is a formula where printed cells of this report are its terms; otherwise a number:
    prose and other reports have no cell here.
    """
    if check.status not in ("holds", "violated"):
        return check.left_yuan, check.right_yuan
    return (
        _side(check, "left", check.left_yuan, sheets),
        _side(check, "right", check.right_yuan, sheets),
    )


def _side(check: Check, side: str, number: Decimal | None, sheets: Sheets) -> Side:
    terms = [(term.weight, term.place) for term in check.terms if term.side == side]
    placed = [(weight, place) for weight, place in terms if place is not None]
    if number is None or not check.terms or len(placed) < len(terms):
        return number
    return _sum_formula(placed, sheets) or number


def _unit(figure: Figure | None) -> str | None:
    return figure.unit if figure else None


def _sum_formula(terms: Iterable[tuple[int, Place]], sheets: Sheets) -> str | None:
    """Sum cells in yuan: one SUM per unit and weight.

    Args:
        terms: weight and cell; a weight of 2 or more is a total over several printed levels.
        sheets: where they stand.

    Returns:
        A formula, `=0` for no cell; None where a unit is no money or the formula is too long.
    """
    terms = list(terms)
    groups: dict[tuple[int, int], list[Place]] = defaultdict(list)
    # a blank cell has the unit of the others: it adds nothing, until somebody types into it
    units = [_unit(sheets.figures.get(place)) for _, place in terms]
    known = {unit for unit in units if unit}
    usual = next(iter(known)) if len(known) == 1 else "元"
    for (weight, place), printed in zip(terms, units, strict=True):
        unit = printed or usual
        if unit not in YUAN_PER_UNIT:
            return None
        groups[weight < 0, abs(weight) * YUAN_PER_UNIT[unit]].append(place)
    parts = []
    for (is_minus, factor), places in sorted(groups.items()):
        for cut in range(0, len(places), _ARGUMENT_LIMIT):
            cells = sheets.references(places[cut : cut + _ARGUMENT_LIMIT])
            times = f"*{factor}" if factor != 1 else ""
            parts.append(f"{'-' if is_minus else '+'}SUM({cells}){times}")
    formula = "=" + ("".join(parts).removeprefix("+") or "0")
    return formula if len(formula) <= _FORMULA_LIMIT else None
