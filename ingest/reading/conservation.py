"""The proof of reading (K2): every number printed in a table's area landed exactly once.

No arithmetic is done here; whether the figures *add up* is another question. What counts:

* Only numbers whose centre lies inside a grid's area are counted. Numbers outside every grid
  (titles, unit lines, footnotes, page numbers, prose) are prose; `ingest/reading/prose` reads them.
* Amounts that stand in columns, three lines or more, outside every grid are a table that was
  not found (`alignment.find_tabular_rows`): they count, and are missing. So does an amount that
  stands alone beside a grid or right below it (`find_amounts_apart`).
* A grid on a contents page (目录) is not a table: its numbers are prose too.
* A second, invisible text layer and text outside the page's visible box are ignored when the
  page is read, by both routes.
* A landed cell must contain the number's centre in its box and the number in its text, as often
  as it is printed there and in no other cell. `ingest.reading.pdf.conserving` says what happens to
  numbers that are wrapped, cut in two, or spaced.
* A number in a grid's area without a landed cell around it is missing; a landed number that is
  not printed within its cell's box is invented.
* The two streams of a scanned page are its two readings; where they dispute a cell, its figure is
  settled or unread, and the cell is not counted.
* A page that could not be read at all (`reading = 'failed'`) proves nothing: it is counted as a
  fault of its own.
* Each fault is laid to the table in whose area it lies, so that it costs that table and no other
  (`ingest/reading/verdict.py`); one outside every table is the page's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

import polars as pl

from ingest.contract.schema import FRAMES
from ingest.reading.pdf.alignment import find_amounts_apart, find_tabular_rows
from ingest.reading.pdf.conserving import NumberCount, count_conserved
from ingest.reading.pdf.model import Box, DocumentRead, PageRead
from ingest.reading.pdf.tokens import number_tokens
from ingest.reading.scans.figures import disputed_boxes

FAILED_READING: Final = "failed"
UNREAD_ROLE: Final = "unread"

_NOTHING: Final = NumberCount(0, 0, (), ())


@dataclass(frozen=True, slots=True)
class NumberFault:
    """A number that is in one of the two readings of a page only.

    Attributes:
        page_number: where.
        table_number: whose area it lies in; None outside every table.
        text: as printed.
        is_invented: it landed but is not printed there; else it is printed and did not land.
    """

    page_number: int
    table_number: int | None
    text: str
    is_invented: bool


@dataclass(frozen=True, slots=True)
class Conservation:
    """What the proof says of a report.

    Attributes:
        pages: one row per page, `schema.FRAMES["pages"]`.
        number_count: numbers printed within table areas.
        conserved_count: of those, in exactly one landed cell.
        missing: (page, number) printed in a table's area, in no landed cell.
        invented: (page, number) landed, but not printed at that place.
        unread_pages: (page, reason) that could not be read at all.
        faults: every missing and invented number with the table that it costs.
    """

    pages: pl.DataFrame
    number_count: int
    conserved_count: int
    missing: tuple[tuple[int, str], ...]
    invented: tuple[tuple[int, str], ...]
    unread_pages: tuple[tuple[int, str], ...]
    faults: tuple[NumberFault, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether everything printed in tables landed, once, and nothing else."""
        return not (self.missing or self.invented or self.unread_pages)

    @property
    def reason(self) -> str | None:
        """Name the faults for `dim_reports.status_reason`; None when proven."""
        parts = []
        if self.missing:
            parts.append(f"not landed (漏读): {_listed(self.missing)}")
        if self.invented:
            parts.append(f"not on the page (多读): {_listed(self.invented)}")
        parts.extend(f"page {page}: {reason}" for page, reason in self.unread_pages)
        return "; ".join(parts) or None


def prove_conservation(
    document: DocumentRead,
    cells: pl.DataFrame,
    contents_pages: Collection[int],
    *,
    report_id: str = "",
) -> Conservation:
    """Compare every page's printed numbers with the cells that landed from it.

    Args:
        document: the pages as read.
        cells: landed cells, `schema.FRAMES["cells"]`, of every table of the report, header
            cells included.
        contents_pages: pages that are a table of contents.
        report_id: key for the `pages` frame; taken from `cells` when left out.

    Returns:
        The proof, page by page.
    """
    by_page: dict[int, list[tuple[Box, str]]] = {}
    tables: dict[int, list[tuple[Box, int]]] = {}
    columns = cells.select("page_number", "x0", "y0", "x1", "y1", "printed_text", "table_number")
    for page_number, x0, y0, x1, y1, printed, table_number in columns.iter_rows():
        box = Box(x0, y0, x1, y1)
        by_page.setdefault(page_number, []).append((box, printed or ""))
        tables.setdefault(page_number, []).append((box, table_number))
    if not report_id and cells.height:
        report_id = str(cells.item(0, "report_id"))

    counts = {
        page.page_number: _NOTHING
        if page.page_number in contents_pages
        else _count_page(page, by_page.get(page.page_number, []), disputed_boxes(page))
        for page in document.pages
    }
    rows = [
        _page_row(page, counts[page.page_number], contents_pages, report_id)
        for page in document.pages
    ]
    return Conservation(
        pages=pl.DataFrame(rows, schema=FRAMES["pages"], orient="row"),
        number_count=sum(count.number_count for count in counts.values()),
        conserved_count=sum(count.conserved_count for count in counts.values()),
        faults=tuple(
            fault
            for page, count in counts.items()
            for fault in _number_faults(page, count, tables.get(page, []))
        ),
        missing=_faults((page, count.missing) for page, count in counts.items()),
        invented=_faults((page, count.invented) for page, count in counts.items()),
        unread_pages=tuple(
            (page.page_number, page.reading_reason)
            for page in document.pages
            if page.reading == FAILED_READING
        ),
    )


