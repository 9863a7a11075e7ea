"""An edit: which cells should hold something else, and what that would explain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from expectations.diagnosis.ledger import Changes

# How dear an explanation is, where two heal as much; the order of docs/invariants.md.
COSTS: Final = {
    "doubled_row": 0,  # two equal rows of one name are evidence by themselves
    "cell": 1,
    "copied": 1,
    "row_shift": 2,
    "swapped_cells": 3,
    "code": 1,
    "unit": 1,  # a value of no known slip is the poorer reading, a digit the better
    "missing_row": 4,
    "row": 5,
    "linked": 6,
}


@dataclass(frozen=True, slots=True)
class Edit:
    """A candidate explanation.

    Attributes:
        shape: what kind of edit, a key of COSTS.
        kind: kind of the finding that it would become.
        changes: cell number → what it should hold.
        culprits: the cells it names, the likeliest first.
        healed: identities that it heals.
        alternatives: further single cells (with their values) that explain just as much; no
            identity can tell them from the first.
        shift: rows by which a run was moved (positive: downwards).
        missing: (column, amount) of the row that is not there.
        span: terms of the sums that miss it; the shortest sum says best where.
        exponent: power of ten by which all amounts of a table are to be multiplied.
        code: what a row prints as its code, and what it should be.
    """

    shape: str
    kind: str
    changes: Changes
    culprits: tuple[int, ...]
    healed: frozenset[int]
    alternatives: tuple[tuple[int, int, str], ...] = ()
    shift: int = 0
    missing: tuple[tuple[int, int], ...] = ()
    span: int = 0
    exponent: int = 0
    code: tuple[str, str] = ("", "")

    @property
    def rank(self) -> tuple[int, int, int, int, int, tuple[int, ...]]:
        """Order candidates: most healed, then cheapest, then size, then first on paper."""
        # a run goes as far as it can; of other edits the smaller is likelier
        size = -len(self.culprits) if self.shape == "row_shift" else len(self.changes)
        is_rare = int(self.kind == "cell")
        if self.shape == "missing_row":
            size = self.span
        return (
            -len(self.healed),
            COSTS[self.shape],
            is_rare,
            abs(self.shift),
            size,
            self.culprits,
        )
