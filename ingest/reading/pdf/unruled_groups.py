"""Which heads of a table without rules a group's head is over: those in whose middle it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from ingest.reading.pdf.model import Box

Span = tuple[float, float]

MARGIN_PT: Final = 2.0
SAME_START_PT: Final = 2.0
# Nearer than this, in lines, nothing can be ruled between two of them.
WRAPPED: Final = 0.3
# … but in small print, which leaves a rule so much room.
TIGHT: Final = 0.15
# A group's head is set in the middle of its columns, as far as columns are told by their heads.
_OFF_MIDDLE: Final = 0.16
EXACT_PT: Final = 2.5
_SAME_LEVEL: Final = 0.8
_MOST_MEMBERS: Final = 16
_WIDE_OFF: Final = 0.012


@dataclass(slots=True)
class Unit:
    """A head or a group of heads: its place, and the heads at its foot."""

    box: Box
    leaves: list[int]
    head: Box | None = None  # of a group: what its own head prints


@dataclass(frozen=True, slots=True)
class Group:
    """A head over other heads: these, and the height of the line that parts them."""

    leaves: tuple[int, ...]
    y: float
    span: Span


@dataclass(slots=True)
class Reading:
    """A header as it is being read, from its lowest heads up."""

    spans: Sequence[Span]  # what the body prints, column by column
    ends: Span  # of the table
    is_left: bool | None  # heads are set to the left of their columns; None where nobody knows
    line_gap_pt: float = 0.0  # between the lines of one head, where most lines tell it
    boxes: list[Box] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    shared: dict[Box, list[Unit]] = field(default_factory=dict)  # heads → what each is over
    heads: list[Box] = field(default_factory=list)  # of groups, as they were found


def union(one: Box, other: Box) -> Box:
    """Give the box around two."""
    return Box(
        min(one.x0, other.x0), min(one.y0, other.y0), max(one.x1, other.x1), max(one.y1, other.y1)
    )


def overlap(one: Box, other: Box) -> float:
    """Say how much of their widths two boxes share; negative, how far they are apart."""
    return min(one.x1, other.x1) - max(one.x0, other.x0)


def share_out(box: Box, line: Sequence[Box], state: Reading) -> None:
    """Share the lowest heads out to the groups right above them, of which a box is the lowest.

    Columns of one width are as many on both sides of a group's head, whatever their number; but
    each is under one head only, and all groups together are over most.
    """
    todo = [b for b in line if b not in state.boxes and mid(b) >= mid(box) - MARGIN_PT]
    near = (box.y1 - box.y0) / 2
    storey = [b for b in todo if mid(b) - mid(box) <= near]
    units = sorted(state.units, key=lambda u: u.box.x0)
    parents: list[tuple[Box, list[tuple[int, int, float]]]] = []
    for parent in sorted(todo, key=lambda b: b.x0):
        lower = [b for b in todo if mid(b) < mid(parent) - MARGIN_PT]
        if any(b not in storey or overlap(b, parent) > MARGIN_PT for b in lower):
            continue
        below = [u for u in units if u.box.y1 <= parent.y0 - TIGHT * (parent.y1 - parent.y0)]
        found = _sets_around(parent, below, state, line)
        if found and min(off for off, _ in found) <= EXACT_PT:
            places = [(units.index(m[0]), units.index(m[-1]), off) for off, m in found]
            parents.append((parent, places))
    widest = [max(places, key=lambda place: place[1] - place[0]) for _, places in parents]
    if not any(left[1] >= right[0] for left, right in pairwise(widest)):
        return
    # by the number of units used: groups over something, units under one, how far off
    best: dict[int, tuple[int, int, float, tuple[tuple[int, int] | None, ...]]] = {
        0: (0, 0, 0.0, ())
    }
    for _, places in parents:
        reached = {used: (g, c, o, (*path, None)) for used, (g, c, o, path) in best.items()}
        for used, (groups, covered, off, path) in best.items():
            for first, last, own in places:
                if first < used:
                    continue
                option = (groups + 1, covered + last - first + 1, off - own, (*path, (first, last)))
                if last + 1 not in reached or option[:3] > reached[last + 1][:3]:
                    reached[last + 1] = option
        best = reached
    chosen = max(best.values(), key=lambda option: option[:3])[3]
    for (parent, _), place in zip(parents, chosen, strict=True):
        if place is not None:
            state.shared[parent] = units[place[0] : place[1] + 1]


def mid(box: Box) -> float:
    """Give the height of a box's middle."""
    return (box.y0 + box.y1) / 2


def set_in_the_middle(
    box: Box, below: Sequence[Unit], state: Reading, line: Sequence[Box]
) -> list[Unit]:
    """List the heads in the middle of whose columns a group's head stands; most, in doubt."""
    exact = _sets_around(box, below, state, line)
    return max((members for _, members in exact), key=len, default=[])


