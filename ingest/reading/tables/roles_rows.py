"""Which rows add up to which: the readings that labels, codes, units and indents allow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.reading.tables.codes import code_domain
from ingest.reading.tables.model import Line
from ingest.reading.tables.roles_sums import Sheet
from ingest.reading.tables.words import compact

# One character of the smallest print is 7 pt wide; publishers indent by one or two.
_INDENT_PT: Final = 4.0
_PARTS_OF_COST: Final = {
    "overseas": "total",
    "vehicle": "total",
    "reception": "total",
    "vehicle_purchase": "vehicle",
    "vehicle_running": "vehicle",
}


@dataclass(frozen=True, slots=True)
class Block:
    """What the rows of one block say and print.

    Attributes:
        lines: those that print an amount, top to bottom.
        sheet: their amounts.
        indents: how far in each row's name stands, and where its first words stand, in points.
        root: the row of the total, None where none is printed.
        repeated: further rows that print the total again.
        headings: numbered rows that print no amount, top to bottom: what stood open above one ends
            with it.
    """

    lines: tuple[Line, ...]
    sheet: Sheet
    indents: Mapping[int, tuple[float, float]]
    root: int | None
    repeated: frozenset[int]
    headings: tuple[Line, ...] = ()

    @property
    def free(self) -> tuple[Line, ...]:
        """The rows but for the total's."""
        return tuple(
            x for x in self.lines if x.row_number != self.root and x.row_number not in self.repeated
        )


def make_block(
    lines: Sequence[Line], sheet: Sheet, indents: Mapping[int, tuple[float, float]]
) -> Block:
    """Find the total among the rows that print something."""
    printing = set(sheet.rows)
    own = tuple(x for x in lines if x.row_number in printing)
    totals = [x.row_number for x in own if x.row_role == "total"]

    def size(row: int) -> int:
        return max((abs(sheet.values.get((row, c), 0)) for c in sheet.columns), default=0)

    root = max(totals, key=lambda row: (size(row), -row), default=None)

    def amounts(row: int) -> list[int]:
        return [sheet.values.get((row, c), 0) for c in sheet.columns]

    repeated = {row for row in totals if row != root and amounts(row) == amounts(root or 0)}
    headings = tuple(x for x in lines if x.row_number not in printing and x.depth is not None)
    return Block(own, sheet, indents, root, frozenset(repeated), headings)


def propose_rows(block: Block, kind: str) -> Iterator[dict[int, int]]:
    """Give the readings that words allow, the plainest first: the whole of each row's amount."""
    yield _by_words(block, kind)
    units = [x for x in block.free if x.row_role == "unit"]
    if len(units) > 1:
        yield _by_words(block, kind, heads_units=True)
        yield _by_words(block, kind, flat_units=True)
    if any(x.row_role == "subtotal" for x in block.free):
        yield _by_words(block, kind, closes=True)
    for which in (0, 1):
        if (by_indent := _by_indent(block, which)) is not None:
            yield by_indent
    if block.root is not None:
        yield {x.row_number: block.root for x in block.free}


def _by_words(
    block: Block,
    kind: str,
    *,
    heads_units: bool = False,
    flat_units: bool = False,
    closes: bool = False,
) -> dict[int, int]:
    """Read parents by codes within units, ordinals, costs, units and the total.

    Args:
        block: the rows.
        kind: the table's kind.
        heads_units: the first unit is the department above all other units.
        flat_units: no unit heads anything.
        closes: a subtotal stands below its rows, not above them.
    """
    parents: dict[int, int] = {}
    state = _State(block.root)
    has_items = any(x.row_role not in {"unit", "total"} for x in block.free)
    headings = list(block.headings)
    for line in block.free:
        row = line.row_number
        while headings and headings[0].row_number < row:
            state.close(headings.pop(0))
        if line.row_role == "unit":
            state.open_unit(line, heads=heads_units, is_head=has_items and not flat_units)
            parent = state.unit_above(line)
        elif line.row_role == "subtotal":
            parent = state.unit or block.root
            if closes:
                parents.update(dict.fromkeys(state.pending, row))
                state.pending = []
            else:
                state.subtotal = row
        elif kind == "three_public" and line.line_source in _PARTS_OF_COST:
            parent = state.costs.get(_PARTS_OF_COST[line.line_source], block.root)
        else:
            parent = state.above(line) or state.subtotal or state.unit or block.root
            if state.above(line) is None and closes:
                state.pending.append(row)
        state.remember(line)
        if parent is not None and parent != row:
            parents.setdefault(row, parent)
            if closes and row not in state.pending:
                parents[row] = parent
    return parents


