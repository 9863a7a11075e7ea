"""A document → the lines that tell its identity: cover, titles, the rest."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from ingest.reading.identity.model import Line
from ingest.reading.pdf.model import DocumentRead, Grid

_SPACE: Final = re.compile(r"\s+")
_CHINESE_YEAR: Final = re.compile(r"[二两][〇○零oO0][〇○零oO0一二三四五六七八九]{2}(?=年)")
_CHINESE_DIGITS: Final = dict(
    zip("〇○零oO一二两三四五六七八九", "00000122" + "3456789", strict=True)
)

# The cover ends where the contents page, a numbered heading or running text begins.
_COVER_END: Final = re.compile(
    r"^目录|^第[一二三四五六七八九十]+部分|^[一二三四五六七八九十]+、|^\([一二三四五六七八九十]+\)"
    r"|^\d{1,2}[.、](?!\d)|。$|^单位:.{0,2}元|^表[一二三四五六七八九十\d]"
)
_PAGE_NUMBER: Final = re.compile(r"^[-—–]*\d{1,3}[-—–]*$")
_DATE: Final = re.compile(r"^(20\d\d)年\d{1,2}月(\d{1,2}日)?$")
_LABELLED: Final = re.compile(r"^[^:]{2,14}:")  # 部门主要负责人审签情况:
_ANNEX: Final = re.compile(r"^附件\d*:?$")
_TITLED: Final = re.compile(r"[预决]算|公开")
_TABLE_END: Final = re.compile(r"表(\(.*\))?$")
_COVER_LINES: Final = 12
_REMEMBERED: Final = 4096  # texts; cells are asked for theirs several times
# A grid's title and unit line can sit in its first rows; no deeper row was seen to hold them.
_TITLE_ROWS: Final = 3


@lru_cache(_REMEMBERED)
def compact(text: str) -> str:
    """Normalise to NFKC, remove white space, write Chinese years in digits.

    >>> compact("二〇二五 年度（本级）")
    '2025年度(本级)'
    """
    bare = _SPACE.sub("", unicodedata.normalize("NFKC", text))
    return _CHINESE_YEAR.sub(
        lambda hit: "".join(_CHINESE_DIGITS.get(c, c) for c in hit.group()), bare
    )


def read_lines(document: DocumentRead) -> tuple[Line, ...]:
    """Read all lines outside grids and the top rows of each grid, in page order."""
    lines: list[Line] = []
    for page in document.pages:
        lines += [
            Line(page.page_number, compact(piece.text), False, piece.text) for piece in page.lines
        ]
        for grid in page.grids:
            lines += _top_cells(grid)
    return tuple(line for line in lines if line.text)


def _top_cells(grid: Grid) -> list[Line]:
    return [
        Line(grid.page_number, compact(cell.text), True, cell.text)
        for cell in grid.cells
        if cell.row < _TITLE_ROWS and cell.pieces
    ]


def read_cover(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Take the lines of the first page above contents, headings and running text."""
    first = min((line.page_number for line in lines), default=0)
    cover: list[Line] = []
    for line in lines:
        if line.page_number != first or line.in_grid or len(cover) == _COVER_LINES:
            break
        if _COVER_END.search(line.text) or len(line.text) > 60:
            break
        if not _PAGE_NUMBER.match(line.text):
            cover.append(line)
    return tuple(cover)


def read_title(cover: tuple[Line, ...]) -> str | None:
    """Join the cover's lines into its title; None where it is no title of a report.

    What is filled in below a title (保密审查情况：已审查 部门主要负责人审签情况：…) ends it: the
    answer may stand so far from its label that it is a line of its own.
    """
    title = ""
    for line in cover:
        if _LABELLED.match(line.text):
            if _TITLED.search(title):
                break
        elif not _DATE.match(line.text) and not _ANNEX.match(line.text):
            title += _SPACE.sub("", line.printed)
    if _TITLED.search(title) is None or _TABLE_END.search(compact(title)):
        return None
    return title


def read_table_titles(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """Take the lines that title a table, contents pages included."""
    found = []
    for line in lines:
        text = re.sub(r"[.·…]{3,}.*$", "", line.text)
        if len(text) <= 60 and _TABLE_END.search(text):
            found.append(text)
    return tuple(found)
