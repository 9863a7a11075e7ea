"""Headers with ordinals (一、基本支出, （1）人员经费): words propose, what stands below decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from ingest.reading.pdf.model import GridCell
from ingest.reading.tables.blocks import LABEL_ROLES
from ingest.reading.tables.header_layout import (
    Layout,
    is_body_text,
    is_header_word,
    is_ordinal_line,
    match_column_number,
)
from ingest.reading.tables.numbers import parse_number
from ingest.reading.tables.ordinals import ordinal_style
from ingest.reading.tables.units import header_words
from ingest.reading.tables.words import compact
from ingest.reading.vocabulary.loading import find_concept, load_rules

# Storeys of a header below the one that is asked about.
_MOST_STOREYS: Final = 3
# A column of figures prints numbers in most of its cells (as `columns` decides it too).
_NUMERIC_SHARE: Final = 0.6
_COLUMN_WORD: Final = re.compile(r"栏次|行次|[甲乙丙丁]")


def is_body_cell(layout: Layout, cell: GridCell, *, named: bool) -> bool:
    """Say whether a cell belongs to the body: a number, a code, a line with an ordinal.

    A text with an ordinal is a header where figures stand below it.

    Args:
        layout: the grid.
        cell: a printed cell.
        named: other words make its row a header's, should nothing at all stand below.
    """
    if not is_body_text(cell.text):
        return False
    if not is_ordinal_line(cell.text) or parse_number(cell.text).reading != "text":
        return True
    return not _heads_figures(layout, cell, named=named)


def is_named_row(layout: Layout, cells: Sequence[GridCell]) -> bool:
    """Say whether a row is a header's: it names rows, or each column, or one ordinal is proven."""
    covered = sum(c.column_span for c in cells)
    if covered == layout.grid.column_count and all(is_header_word(c.text) for c in cells):
        return True
    roles = load_rules("headers", "role")
    if any(find_concept(roles, header_words(c.text)) in LABEL_ROLES for c in cells):
        return True
    return any(is_ordinal_line(c.text) and not is_body_cell(layout, c, named=False) for c in cells)


def _heads_figures(layout: Layout, cell: GridCell, *, named: bool) -> bool:
    """Say whether the columns of a cell print figures, below further storeys of a header."""
    end = cell.column + cell.column_span
    below = [
        c
        for row in range(cell.row + cell.row_span, layout.grid.row_count)
        for c in layout.printed(row)
        if cell.column <= c.column and c.column + c.column_span <= end
    ]
    own = ordinal_style(compact(cell.text))
    rows = [list(row) for _, row in groupby(below, key=lambda c: c.row)]
    for cells in rows[:_MOST_STOREYS]:
        if not all(_is_storey(c.text) for c in cells):
            break
        if any(ordinal_style(compact(c.text)) == own for c in cells):
            return False  # 二、 below 一、: lines, one below the other
        below = below[len(cells) :]
    if not below:
        return named and is_header_word(cell.text)
    figures = [c for c in below if parse_number(c.text).reading in {"number", "nil", "unread"}]
    return len(figures) >= _NUMERIC_SHARE * len(below)


def _is_storey(text: str) -> bool:
    """Say whether a cell below may be of the header still: its words, a column's number."""
    reads = parse_number(text).reading
    if _COLUMN_WORD.fullmatch(compact(text)):
        return True
    # a bare 2 may be an amount: it counts as a figure
    return reads != "number" and (match_column_number(text) is not None or is_header_word(text))
