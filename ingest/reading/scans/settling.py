"""Which of two readings a figure is: what both say, else what the table's sums ask for.

The candidates of a figure are its two readings and nothing else. Never is a digit guessed that
would make a sum hold: a publisher's misprint looks the same. Where exactly one of the two makes all
identities hold that the figure is in, it is taken, and both stay on record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product
from typing import Final

import polars as pl

from ingest.connecting import connected
from ingest.reading.pdf.model import Box, DocumentRead, Grid, GridCell, PageRead, Piece, around
from ingest.reading.scans.figures import figure_text, is_broken, is_disputed, is_number_like

Place = tuple[int, Box]  # page_number and the box of a cell
_Key = tuple[int, int, int]  # table_number, row_number, column_number

# 2⁸ combinations of readings; a page that disputes more than that in one knot of sums is not read.
_MOST_TOGETHER: Final = 8
_HALF: Final = Decimal("0.5")
_NOT_ADDED: Final = ("memo", "none", "unknown")

PROVEN: Final = "proven"
AGREED: Final = "agreed"
SETTLED: Final = "settled"
UNREAD: Final = "unread"


@dataclass(frozen=True, slots=True)
class Sum:
    """An identity of a table: its whole is the sum of its parts, blanks being nothing."""

    whole: _Key
    parts: tuple[_Key, ...]

    @property
    def members(self) -> tuple[_Key, ...]:
        """All figures that it is about."""
        return (self.whole, *self.parts)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of the figures of the scanned pages.

    Attributes:
        document: with the reading that was taken in each cell, and `is_unread` where none was.
        settled: cells whose reading sums chose.
        unread: cells of figures whose reading nothing settled.
        others: cells with digits that are no figure of a table and not certain: (page, first
            reading, second reading).
    """

    document: DocumentRead
    settled: frozenset[Place] = frozenset()
    unread: frozenset[Place] = frozenset()
    others: tuple[tuple[int, str, str], ...] = ()


@dataclass(slots=True)
class _Sheet:
    """The figures of all tables: known values, and the candidates of those that are not known."""

    values: dict[_Key, Decimal] = field(default_factory=dict)
    ulps: dict[_Key, Decimal] = field(default_factory=dict)
    candidates: dict[_Key, tuple[tuple[str, Decimal], ...]] = field(default_factory=dict)

    def holds(self, one: Sum, chosen: Mapping[_Key, Decimal]) -> bool | None:
        """Say whether a sum holds; None while a member of it is not known."""
        total, slack = Decimal(0), Decimal(0)
        for member in one.members:
            value = chosen.get(member, self.values.get(member))
            if value is None:
                if member in self.candidates:
                    return None
                continue
            total += value if member == one.whole else -value
            slack += self.ulps[member] * _HALF
        return abs(total) <= slack

    def is_copy(self, one: Sum, chosen: Mapping[_Key, Decimal]) -> bool:
        """Say whether a sum has but one part that counts: it prints the same number twice."""
        return sum(1 for part in one.parts if chosen.get(part, self.values.get(part))) < 2


def has_scans(document: DocumentRead) -> bool:
    """Say whether any cell of a document was read twice."""
    return any(
        cell.second is not None
        for page in document.pages
        for grid in page.grids
        for cell in grid.cells
    )


def propose(document: DocumentRead) -> DocumentRead:
    """Put into each disputed cell the reading that is a number, if only one is."""
    return _rewrite(document, lambda _, cell: _proposed(cell) if is_disputed(cell) else cell)


def settle(
    document: DocumentRead, proposed: DocumentRead, frames: Mapping[str, pl.DataFrame]
) -> Settlement:
    """Settle what two readings of a scan dispute.

    Args:
        document: the pages as read.
        proposed: the same as `propose` gave it.
        frames: what was recognised in `proposed`.
    """
    disputed = {
        (page.page_number, cell.box): cell
        for page in document.pages
        for grid in page.grids
        for cell in grid.cells
        if is_disputed(cell)
    }
    places = figure_places(proposed, frames)
    odd = tuple(_odd(document, frozenset(places.values())))
    if not disputed:
        return Settlement(document, others=odd)
    sheet = _make_sheet(frames, places, disputed)
    chosen = _choose(sheet, list(find_sums(frames)))
    texts = {
        places[key]: text
        for key, value in chosen.items()
        for text, candidate in sheet.candidates[key]
        if candidate == value
    }
    figures = {place for key, place in places.items() if key in sheet.candidates}
    unread = frozenset(figures - texts.keys())

    def rewritten(place: Place, cell: GridCell) -> GridCell:
        if place in texts:
            return _with_text(cell, texts[place])
        if place in unread:
            return replace(_proposed(cell), is_unread=True)
        return cell

    return Settlement(
        document=_rewrite(document, rewritten),
        settled=frozenset(texts),
        unread=unread,
        others=odd,
    )


