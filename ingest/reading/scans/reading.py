"""A read PDF whose pages are pictures, or a picture by itself → the same, with those pages read."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol

import numpy as np
from PIL import Image, ImageOps

from ingest.errors import DamagedFileError, HostileFileError, UnreadFormError
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
    MOST_PIXELS,
    SCAN_DPI,
    SCANNED_ALIGNED,
    DrawnPage,
    draw_scanned,
    scanned_pages,
)
from ingest.reading.pdf.tokens import number_tokens
from ingest.reading.scans.models import INSTALL, ModelFiles, find_models, require_models

_HEADS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")
_HINT: Final = f"{INSTALL} reads it"
_NOT_USED: Final = "which was not used"
# A page of A4, where a picture does not say how large its pixels are: so many across at least.
_A4_WIDTH_PT: Final = 595.0
_LIKELY_DPI: Final = (72.0, 1200.0)
_MOST_FRAMES: Final = 500
# A logo, a button. Half a page at 72 dots an inch is larger.
_LEAST_SIDE_PX: Final = 300


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


def read_frame_alone(content: bytes, file_name: str, page_number: int, kept: KeptParts) -> bool:
    """Read one frame of a picture file by itself, and keep it; False where it is no picture."""
    if not content.startswith(_HEADS):
        return False
    if kept.read(page_number) is None:
        _, frames = _open_picture(content, file_name)
        frame = next(frame for number, frame in enumerate(frames, 1) if number == page_number)
        kept.write(_read(_drawn(frame, page_number, file_name), None, require_models(), ()))
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

    Returns:
        None where the bytes are no picture.

    Raises:
        HostileFileError: it is larger than any page.
        DamagedFileError: it cannot be opened.
        MissingProgramError: the models are not installed.
    """
    if not content.startswith(_HEADS):
        return None
    count, frames = _open_picture(content, file_name)
    files = require_models()
    if kept is not None:
        kept.leave(range(1, count + 1))
    pages: list[PageRead] = []
    for number, frame in enumerate(frames, start=1):
        before = pages[-1] if pages else None
        page = _kept_page(number, before, kept)
        if page is None:
            edges = aligned_edges(before)
            page = _read(_drawn(frame, number, file_name), None, files, edges)
            if kept is not None:
                kept.write(page, goes_on=bool(edges))
        pages.append(page)
    return DocumentRead(tuple(pages), "a picture (图片)")


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


def _open_picture(content: bytes, file_name: str) -> tuple[int, Iterator[Image.Image]]:
    """Open a picture, its size looked at before anything is decoded: its frames, how many."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large pictures: they are told below
            picture = Image.open(io.BytesIO(content))
            count = getattr(picture, "n_frames", 1)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, Image.DecompressionBombError):
            raise HostileFileError(file_name, _too_large("")) from error
        raise DamagedFileError(file_name, "the picture cannot be opened (图片无法打开)") from error
    if picture.width * picture.height > MOST_PIXELS:
        raise HostileFileError(file_name, _too_large(f" of {picture.width} × {picture.height}"))
    if min(picture.size) < _LEAST_SIDE_PX:
        size = f"{picture.width} × {picture.height}"
        raise UnreadFormError(file_name, f"a picture of {size} pixels is no page (图片过小)")
    if count > _MOST_FRAMES:
        raise HostileFileError(file_name, f"a picture of {count} frames (图片帧数过多)")
    return count, _frames(picture, count, file_name)


def _too_large(size: str) -> str:
    return f"a picture{size} pixels is larger than any page (图片过大)"


def _frames(picture: Image.Image, count: int, file_name: str) -> Iterator[Image.Image]:
    for number in range(count):
        picture.seek(number)
        if picture.width * picture.height > MOST_PIXELS:
            raise HostileFileError(file_name, _too_large(f" of {picture.width} × {picture.height}"))
        yield picture


def _drawn(frame: Image.Image, number: int, file_name: str) -> DrawnPage:
    """Make a page of a picture, at the resolution that pages are read at."""
    try:
        upright = ImageOps.exif_transpose(frame).convert("RGB")
    except (OSError, ValueError, SyntaxError) as error:
        raise DamagedFileError(file_name, "the picture is cut off (图片不完整)") from error
    dpi = _resolution(frame, upright.width)
    scale = min(SCAN_DPI / dpi, 1.0)
    if scale < 1:
        size = (max(1, round(upright.width * scale)), max(1, round(upright.height * scale)))
        upright = upright.resize(size, Image.Resampling.BOX, reducing_gap=None)
    picture = np.asarray(upright).max(axis=2)
    return DrawnPage(number, picture, 72 / (dpi * scale), 0)


def _resolution(frame: Image.Image, width: int) -> float:
    """Say how many pixels a picture has an inch; as of an A4 page where it does not know."""
    said = frame.info.get("dpi")
    dpi = float(said[0]) if said else 0.0
    # screens' 72 and 96 are written by programs that know nothing of paper
    if _LIKELY_DPI[0] <= dpi <= _LIKELY_DPI[1] and width / dpi * 72 < 2 * _A4_WIDTH_PT:
        return dpi
    return width / _A4_WIDTH_PT * 72
