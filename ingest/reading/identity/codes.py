"""The publisher's own code of the department, where tables print it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from ingest.reading.identity.reading import compact
from ingest.reading.pdf.model import DocumentRead, Grid

_CODE_HEADER: Final = re.compile(r"^(部门|单位|预算单位|部门\(单位\)|单位\(部门\))(编码|代码)$")
_CODE: Final = re.compile(r"^\d{3,12}$")


def find_department_code(document: DocumentRead) -> str | None:
    """Find the code under 部门编码 or 单位编码: the only one, or the one that all others extend.

    Returns:
        None where tables print no codes, or codes of several departments.
    """
    codes: Counter[str] = Counter()
    for page in document.pages:
        for grid in page.grids:
            codes.update(_codes_below(grid))
    if not codes:
        return None
    first, last = min(codes), max(codes)
    if first == last:
        return first
    agreed = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), None)
    shared = first[:agreed] if agreed is not None else first
    # Codes grow by steps of three digits: 126, 126001.
    return shared[: len(shared) // 3 * 3] or None


def _codes_below(grid: Grid) -> list[str]:
    headers = [cell for cell in grid.cells if _CODE_HEADER.match(compact(cell.text))]
    return [
        text
        for header in headers
        for cell in grid.cells
        if cell.column == header.column
        and cell.row > header.row
        and _CODE.match(text := compact(cell.text))
    ]
