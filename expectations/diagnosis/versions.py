"""Tables that as a whole contradict the others: of another version of the data, or left blank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from expectations.diagnosis.ledger import Ledger
from expectations.diagnosis.support import count_independent

_CONTRADICTIONS: Final = 3  # fewer may be as many slips


@dataclass(frozen=True, slots=True)
class OddTable:
    """A table that adds up in itself and contradicts the others.

    Attributes:
        table: its number.
        identities: violated ones that compare it.
        is_blank: it prints no amount but zeros.
        is_mixed: it is above the others here and below them there: no matter of scope.
    """

    table: int
    identities: frozenset[int]
    is_blank: bool
    is_mixed: bool


def find_odd_tables(ledger: Ledger) -> list[OddTable]:
    """Find the tables whose comparisons with others mostly fail while their own sums hold.

    The one with most contradictions is taken first; what it explains is left out of the others.
    """
    open_ids = set(ledger.violated)
    found: list[OddTable] = []
    while True:
        candidates = [each for each in _tables(ledger, open_ids) if each is not None]
        if not candidates:
            return found
        best = min(candidates, key=lambda each: (-len(each.identities), -each.table))
        found.append(best)
        open_ids -= best.identities


def _tables(ledger: Ledger, open_ids: AbstractSet[int]) -> list[OddTable | None]:
    cells = ledger.system.cells
    across: dict[int, set[int]] = defaultdict(set)
    failing_within: dict[int, int] = defaultdict(int)
    held: dict[int, int] = defaultdict(int)
    for number, identity in enumerate(ledger.system.identities):
        tables = {cells[cell].table for cell, _ in identity.terms}
        is_open = number in open_ids
        for table in tables:
            if len(tables) == 1:
                failing_within[table] += is_open
            elif is_open and not identity.is_bound:
                across[table].add(number)
            elif number not in ledger.violated and any(
                ledger.amounts[c] for c, _ in identity.terms
            ):
                held[table] += 1
    return [
        _judge(ledger, table, frozenset(numbers), held[table])
        for table, numbers in sorted(across.items())
        if not failing_within[table]
    ]


def _judge(ledger: Ledger, table: int, numbers: frozenset[int], held: int) -> OddTable | None:
    cells = ledger.system.cells
    is_blank = not any(
        ledger.amounts[cell] for cell, there in enumerate(cells) if there.table == table
    )
    count = count_independent(ledger, numbers)
    if count < _CONTRADICTIONS and not (is_blank and count > 1):
        return None
    if held >= len(numbers):
        return None
    signs = set()
    for number in numbers:
        here = sum(
            sign
            for cell, sign in ledger.system.identities[number].terms
            if cells[cell].table == table
        )
        signs.add((ledger.residuals[number] > 0) == (here > 0))
    return OddTable(table, numbers, is_blank, len(signs) > 1)
