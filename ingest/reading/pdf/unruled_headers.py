"""Headers of tables without rules: which lines are one head, and which heads are a group's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from ingest.reading.pdf.model import Box, Piece
from ingest.reading.pdf.unruled_groups import (
    EXACT_PT,
    MARGIN_PT,
    SAME_START_PT,
    TIGHT,
    WRAPPED,
    Group,
    Reading,
    Span,
    Unit,
    mid,
    off_middle,
    overlap,
    set_in_the_middle,
    set_to_the_left,
    share_out,
    union,
)

# Lines of one head are set in the middle of each other, or begin at the same place.
_SAME_MIDDLE_PT: Final = 5.0
_LINE_GAP: Final = 0.6
_FULL: Final = 0.5
_FEWEST_ALIGNED: Final = 2
_PARTING: Final = 0.75
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


@dataclass(frozen=True, slots=True)
class Head:
    """A head that names one column (or several, where nothing names each)."""

    box: Box

    @property
    def span(self) -> Span:
        """From where to where it is printed across."""
        return self.box.x0, self.box.x1


@dataclass(frozen=True, slots=True)
class Header:
    """Heads from left to right, and groups from the lowest to the highest."""

    cells: tuple[Head, ...]
    groups: tuple[Group, ...]


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
    is_left = _is_set_to_the_left(pieces, body)
    joined = _join_letters(pieces)
    read, heads = _read(joined, Reading(spans, ends, is_left, _usual_gap(joined)), ())
    if not (lone := _count_lone_parts(read)) or not heads:
        return read
    level = _of_lone_heads(joined, read, heads)
    again, _ = _read(joined, Reading(spans, ends, is_left, _usual_gap(joined)), level)
    return again if _count_lone_parts(again) < lone else read


def _of_lone_heads(joined: Sequence[Box], header: Header, heads: Sequence[Box]) -> tuple[Box, ...]:
    """List the lines of heads without a group that stand as high as the heads of groups do."""
    grouped = {i for group in header.groups for i in group.leaves}
    alone = [cell.box for i, cell in enumerate(header.cells) if i not in grouped]
    return tuple(
        box
        for box in joined
        if any(box != own and union(box, own) == own for own in alone)
        and any(min(box.y1, b.y1) - max(box.y0, b.y0) > MARGIN_PT for b in heads)
    )


def _count_lone_parts(header: Header) -> int:
    """Count the heads without a group that stand at the height of a group's parts: they are such.

    A head of one row stands in the middle of the header's height, between group and parts.
    """
    grouped = {i for group in header.groups for i in group.leaves}
    heights = {round(mid(header.cells[i].box)) for i in grouped}
    return sum(
        round(mid(cell.box)) in heights for i, cell in enumerate(header.cells) if i not in grouped
    )


def _read(
    joined: Sequence[Box], state: Reading, level: Sequence[Box]
) -> tuple[Header, tuple[Box, ...]]:
    """Read a header's boxes from the lowest to the highest.

    Args:
        joined: what it prints.
        state: of a reading that begins.
        level: what is rather a group's head than the upper line of the one head that it is over.

    Returns:
        The header, and what the heads of its groups print.
    """
    for box in sorted(joined, key=lambda b: ((b.y0 + b.y1) / 2, b.x0)):
        if box in level and _add_group(box, joined, state):
            continue
        if _extend_head(box, state) or _add_group(box, joined, state):
            continue
        state.boxes.append(box)
        state.units.append(Unit(box, [len(state.boxes) - 1]))
    order = sorted(range(len(state.boxes)), key=lambda i: state.boxes[i].x0)
    place = {old: new for new, old in enumerate(order)}
    header = Header(
        tuple(Head(state.boxes[i]) for i in order),
        tuple(Group(tuple(sorted(place[i] for i in g.leaves)), g.y, g.span) for g in state.groups),
    )
    return header, tuple(state.heads)


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
            boxes[-1] = union(boxes[-1], piece.box)
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
        below = [b.y1 for b in boxes if b.y1 <= box.y0 + 1 and overlap(b, box) > MARGIN_PT]
        if below:
            gaps.append(box.y0 - max(below))
    if len(gaps) < _FEWEST_GAPS:
        return 0.0
    usual, count = Counter(round(gap) for gap in gaps).most_common(1)[0]
    near = [gap for gap in gaps if abs(gap - usual) <= 1]
    high = median(box.y1 - box.y0 for box in boxes)
    is_usual = count > 1 and len(near) >= _USUAL_SHARE * len(gaps) and usual <= high * _WIDEST_GAP
    return max(near) + _GAP_MORE_PT if is_usual else 0.0


def _extend_head(box: Box, state: Reading) -> bool:
    """Take a box as the upper line of a head below it."""
    height = box.y1 - box.y0
    for group in state.units:
        if group.head is not None and _goes_on_above(box, group.head):
            group.head, group.box = union(group.head, box), union(group.box, box)
            return True
    touched = [
        u
        for u in state.units
        if overlap(u.box, box) > MARGIN_PT
        and len(u.leaves) == 1
        and box.y0 - u.box.y1 <= max(_LINE_GAP * height, state.line_gap_pt)
    ]
    if len(touched) != 1:
        return False
    unit = touched[0]
    is_set_alike = (
        abs(_off(box, unit.box)) <= _SAME_MIDDLE_PT
        or abs(box.x0 - unit.box.x0) <= SAME_START_PT
        or (
            # a line is full before the next begins
            box.y0 - unit.box.y1 <= WRAPPED * height
            and box.x1 - box.x0 >= _FULL * (unit.box.x1 - unit.box.x0)
        )
    )
    if not is_set_alike:
        return False
    unit.box = union(unit.box, box)
    state.boxes[unit.leaves[0]] = unit.box
    return True


def _goes_on_above(box: Box, head: Box) -> bool:
    """Say whether a box is the upper line of a group's head."""
    gap = box.y0 - head.y1
    close = -MARGIN_PT <= gap <= WRAPPED * (box.y1 - box.y0)
    is_set_alike = abs(_off(box, head)) <= _SAME_MIDDLE_PT or abs(box.x0 - head.x0) <= SAME_START_PT
    return close and is_set_alike


def _off(one: Box, other: Box) -> float:
    """Give the distance of two middles."""
    return (one.x0 + one.x1 - other.x0 - other.x1) / 2


def _add_group(box: Box, line: Sequence[Box], state: Reading) -> bool:
    """Take a box as the head of the heads below it.

    It stands in the middle of them; or above the first of them, in a header that is set to the
    left, and they reach to the next head on its line.
    """
    height = box.y1 - box.y0
    below = sorted(
        (u for u in state.units if u.box.y1 <= box.y0 - TIGHT * height),
        key=lambda u: u.box.x0,
    )
    if box not in state.shared:
        share_out(box, line, state)
    around = state.shared.get(box) or set_in_the_middle(box, below, state, line)
    left = set_to_the_left(box, line, below) if state.is_left is not False else []
    if state.is_left:
        members = left if len(left) > 1 else around
    else:
        members = around if around or len(left) < 2 else left
    if state.is_left is None and around and off_middle(box, around, state) > EXACT_PT:
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
        whole = union(whole, unit.box)
    state.groups.append(Group(tuple(leaves), y, (whole.x0, whole.x1)))
    state.units.append(Unit(whole, leaves, box))
    state.heads.append(box)
    return True