def _sets_around(
    box: Box, below: Sequence[Unit], state: Reading, line: Sequence[Box]
) -> list[tuple[float, list[Unit]]]:
    """List the sets of neighbouring heads in whose middle a head stands, and how far off."""
    beside = [
        (b.x0 + b.x1) / 2
        for b in line
        if b is not box and min(b.y1, box.y1) - max(b.y0, box.y0) > (box.y1 - box.y0) / 2
    ]
    found: list[tuple[float, list[Unit]]] = []
    for first in range(len(below)):
        for last in range(first + 1, min(len(below), first + _MOST_MEMBERS)):
            members = list(below[first : last + 1])
            if not _are_level(members, box.y1 - box.y0):
                break
            if any(members[0].box.x0 <= x <= members[-1].box.x1 for x in beside):
                continue
            if _has_heads_between(box, members, line):
                continue
            middle = (box.x0 + box.x1) / 2
            low, high = members[0].box, members[-1].box
            if not (low.x0 + low.x1) / 2 < middle < (high.x0 + high.x1) / 2:
                continue
            off = off_middle(box, members, state)
            if off <= _OFF_MIDDLE * (members[-1].box.x1 - members[0].box.x0):
                found.append((off, members))
    if not found:
        return []
    least = min(off for off, _ in found)
    return [
        (off, m)
        for off, m in found
        if off <= least + max(EXACT_PT, _WIDE_OFF * (m[-1].box.x1 - m[0].box.x0))
    ]


def _has_heads_between(box: Box, members: Sequence[Unit], line: Sequence[Box]) -> bool:
    """Say whether a head of its own column stands between a group's head and its parts.

    单位编码 and 采购项目 between 科目编码 over 类, 款, 项 and another 类, 款.
    """
    foot = max(u.box.y1 for u in members) - MARGIN_PT
    return any(
        b is not box
        and foot <= b.y0
        and b.y0 < box.y1 - MARGIN_PT
        and overlap(b, box) <= 0
        and members[0].box.x0 <= (b.x0 + b.x1) / 2 <= members[-1].box.x1
        and not any(union(b, u.box) == u.box for u in members)
        for b in line
    )


def off_middle(box: Box, members: Sequence[Unit], state: Reading) -> float:
    """Say how far a head stands from the middle of the columns of others, in points."""
    units = sorted(state.units, key=lambda u: u.box.x0)
    first, last = units.index(members[0]), units.index(members[-1])
    inner = _bound(units[first], units[first + 1], state)
    outer = _bound(units[last - 1], units[last], state)
    left = [_bound(units[first - 1], units[first], state)] if first else [state.ends[0]]
    right = [_bound(units[last], units[last + 1], state)] if last + 1 < len(units) else []
    # where the table ends nobody knows, but a head stands in the middle of its column
    if not first and len(units[first].leaves) == 1:
        left.append(units[first].box.x0 + units[first].box.x1 - inner)
    if not right:
        right.append(state.ends[1])
        if len(units[last].leaves) == 1:
            right.append(units[last].box.x0 + units[last].box.x1 - outer)
    middle = (box.x0 + box.x1) / 2
    by_columns = min(abs(middle - (x0 + x1) / 2) for x0 in left for x1 in right)
    low, high = members[0].box, members[-1].box
    by_heads = abs((box.x0 + box.x1) / 2 - (low.x0 + low.x1 + high.x0 + high.x1) / 4)
    return min(by_columns, by_heads)


def _bound(left: Unit, right: Unit, state: Reading) -> float:
    """Estimate where the columns of two heads part: in the widest gap of the body between."""
    # of a group, the head at this end of it
    low = max((state.boxes[leaf].x0 + state.boxes[leaf].x1) / 2 for leaf in left.leaves)
    high = min((state.boxes[leaf].x0 + state.boxes[leaf].x1) / 2 for leaf in right.leaves)
    gaps = [
        (b[0] - a[1], (a[1] + b[0]) / 2)
        for a, b in pairwise(sorted(state.spans))
        if low < (a[1] + b[0]) / 2 < high
    ]
    return max(gaps)[1] if gaps else (left.box.x1 + right.box.x0) / 2


def set_to_the_left(box: Box, line: Sequence[Box], below: Sequence[Unit]) -> list[Unit]:
    """List the heads below a group's head that begins where the first of them does."""
    first = next((u for u in below if abs(u.box.x0 - box.x0) <= SAME_START_PT), None)
    if first is None:
        return []
    end = min(
        (other.x0 for other in line if other.x0 > box.x1 and other.y1 > box.y0 - MARGIN_PT),
        default=float("inf"),
    )
    members = [u for u in below if first.box.x0 <= u.box.x0 < end]
    return [u for u in members if _are_level([first, u], box.y1 - box.y0)]


def _are_level(members: Sequence[Unit], height: float) -> bool:
    """Say whether heads stand at one height: those that share a group do."""
    middles = [(u.box.y0 + u.box.y1) / 2 for u in members]
    return max(middles) - min(middles) <= _SAME_LEVEL * height
