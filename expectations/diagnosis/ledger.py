"""The running state of a diagnosis: what every cell holds now, and what is violated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from expectations.diagnosis.system import Cell, System

_STORED_HALF_UNIT: Final = 5_000  # amounts are stored to 0.0001 元

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
            self._judge(number)
        for cell, amount in changes.items():
            self.amounts[cell] = amount

    def rescale(self, changes: Changes, exponent: int) -> None:
        """Take all amounts of a table in another unit: their last digits are scaled as well."""
        cells = self.system.cells
        numbers = {number for cell in changes for number, _ in self.system.by_cell[cell]}
        for cell, amount in changes.items():
            for number, sign in self.system.by_cell[cell]:
                self.residuals[number] += sign * ((amount or 0) - (self.amounts[cell] or 0))
                self.tolerances[number] += abs(sign) * rescaled_doubt(cells[cell], exponent)
            self.amounts[cell] = amount
        for number in numbers:
            self._judge(number)

    def widening(self, cell: int) -> int:
        """Give what a value in a blank cell adds to the tolerance of its identities."""
        return self.system.cells[cell].half_unit if self.amounts[cell] is None else 0

    def heard(self, changes: Changes) -> int:
        """Count what the prose says of changed cells: for the change, less what is against it."""
        score = 0
        for cell, amount in changes.items():
            for claimed, tolerance in self.system.claims.get(cell, ()):
                score += abs((amount or 0) - claimed) <= tolerance
                score -= abs((self.amounts[cell] or 0) - claimed) <= tolerance
        return score

    def _judge(self, number: int) -> None:
        """Keep whether an identity is violated as its sum and its tolerance now are."""
        if self.is_off(number, 0, 0):
            self.violated.add(number)
        else:
            self.violated.discard(number)

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


def rescaled_doubt(cell: Cell, exponent: int) -> int:
    """Give what the half unit of a cell grows by; fractions of a fen were rounded when stored."""
    doubt = max(cell.half_unit, _STORED_HALF_UNIT) if exponent > 0 else cell.half_unit
    return scaled(doubt, exponent) - cell.half_unit


def scaled(amount: int, exponent: int) -> int:
    """Multiply by a power of ten, rounding what falls off the end.

    >>> scaled(12, 2), scaled(1250, -2), scaled(-1250, -2)
    (1200, 13, -13)
    """
    factor = int("1" + "0" * abs(exponent))
    if exponent >= 0:
        return amount * factor
    size = (abs(amount) + factor // 2) // factor
    return size if amount >= 0 else -size
