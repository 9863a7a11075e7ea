"""How well a rule is borne out: where it holds in a report, and where it fails.

A rule that fails across a table is this program's misreading or the place's own custom, never
the publisher's slip; one that holds nearly everywhere and fails once is an alarm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from expectations.diagnosis.ledger import Ledger
from expectations.diagnosis.system import Identity, System

Family = tuple[str, tuple[int, ...]]  # invariant, the tables that it is tried on

# A family of which more instances fail than hold is no rule of this paper. Measured on 49
# reports: families with a publisher's error in them hold in three of four instances or more,
# those that were misread in less than a third.
_FAILURES_OF_A_CUSTOM: Final = 3
_HOLDS_OF_A_RULE: Final = 3
_HOLDS_PER_FAILURE: Final = 4


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for a finding and what against it; counts of independent identities.

    Attributes:
        identities_for: violated ones that it explains.
        identities_against: held ones that it would break.
        rule_holds: instances of the same rules that hold in the same tables.
        rule_fails: those that fail there and that it does not explain.
    """

    identities_for: int = 0
    identities_against: int = 0
    rule_holds: int = 0
    rule_fails: int = 0

    @property
    def is_full(self) -> bool:
        """The rule holds nearly everywhere else: what fails is the paper's own slip."""
        return (
            self.rule_holds >= _HOLDS_OF_A_RULE
            and self.rule_holds >= _HOLDS_PER_FAILURE * self.rule_fails
        )

    @property
    def is_weak(self) -> bool:
        """The rule fails as often as it holds; where it was not tried, nothing is known."""
        return 0 < self.rule_fails >= self.rule_holds


NO_SUPPORT: Final = Support()


def family_of(system: System, identity: Identity) -> Family:
    """Name the rule that an identity is an instance of, and the table that it sums.

    What compares tables is one family over the whole report: a form's amount against the list's
    is borne out by the other forms.
    """
    tables = {system.cells[cell].table for cell, _ in identity.terms}
    return identity.invariant_id, tuple(tables) if len(tables) == 1 else ()


def families(system: System) -> dict[Family, frozenset[int]]:
    """Group the identities of a system by rule and tables; those over nothing are left out."""
    grouped: dict[Family, set[int]] = defaultdict(set)
    for number, identity in enumerate(system.identities):
        if any(system.cells[cell].amount for cell, _ in identity.terms):
            grouped[family_of(system, identity)].add(number)
    return {family: frozenset(members) for family, members in grouped.items()}


def find_customs(
    ledger: Ledger, grouped: Mapping[Family, frozenset[int]]
) -> dict[Family, frozenset[int]]:
    """Find the rules that this paper does not follow: family → its violated instances."""
    customs = {}
    for family, members in grouped.items():
        failing = members & ledger.violated
        if len(failing) >= _FAILURES_OF_A_CUSTOM and 2 * len(failing) > len(members):
            customs[family] = frozenset(failing)
            continue
        memo = _memo_failures(ledger, members)
        if memo:
            customs[family] = memo
    return customs


def find_odd_columns(
    ledger: Ledger, grouped: Mapping[Family, frozenset[int]]
) -> list[frozenset[int]]:
    """Find columns that are no sum of theirs in most rows, where the same rule holds beside them.

    A block of another year whose subtotals hold only one of the parts: one cause, on every row.
    """
    odd = []
    for _, members in sorted(grouped.items()):
        for rows in _row_patterns(ledger, members):
            failing = rows & ledger.violated
            if len(failing) >= _FAILURES_OF_A_CUSTOM and 2 * len(failing) > len(rows):
                odd.append(frozenset(failing))
    return odd


def _row_patterns(ledger: Ledger, members: Collection[int]) -> list[frozenset[int]]:
    """Group the identities along rows by the columns that they add."""
    patterns: dict[tuple[tuple[int, int], ...], set[int]] = defaultdict(set)
    for number in members:
        pattern = _row_pattern(ledger.system, ledger.system.identities[number])
        if pattern:
            patterns[pattern].add(number)
    return [frozenset(rows) for _, rows in sorted(patterns.items())]


def _row_pattern(system: System, identity: Identity) -> tuple[tuple[int, int], ...]:
    """Give the columns that an identity along one row adds; nothing for one along a column."""
    cells = [system.cells[cell] for cell, _ in identity.terms]
    if any(cell.place[:2] != cells[0].place[:2] for cell in cells):
        return ()
    return tuple(sorted((system.cells[cell].column, sign) for cell, sign in identity.terms))


def _memo_failures(ledger: Ledger, members: Collection[int]) -> frozenset[int]:
    """Find failing rows that hold once a column is left out which no row that holds prints.

    "其中" need not be printed: a column that the total never contains is told by that.
    """
    cells = ledger.system.cells
    found: frozenset[int] = frozenset()
    for rows in _row_patterns(ledger, members):
        failing = rows & ledger.violated
        if not 1 < len(failing) < len(rows) - len(failing):
            continue
        without: dict[int, set[int]] = defaultdict(set)
        used: set[int] = set()
        for number in rows:
            for cell, sign in ledger.system.identities[number].terms:
                amount = ledger.amounts[cell]
                if sign > 0 or not amount:
                    continue
                if number not in failing:
                    used.add(cells[cell].column)
                elif abs(ledger.residuals[number] - sign * amount) <= ledger.tolerances[number]:
                    without[cells[cell].column].add(number)
        for column in sorted(set(without) - used):
            if len(without[column]) > max(1, len(found)):
                found = frozenset(without[column])
    return found


def count_independent(ledger: Ledger, identities: Iterable[int]) -> int:
    """Count identities, those over the same printed amounts once."""
    amounts = ledger.amounts
    return len(
        {
            frozenset(term for term in ledger.system.identities[number].terms if amounts[term[0]])
            for number in identities
        }
    )


def weigh(
    ledger: Ledger,
    grouped: Mapping[Family, frozenset[int]],
    identities: Collection[int],
    claims_heard: int = 0,
) -> Support:
    """Weigh what explains (or is made of) some violated identities.

    Args:
        ledger: before they are healed.
        grouped: the families of the system.
        identities: what the finding explains.
        claims_heard: what the prose says of the changed figures: for, less against.
    """
    kin = {family_of(ledger.system, ledger.system.identities[number]) for number in identities}
    members = frozenset().union(*(grouped.get(family, frozenset()) for family in kin))
    return Support(
        count_independent(ledger, identities) + max(claims_heard, 0),
        max(-claims_heard, 0),
        len(members - ledger.violated),
        len((members & ledger.violated) - frozenset(identities)),
    )
