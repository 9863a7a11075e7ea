"""Headers of tables without rules: which lines are one head, and which heads are a group's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.reading.pdf.model import Box, Piece

Span = tuple[float, float]

_MARGIN_PT: Final = 2.0
# Lines of one head are set in the middle of each other, or begin at the same place.
_SAME_MIDDLE_PT: Final = 5.0
_SAME_START_PT: Final = 2.0
_LINE_GAP: Final = 0.6
# Nearer than this, in lines, nothing can be ruled between two of them.
_WRAPPED: Final = 0.3
# A group's head is set in the middle of its columns, as far as columns are told by their heads.
_OFF_MIDDLE: Final = 0.16
_FEWEST_ALIGNED: Final = 2
_PARTING: Final = 0.75
_EXACT_PT: Final = 2.5
_SAME_LEVEL: Final = 0.8
_MOST_MEMBERS: Final = 16
_WIDE_OFF: Final = 0.012
# As many lines over each other, most of them as far apart, tell how far lines of a head are.
_FEWEST_GAPS: Final = 6
_USUAL_SHARE: Final = 0.7
_WIDEST_GAP: Final = 1.2
_GAP_MORE_PT: Final = 0.5


# Words of two characters that are set apart over a column.
_SET_APART: Final = frozenset(
    {
        "收入", "支出", "项目", "合计", "小计", "总计", "金额", "科目", "名称", "编码", "代码",
        "预算", "决算", "备注", "单位", "类别", "本年", "上年",
    }
)  # fmt: skip


@dataclass(slots=True)
class _Unit:
    """A head or a group of heads: its place, and the heads at its foot."""

    box: Box
    leaves: list[int]
    head: Box | None = None  # of a group: what its own head prints


@dataclass(frozen=True, slots=True)
class Head:
    """A head that names one column (or several, where nothing names each)."""

    box: Box

    @property
    def span(self) -> Span:
        """From where to where it is printed across."""
        return self.box.x0, self.box.x1


@dataclass(frozen=True, slots=True)
class Group:
    """A head over other heads: these, and the height of the line that parts them."""

    leaves: tuple[int, ...]
    y: float
    span: Span


@dataclass(frozen=True, slots=True)
class Header:
    """Heads from left to right, and groups from the lowest to the highest."""

    cells: tuple[Head, ...]
    groups: tuple[Group, ...]


@dataclass(slots=True)
class _Reading:
    spans: Sequence[Span]  # what the body prints, column by column
    ends: Span  # of the table
    is_left: bool | None  # heads are set to the left of their columns; None where nobody knows
    line_gap_pt: float = 0.0  # between the lines of one head, where most lines tell it
    boxes: list[Box] = field(default_factory=list)
    units: list[_Unit] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    shared: dict[Box, list[_Unit]] = field(default_factory=dict)  # heads → what each is over


def read_header(
    pieces: Sequence[Piece], body: Sequence[Sequence[Piece]], spans: Sequence[Span], ends: Span
) -> Header:
    """Read a header's pieces from the lowest to the highest.

    Args:
        pieces: of the header.
        body: the rows below it.
        spans: what the body prints, column by column.
        ends: where the table begins and ends across.
    """
    state = _Reading(spans, ends, _is_set_to_the_left(pieces, body))
    joined = _join_letters(pieces)
    state.line_gap_pt = _usual_gap(joined)
    for box in sorted(joined, key=lambda b: ((b.y0 + b.y1) / 2, b.x0)):
        if _extend_head(box, state) or _add_group(box, joined, state):
            continue
        state.boxes.append(box)
        state.units.append(_Unit(box, [len(state.boxes) - 1]))
    order = sorted(range(len(state.boxes)), key=lambda i: state.boxes[i].x0)
    place = {old: new for new, old in enumerate(order)}
    return Header(
        tuple(Head(state.boxes[i]) for i in order),
        tuple(Group(tuple(sorted(place[i] for i in g.leaves)), g.y, g.span) for g in state.groups),
    )


def _is_set_to_the_left(pieces: Sequence[Piece], body: Sequence[Sequence[Piece]]) -> bool | None:
    """Say whether heads begin where the labels below them do; None where there are no labels."""
    starts = Counter(round(p.box.x0) for row in body for p in row if not p.text[:1].isdigit())
    starts += Counter(round(p.box.x0) for row in body for p in row[:1] if p.text[:1].isdigit())
    usual = {x for x, count in starts.items() if count > 1}
    if not any(not p.text[:1].isdigit() and p.text[:1] > "\u4e00" for row in body for p in row):
        return None
    return sum(round(p.box.x0) in usual for p in pieces) >= _FEWEST_ALIGNED


def _join_letters(pieces: Sequence[Piece]) -> list[Box]:
    """Join the single characters of one word that are set apart: 收  入."""
    boxes: list[Box] = []
    last: Piece | None = None
    for piece in sorted(pieces, key=lambda p: (-round(p.box.y0), p.box.x0)):
        if (
            last is not None
            and last.text + piece.text in _SET_APART
            and abs(last.box.y0 - piece.box.y0) < 1
        ):
            boxes[-1] = _union(boxes[-1], piece.box)
        else:
            boxes.append(piece.box)
        last = piece
    return boxes


def _usual_gap(boxes: Sequence[Box]) -> float:
    """Give the gap between two lines of a head, where most lines over each other are as far apart.

    Heads of one and of two lines stand in the middle of their row, so that lines lie between those
    of the heads beside: the gap is that of lines over each other, not of lines of the header.
    """
    gaps = []
    for box in boxes:
        below = [b.y1 for b in boxes if b.y1 <= box.y0 + 1 and _overlap(b, box) > _MARGIN_PT]
        if below:
            gaps.append(box.y0 - max(below))
    if len(gaps) < _FEWEST_GAPS:
        return 0.0
    usual, count = Counter(round(gap) for gap in gaps).most_common(1)[0]
    near = [gap for gap in gaps if abs(gap - usual) <= 1]
    high = median(box.y1 - box.y0 for box in boxes)
    is_usual = count > 1 and len(near) >= _USUAL_SHARE * len(gaps) and usual <= high * _WIDEST_GAP
    return max(near) + _GAP_MORE_PT if is_usual else 0.0


def _union(one: Box, other: Box) -> Box:
    return Box(
        min(one.x0, other.x0), min(one.y0, other.y0), max(one.x1, other.x1), max(one.y1, other.y1)
    )


def _overlap(one: Box, other: Box) -> float:
    return min(one.x1, other.x1) - max(one.x0, other.x0)


def _extend_head(box: Box, state: _Reading) -> bool:
    """Take a box as the upper line of a head below it."""
    height = box.y1 - box.y0
    for group in state.units:
        if group.head is not None and _goes_on_above(box, group.head):
            group.head, group.box = _union(group.head, box), _union(group.box, box)
            return True
    touched = [
        u
        for u in state.units
        if _overlap(u.box, box) > _MARGIN_PT
        and len(u.leaves) == 1
        and box.y0 - u.box.y1 <= max(_LINE_GAP * height, state.line_gap_pt)
    ]
    if len(touched) != 1:
        return False
    unit = touched[0]
    is_set_alike = (
        abs(_off(box, unit.box)) <= _SAME_MIDDLE_PT
        or abs(box.x0 - unit.box.x0) <= _SAME_START_PT
        or box.y0 - unit.box.y1 <= _WRAPPED * height
    )
    if not is_set_alike:
        return False
    unit.box = _union(unit.box, box)
    state.boxes[unit.leaves[0]] = unit.box
    return True


def _goes_on_above(box: Box, head: Box) -> bool:
    """Say whether a box is the upper line of a group's head."""
    gap = box.y0 - head.y1
    close = -_MARGIN_PT <= gap <= _WRAPPED * (box.y1 - box.y0)
    return close and abs(_off(box, head)) <= _SAME_MIDDLE_PT