def _odd(document: DocumentRead, figures: Collection[Place]) -> Iterator[tuple[int, str, str]]:
    """List the cells with digits that are no figure, and are not certain to be something else.

    Both readings of a comma with dust beside it may be wrong alike; then no figure is there, and
    nothing else would say so.
    """
    for page in document.pages:
        for cell in (cell for grid in page.grids for cell in grid.cells):
            if cell.second is None or (page.page_number, cell.box) in figures:
                continue
            is_number = is_number_like(cell.text) or _is_long(cell)
            if is_broken(cell.text) or (is_number and is_disputed(cell)):
                yield page.page_number, cell.text, cell.second


def find_statuses(
    read: DocumentRead, frames: Mapping[str, pl.DataFrame], settlement: Settlement
) -> pl.DataFrame:
    """Say of each figure of a scanned page how far it may be trusted, and what else was read.

    Args:
        read: the pages as read.
        frames: what was recognised in the settled pages.
        settlement: what was settled.

    Returns:
        figure_id, reading_status, first_reading, second_reading: a row for each figure of a cell
        that was read twice.
    """
    places = figure_places(settlement.document, frames)
    cells = {
        (page.page_number, cell.box): cell
        for page in read.pages
        for grid in page.grids
        for cell in grid.cells
        if cell.second is not None
    }
    sheet = _make_sheet(frames, places, {})
    for key, place in places.items():
        if place in settlement.unread:
            sheet.values.pop(key, None)
            sheet.candidates[key] = ()
    borne_out = _borne_out(sheet, [one for one in find_sums(frames) if sheet.holds(one, {})])
    ids = dict(zip(_keys(frames["figures"]), frames["figures"]["figure_id"], strict=True))
    rows = []
    for key, place in places.items():
        cell = cells.get(place)
        if cell is None:
            continue
        if place in settlement.unread or key not in sheet.values:
            status = UNREAD
        elif place in settlement.settled:
            status = SETTLED
        else:
            status = PROVEN if key in borne_out else AGREED
        rows.append((ids[key], status, cell.text, cell.second))
    columns = ("figure_id", "reading_status", "first_reading", "second_reading")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def _borne_out(sheet: _Sheet, holding: Sequence[Sum]) -> set[_Key]:
    """List the figures that some sum bears out.

    Two copies of one number bear nothing out. But where one of them is a term of a true sum, the
    other could stand in its place, and the sum would hold as well: so it is borne out too.
    """
    found = {member for one in holding if not sheet.is_copy(one, {}) for member in one.members}
    copies = [one for one in holding if sheet.is_copy(one, {})]
    while True:
        more = {
            member
            for one in copies
            if not found.isdisjoint(own := _counting(sheet, one))
            for member in own
            if sheet.values[member] == sheet.values[one.whole]
        }
        if more <= found:
            return found
        found |= more


def _counting(sheet: _Sheet, one: Sum) -> list[_Key]:
    """Give the members of a sum that print something but nought."""
    return [member for member in one.members if sheet.values.get(member)]


def find_sums(frames: Mapping[str, pl.DataFrame]) -> Iterator[Sum]:
    """List the identities of tables whose roles their sums bear out: along rows and columns."""
    supported = frames["tables"].filter(pl.col("roles_status") == "supported")["table_number"]
    columns = frames["columns"].filter(pl.col("table_number").is_in(supported.implode()))
    lines = frames["lines"].filter(pl.col("table_number").is_in(supported.implode()))
    money: dict[tuple[int, int], list[int]] = defaultdict(list)
    addends: dict[tuple[int, int], list[int]] = defaultdict(list)
    for table, number, block, is_money, role, whole in columns.select(
        "table_number", "column_number", "block", "is_money", "sum_role", "whole_column"
    ).iter_rows():
        if is_money:
            money[table, block].append(number)
            if role not in _NOT_ADDED and whole is not None:
                addends[table, whole].append(number)
    rows: dict[int, set[int]] = defaultdict(set)
    children: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for table, row, block, role, parent in lines.select(
        "table_number", "row_number", "block", "sum_role", "parent_row"
    ).iter_rows():
        rows[table].add(row)
        if parent is not None and role not in _NOT_ADDED:
            children[table, block, parent].append(row)
    for (table, whole), parts in sorted(addends.items()):
        for row in sorted(rows[table]):
            yield Sum((table, row, whole), tuple((table, row, part) for part in parts))
    for (table, block, parent), below in sorted(children.items()):
        for column in money[table, block]:
            yield Sum((table, parent, column), tuple((table, row, column) for row in below))


def figure_places(document: DocumentRead, frames: Mapping[str, pl.DataFrame]) -> dict[_Key, Place]:
    """Find the cell that each figure stands in."""
    tight = {
        (page.page_number, *_tight(cell)): (page.page_number, cell.box)
        for page in document.pages
        for grid in page.grids
        for cell in grid.cells
        if cell.second is not None and cell.pieces
    }
    figures = frames["figures"]
    boxes = figures.select("page_number", "x0", "y0", "x1", "y1").iter_rows()
    return {
        key: tight[page, *box]
        for key, (page, *box) in zip(_keys(figures), boxes, strict=True)
        if (page, *box) in tight
    }


