"""A report's sums as one system: cells that hold amounts, identities that they must obey.

Amounts are integers in units of 10⁻⁸ yuan, exact: no binary fraction, no rounding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

UNITS_PER_YUAN: Final = 10**8  # 元 printed with six decimals is known to 5·10⁻⁷ yuan

Place = tuple[int, int, int]  # table, row, column, from 1


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a table that holds an amount, or is blank and might hold one.

    Attributes:
        place: table, row and column.
        figure_id: the printed figure; None where the cell is blank.
        amount: in units of 10⁻⁸ yuan; None where blank.
        half_unit: half of its last printed digit; where blank, that of its column.
        step: the last printed digit that its column usually has.
    """

    place: Place
    figure_id: str | None
    amount: int | None
    half_unit: int
    step: int

    @property
    def table(self) -> int:
        """Table number."""
        return self.place[0]

    @property
    def row(self) -> int:
        """Row number."""
        return self.place[1]

    @property
    def column(self) -> int:
        """Column number."""
        return self.place[2]


@dataclass(frozen=True, slots=True)
class Identity:
    """Σ coefficient · cell = 0 (or ≤ 0), known to a tolerance.

    Attributes:
        check_id: key of the instance in fct_invariant_checks.
        invariant_id: which identity.
        terms: cell number → coefficient, never 0; sorted.
        is_bound: ≤ and not =.
        tolerance: Σ half units of the printed terms.
    """

    check_id: str
    invariant_id: str
    terms: tuple[tuple[int, int], ...]
    is_bound: bool
    tolerance: int


@dataclass(frozen=True, slots=True)
class RowName:
    """What a body row is called: its code, its label, whether it is a total."""

    code: str
    label: str
    is_total: bool


@dataclass(frozen=True, slots=True)
class System:
    """All cells and tried sum identities of one report.

    Attributes:
        cells: sorted by place.
        identities: sorted by check_id.
        by_cell: cell number → (identity number, coefficient) of each identity it is in.
        by_place: place → cell number.
        rows: (table, row) → its name.
        claims: cell number → what the prose says that it is, and how exactly.
        doubted: identities (by number) over rows or columns that nobody knows the roles of.
        unread: identities over tables whose numbers were not all read.
    """

    cells: tuple[Cell, ...]
    identities: tuple[Identity, ...]
    by_cell: tuple[tuple[tuple[int, int], ...], ...]
    by_place: Mapping[Place, int] = field(repr=False)
    rows: Mapping[tuple[int, int], RowName] = field(repr=False)
    claims: Mapping[int, tuple[tuple[int, int], ...]] = field(default_factory=dict, repr=False)
    doubted: frozenset[int] = frozenset()
    unread: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Claim:
    """What the prose says of one printed figure, whether or not it agrees."""

    figure_id: str
    claimed_yuan: Decimal
    tolerance_yuan: Decimal


