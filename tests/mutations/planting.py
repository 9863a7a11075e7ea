"""Plant one slip of a kind into a system, and say what an explanation of it must name."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from expectations.diagnosis.ledger import Ledger
from expectations.diagnosis.linked import twins_of
from expectations.diagnosis.system import Cell, Identity, Place, RowName, System

CELL_KINDS = ("digit", "transposition", "lost_digit", "decimal_point", "unit_slip", "sign", "cell")
_CLASS_DIGITS = 3
_DECIMALS = 2  # of most columns; those of six are no worse for it
KINDS = (
    *CELL_KINDS,
    "other_scope",
    "row_shift",
    "swapped_cells",
    "missing_row",
    "doubled_row",
    "code",
    "copied_unit_slip",
)
# What a finding calls a slip whose name says more than its kind.
FINDING_KINDS: Mapping[str, str] = {"copied_unit_slip": "unit_slip"}


@dataclass(frozen=True, slots=True)
class Planted:
    """A system with one slip.

    Attributes:
        kind: which slip.
        system: what is printed now.
        originals: place → what it held, of each cell that the slip changed.
        table: where.
    """

    kind: str
    system: System
    originals: Mapping[Place, int | None]
    table: int
    missing: Mapping[int, int]  # column → amount of a row that was left out
    code: tuple[str, str] = ("", "")  # of a row: as printed, and what it was

    @property
    def is_within_tolerance(self) -> bool:
        """The slip is too small for any identity to see."""
        return not Ledger(self.system).violated


def plant(system: System, kind: str, rng: random.Random) -> Planted | None:
    """Plant one slip at random; None where the draw leads to none."""
    if kind in CELL_KINDS:
        return _plant_cell(system, kind, rng)
    planters: dict[str, Callable[[System, random.Random], Planted | None]] = {
        "other_scope": _plant_other_scope,
        "row_shift": _plant_shift,
        "swapped_cells": _plant_swap,
        "missing_row": _plant_missing_row,
        "doubled_row": _plant_doubled_row,
        "code": _plant_code,
        "copied_unit_slip": _plant_copied_unit_slip,
    }
    return planters[kind](system, rng)


def reassemble(
    cells: list[Cell],
    equations: list[tuple[str, str, bool, Mapping[Place, int]]],
    rows: Mapping[tuple[int, int], RowName],
) -> System:
    """Make a system of cells and of equations over places."""
    cells = sorted(cells, key=lambda cell: cell.place)
    by_place = {cell.place: number for number, cell in enumerate(cells)}
    identities = []
    by_cell: list[list[tuple[int, int]]] = [[] for _ in cells]
    for number, (check_id, invariant_id, is_bound, signs) in enumerate(
        sorted(equations, key=lambda each: each[0])
    ):
        terms = tuple(sorted((by_place[place], sign) for place, sign in signs.items()))
        tolerance = sum(
            abs(sign) * cells[cell].half_unit
            for cell, sign in terms
            if cells[cell].amount is not None
        )
        identities.append(Identity(check_id, invariant_id, terms, is_bound, tolerance))
        for cell, sign in terms:
            by_cell[cell].append((number, sign))
    # the prose is left out: it is tried where slips are planted on paper
    return System(tuple(cells), tuple(identities), tuple(map(tuple, by_cell)), by_place, rows)


def _equations(system: System) -> list[tuple[str, str, bool, Mapping[Place, int]]]:
    return [
        (
            identity.check_id,
            identity.invariant_id,
            identity.is_bound,
            {system.cells[cell].place: sign for cell, sign in identity.terms},
        )
        for identity in system.identities
    ]


def _with_amounts(system: System, amounts: Mapping[int, int | None]) -> System:
    cells = [
        replace(
            cell,
            amount=amounts[number],
            figure_id=None if amounts[number] is None else cell.figure_id or f"new-{cell.place}",
        )
        if number in amounts
        else cell
        for number, cell in enumerate(system.cells)
    ]
    return reassemble(cells, _equations(system), system.rows)


def _changed(kind: str, system: System, amounts: Mapping[int, int | None]) -> Planted | None:
    real = {
        cell: amount
        for cell, amount in amounts.items()
        if (amount or 0) != (system.cells[cell].amount or 0)
    }
    if not real:
        return None
    table = system.cells[next(iter(real))].table
    originals = {system.cells[cell].place: system.cells[cell].amount for cell in real}
    return Planted(kind, _with_amounts(system, amounts), originals, table, {})


def _touched(system: System) -> list[int]:
    return [
        number for number, cell in enumerate(system.cells) if cell.amount and system.by_cell[number]
    ]


def _plant_cell(system: System, kind: str, rng: random.Random) -> Planted | None:
    cell = rng.choice(_touched(system))
    here = system.cells[cell]
    step = here.step
    amount = misprint(here.amount or 0, step, kind, rng)
    if amount is None or amount // step * step != amount:
        return None
    return _changed(kind, system, {cell: amount})


def misprint(amount: int, step: int, kind: str, rng: random.Random) -> int | None:
    """Misprint an amount; None where the draw leaves it as it was or leaves nothing."""
    digits = str(abs(amount) // step)
    place = rng.randrange(len(digits))
    new: int | None = None
    if kind == "digit":
        new = int(digits[:place] + rng.choice("0123456789") + digits[place + 1 :]) * step
    elif kind == "transposition" and place + 1 < len(digits):
        new = int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]) * step
    elif kind == "lost_digit" and place + _DECIMALS < len(digits) > _DECIMALS + 1:
        # one before the point: one behind it would be seen as fewer decimals
        new = int(digits[:place] + digits[place + 1 :]) * step
    elif kind == "decimal_point":
        new = _times(amount, rng.choice((-2, -1, 1, 2)), step)
    elif kind == "unit_slip":
        new = _times(amount, rng.choice((-4, 4)), step)
    elif kind == "sign":
        new = -amount
    elif kind == "cell":
        new = rng.randrange(1, 2 * abs(amount) // step + 2) * step
    if not new or new == amount:
        return None
    # nobody prints a leading zero, and a single digit left over tells nothing of what it was
    shortest = {"digit": len(digits), "transposition": len(digits), "lost_digit": len(digits) - 1}
    return new if len(str(abs(new) // step)) >= shortest.get(kind, 2) else None


def _times(amount: int, places: int, step: int) -> int:
    if places > 0:
        return amount * 10**places
    factor = step * 10**-places
    return (amount + factor // 2) // factor * step


def _plant_other_scope(system: System, rng: random.Random) -> Planted | None:
    totals = [cell for cell in _touched(system) if _is_total(system, cell)]
    if len(totals) < 2:
        return None
    cell, other = rng.sample(totals, 2)
    return _changed("other_scope", system, {cell: system.cells[other].amount})


def _is_total(system: System, cell: int) -> bool:
    name = system.rows.get(system.cells[cell].place[:2])
    return name is not None and name.is_total


def _plant_shift(system: System, rng: random.Random) -> Planted | None:
    columns: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, cell in enumerate(system.cells):
        columns[cell.table, cell.column].append(number)
    usable = [
        column
        for column in columns.values()
        if sum(1 for cell in column if system.cells[cell].amount and system.by_cell[cell]) >= 5
    ]
    if not usable:
        return None
    column = rng.choice(usable)
    start = rng.randrange(1, len(column) - 3)
    distance = rng.choice((1, 1, 1, -1, 2))
    keeps_vacated = rng.random() < 0.5
    amounts: dict[int, int | None] = {}
    for place in range(start, len(column)):
        source = place - distance
        if start <= source < len(column):
            amounts[column[place]] = system.cells[column[source]].amount
        elif not keeps_vacated:
            amounts[column[place]] = None
    planted = _changed("row_shift", system, amounts)
    return planted if planted is not None and len(planted.originals) >= 4 else None


def _plant_swap(system: System, rng: random.Random) -> Planted | None:
    cell = rng.choice(_touched(system))
    here = system.cells[cell]
    others = [
        other
        for other in _touched(system)
        if system.cells[other].table == here.table
        and (system.cells[other].row == here.row or system.cells[other].column == here.column)
        and system.cells[other].amount != here.amount
    ]
    if not others:
        return None
    other = rng.choice(others)
    return _changed("swapped_cells", system, {cell: system.cells[other].amount, other: here.amount})


def _is_column_sum(system: System, identity: Identity) -> bool:
    """One whole and its parts in other rows of its table."""
    wholes = [system.cells[cell] for cell, sign in identity.terms if sign > 0]
    return len(wholes) == 1 and all(
        system.cells[cell].table == wholes[0].table and system.cells[cell].row != wholes[0].row
        for cell, sign in identity.terms
        if sign < 0
    )


def _is_row_sum(system: System, identity: Identity) -> bool:
    return len({system.cells[cell].place[:2] for cell, _ in identity.terms}) == 1


def _leaf_rows(system: System) -> list[tuple[int, int]]:
    """Rows that column sums count as parts and never as wholes, with a printed sibling."""
    parts: set[tuple[int, int]] = set()
    wholes: set[tuple[int, int]] = set()
    for identity in system.identities:
        if identity.invariant_id not in ("C1", "C2", "C4") or not _is_column_sum(system, identity):
            continue
        printed = {
            system.cells[cell].place[:2]
            for cell, sign in identity.terms
            if sign < 0 and system.cells[cell].amount
        }
        wholes |= {system.cells[cell].place[:2] for cell, sign in identity.terms if sign > 0}
        if len(printed) > 1:
            parts |= printed
    return sorted(parts - wholes)


def _plant_missing_row(system: System, rng: random.Random) -> Planted | None:
    rows = _leaf_rows(system)
    if not rows:
        return None
    gone = rng.choice(rows)
    cells = [cell for cell in system.cells if cell.place[:2] != gone]
    equations = []
    for number, equation in enumerate(_equations(system)):
        check_id, invariant_id, is_bound, signs = equation
        kept = {place: sign for place, sign in signs.items() if place[:2] != gone}
        if len(kept) == len(signs):
            equations.append(equation)
        elif _is_column_sum(system, system.identities[number]) and len(kept) > 1:
            equations.append((check_id, invariant_id, is_bound, kept))
        # what compared the row itself has nothing to compare any more
    missing = {
        cell.column: cell.amount for cell in system.cells if cell.place[:2] == gone and cell.amount
    }
    rows_left = {place: name for place, name in system.rows.items() if place != gone}
    return Planted("missing_row", reassemble(cells, equations, rows_left), {}, gone[0], missing)


def _plant_code(system: System, rng: random.Random) -> Planted | None:
    """Misprint one digit of a code that is no last two: the row stands under no parent."""
    rows = [place for place in _leaf_rows(system) if len(_code(system, place)) > _CLASS_DIGITS]
    if not rows:
        return None
    row = rng.choice(rows)
    right = _code(system, row)
    digit = rng.randrange(len(right) - _DECIMALS)
    wrong = right[:digit] + rng.choice("123456789") + right[digit + 1 :]
    codes = {name.code for place, name in system.rows.items() if place[0] == row[0]}
    if wrong == right or any(code and wrong.startswith(code) for code in codes):
        return None
    equations = []
    for number, equation in enumerate(_equations(system)):
        check_id, invariant_id, is_bound, signs = equation
        kept = {place: sign for place, sign in signs.items() if place[:2] != row}
        identity = system.identities[number]
        wholes = [system.cells[cell].place for cell, sign in identity.terms if sign > 0]
        is_tree = invariant_id == "C1" and len(wholes) == 1 and wholes[0][:2] != row
        is_parent = is_tree and right.startswith(_code(system, wholes[0][:2]) or "none")
        if len(kept) == len(signs) or _is_row_sum(system, identity):
            equations.append(equation)
        elif is_parent and len(kept) > 1:
            equations.append((check_id, invariant_id, is_bound, kept))
        elif not is_tree and _is_column_sum(system, identity):
            equations.append(equation)  # a leaf it is all the same
    names = {**system.rows, row: replace(system.rows[row], code=wrong)}
    planted = reassemble(list(system.cells), equations, names)
    originals = {cell.place: cell.amount for cell in system.cells if cell.place[:2] == row}
    printed = {place: amount for place, amount in originals.items() if amount}
    return Planted("code", planted, printed, row[0], {}, (wrong, right))


def _code(system: System, place: tuple[int, int]) -> str:
    name = system.rows.get(place)
    return name.code if name is not None and name.code.isdigit() else ""


def _plant_copied_unit_slip(system: System, rng: random.Random) -> Planted | None:
    """Print 元 for 万元, or the other way round, in a total and in its only part."""
    ledger = Ledger(system)
    cell = rng.choice(_touched(system))
    twins = twins_of(ledger, cell)
    here = system.cells[cell]
    amount = _times(here.amount or 0, rng.choice((-4, 4)), here.step)
    if len(twins) < 2 or not amount or len(str(amount // here.step)) < 2:
        return None
    return _changed("copied_unit_slip", system, dict.fromkeys(twins, amount))


def _plant_doubled_row(system: System, rng: random.Random) -> Planted | None:
    rows = _leaf_rows(system)
    if not rows:
        return None
    twin = rng.choice(rows)

    def moved(place: Place) -> Place:
        return (place[0], place[1] + (place[0] == twin[0] and place[1] > twin[1]), place[2])

    def doubled(place: Place) -> Place:
        return (place[0], place[1] + 1, place[2])

    cells = [replace(cell, place=moved(cell.place)) for cell in system.cells]
    cells += [
        replace(
            cell,
            place=doubled(cell.place),
            figure_id=None if cell.amount is None else f"new-{cell.place}",
        )
        for cell in system.cells
        if cell.place[:2] == twin
    ]
    equations = []
    for number, (check_id, invariant_id, is_bound, signs) in enumerate(_equations(system)):
        here = {moved(place): sign for place, sign in signs.items()}
        of_twin = {place: sign for place, sign in signs.items() if place[:2] == twin}
        identity = system.identities[number]
        if of_twin and _is_column_sum(system, identity):
            here |= {doubled(place): sign for place, sign in of_twin.items()}
        elif of_twin and _is_row_sum(system, identity):
            copied = {doubled(place): sign for place, sign in of_twin.items()}
            equations.append((f"{check_id}-again", invariant_id, is_bound, copied))
        elif of_twin:
            continue  # a code on two rows is not compared with other tables
        equations.append((check_id, invariant_id, is_bound, here))
    names = {
        (table, row + (table == twin[0] and row > twin[1])): name
        for (table, row), name in system.rows.items()
    }
    if twin in system.rows:
        names[twin[0], twin[1] + 1] = system.rows[twin]
    originals: dict[Place, int | None] = {
        doubled(cell.place): None for cell in system.cells if cell.place[:2] == twin and cell.amount
    }
    return Planted("doubled_row", reassemble(cells, equations, names), originals, twin[0], {})
