"""Contents pages that are ruled grids: they list tables and hold none."""

from __future__ import annotations

from typing import Final

from ingest.reading.pdf.model import DocumentRead, Grid
from ingest.reading.tables.numbers import parse_number
from ingest.reading.tables.titles import classify_heading, split_title
from ingest.reading.tables.words import compact

# A contents list names at least this many tables, in most of its rows.
_FEWEST_TITLES: Final = 4
_TITLE_SHARE: Final = 0.6


def find_contents_pages(document: DocumentRead) -> frozenset[int]:
    """Find the pages whose grids list the report's tables."""
    return frozenset(
        page.page_number
        for page in document.pages
        if page.grids and _lists_tables([row for grid in page.grids for row in _rows(grid)])
    )


def _rows(grid: Grid) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for cell in grid.cells:
        if cell.text.strip():
            rows.setdefault(cell.row, []).append(compact(cell.text))
    return list(rows.values())


def _lists_tables(rows: list[list[str]]) -> bool:
    titled = sum(any(_is_title(text) for text in row) for row in rows)
    if titled < _FEWEST_TITLES or titled < _TITLE_SHARE * len(rows):
        return False
    money = sum(any(_is_money(text) for text in row) for row in rows)
    return money * 4 < len(rows)


def _is_title(text: str) -> bool:
    return classify_heading(split_title(text.lstrip("、. "))[1].rstrip(".…0123456789")) == "title"


def _is_money(text: str) -> bool:
    value = parse_number(text)
    return value.reading == "number" and bool(value.decimals)
