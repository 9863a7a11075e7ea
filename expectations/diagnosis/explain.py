"""The search: explain all violated identities of a report by as few edits as can be found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from expectations.diagnosis.cells import propose_cells
from expectations.diagnosis.edits import Edit
from expectations.diagnosis.ledger import Ledger
from expectations.diagnosis.linked import propose_copied, propose_linked
from expectations.diagnosis.misprinted import propose_codes
from expectations.diagnosis.rows import (
    propose_doubled_rows,
    propose_missing_amounts,
    propose_missing_rows,
    propose_whole_rows,
)
from expectations.diagnosis.shifts import propose_shifts
from expectations.diagnosis.support import (
    NO_SUPPORT,
    Family,
    Support,
    count_independent,
    families,
    find_customs,
    find_odd_columns,
    weigh,
)
from expectations.diagnosis.swaps import propose_swaps
from expectations.diagnosis.system import System
from expectations.diagnosis.units import propose_units
from expectations.diagnosis.versions import OddTable, find_odd_tables
from ingest.connecting import connected, links_by_shared

# Tried together; the others only where none of these explains anything.
_FIRST: Final[tuple[Callable[[Ledger], list[Edit]], ...]] = (
    propose_cells,
    propose_shifts,
    propose_swaps,
    propose_missing_rows,
    propose_doubled_rows,
    propose_units,
    propose_copied,
    propose_codes,
)
_THEN: Final[tuple[Callable[[Ledger], list[Edit]], ...]] = (
    propose_whole_rows,
    propose_linked,
    propose_missing_amounts,
)
# A report with more independent errors than this was not read, or not meant to add up.
_EDITS_TAKEN: Final = 60
_CELLS_TO_CHOOSE_FROM: Final = 3
# An edit that mends nearly all that a rule's failures are is their cause, not our misreading.
_CUSTOM_HEALED: Final = 0.75


@dataclass(frozen=True, slots=True)
class Unexplained:
    """Violated identities, connected by shared cells, that no edit explains.

    Attributes:
        identities: their numbers.
        culprits: the printed cells that most of them share.
        support: how the rules fare elsewhere.
        is_custom: the rule fails across its tables: a doubt about the reading.
        odd_table: the table that contradicts the others as a whole, if that is it.
        is_column: a column is no sum of its parts on most of its rows.
    """

    identities: frozenset[int]
    culprits: tuple[int, ...]
    support: Support = NO_SUPPORT
    is_custom: bool = False
    odd_table: OddTable | None = None
    is_column: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a report's violated identities come from: edits, and what remains.

    Attributes:
        edits: in the order in which they were taken.
        supports: of each edit.
        unexplained: what no edit heals, one per connected group.
        residuals: of all identities as printed, in units of 10⁻⁸ yuan.
    """

    edits: tuple[Edit, ...]
    unexplained: tuple[Unexplained, ...]
    supports: tuple[Support, ...] = ()
    residuals: tuple[int, ...] = ()


def explain(system: System) -> Explanation:
    """Find the edits that heal the violated identities of a system and break none.

    Greedy: the edit that heals most is taken, then the next on what is left. What fails across
    a table is set aside unless one edit mends it. Deterministic.
    """
    ledger = Ledger(system)
    residuals = tuple(ledger.residuals)
    grouped = families(system)
    edits: list[Edit] = []
    supports: list[Support] = []
    customs = find_customs(ledger, grouped)
    odd_columns = find_odd_columns(ledger, grouped)
    while ledger.violated and len(edits) < _EDITS_TAKEN:
        edit = _best(ledger, [*customs.values(), *odd_columns])
        if edit is None:
            break
        supports.append(weigh(ledger, grouped, edit.healed, ledger.heard(edit.changes)))
        edits.append(edit)
        _take(ledger, edit)
        customs = find_customs(ledger, grouped)
        odd_columns = find_odd_columns(ledger, grouped)
    rest = _what_remains(ledger, grouped, customs)
    return Explanation(tuple(edits), tuple(rest), tuple(supports), residuals)