def _keys(figures: pl.DataFrame) -> list[_Key]:
    return [(t, r, c) for t, r, c in figures["table_number", "row_number", "column_number"].rows()]


def _tight(cell: GridCell) -> Box:
    return around([piece.box for piece in cell.pieces])


def _make_sheet(
    frames: Mapping[str, pl.DataFrame],
    places: Mapping[_Key, Place],
    disputed: Mapping[Place, GridCell],
) -> _Sheet:
    sheet = _Sheet()
    figures = frames["figures"]
    for key, value, decimals in zip(
        _keys(figures), figures["value"], figures["decimals"], strict=True
    ):
        sheet.ulps[key] = Decimal(1).scaleb(-(decimals or 0))
        cell = disputed.get(places[key]) if key in places else None
        if cell is not None:
            sheet.candidates[key] = tuple(_candidates(cell))
        elif value is not None:
            sheet.values[key] = value
    return sheet


def _candidates(cell: GridCell) -> Iterator[tuple[str, Decimal]]:
    """Give the readings of a cell that are numbers; a blank is nothing, and may be right."""
    for text in dict.fromkeys((cell.text, cell.second or "")):
        number = figure_text(text)
        if number is not None:
            yield number, number_value(number)
        elif not text.strip():
            yield "", Decimal(0)


def number_value(number: str) -> Decimal:
    """Read a number in its plain form.

    >>> number_value("-1,234.50"), number_value("(3)"), number_value("9.5%")
    (Decimal('-1234.50'), Decimal('-3'), Decimal('9.5'))
    """
    bare = number.strip("()").replace(",", "").replace("¥", "").rstrip("%")
    value = Decimal(bare)
    return -value if number.startswith("(") else value


def _choose(sheet: _Sheet, sums: Sequence[Sum]) -> dict[_Key, Decimal]:
    """Choose readings, knot by knot of sums that share disputed figures."""
    about: dict[_Key, list[Sum]] = defaultdict(list)
    for one in sums:
        for member in one.members:
            if member in sheet.candidates:
                about[member].append(one)
    chosen: dict[_Key, Decimal] = {}
    # disputed figures that sums tie together
    ties = ((key, other) for key in about for one in about[key] for other in one.members)
    disputed = (tie for tie in ties if tie[1] in sheet.candidates)
    for knot in connected(sorted(sheet.candidates), disputed):
        chosen.update(_choose_together(sheet, knot, about))
    return chosen


def _choose_together(
    sheet: _Sheet, knot: Sequence[_Key], about: Mapping[_Key, Sequence[Sum]]
) -> dict[_Key, Decimal]:
    sums = list(dict.fromkeys(one for key in knot for one in about.get(key, ())))
    if not sums or len(knot) > _MOST_TOGETHER or not all(sheet.candidates[key] for key in knot):
        return {}
    fitting = []
    for combination in product(*({v for _, v in sheet.candidates[key]} for key in knot)):
        tried = dict(zip(knot, combination, strict=True))
        if all(sheet.holds(one, tried) for one in sums):
            fitting.append(tried)
    chosen = {}
    for key in knot:
        values = {tried[key] for tried in fitting}
        if len(values) == 1 and about.get(key):
            value = values.pop()
            # a blank that fits leaves nothing to take
            if any(text for text, v in sheet.candidates[key] if v == value):
                chosen[key] = value
    return chosen


def _proposed(cell: GridCell) -> GridCell:
    if figure_text(cell.text) is None and (second := figure_text(cell.second or "")) is not None:
        return _with_text(cell, second)
    return cell


def _with_text(cell: GridCell, text: str) -> GridCell:
    """Give a cell one line of text where it prints, both readings kept."""
    if cell.text == text:
        return cell
    box = _tight(cell) if cell.pieces else cell.box
    size = cell.pieces[0].font_size_pt if cell.pieces else 0.0
    # the box tells the figure's place: it stays
    return replace(cell, pieces=(Piece(text, box, size),))


def _is_long(cell: GridCell) -> bool:
    return is_number_like(cell.second or "") and len(cell.second or "") > 2


def _rewrite(document: DocumentRead, change: Callable[[Place, GridCell], GridCell]) -> DocumentRead:
    return replace(
        document,
        pages=tuple(_rewrite_page(page, change) for page in document.pages),
    )


def _rewrite_page(page: PageRead, change: Callable[[Place, GridCell], GridCell]) -> PageRead:
    if not any(cell.second is not None for grid in page.grids for cell in grid.cells):
        return page
    return replace(page, grids=tuple(_rewrite_grid(page, grid, change) for grid in page.grids))


def _rewrite_grid(
    page: PageRead, grid: Grid, change: Callable[[Place, GridCell], GridCell]
) -> Grid:
    return replace(
        grid, cells=tuple(change((page.page_number, cell.box), cell) for cell in grid.cells)
    )
