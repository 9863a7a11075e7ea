"""Amounts of one block as whole numbers, and whether a sum of rows or columns holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.reading.tables.roles_model import Amounts, Support

# Each term is rounded to half of its last digit. Fifty rounded terms are off by 2 last digits
# (one standard deviation); more than six is another number.
_MOST_ULPS = 6


@dataclass(frozen=True, slots=True)
class Sheet:
    """The amounts of one block, scaled to whole numbers.

    Attributes:
        rows: the rows that print an amount, top to bottom.
        columns: the columns that hold money, left to right.
        values: scaled amounts by (row, column); a blank cell has none.
        ulps: what one unit of the last printed digit of a column is, scaled.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    values: Mapping[tuple[int, int], int]
    ulps: Mapping[int, int]

    def tolerance(self, column: int, term_count: int) -> float:
        """Give how far rounding may put a sum of so many terms off, scaled."""
        return self.ulps[column] * min((term_count + 1) / 2, _MOST_ULPS)


def make_sheet(amounts: Amounts, columns: Sequence[int]) -> Sheet:
    """Scale the amounts of some columns.

    >>> make_sheet({(1, 2): Decimal("1.50"), (2, 2): Decimal("1.5")}, [2]).values
    {(1, 2): 150, (2, 2): 150}
    """
    wanted = set(columns)
    own = {place: value for place, value in amounts.items() if place[1] in wanted}
    digits: dict[int, int] = {}
    for (_, column), value in own.items():
        digits[column] = max(digits.get(column, 0), _decimals(value))
    most = max(digits.values(), default=0)
    scale = 10**most
    return Sheet(
        rows=tuple(sorted({row for row, _ in own})),
        columns=tuple(column for column in columns if column in digits),
        values={place: int(value * scale) for place, value in own.items()},
        ulps={column: 10 ** (most - count) for column, count in digits.items()},
    )


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def try_rows(sheet: Sheet, whole: int, parts: Sequence[int]) -> Support:
    """Try one sum of rows in every column in which it says something."""
    held = tried = 0
    values = sheet.values
    for column in sheet.columns:
        own = values.get((whole, column), 0)
        terms = [values.get((part, column), 0) for part in parts]
        if own == 0 and not any(terms):
            continue
        tried += 1
        held += abs(own - sum(terms)) <= sheet.tolerance(column, len(terms))
    return Support(held, tried)


def try_columns(sheet: Sheet, whole: int, parts: Sequence[int], rows: Iterable[int]) -> Support:
    """Try one sum of columns in every row in which it says something."""
    held = tried = 0
    values = sheet.values
    ulp = max(sheet.ulps[c] for c in (whole, *parts))
    for row in rows:
        own = values.get((row, whole), 0)
        terms = [values.get((row, part), 0) for part in parts]
        if own == 0 and not any(terms):
            continue
        tried += 1
        held += abs(own - sum(terms)) <= ulp * min((len(terms) + 1) / 2, _MOST_ULPS)
    return Support(held, tried)


def children_of(parents: Mapping[int, int]) -> dict[int, list[int]]:
    """Turn a map from part to whole round."""
    children: dict[int, list[int]] = {}
    for part in sorted(parents):
        children.setdefault(parents[part], []).append(part)
    return children


def support_of(sheet: Sheet, parents: Mapping[int, int]) -> Support:
    """Try every sum of rows that a map from part to whole asks for."""
    total = Support()
    for whole, parts in children_of(parents).items():
        total += try_rows(sheet, whole, parts)
    return total
