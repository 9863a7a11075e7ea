"""A grid by place, and what its texts say of header and body: words propose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ingest.reading.pdf.model import Grid, GridCell
from ingest.reading.tables.codes import parse_code
from ingest.reading.tables.numbers import parse_number
from ingest.reading.tables.units import header_words
from ingest.reading.tables.words import compact
from ingest.reading.vocabulary.loading import find_concept, load_rules

_ORDINAL: Final = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[、.](?!\d)|\(\d{1,2}\))"
)
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
    return _ORDINAL.match(compact(text)) is not None


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
