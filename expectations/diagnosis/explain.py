"""The search: explain all violated identities of a report by as few edits as can be found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from expectations.diagnosis.cells import propose_cells
from expectations.diagnosis.edits import Edit
from expectations.diagnosis.ledger import Ledger
from expectations.diagnosis.linked import propose_linked
from expectations.diagnosis.rows import (
    propose_doubled_rows,
    propose_missing_amounts,
    propose_missing_rows,
    propose_whole_rows,
)
from expectations.diagnosis.shifts import propose_shifts
from expectations.diagnosis.swaps import propose_swaps
from expectations.diagnosis.system import System
from expectations.diagnosis.units import propose_units

# Tried together; the others only where none of these explains anything.
_FIRST: Final[tuple[Callable[[Ledger], list[Edit]], ...]] = (
    propose_cells,
    propose_shifts,
    propose_swaps,
    propose_missing_rows,
    propose_doubled_rows,
    propose_units,
)
_THEN: Final[tuple[Callable[[Ledger], list[Edit]], ...]] = (
    propose_whole_rows,
    propose_linked,
    propose_missing_amounts,
)
# A report with more independent errors than this was not read, or not meant to add up.
_EDITS_TAKEN: Final = 60
_CELLS_TO_CHOOSE_FROM: Final = 3


@dataclass(frozen=True, slots=True)
class Unexplained:
    """Violated identities, connected by shared cells, that no edit explains."""

    identities: frozenset[int]
    culprits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a report's violated identities come from: edits, and what remains."""

    edits: tuple[Edit, ...]
    unexplained: tuple[Unexplained, ...]


def explain(system: System) -> Explanation:
    """Find the edits that heal the violated identities of a system and break none.

    Greedy: the edit that heals most is taken, then the next on what is left. Deterministic.
    """
    ledger = Ledger(system)
    edits: list[Edit] = []
    while ledger.violated and len(edits) < _EDITS_TAKEN:
        edit = _best(ledger)
        if edit is None:
            break
        edits.append(edit)
        if edit.missing:
            _add_missing(ledger, edit)
        elif edit.exponent:
            ledger.rescale(edit.changes, edit.exponent)
        else:
            ledger.take(edit.changes)
    return Explanation(tuple(edits), _components(ledger))


def _best(ledger: Ledger) -> Edit | None:
    for proposers in (_FIRST, _THEN):
        edits = [edit for propose in proposers for edit in propose(ledger)]
        if not edits:
            continue
        best = min(edits, key=lambda edit: _rank(ledger, edit))
        if best.kind == "cell" and len(best.culprits) > _CELLS_TO_CHOOSE_FROM:
            # one of many cells by a slip of no known kind: an amount that is not there at all
            # is the plainer reading
            rows = [edit for edit in propose_missing_amounts(ledger) if edit.healed >= best.healed]
            return min(rows, key=lambda edit: edit.rank, default=best)
        return best
    return None


def _rank(ledger: Ledger, edit: Edit) -> tuple[int | tuple[int, ...], ...]:
    """Order edits; the prose on a changed figure counts like an identity."""
    return (-len(edit.healed) - ledger.heard(edit.changes), *edit.rank[1:])


def _add_missing(ledger: Ledger, edit: Edit) -> None:
    """Count the missing row's amounts in the sums that want them."""
    for number in edit.healed:
        ledger.residuals[number] = 0
        ledger.violated.discard(number)


def _components(ledger: Ledger) -> tuple[Unexplained, ...]:
    """Group what is still violated by shared cells; name the cells that most of a group share."""
    parent = {number: number for number in ledger.violated}

    def root(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    first: dict[int, int] = {}
    for number in sorted(ledger.violated):
        for cell, _ in ledger.system.identities[number].terms:
            if cell in first:
                parent[root(number)] = root(first[cell])
            else:
                first[cell] = number
    groups: dict[int, list[int]] = defaultdict(list)
    for number in sorted(ledger.violated):
        groups[root(number)].append(number)
    return tuple(
        Unexplained(frozenset(group), _most_shared(ledger, group)) for group in groups.values()
    )


def _most_shared(ledger: Ledger, group: list[int]) -> tuple[int, ...]:
    counts: dict[int, int] = defaultdict(int)
    for number in group:
        for cell, _ in ledger.system.identities[number].terms:
            if ledger.amounts[cell] is not None:
                counts[cell] += 1
    most = max(counts.values(), default=0)
    return tuple(sorted(cell for cell, count in counts.items() if count == most))