def _off(one: Box, other: Box) -> float:
    """Give the distance of two middles."""
    return (one.x0 + one.x1 - other.x0 - other.x1) / 2


def _add_group(box: Box, line: Sequence[Box], state: _Reading) -> bool:
    """Take a box as the head of the heads below it.

    It stands in the middle of them; or above the first of them, in a header that is set to the
    left, and they reach to the next head on its line.
    """
    height = box.y1 - box.y0
    below = sorted(
        (u for u in state.units if u.box.y1 <= box.y0 - _WRAPPED * height),
        key=lambda u: u.box.x0,
    )
    if box not in state.shared:
        _share_out(box, line, state)
    around = state.shared.get(box) or _set_in_the_middle(box, below, state, line)
    left = _set_to_the_left(box, line, below) if state.is_left is not False else []
    if state.is_left:
        members = left if len(left) > 1 else around
    else:
        members = around if around or len(left) < 2 else left
    if state.is_left is None and around and _off_middle(box, around, state) > _EXACT_PT:
        members = left if len(left) > 1 else around
    if len(members) < 2:
        return False
    state.units = [u for u in state.units if u not in members]
    leaves = [leaf for u in members for leaf in u.leaves]
    # not in the very middle: that is where the heads beside the group stand
    low, high = max(u.box.y1 for u in members), box.y0
    y = low + _PARTING * (high - low)
    whole = box
    for unit in members:
        whole = _union(whole, unit.box)
    state.groups.append(Group(tuple(leaves), y, (whole.x0, whole.x1)))
    state.units.append(_Unit(whole, leaves, box))
    return True


