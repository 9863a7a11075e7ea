"""Headers of tables without rules: which lines are one head, and which heads are a group's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from ingest.reading.pdf.model import Box, Piece
from ingest.reading.pdf.rules import Segment

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
    boxes: list[Box] = field(default_factory=list)
    units: list[_Unit] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)


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
        and box.y0 - u.box.y1 <= _LINE_GAP * height
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
    around = _set_in_the_middle(box, below, state)
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


def _set_in_the_middle(box: Box, below: Sequence[_Unit], state: _Reading) -> list[_Unit]:
    """List the heads in the middle of whose columns a group's head stands; most, in doubt."""
    found: list[tuple[float, list[_Unit]]] = []
    for first in range(len(below)):
        for last in range(first + 1, min(len(below), first + _MOST_MEMBERS)):
            members = list(below[first : last + 1])
            if not _are_level(members, box.y1 - box.y0):
                break
            off = _off_middle(box, members, state)
            if off <= _OFF_MIDDLE * (members[-1].box.x1 - members[0].box.x0):
                found.append((off, members))
    if not found:
        return []
    exact = min(off for off, _ in found) + _EXACT_PT
    return max((m for off, m in found if off <= exact), key=len)


def _off_middle(box: Box, members: Sequence[_Unit], state: _Reading) -> float:
    """Say how far a head stands from the middle of the columns of others, in points."""
    units = sorted(state.units, key=lambda u: u.box.x0)
    first, last = units.index(members[0]), units.index(members[-1])
    left = _bound(units[first - 1], units[first], state) if first else state.ends[0]
    right = _bound(units[last], units[last + 1], state) if last + 1 < len(units) else state.ends[1]
    by_columns = abs((box.x0 + box.x1) / 2 - (left + right) / 2)
    low, high = members[0].box, members[-1].box
    by_heads = abs((box.x0 + box.x1) / 2 - (low.x0 + low.x1 + high.x0 + high.x1) / 4)
    return min(by_columns, by_heads)


def _bound(left: _Unit, right: _Unit, state: _Reading) -> float:
    """Estimate where the columns of two heads part: in the widest gap of the body between."""
    low, high = (left.box.x0 + left.box.x1) / 2, (right.box.x0 + right.box.x1) / 2
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


def place_heads(header: Header, spans: Sequence[Span]) -> tuple[list[Span], list[list[int]]]:
    """Say which columns each head names, and how wide the columns are with their heads.

    A head is set in the middle of its column and the amounts at its right: the two need not be
    above each other. So heads without a column and columns without a head are matched in order
    before a head is taken for that of a blank column.

    Args:
        header: as read.
        spans: what the body prints, column by column.

    Returns:
        The columns' spans, and for each head the columns that it names.
    """
    under = [_best_under(i, header, spans) for i in range(len(header.cells))]
    bare = [x for x in spans if not any(x in named for named in under)]
    wide = {x: x for x in spans}
    loose = [i for i, named in enumerate(under) if not named]
    for i, x in _match_in_order(loose, bare, header, spans):
        under[i] = [x]
    for i, cell in enumerate(header.cells):
        if not under[i]:
            wide[cell.span] = cell.span
            under[i] = [cell.span]
        if len(under[i]) == 1:
            x = under[i][0]
            low = max((y[1] + 1 for y in spans if y[1] < x[0]), default=cell.span[0])
            high = min((y[0] - 1 for y in spans if y[0] > x[1]), default=cell.span[1])
            wide[x] = (
                min(wide[x][0], max(cell.span[0], low)),
                max(wide[x][1], min(cell.span[1], high)),
            )
    order = sorted(wide, key=lambda x: (x[0] + x[1]) / 2)
    return [wide[x] for x in order], [sorted(order.index(x) for x in named) for named in under]


def _match_in_order(
    loose: Sequence[int], bare: Sequence[Span], header: Header, spans: Sequence[Span]
) -> list[tuple[int, Span]]:
    """Match heads and columns that are not above each other: most of them, then the nearest."""
    best: dict[tuple[int, int], tuple[int, float, list[tuple[int, Span]]]] = {}
    for m in range(len(loose), -1, -1):
        for n in range(len(bare), -1, -1):
            if m == len(loose) or n == len(bare):
                best[m, n] = 0, 0.0, []
                continue
            options = [best[m + 1, n], best[m, n + 1]]
            head, x = header.cells[loose[m]].span, bare[n]
            if not _is_parted(x, head, spans, header):
                count, far, rest = best[m + 1, n + 1]
                options.append((count + 1, far - _shared(x, head), [(loose[m], x), *rest]))
            best[m, n] = min(options, key=lambda o: (-o[0], o[1]))
    return best[0, 0][2]


def _best_under(index: int, header: Header, spans: Sequence[Span]) -> list[Span]:
    """List the columns under a head that no other head is more above."""
    own = header.cells[index].span
    touched = [x for x in spans if _shared(x, own) > 0]
    if len(touched) < 2:
        return touched
    grouped = {i for group in header.groups for i in group.leaves}
    others = [cell.span for i, cell in enumerate(header.cells) if i != index]
    kept = [x for x in touched if not any(_shared(x, other) > _shared(x, own) for other in others)]
    if index in grouped or len(kept) < 2:
        return [max(kept or touched, key=lambda x: _shared(x, own))]
    return kept


def _shared(one: Span, other: Span) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])


def _is_parted(span: Span, head: Span, spans: Sequence[Span], header: Header) -> bool:
    """Say whether another column or head stands between a column and a head."""
    low, high = sorted((span, head))
    between = (low[1], high[0])
    headed = [x for x in spans if any(_shared(x, cell.span) > 0 for cell in header.cells)]
    return any(_shared(other, between) > 0 for other in headed if other != span)


def rule_header(
    header: Header,
    named: Sequence[Sequence[int]],
    edges: Sequence[float],
    top: float,
    bottom: float,
) -> tuple[list[Segment], list[Segment]]:
    """Rule a header: its groups over their columns, its other heads over its whole height.

    Args:
        header: as read.
        named: the columns that each head names.
        edges: of the columns.
        top: of the header.
        bottom: of the header.

    Returns:
        Horizontal and vertical rules.
    """
    across: list[Segment] = []
    starts = dict.fromkeys(edges, top)
    for columns in named:
        for i in columns[1:]:
            starts[edges[i]] = bottom
    for group in header.groups:
        under = sorted({i for leaf in group.leaves for i in named[leaf]})
        if len(under) < 2:
            continue
        across.append((edges[under[0]], group.y, edges[under[-1] + 1], group.y))
        for i in range(under[0] + 1, under[-1] + 1):
            starts[edges[i]] = min(starts[edges[i]], group.y)
    return across, [(x, bottom, x, y) for x, y in starts.items() if y > bottom]
