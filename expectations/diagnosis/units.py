"""A whole table in another unit than it says: 元 over figures in 万元, or the other way round."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final

from expectations.diagnosis.edits import Edit
from expectations.diagnosis.ledger import Ledger, rescaled_doubt, scaled

# What the amounts as read must be multiplied by: 万元, 千元, 百万元 or 亿元 mixed up with 元.
_FACTORS: Final = ((4, 1), (4, -1), (3, 1), (3, -1), (8, 1), (8, -1))
_BOUNDS_ENOUGH: Final = 2


def propose_units(ledger: Ledger) -> list[Edit]:
    """Find tables that agree with all others once all their amounts are in another unit.

    Identities within the table hold in any unit; those that compare it with other tables are
    healed, and none of them is broken.
    """
    cells = ledger.system.cells
    tables = sorted(
        {cells[cell].table for number in ledger.violated for cell in _cells(ledger, number)}
    )
    edits = []
    for table in tables:
        across = _across(ledger, table)
        if not any(number in ledger.violated for number in across):
            continue
        for exponent, direction in _FACTORS:
            edit = _in_another_unit(ledger, table, across, exponent * direction)
            if edit is not None:
                edits.append(edit)
                break
    return _likeliest(ledger, edits)


def _likeliest(ledger: Ledger, edits: list[Edit]) -> list[Edit]:
    """Leave out tables that another explains as well whose unit is the odd one.

    Of two tables that contradict each other alone, the one whose last digits are not as large as
    those of the others, and would be in another unit, states the wrong one.
    """
    usual = _usual_steps(ledger)
    fitting = [edit for edit in edits if _fits(ledger, edit, usual)]
    return [
        edit
        for edit in edits
        if edit in fitting or not any(edit.healed <= other.healed for other in fitting)
    ]


def _fits(ledger: Ledger, edit: Edit, usual: dict[int, int]) -> bool:
    """Say whether the last digits of a table in another unit are as large as most others'."""
    table = ledger.system.cells[edit.culprits[0]].table
    others = Counter(step for number, step in usual.items() if number != table)
    (common, count), *rest = others.most_common(2) or [(0, 0)]
    is_clear = not rest or count > rest[0][1]
    return is_clear and scaled(usual[table], edit.exponent) == common


def _usual_steps(ledger: Ledger) -> dict[int, int]:
    """Give the last digit that most printed cells of each table have."""
    steps: dict[int, Counter[int]] = defaultdict(Counter)
    for cell, there in enumerate(ledger.system.cells):
        if ledger.amounts[cell]:
            steps[there.table][there.step] += 1
    return {table: counts.most_common(1)[0][0] for table, counts in steps.items()}


def _cells(ledger: Ledger, number: int) -> list[int]:
    return [cell for cell, _ in ledger.system.identities[number].terms]


def _across(ledger: Ledger, table: int) -> list[int]:
    """List the identities that compare printed amounts of a table with another's."""
    cells = ledger.system.cells
    numbers = {
        number
        for cell, there in enumerate(cells)
        if there.table == table and ledger.amounts[cell]
        for number, _ in ledger.system.by_cell[cell]
    }
    return sorted(
        number
        for number in numbers
        if any(cells[cell].table != table for cell in _cells(ledger, number))
    )


def _is_compared(ledger: Ledger, number: int, table: int) -> bool:
    """Say whether another table prints an amount there: nothing equals zero in some unit."""
    cells = ledger.system.cells
    return any(
        cells[cell].table != table and ledger.amounts[cell] for cell in _cells(ledger, number)
    )


def _in_another_unit(ledger: Ledger, table: int, across: list[int], exponent: int) -> Edit | None:
    cells = ledger.system.cells
    healed = set()
    for number in across:
        moved, widened = 0, 0
        if not _is_compared(ledger, number, table):
            continue
        for cell, sign in ledger.system.identities[number].terms:
            amount = ledger.amounts[cell]
            if cells[cell].table != table or amount is None:
                continue
            moved += sign * (scaled(amount, exponent) - amount)
            widened += abs(sign) * rescaled_doubt(cells[cell], exponent)
        if not ledger.is_off(number, moved, widened):
            healed |= {number} & ledger.violated
        elif number not in ledger.violated:
            return None
    changes: dict[int, int | None] = {
        cell: scaled(amount, exponent)
        for cell, there in enumerate(cells)
        if there.table == table and (amount := ledger.amounts[cell])
    }
    culprits = sorted(
        {cell for number in healed for cell in _cells(ledger, number) if cell in changes}
    )
    # one part below its whole is no evidence: any factor large enough would do
    bounds = {number for number in healed if ledger.system.identities[number].is_bound}
    if len(healed) < 1 + len(bounds) and len(bounds) < _BOUNDS_ENOUGH:
        return None
    return Edit(
        "unit",
        "unit_slip",
        changes,
        tuple(culprits),
        frozenset(healed),
        exponent=exponent,
    )
