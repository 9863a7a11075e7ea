"""What the places of a report are called on paper: for messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from expectations.diagnosis.quoted import nest_quotes
from expectations.diagnosis.said import Page
from expectations.diagnosis.system import UNITS_PER_YUAN, Place, System
from ingest.contract.concepts import YUAN_PER_UNIT


@dataclass(frozen=True, slots=True)
class TableName:
    """A table: its kind, its printed title and unit, its pages, whether its reading is proven."""

    kind: str
    title: str
    unit: str
    first_page: int
    last_page: int
    is_proven: bool = True


@dataclass(frozen=True, slots=True)
class Atlas:
    """Names of a report's tables, columns and pages.

    Attributes:
        tables: table number → its name.
        columns: (table, column) → header path.
        pages: (table, row) → page.
        blocks: (table, column) → which of the blocks side by side, from 1.
        names: (table, row, block) → code and label.
    """

    tables: Mapping[int, TableName]
    columns: Mapping[tuple[int, int], str]
    pages: Mapping[tuple[int, int], int]
    blocks: Mapping[tuple[int, int], int] = field(default_factory=dict)
    names: Mapping[tuple[int, int, int], str] = field(default_factory=dict)

    def row(self, place: Place) -> str:
        """Code and label of a cell's row in its own block; '' where it has neither."""
        block = self.blocks.get((place[0], place[2]), 1)
        return self.names.get((place[0], place[1], block), "")

    def page(self, place: Place) -> int:
        """Page on which a cell stands."""
        found = self.pages.get(place[:2])
        return found if found is not None else self.tables[place[0]].first_page

    def page_of_table(self, place: Place) -> Page:
        """Page on which a cell stands, as one of its table."""
        return Page(self.page(place), place[0])

    def unit(self, place: Place) -> str:
        """Money unit of a cell's table; 元 where the table states none."""
        unit = self.tables[place[0]].unit
        return unit if unit in YUAN_PER_UNIT else "元"

    def value(self, place: Place, amount: int) -> Decimal:
        """Turn an amount into the number as the table would print it."""
        yuan = Decimal(amount) / UNITS_PER_YUAN
        return (yuan / YUAN_PER_UNIT[self.unit(place)]).quantize(Decimal("0.000001"))

    def money(self, place: Place, amount: int | None) -> tuple[str, str]:
        """Write an amount for a reader, in Chinese and in English.

        >>> atlas = Atlas({1: TableName("summary", "", "万元", 1, 1)}, {}, {})
        >>> atlas.money((1, 1, 1), 123_456_700 * 10**6), atlas.money((1, 1, 1), None)
        (('123.4567万元', '123.4567 万元'), ('空白', 'blank'))
        """
        if amount is None:
            return "空白", "blank"
        number = f"{self.value(place, amount):,f}".rstrip("0").rstrip(".")
        whole, _, fraction = number.partition(".")
        number = (
            f"{whole}.{fraction.ljust(2, '0')}" if self.unit(place) != "元" or fraction else whole
        )
        return f"{number}{self.unit(place)}", f"{number} {self.unit(place)}"

    def table_zh(self, table: int) -> str:
        """Name a table, such as 表2“一般公共预算支出表”."""
        title = nest_quotes(self.tables[table].title)
        return f"表{table}“{title}”" if title else f"表{table}"

    def table_en(self, table: int) -> str:
        """Name a table in English, with its printed title."""
        title = nest_quotes(self.tables[table].title)
        return f"table {table} ({title})" if title else f"table {table}"

    def column(self, place: Place) -> str:
        """Header path of a cell's column."""
        return nest_quotes(self.columns.get((place[0], place[2]), f"第{place[2]}列"))


def row_words(system: System, atlas: Atlas, place: Place) -> str:
    """Name a row as it is printed: code and label.

    Falls back to the other block's words, then to its number where the row has neither.
    """
    name = system.rows.get(place[:2])
    words = atlas.row(place) or (f"{name.code} {name.label}".strip() if name else "")
    return nest_quotes(words) or f"第{place[1]}行"


def cell_zh(system: System, atlas: Atlas, place: Place) -> str:
    """Say where a cell stands."""
    return (
        f"{atlas.table_zh(place[0])}第{atlas.page(place)}页“{row_words(system, atlas, place)}”行"
        f"“{atlas.column(place)}”栏"
    )


def cell_en(system: System, atlas: Atlas, place: Place) -> str:
    """Say where a cell stands, in English."""
    return (
        f"{atlas.table_en(place[0])}, page {atlas.page(place)},"
        f" row “{row_words(system, atlas, place)}”, column “{atlas.column(place)}”"
    )
