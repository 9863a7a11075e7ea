"""Telling forms (label–value pairs, then an indicator block) from tables with a header."""

from __future__ import annotations

import re
from typing import Final

from ingest.reading.pdf.model import Grid, GridCell
from ingest.reading.tables.header_layout import is_header_word
from ingest.reading.tables.words import compact
from ingest.reading.vocabulary.loading import find_concept, load_rules

# A list has at least this many header words in its first row; a form pairs one or two labels.
_LIST_HEADER_WORDS: Final = 4


def field_concept(text: str) -> str | None:
    """Name the form field that a label stands for; None where it is no label."""
    words = label_words(text)
    if not words or len(words) > 24:
        return None
    return find_concept(load_rules("forms", "field"), words)


def indicator_concept(text: str) -> str | None:
    """Name the part of an indicator block that a header cell stands for."""
    words = label_words(text)
    return find_concept(load_rules("forms", "indicator"), words) if words else None


def label_words(text: str) -> str:
    """Bring a label into the form in which vocabularies match it."""
    return re.sub(r"^其中:?(?=.{3})", "", compact(text).rstrip(":")).strip("*")


def is_form(grid: Grid, top_rows: frozenset[int]) -> bool:
    """Say whether a grid begins like a form: a head field with its value beside it.

    A list begins with the same words (项目名称, 部门名称), but with other header words beside
    them, or with a cell merged downward over the header.
    """
    printed = _printed_rows(grid, top_rows)[:4]
    if not printed or opening_field(grid, top_rows) is None:
        return False
    first = printed[0]
    labels = [c for c in first if field_concept(c.text) or indicator_concept(c.text)]
    if len(labels) >= _LIST_HEADER_WORDS or (len(labels) >= 3 and len(labels) == len(first)):
        return False
    if len(first) > 1 and (is_header_word(first[1].text) and not _is_long(first[1].text)):
        return False
    labelled = sum(field_concept(cells[0].text) is not None for cells in printed)
    return len(first) <= 6 and labelled >= min(2, len(printed))


def _printed_rows(grid: Grid, top_rows: frozenset[int]) -> list[list[GridCell]]:
    rows: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        if cell.row not in top_rows and cell.text.strip():
            rows.setdefault(cell.row, []).append(cell)
    return [rows[row] for row in sorted(rows)]


def _is_long(text: str) -> bool:
    """Say whether a text is too long for a header word: a project may be named 公务接待 …."""
    return len(compact(text)) > 10 or "-" in text


def opening_field(grid: Grid, top_rows: frozenset[int]) -> str | None:
    """Name the head field that opens a form, where the grid's first printed cell is one."""
    rows = _printed_rows(grid, top_rows)
    concept = field_concept(rows[0][0].text) if rows else None
    return concept if concept in {"project", "project_code", "department"} else None


def field_concepts(grid: Grid) -> frozenset[str]:
    """Name all head fields that a grid labels."""
    return frozenset(concept for c in grid.cells if (concept := field_concept(c.text)))


def has_indicator_header(grid: Grid) -> bool:
    """Say whether some row of a grid is the header of an indicator block."""
    for row in range(grid.row_count):
        concepts = {indicator_concept(c.text) for c in grid.cells if c.row == row}
        if "level_3" in concepts and "target" in concepts:
            return True
    return False
