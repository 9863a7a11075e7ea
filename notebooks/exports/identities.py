"""Both sides of an identity as formulas over the very cells that it compares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

from notebooks.exports.printed import Check, CheckTerm, Figure, Place

Side = str | Decimal | None  # a formula, a number that no cell of this report prints, or nothing

_YUAN_PER_UNIT: Final = {
    "元": 1,
    "百元": 100,
    "千元": 1_000,
    "万元": 10_000,
    "十万元": 100_000,
    "百万元": 1_000_000,
    "千万元": 10**7,
    "亿元": 10**8,
}
_FORMULA_LIMIT: Final = 8_000  # of 8,192 characters that a cell may hold
_ARGUMENT_LIMIT: Final = 250  # of 255 that SUM takes
_SAME_YUAN: Final = Decimal("0.01")

# Terms that the system holds on the left though the identity subtracts them on the right: at most
# two in 30 reports (上年结转 and 使用非财政拨款结余, X1).
_MOVED_LIMIT: Final = 3


@dataclass(frozen=True, slots=True)
class Sheets:
    """Where each printed cell stands in the workbook."""

    first_rows: Mapping[int, int]  # table → sheet row of its first body row
    figures: Mapping[Place, Figure]
    places: Mapping[str, Place]  # figure → its cell

    def cell(self, place: Place) -> str:
        """Name a cell within its sheet."""
        table, row, column = place
        name: str = xl_rowcol_to_cell(self.first_rows[table] + row - 1, column - 1)
        return name

    def reference(self, place: Place) -> str:
        """Name a cell from any sheet."""
        return f"'{sheet_name(place[0])}'!{self.cell(place)}"


def sheet_name(number: int) -> str:
    """Name the sheet of a table."""
    return f"表{number}"


def identity_sides(check: Check, sheets: Sheets) -> tuple[Side, Side]:
    """Write both sides of a tried identity.

    A side is a formula where printed cells of this report make it, and its value is the
    warehouse's; otherwise a number: prose and other reports have no cell here.
    """
    numbers = check.left_yuan, check.right_yuan
    if check.status not in ("holds", "violated") or None in numbers:
        return numbers
    if not check.terms:
        return _named_sides(check, sheets)
    if not all(term.is_here for term in check.terms):
        return numbers
    placed = _placed_terms(check)
    if placed is None:
        return numbers
    left, right = (_sum_formula(terms, sheets) for terms in placed)
    return (left, right) if left and right else numbers


def _placed_terms(check: Check) -> tuple[list[tuple[int, Place]], list[tuple[int, Place]]] | None:
    """Put each term, with its weight, on the side where the warehouse counts it.

    Terms are known by their sign in left − right; None where no placing gives both sides.
    """
    plus = [term for term in check.terms if term.side == "left"]
    wanted = check.left_yuan or Decimal(0)
    surplus = sum((_amount(term) for term in plus), Decimal(0)) - wanted
    for count in range(min(_MOVED_LIMIT, len(plus)) + 1 if surplus else 1):
        for moved in combinations(plus, count):
            if abs(surplus - sum((_amount(term) for term in moved), Decimal(0))) > _SAME_YUAN:
                continue
            left = [term for term in plus if term not in moved]
            right = [term for term in check.terms if term not in left]
            total = -sum((_amount(term) for term in right), Decimal(0))
            if abs(total - (check.right_yuan or Decimal(0))) <= _SAME_YUAN:
                return (
                    [(term.sign, term.place) for term in left],
                    [(-term.sign, term.place) for term in right],
                )
    return None


def _amount(term: CheckTerm) -> Decimal:
    return term.sign * (term.amount_yuan or Decimal(0))


def _named_sides(check: Check, sheets: Sheets) -> tuple[Side, Side]:
    """Find which side the figures that an identity names make up; the other is a number."""
    sides: list[Side] = [check.left_yuan, check.right_yuan]
    places = [sheets.places[each] for each in check.figure_ids if each in sheets.places]
    amounts = [_amount_yuan(sheets.figures[place]) for place in places]
    if not places or len(places) < len(check.figure_ids) or None in amounts:
        return sides[0], sides[1]
    total = sum((each for each in amounts if each is not None), Decimal(0))
    # prose is named first: the printed table is what it is compared with
    for at, number in ((1, check.right_yuan), (0, check.left_yuan)):
        if number is not None and abs(total - number) <= _SAME_YUAN:
            sides[at] = _sum_formula([(1, place) for place in places], sheets) or number
            break
    return sides[0], sides[1]


def _amount_yuan(figure: Figure) -> Decimal | None:
    factor = _YUAN_PER_UNIT.get(figure.unit or "")
    return None if factor is None or figure.value is None else figure.value * factor


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
        if unit not in _YUAN_PER_UNIT:
            return None
        groups[weight < 0, abs(weight) * _YUAN_PER_UNIT[unit]].append(place)
    parts = []
    for (is_minus, factor), places in sorted(groups.items()):
        for cut in range(0, len(places), _ARGUMENT_LIMIT):
            cells = ",".join(sheets.reference(p) for p in places[cut : cut + _ARGUMENT_LIMIT])
            times = f"*{factor}" if factor != 1 else ""
            parts.append(f"{'-' if is_minus else '+'}SUM({cells}){times}")
    formula = "=" + ("".join(parts).removeprefix("+") or "0")
    return formula if len(formula) <= _FORMULA_LIMIT else None
