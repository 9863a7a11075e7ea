"""A grid by place, and what its texts say of header and body: words propose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ingest.reading.pdf.model import Grid, GridCell
from ingest.reading.tables.codes import parse_code
from ingest.reading.tables.numbers import parse_number
from ingest.reading.tables.ordinals import ordinal_style
from ingest.reading.tables.units import header_words
from ingest.reading.tables.words import compact
from ingest.reading.vocabulary.loading import find_concept, load_rules

# 3, or 3=4+5 where a column is the sum of others; some count in letters
_COLUMN_NUMBER: Final = re.compile(r"\(?(\d{1,2}|[A-Z])\)?(?P<sum>=[\dA-Z+\-*/=()]+)?")
_COUNTED_COLUMN: Final = re.compile(r"第?(\d{1,2}|[A-Z])[栏列]")
_LONGEST_HEADER: Final = 45
# 类 of a code has three digits; a shorter run of digits is a column number or a count.
_SHORTEST_CODE: Final = 3


def is_header_word(text: str) -> bool:
    """Say whether a vocabulary knows the text as a header."""
    words = header_words(text)
    if not words or len(words) > _LONGEST_HEADER or words.endswith("。"):
        return False
    sections = (
        ("headers", "role"),
        ("headers", "measure"),
        ("headers", "generic"),
        ("headers", "neutral"),
        ("headers", "stage"),
        ("forms", "indicator"),
    )
    return any(find_concept(load_rules(*section), words) for section in sections)


def is_ordinal_line(text: str) -> bool:
    """Say whether a text begins with 一、 （一） 1. …, as body lines do and few headers."""
    return ordinal_style(compact(text)) is not None


def match_column_number(text: str) -> re.Match[str] | None:
    """Match the number of a column, the sum that it is in group `sum`.

    >>> match_column_number("（3）=（4）+（5）")[1], match_column_number("2栏=3栏+4栏")["sum"]
    ('3', '=3+4')
    >>> match_column_number("B")[1], match_column_number("2.5")
    ('B', None)
    """
    return _COLUMN_NUMBER.fullmatch(_COUNTED_COLUMN.sub(r"\1", compact(text).upper()))


def is_body_text(text: str) -> bool:
    """Say whether a text is one of the body, by its words: a number, a code, an ordinal line."""
    reading = parse_number(text).reading
    if reading in {"number", "unread"} or is_ordinal_line(text):
        return True
    code = parse_code(text)
    return code is not None and len(code) >= _SHORTEST_CODE


@dataclass
class Layout:
    """A grid by place."""

    grid: Grid
    printed_cells: dict[int, list[GridCell]]

    def printed(self, row: int) -> list[GridCell]:
        """Cells that begin in a row and print something."""
        return self.printed_cells.get(row, [])

    @cached_property
    def owner(self) -> dict[tuple[int, int], GridCell]:
        """The cell at each place; many a grid is told by its first row and never asked."""
        return {
            (row, column): cell
            for cell in self.grid.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }


def lay_out(grid: Grid) -> Layout:
    """Lay a grid out by place."""
    printed: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        if cell.text.strip():
            printed.setdefault(cell.row, []).append(cell)
    return Layout(grid, printed)
