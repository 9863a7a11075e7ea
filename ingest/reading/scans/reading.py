"""A read PDF whose pages are pictures, or a picture by itself → the same, with those pages read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol

from ingest.errors import ReportRejectedError
from ingest.reading.pdf.account import (
    INVISIBLE_LAYER,
    PICTURE_PAGE,
    PICTURE_TABLE,
    is_layered,
    is_picture,
    stands_in_columns,
)
from ingest.reading.pdf.model import Box, DocumentRead, PageRead, Piece
from ingest.reading.pdf.scanned import (
    SCANNED_ALIGNED,
    DrawnPage,
    draw_scanned,
    scanned_pages,
)
from ingest.reading.pdf.tokens import number_tokens
from ingest.reading.scans.models import INSTALL, ModelFiles, find_models, require_models
from ingest.reading.scans.sheets import Sheet, open_sheets

_HINT: Final = f"{INSTALL} reads it"
_A4_PT: Final = (595.0, 842.0)
_NOT_USED: Final = "which was not used"


class KeptParts(Protocol):
    """Somewhere that single pages are kept, by number."""

    def read(self, page_number: int, *, goes_on: bool = False) -> PageRead | None:
        """Return a page, or None where it is not kept; `goes_on`: as read after its neighbour."""

    def write(self, page: PageRead, *, goes_on: bool = False) -> None:
        """Keep a page."""

    def leave(self, page_numbers: Sequence[int]) -> None:
        """Leave those that are not kept to other processes, where there are any.

        Raises:
            WaitingScansError: they are to be read first.
        """


def read_scans(
    document: DocumentRead,
    content: bytes,
    kept: KeptParts | None,
) -> DocumentRead:
    """Read those pages of a PDF that are pictures.

    What lies invisibly over a picture is what somebody's recogniser made of it, once and unproven:
    such a page is read as the picture that it shows.

    Args:
        document: the PDF as read by its text.
        content: its bytes.
        kept: where pages are kept as soon as each has been read.

    Raises:
        MissingProgramError: no page has text, and the models are not installed.
        WaitingScansError: other processes are to read the pages first.
    """
    wanted = scanned_pages(document)
    if not wanted:
        return document
    if not any(page.character_count for page in document.pages):
        files: ModelFiles | None = require_models()
    else:
        files = find_models()
    if files is None:
        return replace(document, pages=tuple(map(_hinted, document.pages)))
    if kept is not None:
        kept.leave(wanted)
    read: dict[int, PageRead] = {}

    def missing() -> Iterator[int]:
        """Give the pages that are not kept; asked for the next when the last has been read."""
        for number in wanted:
            page = _kept_page(number, _before(number, document.pages, read), kept)
            if page is None:
                yield number
            else:
                read[number] = page

    for drawn in draw_scanned(content, missing()):
        number = drawn.page_number
        edges = aligned_edges(_before(number, document.pages, read))
        page = _read(drawn, document.pages[number - 1], files, edges)
        read[number] = page
        if kept is not None:
            kept.write(page, goes_on=bool(edges))
    return replace(
        document, pages=tuple(read.get(page.page_number, page) for page in document.pages)
    )


def read_scan_alone(
    document: DocumentRead, content: bytes, page_number: int, kept: KeptParts
) -> None:
    """Read one scanned page of a PDF by itself, and keep it."""
    if kept.read(page_number) is None:
        for drawn in draw_scanned(content, [page_number]):
            kept.write(_read(drawn, document.pages[page_number - 1], require_models(), ()))


def read_sheet_alone(content: bytes, file_name: str, page_number: int, kept: KeptParts) -> bool:
    """Read one page of a picture file by itself, and keep it; False where it is no picture."""
    sheets = open_sheets(content, file_name)
    if sheets is None:
        return False
    if kept.read(page_number) is None:
        kept.write(_read_sheet(sheets[page_number - 1], require_models(), ()))
    return True


def aligned_edges(before: PageRead | None) -> tuple[float, ...]:
    """Give the column edges of the table that ends a scanned page, if alignment told them."""
    if before is None or before.reading != SCANNED_ALIGNED or not before.grids:
        return ()
    return before.grids[-1].column_edges_pt


def _before(
    number: int, pages: Sequence[PageRead], read: Mapping[int, PageRead]
) -> PageRead | None:
    return read.get(number - 1, pages[number - 2] if number > 1 else None)


def _kept_page(number: int, before: PageRead | None, kept: KeptParts | None) -> PageRead | None:
    """Take a page from where it is kept: as read after its neighbour, where that says anything.

    The columns of the page before matter to a page whose lines stand in columns, and to no other.
    """
    if kept is None:
        return None
    if not aligned_edges(before):
        return kept.read(number)
    page = kept.read(number, goes_on=True)
    if page is not None:
        return page
    alone = kept.read(number)
    is_open = alone is not None and (
        alone.reading == SCANNED_ALIGNED or stands_in_columns(alone.lines)
    )
    return None if is_open else alone


def read_picture(content: bytes, file_name: str, kept: KeptParts | None) -> DocumentRead | None:
    """Read a picture file (PNG, JPEG, TIFF, BMP): a page, or one for each of its frames.

    A row of pictures is read as one report, a page for each; what cannot be opened of it is a page
    that says so.

    Returns:
        None where the bytes are no picture.

    Raises:
        HostileFileError: it is larger than any page.
        DamagedFileError: it cannot be opened.
        MissingProgramError: the models are not installed.
        WaitingScansError: other processes are to read the pages first.
    """
    sheets = open_sheets(content, file_name)
    if sheets is None:
        return None
    files = require_models()
    if kept is not None:
        kept.leave([sheet.page_number for sheet in sheets])
    pages: list[PageRead] = []
    for sheet in sheets:
        before = pages[-1] if pages else None
        page = _kept_page(sheet.page_number, before, kept)
        if page is None:
            edges = aligned_edges(before)
            page = _read_sheet(sheet, files, edges)
            if kept is not None:
                kept.write(page, goes_on=bool(edges))
        pages.append(page)
    what = "a picture (图片)" if sheets[0].source is None else "a row of pictures (多张图片)"
    return DocumentRead(tuple(pages), what)


def _read_sheet(sheet: Sheet, files: ModelFiles, edges: tuple[float, ...]) -> PageRead:
    """Read a page that is a picture file.

    Raises:
        ReportRejectedError: it cannot be opened, and is no page of a row.
    """
    missing = () if sheet.missing is None else (sheet.missing,)
    try:
        page = _read(sheet.draw(), None, files, edges)
    except ReportRejectedError as error:
        if sheet.source is None:
            raise
        return _blank_page(sheet, (*missing, str(error)))
    return replace(page, source=sheet.source, unread=(*missing, *page.unread))


def _blank_page(sheet: Sheet, unread: tuple[str, ...]) -> PageRead:
    return PageRead(
        page_number=sheet.page_number,
        width_pt=_A4_PT[0],
        height_pt=_A4_PT[1],
        rotation=0,
        lines=(),
        grids=(),
        numbers=(),
        character_count=0,
        image_count=1,
        reading="none",
        reading_reason="the picture cannot be opened",
        unread=unread,
        source=sheet.source,
    )


def _hinted(page: PageRead) -> PageRead:
    """Say of a page that was not read what reads it."""
    if is_layered(page):
        hinted = (
            f"{INVISIBLE_LAYER}; {_HINT}" if r == INVISIBLE_LAYER else r for r in page.remarks
        )
        return replace(page, remarks=tuple(hinted))
    if not is_picture(page):
        return page
    unread = tuple(
        f"{reason}; {_HINT}" if reason in (PICTURE_PAGE, PICTURE_TABLE) else reason
        for reason in page.unread
    )
    return replace(page, unread=unread)


def _read(
    drawn: DrawnPage, printed: PageRead | None, files: ModelFiles, edges: tuple[float, ...]
) -> PageRead:
    """Read one page; what its text layer says stands before what its picture shows."""
    # Camelot and OpenCV: not for a report without pictures
    from ingest.reading.scans.page import read_scanned_page  # noqa: PLC0415

    if drawn.picture is None:
        assert printed is not None  # a picture file that large is not opened at all
        return replace(printed, unread=(*printed.unread, drawn.reason))
    page = read_scanned_page(
        drawn.picture,
        drawn.page_number,
        drawn.points_per_pixel,
        files,
        rotation=drawn.rotation,
        known_edges=edges,
    )
    if printed is None or not printed.character_count:
        return page
    if is_layered(printed):
        return replace(page, remarks=(*page.remarks, f"{INVISIBLE_LAYER}, {_NOT_USED}"))
    lines = (*printed.lines, *(x for x in page.lines if not _is_printed(x, printed.lines)))
    kept = tuple(r for r in printed.unread if not _is_answered(r, page))
    return replace(
        page,
        lines=tuple(sorted(lines, key=lambda x: (-round(x.box.y1), x.box.x0))),
        unread=(*kept, *page.unread),
        remarks=(*printed.remarks, *page.remarks),
        has_text=True,
    )


def _is_answered(reason: str, page: PageRead) -> bool:
    """Say whether a page was read where a picture was told; a promised table must have figures."""
    if reason.startswith(PICTURE_TABLE):
        return any(number_tokens(cell.text) for grid in page.grids for cell in grid.cells)
    return reason.startswith(PICTURE_PAGE)


def _is_printed(line: Piece, lines: tuple[Piece, ...]) -> bool:
    """Say whether the text layer has a line where the picture shows one."""
    return any(_overlap(line.box, other.box) > 0.3 for other in lines)


def _overlap(one: Box, other: Box) -> float:
    """Give the share of the smaller box that two boxes have in common."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    upward = min(one.y1, other.y1) - max(one.y0, other.y0)
    smaller = min((b.x1 - b.x0) * (b.y1 - b.y0) for b in (one, other))
    return max(across, 0.0) * max(upward, 0.0) / max(smaller, 1e-6)