def _what_remains(
    ledger: Ledger,
    grouped: Mapping[Family, frozenset[int]],
    customs: Mapping[Family, frozenset[int]],
) -> list[Unexplained]:
    """Group what no edit explains: odd tables, rules that fail across a table, the others."""
    rest = []
    left = set(ledger.violated)
    for odd in find_odd_tables(ledger):
        support = weigh(ledger, grouped, odd.identities)
        shown = _cells_of(ledger, odd)
        rest.append(Unexplained(odd.identities, shown, support, odd_table=odd))
        left -= odd.identities
    together = [(each, True) for _, each in sorted(customs.items())]
    together += [(each, False) for each in find_odd_columns(ledger, grouped)]
    for members, is_custom in together:
        failing = frozenset(members & left)
        if failing:
            support = weigh(ledger, grouped, failing)
            shared = _most_shared(ledger, failing)
            rest.append(Unexplained(failing, shared, support, is_custom, is_column=not is_custom))
            left -= failing
    rest += [
        Unexplained(group, _most_shared(ledger, group), weigh(ledger, grouped, group))
        for group in _components(ledger, left)
    ]
    return rest


def _cells_of(ledger: Ledger, odd: OddTable) -> tuple[int, ...]:
    """List the cells of an odd table that others contradict; all compared where it is blank."""
    cells = {
        cell for number in odd.identities for cell, _ in ledger.system.identities[number].terms
    }
    own = {cell for cell in cells if ledger.system.cells[cell].table == odd.table}
    return tuple(sorted(cells if odd.is_blank else own))


def _best(ledger: Ledger, together: Sequence[frozenset[int]]) -> Edit | None:
    for proposers in (_FIRST, _THEN):
        edits = [
            edit
            for propose in proposers
            for edit in propose(ledger)
            if _is_explanation(ledger, edit) and _is_seen_through(edit, together)
        ]
        if not edits:
            continue
        return min(edits, key=lambda edit: _rank(ledger, edit))
    return None


def _is_explanation(ledger: Ledger, edit: Edit) -> bool:
    """Say whether an edit says more than that its sums do not add up.

    Several cells that are changed together to heal no more identities than they are is a
    rebalancing: any sum can be mended so.
    """
    count = count_independent(ledger, edit.healed)
    if edit.kind == "cell" and edit.shape in ("row", "linked"):
        return count > len(edit.changes)
    if edit.kind == "cell" and len(edit.culprits) > _CELLS_TO_CHOOSE_FROM:
        return False
    if edit.shape == "missing_row":
        return count > 1
    if edit.shape == "row_shift":
        return count > abs(edit.shift)
    return True


def _is_seen_through(edit: Edit, together: Sequence[frozenset[int]]) -> bool:
    """Say whether an edit heals more than some of what fails across a table or a column."""
    failing = frozenset().union(*together)
    if edit.healed - failing:
        return True
    return any(
        len(edit.healed & each) >= _CUSTOM_HEALED * len(each)
        for each in together
        if edit.healed & each
    )


def _take(ledger: Ledger, edit: Edit) -> None:
    if edit.missing or edit.shape == "code":
        _add_missing(ledger, edit)
    elif edit.exponent:
        ledger.rescale(edit.changes, edit.exponent)
    else:
        ledger.take(edit.changes)


def _rank(ledger: Ledger, edit: Edit) -> tuple[int | tuple[int, ...], ...]:
    """Order edits; the prose on a changed figure counts like an identity."""
    return (-len(edit.healed) - ledger.heard(edit.changes), *edit.rank[1:])


def _add_missing(ledger: Ledger, edit: Edit) -> None:
    """Count the missing row's amounts in the sums that want them."""
    for number in edit.healed:
        ledger.residuals[number] = 0
        ledger.violated.discard(number)


def _components(ledger: Ledger, violated: Collection[int]) -> list[frozenset[int]]:
    """Group what is still violated by shared cells."""
    cells = {
        number: [cell for cell, _ in ledger.system.identities[number].terms]
        for number in sorted(violated)
    }
    return [frozenset(group) for group in connected(cells, links_by_shared(cells))]


def _most_shared(ledger: Ledger, group: Collection[int]) -> tuple[int, ...]:
    counts: dict[int, int] = defaultdict(int)
    for number in group:
        for cell, _ in ledger.system.identities[number].terms:
            if ledger.amounts[cell] is not None:
                counts[cell] += 1
    most = max(counts.values(), default=0)
    return tuple(sorted(cell for cell, count in counts.items() if count == most))
