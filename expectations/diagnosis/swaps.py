"""Two cells of one row or of one column that changed places."""

from __future__ import annotations

from collections import defaultdict

from expectations.diagnosis.cells import implicated
from expectations.diagnosis.edits import Edit
from expectations.diagnosis.ledger import Ledger


def propose_swaps(ledger: Ledger) -> list[Edit]:
    """Find pairs whose exchange heals something and breaks nothing."""
    lines: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for number, cell in enumerate(ledger.system.cells):
        if cell.amount is not None:
            lines["row", cell.table, cell.row].append(number)
            lines["column", cell.table, cell.column].append(number)
    edits: dict[tuple[int, int], Edit] = {}
    for one in implicated(ledger):
        here = ledger.system.cells[one]
        if here.amount is None:
            continue
        for other in (
            *lines["row", here.table, here.row],
            *lines["column", here.table, here.column],
        ):
            pair = (min(one, other), max(one, other))
            if pair not in edits and _heals_one(ledger, one, other):
                edit = _swap(ledger, pair)
                if edit is not None:
                    edits[pair] = edit
    return list(edits.values())


def _heals_one(ledger: Ledger, one: int, other: int) -> bool:
    """Say, cheaply, whether the exchange heals any of the first cell's violated identities."""
    moved = (ledger.amounts[other] or 0) - (ledger.amounts[one] or 0)
    if not moved:
        return False
    signs = None
    for number, sign in ledger.system.by_cell[one]:
        if number not in ledger.violated:
            continue
        signs = dict(ledger.system.by_cell[other]) if signs is None else signs
        rest = ledger.residuals[number] + (sign - signs.get(number, 0)) * moved
        if abs(rest) <= ledger.tolerances[number]:
            return True
    return False


def _swap(ledger: Ledger, pair: tuple[int, int]) -> Edit | None:
    one, other = pair
    changes = {one: ledger.amounts[other], other: ledger.amounts[one]}
    outcome = ledger.try_out(changes)
    if outcome.broken or len(outcome.healed) + ledger.heard(changes) < 2:
        return None
    return Edit("swapped_cells", "swapped_cells", changes, pair, outcome.healed)