def _count_page(
    page: PageRead, cells: list[tuple[Box, str]], disputed: frozenset[Box]
) -> NumberCount:
    """Count the numbers of one page's table areas, and of tables that no grid was found for.

    What a scanned page prints in cells that its two readings dispute is not counted: it costs the
    figure, not its table (`reading/scans/settling.py`), and is named as such.
    """
    left_out = {
        id(number) for number in page.numbers if any(_holds(box, number.box) for box in disputed)
    }
    found = count_conserved(
        (n for n in page.numbers if n.grid_number and id(n) not in left_out),
        [cell for cell in cells if cell[0] not in disputed],
    )
    pieces = [piece for row in find_tabular_rows(page.lines) for piece in row]
    in_rows = set(map(id, pieces))
    apart = find_amounts_apart(page.lines, page.grids)
    pieces += [piece for piece in apart if id(piece) not in in_rows]
    loose = tuple(token for piece in pieces for token in number_tokens(piece.text))
    return replace(
        found,
        number_count=found.number_count + len(loose),
        missing=(*found.missing, *loose),
    )


def _number_faults(
    page_number: int, count: NumberCount, cells: list[tuple[Box, int]]
) -> Iterable[NumberFault]:
    """Lay each fault of a page to its table; loose rows have no box, and no table."""
    areas: dict[int, Box] = {}
    for box, table_number in cells if count.fault_count else ():
        area = areas.get(table_number, box)
        areas[table_number] = Box(
            min(area.x0, box.x0), min(area.y0, box.y0), max(area.x1, box.x1), max(area.y1, box.y1)
        )
    for texts, boxes, is_invented in (
        (count.missing, count.missing_boxes, False),
        (count.invented, count.invented_boxes, True),
    ):
        for text, place in zip_longest(texts, boxes):
            owner = _table_at(place, cells, areas) if place is not None else None
            yield NumberFault(page_number, owner, text, is_invented)


def _table_at(box: Box, cells: Iterable[tuple[Box, int]], areas: Mapping[int, Box]) -> int | None:
    """Name the table whose cell, else whose area, holds a box's centre."""
    for area, table_number in (*cells, *((area, number) for number, area in areas.items())):
        if _holds(area, box):
            return table_number
    return None


def _holds(area: Box, box: Box) -> bool:
    """Say whether an area holds a box's centre."""
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return area.x0 <= x <= area.x1 and area.y0 <= y <= area.y1


def _page_row(
    page: PageRead, count: NumberCount, contents_pages: Collection[int], report_id: str
) -> dict[str, object]:
    """Make the page's row."""
    return {
        "report_id": report_id,
        "page_number": page.page_number,
        "width_pt": page.width_pt,
        "height_pt": page.height_pt,
        "rotation": page.rotation,
        "page_role": _page_role(page, contents_pages),
        "character_count": page.character_count,
        "grid_count": len(page.grids),
        "number_count": count.number_count,
        "conserved_count": count.conserved_count,
        "missing_numbers": list(count.missing),
        "invented_numbers": list(count.invented),
        "reading": page.reading,
        "reading_reason": page.reading_reason,
        "skew_degrees": page.skew_degrees,
    }


def _page_role(page: PageRead, contents_pages: Collection[int]) -> str:
    """Say what kind of page it is: table, prose, contents, blank, image or unread."""
    if page.reading == FAILED_READING:
        return UNREAD_ROLE
    if page.page_number in contents_pages:
        return "contents"
    if page.grids:
        return "table"
    if page.character_count:
        return "prose"
    return "image" if page.image_count else "blank"


def _faults(
    pages: Iterable[tuple[int, tuple[str, ...]]],
) -> tuple[tuple[int, str], ...]:
    """Pair each number at fault with its page."""
    return tuple((page, number) for page, numbers in pages for number in numbers)


_LISTED: Final = 12  # faults named in a reason; the `pages` frame has them all


def _listed(faults: tuple[tuple[int, str], ...]) -> str:
    """List the first faults."""
    named = ", ".join(f"{number} (page {page})" for page, number in faults[:_LISTED])
    more = len(faults) - _LISTED
    return f"{named} and {more} more" if more > 0 else named
