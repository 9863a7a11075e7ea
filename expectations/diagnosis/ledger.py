"""The running state of a diagnosis: what every cell holds now, and what is violated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from expectations.diagnosis.system import System

Changes = Mapping[int, int | None]  # cell number → what it should hold


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an edit does: identities (by number) that it heals and that it breaks."""

    healed: frozenset[int]
    broken: frozenset[int]


class Ledger:
    """Amounts and residuals of a system, with the edits taken so far."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.amounts: list[int | None] = [cell.amount for cell in system.cells]
        self.tolerances = [identity.tolerance for identity in system.identities]
        self.residuals = [
            sum(sign * (self.amounts[cell] or 0) for cell, sign in identity.terms)
            for identity in system.identities
        ]
        self.violated = {
            number for number in range(len(self.residuals)) if self.is_off(number, 0, 0)
        }

    def try_out(self, changes: Changes) -> Outcome:
        """Say what an edit heals and breaks; nothing is changed."""
        healed, broken = [], []
        for number, (moved, widened) in self._moves(changes).items():
            now_off = self.is_off(number, moved, widened)
            if number in self.violated:
                if not now_off:
                    healed.append(number)
            elif now_off:
                broken.append(number)
        return Outcome(frozenset(healed), frozenset(broken))

    def take(self, changes: Changes) -> None:
        """Take an edit: later ones build on it."""
        for number, (moved, widened) in self._moves(changes).items():
            self.residuals[number] += moved
            self.tolerances[number] += widened
            if self.is_off(number, 0, 0):
                self.violated.add(number)
            else:
                self.violated.discard(number)
        for cell, amount in changes.items():
            self.amounts[cell] = amount

    def widening(self, cell: int) -> int:
        """Give what a value in a blank cell adds to the tolerance of its identities."""
        return self.system.cells[cell].half_unit if self.amounts[cell] is None else 0

    def _moves(self, changes: Changes) -> dict[int, tuple[int, int]]:
        moves: dict[int, tuple[int, int]] = {}
        for cell, amount in changes.items():
            moved = (amount or 0) - (self.amounts[cell] or 0)
            widened = self.widening(cell) if amount is not None else 0
            if not moved and not widened:
                continue
            for number, sign in self.system.by_cell[cell]:
                old_moved, old_widened = moves.get(number, (0, 0))
                moves[number] = (old_moved + sign * moved, old_widened + abs(sign) * widened)
        return moves

    def is_off(self, number: int, moved: int, widened: int) -> bool:
        """Say whether an identity is violated once its sum is moved and its tolerance widened."""
        residual = self.residuals[number] + moved
        tolerance = self.tolerances[number] + widened
        if self.system.identities[number].is_bound:
            return residual > tolerance
        return abs(residual) > tolerance
