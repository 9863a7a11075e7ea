"""A run of a column moved by some rows, as when figures were pasted one row too low."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from expectations.diagnosis.edits import Edit
from expectations.diagnosis.ledger import Ledger

# Bounds of the search, in rows. Real shifts are by one; two and three occur where a header or a
# spacer row came between.
_DISTANCES: Final = (1, -1, 2, -2, 3, -3)
_ANCHORS_TRIED: Final = 120
_RUNS_TRIED: Final = 60  # by full trial, per column and distance
_MIN_VIOLATED: Final = 2
_MIN_MOVED: Final = 3  # two cells are a swap


def propose_shifts(ledger: Ledger) -> list[Edit]:
    """Find runs whose moving back heals and breaks nothing, the best of each column."""
    edits = []
    for column in _columns(ledger):
        best: Edit | None = None
        for distance in _DISTANCES:
            for first, last in _runs(ledger, column, distance):
                edit = _move_back(ledger, column, first, last, distance)
                if edit is not None and (best is None or edit.rank < best.rank):
                    best = edit
        if best is not None:
            edits.append(best)
    return edits


def _columns(ledger: Ledger) -> Iterator[tuple[int, ...]]:
    """Give the cells, by row, of each column that at least two violated identities touch."""
    cells = ledger.system.cells
    touched: dict[tuple[int, int], set[int]] = defaultdict(set)
    for number in ledger.violated:
        for cell, _ in ledger.system.identities[number].terms:
            touched[cells[cell].table, cells[cell].column].add(number)
    members: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, each in enumerate(cells):
        members[each.table, each.column].append(number)
    for key, numbers in sorted(touched.items()):
        if len(numbers) >= _MIN_VIOLATED:
            yield tuple(members[key])


def _runs(ledger: Ledger, column: tuple[int, ...], distance: int) -> list[tuple[int, int]]:
    """Give the first and last position of the runs worth a full trial, the most healing first.

    A run moved back leaves cells open at one of its ends. For each place of that end the run is
    grown cell by cell towards the other, keeping count of what is healed and broken among the
    identities that hold no open cell: linear in the identities of each cell.
    """
    size = abs(distance)
    count = len(column)
    anchors = range(count - 1, size, -1) if distance > 0 else range(count - size)
    found: list[tuple[int, int, int]] = []
    for anchor in _near_alarms(ledger, column, anchors):
        step = -1 if distance > 0 else 1
        vacated = {column[anchor + step * place] for place in range(size)}
        growth = range(anchor + step * size, -1 if step < 0 else count, step)
        for end, healed in _grow(ledger, column, vacated, growth, distance):
            found.append((healed, min(anchor, end), max(anchor, end)))
    found.sort(key=lambda each: (-each[0], each[1] - each[2], each))
    return [(first, last) for _, first, last in found[:_RUNS_TRIED]]


def _near_alarms(ledger: Ledger, column: tuple[int, ...], anchors: range) -> list[int]:
    """Choose the places nearest to cells of violated identities, where there are too many."""
    if len(anchors) <= _ANCHORS_TRIED:
        return list(anchors)
    alarmed = [
        place
        for place, cell in enumerate(column)
        if any(number in ledger.violated for number, _ in ledger.system.by_cell[cell])
    ]
    order = sorted(anchors, key=lambda place: (min(abs(place - other) for other in alarmed), place))
    return order[:_ANCHORS_TRIED]


def _grow(
    ledger: Ledger, column: tuple[int, ...], vacated: set[int], growth: range, distance: int
) -> Iterator[tuple[int, int]]:
    """Grow a run; give each end at which it heals and breaks nothing, with how many it heals."""
    open_identities = {number for cell in vacated for number, _ in ledger.system.by_cell[cell]}
    moved: dict[int, int] = {}
    is_off: dict[int, bool] = {}
    healed = broken = 0
    for place in growth:
        cell = column[place]
        change = (ledger.amounts[column[place + distance]] or 0) - (ledger.amounts[cell] or 0)
        for number, sign in ledger.system.by_cell[cell]:
            if number in open_identities or not change:
                continue
            moved[number] = moved.get(number, 0) + sign * change
            was_off = is_off.get(number, number in ledger.violated)
            now_off = ledger.is_off(number, moved[number], 0)
            is_off[number] = now_off
            if was_off != now_off:
                healed += (not now_off) * (number in ledger.violated)
                healed -= now_off * (number in ledger.violated)
                broken += now_off * (number not in ledger.violated)
                broken -= (not now_off) * (number not in ledger.violated)
        if healed and not broken:
            yield place, healed


def _moved(
    ledger: Ledger, column: tuple[int, ...], first: int, last: int, distance: int
) -> tuple[dict[int, int | None], list[int]]:
    """Move a run back: what its cells should hold, and the cells that the run leaves open."""
    changes: dict[int, int | None] = {}
    vacated = []
    for place in range(first, last + 1):
        source = place + distance
        if first <= source <= last:
            changes[column[place]] = ledger.amounts[column[source]]
        else:
            changes[column[place]] = None
            vacated.append(column[place])
    return changes, vacated


def _move_back(
    ledger: Ledger, column: tuple[int, ...], first: int, last: int, distance: int
) -> Edit | None:
    edits = []
    for fills_blank in (False, True):
        changes, vacated = _moved(ledger, column, first, last, distance)
        _settle_vacated(ledger, changes, vacated, fills_blank=fills_blank)
        edit = _as_edit(ledger, changes, vacated, distance)
        if edit is not None:
            edits.append(edit)
    return min(edits, key=lambda edit: edit.rank) if edits else None


def _as_edit(
    ledger: Ledger, changes: dict[int, int | None], vacated: list[int], distance: int
) -> Edit | None:
    changed = {
        cell: amount
        for cell, amount in changes.items()
        if (amount or 0) != (ledger.amounts[cell] or 0)
    }
    outcome = ledger.try_out(changed)
    if outcome.broken or len(outcome.healed) < _MIN_VIOLATED:
        return None
    # a run of which more was made up than moved is no evidence of a shift, unless each of its
    # cells answers an identity
    moved = len(changed) - len(vacated)
    is_moved = moved > abs(distance) or (moved > 1 and len(outcome.healed) >= len(changed))
    if len(changed) < _MIN_MOVED or not is_moved:
        return None
    top, bottom = min(changed), max(changed)  # cell numbers go by row within a table
    run = [
        cell
        for cell in changes
        if top <= cell <= bottom
        and (cell in changed or ledger.system.cells[cell].figure_id is not None)
    ]
    return Edit(
        "row_shift", "row_shift", changed, tuple(sorted(run)), outcome.healed, shift=distance
    )


def _settle_vacated(
    ledger: Ledger, changes: dict[int, int | None], vacated: list[int], *, fills_blank: bool
) -> None:
    """Fill the cells that a run leaves open with what the identities say.

    One cell at a time, from an identity in which it is the only open one. Where no identity
    tells, the last of them is left as printed, or blank, and the others follow from it.
    """
    unsettled = set(vacated)
    while unsettled:
        implied = (
            (cell, value)
            for cell in sorted(unsettled)
            if (value := _implied(ledger, changes, cell, unsettled)) is not None
        )
        cell, value = next(implied, (max(unsettled), None))
        if value is None:
            changes[cell] = None if fills_blank else ledger.amounts[cell]
        else:
            changes[cell] = value or None
        unsettled.discard(cell)


def _implied(
    ledger: Ledger, changes: dict[int, int | None], cell: int, unsettled: set[int]
) -> int | None:
    """Give the value of an open cell that an identity implies, the tightest one first."""
    best: tuple[int, int] | None = None
    for number, sign in ledger.system.by_cell[cell]:
        identity = ledger.system.identities[number]
        if identity.is_bound or any(
            other in unsettled and other != cell for other, _ in identity.terms
        ):
            continue
        rest = sum(
            factor * ((changes[other] if other in changes else ledger.amounts[other]) or 0)
            for other, factor in identity.terms
            if other != cell
        )
        step = ledger.system.cells[cell].step
        if rest % sign:
            continue
        value = -rest // sign
        # rounding of the printed terms may leave a rest that is no amount at all
        if abs(value) <= identity.tolerance:
            value = 0
        value = (value + step // 2) // step * step
        if value >= 0 and (best is None or identity.tolerance < best[0]):
            best = (identity.tolerance, value)
    return None if best is None else best[1]