@dataclass(frozen=True, slots=True)
class Term:
    """One term of one identity, as the warehouse has it; amounts in yuan, None where blank."""

    check_id: str
    invariant_id: str
    is_bound: bool
    place: Place
    figure_id: str | None
    sign: int
    amount_yuan: Decimal | None
    half_unit_yuan: Decimal | None


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed amount, whether or not an identity touches it."""

    place: Place
    figure_id: str
    amount_yuan: Decimal
    half_unit_yuan: Decimal


def units(amount_yuan: Decimal) -> int:
    """Convert yuan to exact integer units.

    >>> units(Decimal("0.5"))
    50000000
    """
    return int(amount_yuan * UNITS_PER_YUAN)


def build_system(
    terms: Iterable[Term],
    printed: Iterable[Printed] = (),
    rows: Mapping[tuple[int, int], RowName] | None = None,
    claims: Iterable[Claim] = (),
    *,
    doubted: Collection[str] = (),
    unread: Collection[str] = (),
) -> System:
    """Put terms together.

    Every row × column of a table that has a term becomes a cell, so that a run of a column can
    be moved over its blanks.

    Args:
        terms: of the identities that were tried (`holds` or `violated`), in any order.
        printed: all money figures of the report; those of the terms may be left out.
        rows: names of the body rows; places come from here too.
        claims: of the prose on single figures.
        doubted: check_id of what is over rows or columns of unknown roles.
        unread: check_id of what is over tables whose numbers were not all read.
    """
    terms = sorted(terms, key=lambda term: (term.check_id, term.place))
    names = dict(rows or {})
    figures: dict[Place, Printed] = {each.place: each for each in printed}
    for term in terms:
        if term.figure_id is not None and term.amount_yuan is not None:
            half_unit = term.half_unit_yuan or Decimal(0)
            figures[term.place] = Printed(term.place, term.figure_id, term.amount_yuan, half_unit)
    cells = _make_cells({term.place for term in terms}, figures, names)
    by_place = {cell.place: number for number, cell in enumerate(cells)}
    identities = _make_identities(terms, cells, by_place)
    by_cell: list[list[tuple[int, int]]] = [[] for _ in cells]
    for number, identity in enumerate(identities):
        for cell, coefficient in identity.terms:
            by_cell[cell].append((number, coefficient))
    numbers = {cell.figure_id: number for number, cell in enumerate(cells) if cell.figure_id}
    said: dict[int, tuple[tuple[int, int], ...]] = defaultdict(tuple)
    for claim in claims:
        if claim.figure_id in numbers:
            said[numbers[claim.figure_id]] += (
                (units(claim.claimed_yuan), units(claim.tolerance_yuan)),
            )
    doubts, gaps = (
        frozenset(n for n, each in enumerate(identities) if each.check_id in check_ids)
        for check_ids in (doubted, unread)
    )
    by_cells = tuple(map(tuple, by_cell))
    return System(cells, identities, by_cells, by_place, names, dict(said), doubts, gaps)


def _make_cells(
    places: set[Place],
    figures: Mapping[Place, Printed],
    names: Mapping[tuple[int, int], RowName],
) -> tuple[Cell, ...]:
    tables = {place[0] for place in places}
    places = places | {place for place in figures if place[0] in tables}
    table_rows: dict[int, set[int]] = defaultdict(set)
    table_columns: dict[int, set[int]] = defaultdict(set)
    half_units: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place in places:
        table_rows[place[0]].add(place[1])
        table_columns[place[0]].add(place[2])
    for table, row in names:
        if table in tables:
            table_rows[table].add(row)
    for place, figure in figures.items():
        if place[0] in tables:
            half_units[place[0], place[2]].append(units(figure.half_unit_yuan))
    made = []
    for table in sorted(tables):
        finest = min(
            (half for key, each in half_units.items() if key[0] == table for half in each if half),
            default=0,
        )
        for row in sorted(table_rows[table]):
            for column in sorted(table_columns[table]):
                usual = min((each for each in half_units[table, column] if each), default=finest)
                found = figures.get((table, row, column))
                made.append(
                    Cell(
                        (table, row, column),
                        found.figure_id if found else None,
                        units(found.amount_yuan) if found else None,
                        units(found.half_unit_yuan) if found else usual,
                        max(1, 2 * usual),
                    )
                )
    return tuple(made)


def _make_identities(
    terms: Iterable[Term], cells: tuple[Cell, ...], by_place: Mapping[Place, int]
) -> tuple[Identity, ...]:
    grouped: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        grouped[term.check_id].append(term)
    made = []
    for check_id, members in sorted(grouped.items()):
        coefficients: dict[int, int] = defaultdict(int)
        tolerance = 0
        for term in members:
            number = by_place[term.place]
            coefficients[number] += term.sign
            if cells[number].amount is not None:
                tolerance += abs(term.sign) * cells[number].half_unit
        kept = tuple(sorted((cell, sign) for cell, sign in coefficients.items() if sign))
        first = members[0]
        made.append(Identity(check_id, first.invariant_id, kept, first.is_bound, tolerance))
    return tuple(made)