class _State:
    """What the rows above have opened, while a block is read from top to bottom."""

    def __init__(self, root: int | None) -> None:
        self.root = root
        self.unit: int | None = None
        self.first_unit: int | None = None
        self.subtotal: int | None = None
        self.units: dict[str, int] = {}
        self.codes: dict[tuple[str | None, str], int] = {}
        self.deep: dict[int, int] = {}
        self.costs: dict[str, int] = {}
        self.pending: list[int] = []
        self._heads = False

    def open_unit(self, line: Line, *, heads: bool, is_head: bool) -> None:
        """Begin a unit: what was open belongs to the one before."""
        self._heads = heads
        if is_head:
            self.unit = line.row_number
            self.codes, self.deep, self.subtotal = {}, {}, None
        if self.first_unit is None:
            self.first_unit = line.row_number

    def unit_above(self, line: Line) -> int | None:
        """Find the unit that a unit belongs to: by its code (234 of 234001), else the first."""
        code = line.unit_code or line.row_code or ""
        above = [
            self.units[code[:n]] for n in range(len(code) - 1, 1, -1) if code[:n] in self.units
        ]
        if above:
            return above[0]
        if self._heads and self.first_unit != line.row_number:
            return self.first_unit
        return self.root

    def above(self, line: Line) -> int | None:
        """Find the row that contains this one by its code, or by its ordinal."""
        code = line.row_code
        if code:
            key = line.unit_name if self.unit is None else None
            return next(
                (
                    self.codes[key, code[:n]]
                    for n in range(len(code) - 1, 2, -1)
                    if (key, code[:n]) in self.codes
                ),
                None,
            )
        if line.depth is not None:
            return next(
                (self.deep[d] for d in range(line.depth - 1, 0, -1) if d in self.deep), None
            )
        return None

    def close(self, heading: Line) -> None:
        """End what stands open at the depth of a heading without an amount, and deeper."""
        self.deep = {d: r for d, r in self.deep.items() if d < (heading.depth or 0)}

    def remember(self, line: Line) -> None:
        """Keep what rows below may belong to."""
        row, code = line.row_number, line.row_code or line.unit_code
        if line.row_role == "unit":
            if code:
                self.units.setdefault(code, row)
            return
        is_subject = line.row_role == "code" or code_domain(line.row_code or "") != "unit"
        if line.row_code and is_subject:
            self.codes[line.unit_name if self.unit is None else None, line.row_code] = row
        elif line.depth is not None:
            self.deep = {d: r for d, r in self.deep.items() if d < line.depth}
            self.deep[line.depth] = row
        if line.line_source is not None:
            self.costs[line.line_source] = row


def _by_indent(block: Block, which: int) -> dict[int, int] | None:
    """Read parents off how far in the labels stand; None where all stand alike."""
    rows = [x.row_number for x in block.free]
    known = {row: block.indents[row][which] for row in rows if row in block.indents}
    if not rows or len(known) < len(rows):
        return None
    levels: list[float] = []
    for indent in sorted(known.values()):
        if not levels or indent - levels[-1] > _INDENT_PT:
            levels.append(indent)
    if len(levels) < 2:
        return None
    parents: dict[int, int] = {}
    stack: list[tuple[int, int]] = []
    for row, indent in known.items():
        level = max(i for i, start in enumerate(levels) if indent >= start - 1)
        while stack and stack[-1][0] >= level:
            stack.pop()
        parent = stack[-1][1] if stack else block.root
        if parent is not None:
            parents[row] = parent
        stack.append((level, row))
    return parents


def is_among(line: Line) -> bool:
    """Say whether a row begins with 其中."""
    return re.match(r"^其中", compact(line.row_label or "")) is not None
