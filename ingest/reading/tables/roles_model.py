"""What the search for roles hands on: how rows and columns of a table add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

# Printed values by (row, column); a blank cell has none.
Amounts = Mapping[tuple[int, int], Decimal]


@dataclass(frozen=True, slots=True)
class RowRole:
    """How the amounts of one row of one block stand to the other rows (`concepts.SUM_ROLES`)."""

    sum_role: str = "none"
    parent_row: int | None = None
    is_leaf: bool = False


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """How the amounts of one column stand to the others (`concepts.COLUMN_SUM_ROLES`)."""

    sum_role: str | None = None
    whole_column: int | None = None
    is_leaf: bool = False
    fund: str | None = None
    nature: str | None = None


@dataclass(frozen=True, slots=True)
class Support:
    """Sums that a reading asks for: how many could be tried, and how many held."""

    held: int = 0
    tried: int = 0

    def __add__(self, other: Support) -> Support:
        return Support(self.held + other.held, self.tried + other.tried)


@dataclass(frozen=True, slots=True)
class SumRoles:
    """The reading that was kept: rows by (row, block), columns by number, and its support."""

    status: str = "untested"
    rows: Mapping[tuple[int, int], RowRole] = field(default_factory=dict)
    columns: Mapping[int, ColumnRole] = field(default_factory=dict)
    row_sums: Support = Support()
    column_sums: Support = Support()
