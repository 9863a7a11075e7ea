"""The fast way into Camelot against Camelot's own: same grids, same text in the same cells."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from ingest.reading.pdf import PageRead, read_document

REPORTS = sorted((Path(__file__).parents[3] / "golden").glob("*/report.pdf"))


def cells_of(page: PageRead) -> list[list[tuple[int, int, int, int, str]]]:
    return [
        [
            (
                cell.row,
                cell.column,
                cell.row_span,
                cell.column_span,
                re.sub(r"\s", "", unicodedata.normalize("NFKC", cell.text)),
            )
            for cell in grid.cells
        ]
        for grid in page.grids
    ]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.parent.name)
def test_plain__agrees_with_the_fast_way(path: Path) -> None:
    content = path.read_bytes()
    fast = read_document(content, path.name).pages
    plain = read_document(content, path.name, plain=True).pages
    assert sum(len(page.grids) for page in plain) > 0
    assert [cells_of(page) for page in fast] == [cells_of(page) for page in plain]
