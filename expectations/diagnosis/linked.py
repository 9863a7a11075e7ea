"""One error in several cells: carried into the next sum, or in a total and its only part."""

from __future__ import annotations

from typing import Final

from expectations.diagnosis.cells import implicated, name_kind
from expectations.diagnosis.edits import Edit
from expectations.diagnosis.ledger import Ledger
from expectations.diagnosis.slips import NEAT_KINDS

_CELLS_CHANGED: Final = 3
# Bounds of the search: edits tried per diagnosis step, and cells per broken identity.
_TRIALS: Final = 6000
_CELLS_TRIED: Final = 60


def propose_linked(ledger: Ledger) -> list[Edit]:
    """Find the fewest cells that move together, heal something and break nothing.

    From a cell and the amount that an identity wants it moved by, each held identity that this
    breaks is mended by moving another of its cells by the same amount.
    """
    found: list[Edit] = []
    trials = 0
    for start in implicated(ledger):
        for change in _wanted(ledger, start):
            open_edits: list[dict[int, int | None]] = [{start: change}]
            while open_edits and trials < _TRIALS:
                trials += 1
                changes = open_edits.pop(0)
                outcome = ledger.try_out(changes)
                if not outcome.broken:
                    if outcome.healed and len(changes) > 1:
                        culprits = tuple(sorted(changes))
                        found.append(Edit("linked", "cell", changes, culprits, outcome.healed))
                    continue
                if len(changes) < _CELLS_CHANGED:
                    open_edits.extend(_mended(ledger, changes, min(outcome.broken)))
    return found


def propose_copied(ledger: Ledger) -> list[Edit]:
    """Find a slip of a known kind that a total and its only part both print.

    元 for 万元 in the one row of a list and in its total: every sum in the table holds, and no
    single cell can be changed without breaking one.
    """
    found: dict[tuple[int, ...], Edit] = {}
    for start in implicated(ledger):
        twins = twins_of(ledger, start)
        if len(twins) < 2 or twins in found:
            continue
        for amount in _wanted(ledger, start):
            kind = name_kind(ledger, start, amount)
            if kind not in NEAT_KINDS:
                continue
            changes: dict[int, int | None] = dict.fromkeys(twins, amount)
            outcome = ledger.try_out(changes)
            if outcome.healed and not outcome.broken:
                found[twins] = Edit("copied", str(kind), changes, twins, outcome.healed)
    return list(found.values())


def twins_of(ledger: Ledger, start: int) -> tuple[int, ...]:
    """List the cells of a table that must print the same as one: a total and its only part."""
    cells = ledger.system.cells
    twins, open_cells = {start}, [start]
    while open_cells:
        cell = open_cells.pop()
        for number, _ in ledger.system.by_cell[cell]:
            identity = ledger.system.identities[number]
            if number in ledger.violated or identity.is_bound:
                continue
            printed = [other for other, _ in identity.terms if ledger.amounts[other]]
            if len(printed) != 2 or cell not in printed:
                continue
            other = next(each for each in printed if each != cell)
            is_same = ledger.amounts[other] == ledger.amounts[cell]
            if is_same and other not in twins and cells[other].table == cells[cell].table:
                twins.add(other)
                open_cells.append(other)
    return tuple(sorted(twins))


def _wanted(ledger: Ledger, cell: int) -> list[int]:
    amounts = set()
    for number, sign in ledger.system.by_cell[cell]:
        if number in ledger.violated and not ledger.system.identities[number].is_bound:
            amount = (ledger.amounts[cell] or 0) - ledger.residuals[number] // sign
            if name_kind(ledger, cell, amount) is not None:
                amounts.add(amount)
    return sorted(amounts)


def _mended(
    ledger: Ledger, changes: dict[int, int | None], broken: int
) -> list[dict[int, int | None]]:
    """Give the edit with one more cell of a broken identity moved so that it holds again."""
    identity = ledger.system.identities[broken]
    residual = ledger.residuals[broken] + sum(
        sign * ((changes[cell] or 0) - (ledger.amounts[cell] or 0))
        for cell, sign in identity.terms
        if cell in changes
    )
    mended = []
    for cell, sign in identity.terms[:_CELLS_TRIED]:
        if cell in changes or residual % sign:
            continue
        amount = (ledger.amounts[cell] or 0) - residual // sign
        if name_kind(ledger, cell, amount) is not None:
            mended.append({**changes, cell: amount})
    return mended
