"""The lines of a document that are prose: without tables, contents, page numbers, running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set
from dataclasses import replace
from statistics import median
from typing import Final

from ingest.reading.pdf.model import DocumentRead, PageRead, Piece
from ingest.reading.prose.charts import mark_labels
from ingest.reading.prose.contents import drop_contents
from ingest.reading.prose.model import ProseLine

_PAGE_NUMBER: Final = re.compile(r"^(第)?[-—–·\s]*\d{1,3}[-—–·\s]*(页)?(共\d+页|/\d+)?$")
_DASHED_NUMBER: Final = re.compile(r"^[-—–]+\s*\d{1,3}\s*[-—–]+$")
# Labels of a pie chart stand alone as a percentage; prose always has a word or a stop with one.
_CHART_LABEL: Final = re.compile(r"^\d[\d.]*%(\s*\d[\d.]*%)*$")
# Running heads and page numbers stand near the edge: seen at 823 of 842 pt, 29 of 842, 68 of 595.
_EDGE_SHARE: Final = 0.12
_RUNNING_PAGES: Final = 3


def read_lines(
    document: DocumentRead,
    consumed_lines: Set[tuple[int, int]],
    contents_pages: Set[int],
) -> tuple[ProseLine, ...]:
    """Take the prose lines of a document, in reading order, with their page's margins.

    Args:
        document: the pages as read.
        consumed_lines: (page_number, index in page.lines) that belong to tables.
        contents_pages: pages whose grids are a contents list.
    """
    running = _find_running(document)
    lines: list[ProseLine] = []
    block = 0
    for page in document.pages:
        if page.page_number in contents_pages:
            continue
        kept = [
            piece
            for index, piece in enumerate(page.lines)
            if (page.page_number, index) not in consumed_lines
            and not _is_marginal(page, piece, running)
        ]
        if not kept and page.grids:
            block += 1
        above: Piece | None = None
        for piece in kept:
            if _grid_between(page, above, piece):
                block += 1
            above = piece
            lines.append(_prose_line(page.page_number, piece, block))
        if above is not None and any(grid.box.y1 < above.box.y0 for grid in page.grids):
            block += 1
    placed = mark_labels(_add_margins(document, drop_contents(lines)))
    return tuple(line for line in placed if line.chart or not _CHART_LABEL.match(line.text))


def _prose_line(page_number: int, piece: Piece, block: int) -> ProseLine:
    box = piece.box
    return ProseLine(page_number, piece.text.strip(), box.x0, box.x1, box.y0, block)


def _grid_between(page: PageRead, above: Piece | None, below: Piece) -> bool:
    top = above.box.y0 if above else page.height_pt
    return any(
        grid.box.y0 > below.box.y0 and grid.box.y1 < top + 1 and above is not None
        for grid in page.grids
    ) or (above is None and any(grid.box.y0 > below.box.y1 for grid in page.grids))


def _is_marginal(page: PageRead, piece: Piece, running: Set[str]) -> bool:
    text = piece.text.strip()
    if not text:
        return True
    if _DASHED_NUMBER.match(text):
        return True
    at_edge = _at_edge(page, piece)
    return at_edge and (bool(_PAGE_NUMBER.match(text)) or _running_key(text) in running)


def _at_edge(page: PageRead, piece: Piece) -> bool:
    margin = _EDGE_SHARE * page.height_pt
    return piece.box.y1 < margin or piece.box.y0 > page.height_pt - margin


def _running_key(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", text))


def _find_running(document: DocumentRead) -> frozenset[str]:
    """Find what stands at the edge of three pages or more, digits apart."""
    counts: Counter[tuple[str, int]] = Counter()
    for page in document.pages:
        edge = {
            (_running_key(piece.text), round(piece.box.y0 / 4))
            for piece in page.lines
            if _at_edge(page, piece)
        }
        counts.update(edge)
    return frozenset(key for (key, _), count in counts.items() if count >= _RUNNING_PAGES)


def _add_margins(document: DocumentRead, lines: list[ProseLine]) -> tuple[ProseLine, ...]:
    """Give each line its page's text margins; a page of few lines takes those of like pages."""
    sizes = {page.page_number: round(page.width_pt) for page in document.pages}
    font = {
        page.page_number: [piece.font_size_pt for piece in page.lines if piece.font_size_pt > 0]
        for page in document.pages
    }
    by_page: dict[int, list[ProseLine]] = {}
    for line in lines:
        by_page.setdefault(line.page_number, []).append(line)
    spans = {
        number: (min(line.x0 for line in of_page), max(line.x1 for line in of_page))
        for number, of_page in by_page.items()
    }
    typical: dict[int, tuple[float, float]] = {}
    for size in set(sizes.values()):
        full = [spans[n] for n, of_page in by_page.items() if sizes[n] == size and len(of_page) > 4]
        if full:
            typical[size] = (median(s[0] for s in full), median(s[1] for s in full))
    placed = []
    for line in lines:
        number = line.page_number
        left, right = spans[number]
        if len(by_page[number]) <= 4:
            # too few lines to show the margins: those of like pages, else the mirrored left one
            left, right = typical.get(sizes[number], (left, max(right, sizes[number] - left)))
        em = median(font[number]) if font[number] else 12.0
        placed.append(replace(line, left=left, right=right, em=em))
    return tuple(placed)