def _share_out(box: Box, line: Sequence[Box], state: _Reading) -> None:
    """Share the lowest heads out to the groups right above them, of which a box is the lowest.

    Columns of one width are as many on both sides of a group's head, whatever their number; but
    each is under one head only, and all groups together are over most.
    """
    todo = [b for b in line if b not in state.boxes and _mid(b) >= _mid(box) - _MARGIN_PT]
    near = (box.y1 - box.y0) / 2
    storey = [b for b in todo if _mid(b) - _mid(box) <= near]
    units = sorted(state.units, key=lambda u: u.box.x0)
    parents: list[tuple[Box, list[tuple[int, int, float]]]] = []
    for parent in sorted(todo, key=lambda b: b.x0):
        lower = [b for b in todo if _mid(b) < _mid(parent) - _MARGIN_PT]
        if any(b not in storey or _overlap(b, parent) > _MARGIN_PT for b in lower):
            continue
        below = [u for u in units if u.box.y1 <= parent.y0 - _WRAPPED * (parent.y1 - parent.y0)]
        found = _sets_around(parent, below, state, line)
        if found and min(off for off, _ in found) <= _EXACT_PT:
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


def _mid(box: Box) -> float:
    return (box.y0 + box.y1) / 2


def _set_in_the_middle(
    box: Box, below: Sequence[_Unit], state: _Reading, line: Sequence[Box]
) -> list[_Unit]:
    """List the heads in the middle of whose columns a group's head stands; most, in doubt."""
    exact = _sets_around(box, below, state, line)
    return max((members for _, members in exact), key=len, default=[])


def _sets_around(
    box: Box, below: Sequence[_Unit], state: _Reading, line: Sequence[Box]
) -> list[tuple[float, list[_Unit]]]:
    """List the sets of neighbouring heads in whose middle a head stands, and how far off."""
    beside = [
        (b.x0 + b.x1) / 2
        for b in line
        if b is not box and min(b.y1, box.y1) - max(b.y0, box.y0) > (box.y1 - box.y0) / 2
    ]
    found: list[tuple[float, list[_Unit]]] = []
    for first in range(len(below)):
        for last in range(first + 1, min(len(below), first + _MOST_MEMBERS)):
            members = list(below[first : last + 1])
            if not _are_level(members, box.y1 - box.y0):
                break
            if any(members[0].box.x0 <= x <= members[-1].box.x1 for x in beside):
                continue
            off = _off_middle(box, members, state)
            if off <= _OFF_MIDDLE * (members[-1].box.x1 - members[0].box.x0):
                found.append((off, members))
    if not found:
        return []
    least = min(off for off, _ in found)
    return [
        (off, m)
        for off, m in found
        if off <= least + max(_EXACT_PT, _WIDE_OFF * (m[-1].box.x1 - m[0].box.x0))
    ]


def _off_middle(box: Box, members: Sequence[_Unit], state: _Reading) -> float:
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


def _bound(left: _Unit, right: _Unit, state: _Reading) -> float:
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


def _set_to_the_left(box: Box, line: Sequence[Box], below: Sequence[_Unit]) -> list[_Unit]:
    """List the heads below a group's head that begins where the first of them does."""
    first = next((u for u in below if abs(u.box.x0 - box.x0) <= _SAME_START_PT), None)
    if first is None:
        return []
    end = min(
        (other.x0 for other in line if other.x0 > box.x1 and other.y1 > box.y0 - _MARGIN_PT),
        default=float("inf"),
    )
    members = [u for u in below if first.box.x0 <= u.box.x0 < end]
    return [u for u in members if _are_level([first, u], box.y1 - box.y0)]


def _are_level(members: Sequence[_Unit], height: float) -> bool:
    """Say whether heads stand at one height: those that share a group do."""
    middles = [(u.box.y0 + u.box.y1) / 2 for u in members]
    return max(middles) - min(middles) <= _SAME_LEVEL * height
