"""One cell replaced: which value of a cell heals most, and which cells cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from expectations.diagnosis.edits import Edit
from expectations.diagnosis.ledger import Ledger
from expectations.diagnosis.slips import NEAT_KINDS, slip_kind

# Values tried within what the tolerances leave open; beyond, the middle is as good as any.
_VALUES_TRIED: Final = 41
# A set of culprits up to this size is a lead; of a larger one only the usual slips are named.
_SET_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for a cell, with the identities it heals; it breaks none."""

    cell: int
    amount: int
    kind: str
    healed: frozenset[int]


def propose_cells(ledger: Ledger) -> list[Edit]:
    """Find single cells whose replacement heals something and breaks nothing.

    One edit per set of identities healed; cells that heal the same set are its alternatives.
    """
    groups: dict[frozenset[int], list[Proposal]] = {}
    for cell in implicated(ledger):
        proposal = propose_value(ledger, cell)
        if proposal is not None:
            groups.setdefault(proposal.healed, []).append(proposal)
    return [_edit(ledger, group) for group in groups.values()]


def implicated(ledger: Ledger) -> list[int]:
    """List the cells of the violated identities."""
    return sorted(
        {cell for number in ledger.violated for cell, _ in ledger.system.identities[number].terms}
    )


def propose_value(ledger: Ledger, cell: int) -> Proposal | None:
    """Find the value of one cell that heals the most identities and breaks none, if any does."""
    span = _best_span(ledger, cell)
    if span is None:
        return None
    low, high, centre = span
    step = ledger.system.cells[cell].step
    first, last = -(-low // step), high // step
    if first > last:
        return None  # no number of so many digits lies there
    middle = min(max(round_to(centre, step) // step, first), last)
    if last - first < _VALUES_TRIED:
        counts: Iterable[int] = sorted(range(first, last + 1), key=lambda n: (abs(n - middle), n))
    else:
        counts = [middle]
    proposals = []
    for nearness, count in enumerate(counts):
        amount = count * step
        kind = name_kind(ledger, cell, amount)
        if kind is None:
            continue
        outcome = ledger.try_out({cell: amount})
        if outcome.broken or not outcome.healed:
            continue
        rank = (-len(outcome.healed), kind not in NEAT_KINDS, nearness)
        proposals.append((rank, Proposal(cell, amount, kind, outcome.healed)))
    return min(proposals, key=lambda each: each[0])[1] if proposals else None


def name_kind(ledger: Ledger, cell: int, amount: int) -> str | None:
    """Name the slip, or None where the value is none that a publisher would print there."""
    there = ledger.system.cells[cell]
    old = ledger.amounts[cell]
    if amount == old or (amount < 0 <= (old or 0) and amount != -(old or 0)):
        return None
    if old is None:
        return "cell"
    return slip_kind(old, amount, max(1, 2 * there.half_unit), there.step)


def round_to(amount: int, step: int) -> int:
    """Round to a whole number of steps, halves away from zero.

    >>> round_to(149, 100), round_to(150, 100), round_to(-150, 100)
    (100, 200, -200)
    """
    size = (abs(amount) * 2 + step) // (2 * step) * step
    return size if amount >= 0 else -size


def _best_span(ledger: Ledger, cell: int) -> tuple[int, int, int] | None:
    """Find the span of values that meets every held identity and most of the violated.

    Returns:
        Lowest and highest value, and the value that leaves the tightest of them no difference.
    """
    now = ledger.amounts[cell] or 0
    widening = ledger.widening(cell)
    least, most = None, None  # what the held identities leave open
    wanted: list[tuple[int, int, int, int]] = []  # low, high, tolerance, centre
    for number, sign in ledger.system.by_cell[cell]:
        residual = ledger.residuals[number]
        tolerance = ledger.tolerances[number] + abs(sign) * widening
        is_bound = ledger.system.identities[number].is_bound
        low, high = _span(now, sign, residual, tolerance, is_bound)
        if number not in ledger.violated:
            least = low if least is None or (low is not None and low > least) else least
            most = high if most is None or (high is not None and high < most) else most
        elif low is not None and high is not None:
            wanted.append((low, high, tolerance, now - _quotient(residual, sign)))
    best: tuple[int, int, int, int] | None = None
    for start in sorted(
        {low for low, _, _, _ in wanted} | ({least} if least is not None else set())
    ):
        if (least is not None and start < least) or (most is not None and start > most):
            continue
        covering = [each for each in wanted if each[0] <= start <= each[1]]
        if not covering:
            continue
        end = min(high for _, high, _, _ in covering)
        end = end if most is None else min(end, most)
        centre = min(covering, key=lambda each: (each[2], each[3]))[3]
        if best is None or len(covering) > best[0]:
            best = (len(covering), start, end, centre)
    return None if best is None else best[1:]


def _quotient(residual: int, sign: int) -> int:
    return residual // sign if residual % sign == 0 else round(residual / sign)


def _span(
    now: int, sign: int, residual: int, tolerance: int, is_bound: bool
) -> tuple[int | None, int | None]:
    """Give the values of a cell for which an identity holds; None where there is no end."""
    size = abs(sign)
    # sign · (value − now) must lie within −tolerance − residual … tolerance − residual
    floor, ceiling = -tolerance - residual, tolerance - residual
    if sign < 0:
        floor, ceiling = -ceiling, -floor
    low: int | None = now + -(-floor // size)
    high: int | None = now + ceiling // size
    if is_bound and sign > 0:
        low = None
    if is_bound and sign < 0:
        high = None
    return low, high


def _edit(ledger: Ledger, group: list[Proposal]) -> Edit:
    """Turn cells that explain just as much into one edit that names them all."""
    cells = ledger.system.cells
    printed = [each for each in group if cells[each.cell].figure_id is not None]
    group = _told_by_prose(ledger, printed or group)
    order = sorted(
        group,
        key=lambda each: (
            each.kind not in NEAT_KINDS,
            _is_addend(ledger, each),
            each.cell,
        ),
    )
    usual = [each for each in order if each.kind in NEAT_KINDS]
    if len(order) > _SET_NAMED and usual:
        order = usual
    first = order[0]
    return Edit(
        "cell",
        first.kind,
        {first.cell: first.amount},
        tuple(each.cell for each in order),
        first.healed,
        tuple((each.cell, each.amount, each.kind) for each in order[1:]),
    )


def _told_by_prose(ledger: Ledger, group: list[Proposal]) -> list[Proposal]:
    """Keep the cells that should be what the prose says, else drop those that are what it says."""
    claims = ledger.system.claims
    supported = [each for each in group if _is_said(claims.get(each.cell, ()), each.amount)]
    if supported:
        return supported
    confirmed = [
        each for each in group if _is_said(claims.get(each.cell, ()), ledger.amounts[each.cell])
    ]
    return [each for each in group if each not in confirmed] or group


def _is_said(claims: Iterable[tuple[int, int]], amount: int | None) -> bool:
    return any(abs((amount or 0) - claimed) <= tolerance for claimed, tolerance in claims)


def _is_addend(ledger: Ledger, proposal: Proposal) -> bool:
    """Say whether a cell is a part in all that it heals: a wrong total is likelier."""
    signs = dict(ledger.system.by_cell[proposal.cell])
    return all(signs[number] < 0 for number in proposal.healed)
