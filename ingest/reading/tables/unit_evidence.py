"""The unit of a table that prints none: settled where the same number stands with its unit.

A report says its totals again and again, in other tables and in prose. One of a table's numbers
in a sentence, with 万元 behind it, says what the table is in; a number of few digits says nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Final

from ingest.contract.concepts import YUAN_PER_UNIT
from ingest.reading.pdf.model import DocumentRead
from ingest.reading.tables.model import StitchedTable
from ingest.reading.tables.numbers import parse_number

_IN_PROSE: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*((?:[百千十]?万|亿|千|百)?元)")
# Two amounts of four digits agree by chance once in thousands.
_FEWEST_DIGITS: Final = 4
# Those that tables are in, the likeliest first.
_UNITS: Final = ("万元", "元", "千元", "百元", "亿元")

UNKNOWN: Final = "unit not printed, amounts unknown"


class UnitEvidence:
    """What a report states with a unit, to be asked by the tables that print none."""

    def __init__(
        self, document: DocumentRead, tables: Sequence[tuple[StitchedTable, str | None]]
    ) -> None:
        """Keep what may be asked for; nothing is read before that.

        Args:
            document: the pages, for their prose.
            tables: the report's tables, each with its unit where it prints one.
        """
        self._document = document
        self._tables = [(table, unit) for table, unit in tables if unit in YUAN_PER_UNIT]
        units = Counter(unit for _, unit in self._tables if unit is not None)
        self._common = units.most_common(1)[0][0] if units else None

    @cached_property
    def _stated(self) -> dict[str, frozenset[Decimal]]:
        """Amounts in yuan by where they stand."""
        prose = (
            (Decimal(number.replace(",", "")), unit)
            for page in self._document.pages
            for line in page.lines
            for number, unit in _IN_PROSE.findall(line.text)
        )
        return {
            "prose": frozenset(v * YUAN_PER_UNIT[unit] for v, unit in prose if _says_much(v)),
            "another table": frozenset(
                value * YUAN_PER_UNIT[unit]
                for table, unit in self._tables
                if unit is not None
                for value in _values(table)
            ),
        }

    def settle(self, table: StitchedTable) -> tuple[str | None, str]:
        """Find the unit of a table that prints none, and say what settles it.

        Its own numbers decide, where they stand elsewhere with their unit; else the report's
        unit is taken; else nobody knows.
        """
        values = _values(table)
        votes = {
            (unit, place): sum(value * YUAN_PER_UNIT[unit] in amounts for value in values)
            for unit in _UNITS
            for place, amounts in self._stated.items()
        }
        totals = {u: sum(n for (unit, _), n in votes.items() if unit == u) for u in _UNITS}
        first, second = sorted(_UNITS, key=lambda u: -totals[u])[:2]
        if totals[first] > totals[second]:
            place = max(self._stated, key=lambda p: votes[first, p])
            return first, f"unit not printed, {first} by {totals[first]} numbers as in {place}"
        if self._common is not None:
            return self._common, f"unit not printed, the report's {self._common} taken"
        return None, UNKNOWN


def _values(table: StitchedTable) -> set[Decimal]:
    """Collect a table's numbers of more than a few digits."""
    values: set[Decimal] = set()
    for cell in table.cells:
        if cell.region != "body":
            continue
        read = parse_number(cell.text)
        if read.value is not None and read.decimals is not None and _says_much(read.value):
            values.add(abs(read.value))
    return values


def _says_much(value: Decimal) -> bool:
    """Say whether a number has enough digits that its equal is no chance; codes have none too.

    >>> _says_much(Decimal("1753.54")), _says_much(Decimal("700.00"))
    (True, False)
    """
    digits = str(abs(value)).replace(".", "").strip("0")
    return len(digits) >= _FEWEST_DIGITS
