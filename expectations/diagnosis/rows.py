"""Rows that are missing, printed twice, or of another scope."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from expectations.diagnosis.cells import implicated
from expectations.diagnosis.edits import Edit
from expectations.diagnosis.ledger import Ledger


@dataclass(frozen=True, slots=True)
class _Sum:
    """An identity that sums one column: a whole in one row, its parts in others."""

    number: int
    whole: int
    column: int


def propose_missing_rows(ledger: Ledger) -> list[Edit]:
    """Find rows whose parts fall short, in several columns, by amounts that make one row."""
    return _missing_rows(ledger, columns_needed=2)


def propose_missing_amounts(ledger: Ledger) -> list[Edit]:
    """Find rows whose parts fall short in one column, for what nothing else explains."""
    return _missing_rows(ledger, columns_needed=1)


def _missing_rows(ledger: Ledger, columns_needed: int) -> list[Edit]:
    sums = _column_sums(ledger)
    edits = []
    for (table, _), members in sorted(sums.items()):
        # the tightest sum of a column says best what it is short of
        short = {
            each.column: ledger.residuals[each.number]
            for each in sorted(members, key=lambda each: -ledger.tolerances[each.number])
            if each.number in ledger.violated
        }
        if len(short) < columns_needed or any(amount <= 0 for amount in short.values()):
            continue
        if not _is_row(ledger, table, short):
            continue
        healed = frozenset(
            each.number
            for (other_table, _), others in sums.items()
            for each in others
            if other_table == table
            and each.number in ledger.violated
            and each.column in short
            and abs(ledger.residuals[each.number] - short[each.column])
            <= ledger.tolerances[each.number]
        )
        healed |= _elsewhere(ledger, table, short)
        span = sum(
            len(ledger.system.identities[each.number].terms)
            for each in members
            if each.number in healed
        )
        wholes = tuple(sorted({each.whole for each in members if each.column in short}))
        edits.append(
            Edit(
                "missing_row",
                "missing_row",
                {},
                wholes,
                healed,
                missing=tuple(sorted(short.items())),
                span=span,
            )
        )
    return edits


def _elsewhere(ledger: Ledger, table: int, amounts: dict[int, int]) -> frozenset[int]:
    """Find what the missing row would heal in comparisons with other tables.

    The list of projects of one function, for one: it falls short by the same amount.
    """
    cells = ledger.system.cells
    healed = set()
    for number in ledger.violated:
        terms = ledger.system.identities[number].terms
        here = {
            (cells[cell].column, sign)
            for cell, sign in terms
            if cells[cell].table == table and cells[cell].column in amounts
        }
        if len(here) != 1 or all(cells[cell].table == table for cell, _ in terms):
            continue
        column, sign = next(iter(here))
        rest = ledger.residuals[number] + sign * amounts[column]
        if abs(rest) <= ledger.tolerances[number]:
            healed.add(number)
    return frozenset(healed)


def _column_sums(ledger: Ledger) -> dict[tuple[int, int], list[_Sum]]:
    """Group the sums of columns by table and row of the whole; C2 beside C1 counts once."""
    cells = ledger.system.cells
    grouped: dict[tuple[int, int], list[_Sum]] = defaultdict(list)
    for number, identity in enumerate(ledger.system.identities):
        wholes = [cell for cell, sign in identity.terms if sign > 0]
        if identity.is_bound or len(wholes) != 1 or len(identity.terms) < 2:
            continue
        whole = cells[wholes[0]]
        parts = [cells[cell] for cell, sign in identity.terms if sign < 0]
        if all(part.table == whole.table and part.row != whole.row for part in parts):
            grouped[whole.table, whole.row].append(_Sum(number, wholes[0], whole.column))
    return grouped


def _is_row(ledger: Ledger, table: int, amounts: dict[int, int]) -> bool:
    """Say whether amounts obey what the rows of the table obey."""
    cells = ledger.system.cells
    patterns: dict[tuple[tuple[int, int], ...], int] = {}
    for identity in ledger.system.identities:
        places = [(cells[cell], sign) for cell, sign in identity.terms]
        first = places[0][0]
        # B1 and X identities may lie within one row too, but tell nothing of other rows
        if not identity.invariant_id.startswith("R") or any(
            cell.table != table or cell.row != first.row for cell, _ in places
        ):
            continue
        pattern = tuple(sorted((cell.column, sign) for cell, sign in places))
        patterns[pattern] = max(patterns.get(pattern, 0), identity.tolerance)
    tolerances = dict.fromkeys(amounts, 0)
    for number in ledger.violated:
        for cell, _ in ledger.system.identities[number].terms:
            if cells[cell].table == table and cells[cell].column in tolerances:
                column = cells[cell].column
                tolerances[column] = max(tolerances[column], ledger.tolerances[number])
    # a row prints some of its columns: the widest patterns count
    widest: dict[int, tuple[tuple[int, int], ...]] = {}
    for pattern in sorted(patterns, key=len):
        for column, sign in pattern:
            if sign > 0:
                widest[column] = pattern
    tried = [
        pattern for pattern in widest.values() if any(column in amounts for column, _ in pattern)
    ]
    return all(
        abs(sum(sign * amounts.get(column, 0) for column, sign in pattern))
        <= patterns[pattern] + sum(tolerances.get(column, 0) for column, _ in pattern)
        for pattern in tried
    )


def propose_doubled_rows(ledger: Ledger) -> list[Edit]:
    """Find rows that stand twice and whose removal heals something and breaks nothing."""
    system = ledger.system
    rows: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, cell in enumerate(system.cells):
        if ledger.amounts[number] is not None:
            rows[cell.table, cell.row].append(number)
    twins: dict[tuple[object, ...], list[tuple[int, int]]] = defaultdict(list)
    for key, members in sorted(rows.items()):
        name = system.rows.get(key)
        amounts = tuple((system.cells[cell].column, ledger.amounts[cell]) for cell in members)
        if any(amount for _, amount in amounts):
            label = (name.code, name.label) if name else ("", "")
            twins[key[0], label, amounts].append(key)
    edits = []
    for keys in twins.values():
        if len(keys) != 2:  # many equal rows are a habit, not a slip
            continue
        members = rows[keys[1]]
        changes = dict.fromkeys(members)
        outcome = ledger.try_out(changes)
        if outcome.healed and not outcome.broken:
            edits.append(
                Edit("doubled_row", "doubled_row", changes, tuple(members), outcome.healed)
            )
    return edits


def propose_whole_rows(ledger: Ledger) -> list[Edit]:
    """Find rows in which several cells together should hold what their columns say."""
    system = ledger.system
    rows: dict[tuple[int, int], list[int]] = defaultdict(list)
    for cell in implicated(ledger):
        rows[system.cells[cell].table, system.cells[cell].row].append(cell)
    edits = []
    for members in rows.values():
        if len(members) < 2:
            continue
        changes: dict[int, int | None] = {}
        for cell in members:
            amount = _column_value(ledger, cell)
            if amount is not None:
                changes[cell] = amount
        if len(changes) < 2:
            continue
        outcome = ledger.try_out(changes)
        if outcome.healed and not outcome.broken:
            culprits = tuple(sorted(changes))
            edits.append(Edit("row", "cell", changes, culprits, outcome.healed))
    return edits


def _column_value(ledger: Ledger, cell: int) -> int | None:
    """Give the value on which most of a cell's violated identities outside its row agree."""
    system = ledger.system
    there = system.cells[cell]
    votes: dict[int, int] = defaultdict(int)
    for number, sign in system.by_cell[cell]:
        identity = system.identities[number]
        in_row = all(
            system.cells[other].table == there.table and system.cells[other].row == there.row
            for other, _ in identity.terms
        )
        if number not in ledger.violated or in_row or identity.is_bound:
            continue
        value = (ledger.amounts[cell] or 0) - ledger.residuals[number] // sign
        value = (value + there.step // 2) // there.step * there.step
        if value >= 0:
            votes[value] += 1
    if not votes:
        return None
    return min(votes, key=lambda value: (-votes[value], value))
