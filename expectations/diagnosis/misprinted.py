"""A code misprinted: the row stands under no parent, or a wrong one, whose sums say so."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from expectations.diagnosis.edits import Edit
from expectations.diagnosis.ledger import Ledger

_LEVEL_DIGITS: Final = 2  # of 款 and 项
_CLASS_DIGITS: Final = 3
_DIGITS_WRONG: Final = 2  # more digits apart, and the row is another one


def propose_codes(ledger: Ledger) -> list[Edit]:
    """Find rows that the sums of another code's row want as a part, by a code that is near.

    A wrong code is an edit like a wrong amount: it re-keys the row. In each column the sum of the
    parent is short of what the row prints; where the printed code belongs to another parent, that
    one's sum is over by as much.
    """
    cells = ledger.system.cells
    short: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)  # row → column → identity
    for number in ledger.violated:
        identity = ledger.system.identities[number]
        wholes = [cell for cell, sign in identity.terms if sign > 0]
        if len(wholes) != 1 or identity.is_bound or ledger.residuals[number] <= 0:
            continue
        whole = cells[wholes[0]]
        if all(cells[cell].table == whole.table for cell, _ in identity.terms):
            short[whole.table, whole.row][whole.column] = number
    edits = []
    for place, wanted in sorted(short.items()):
        parent = ledger.system.rows.get(place)
        if parent is None or not parent.code.isdigit():
            continue
        for row, name in sorted(ledger.system.rows.items()):
            if row[0] == place[0] and row != place and _is_misprint(name.code, parent.code):
                edit = _rekeyed(ledger, row, wanted, (name.code, parent.code))
                if edit is not None:
                    edits.append(edit)
    return edits


def _rekeyed(
    ledger: Ledger, row: tuple[int, int], wanted: dict[int, int], codes: tuple[str, str]
) -> Edit | None:
    """Try a row as a part of another parent: every column that it prints must be wanted."""
    cells = ledger.system.cells
    printed = [
        cell
        for cell, there in enumerate(cells)
        if (there.table, there.row) == row and ledger.amounts[cell]
    ]
    by_column = {cells[cell].column: cell for cell in printed}
    if not printed or not set(wanted) <= set(by_column):
        return None
    healed = set()
    for column, number in wanted.items():
        amount = ledger.amounts[by_column[column]] or 0
        if abs(ledger.residuals[number] - amount) > ledger.tolerances[number]:
            return None
        healed.add(number)
    for cell in printed:
        for number, sign in ledger.system.by_cell[cell]:
            rest = ledger.residuals[number] - sign * (ledger.amounts[cell] or 0)
            if number in ledger.violated and sign < 0 and abs(rest) <= ledger.tolerances[number]:
                healed.add(number)  # the parent that the misprinted code belongs to
    printed_code, parent_code = codes
    return Edit(
        "code",
        "code",
        {},
        tuple(printed),
        frozenset(healed),
        code=(printed_code, parent_code + printed_code[-_LEVEL_DIGITS:]),
    )


def _is_misprint(code: str, parent: str) -> bool:
    """Say whether a code is that of a child of another one but for a slip.

    >>> _is_misprint("71102", "21011"), _is_misprint("2101102", "21011")
    (True, False)
    >>> _is_misprint("2081102", "21011"), _is_misprint("2210201", "21011")
    (True, False)
    """
    if not code.isdigit() or code.startswith(parent) or len(code) < _CLASS_DIGITS:
        return False
    wanted = parent + code[-_LEVEL_DIGITS:]
    if len(code) == len(wanted):
        return sum(one != other for one, other in zip(code, wanted, strict=True)) <= _DIGITS_WRONG
    # digits lost: what is left stands in the same order at the end
    is_shorter = 0 < len(wanted) - len(code) <= _DIGITS_WRONG
    return is_shorter and wanted.endswith(code[1:])
