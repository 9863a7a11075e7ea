"""Bytes of an OFD file → a read document, by way of a PDF; witnessed by its own text codes."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ingest.errors import NoPagesError, NoTextError
from ingest.reading.office.model import normalised
from ingest.reading.office.ofd.drawing import MM_PT, SLANT, draw_page
from ingest.reading.office.ofd.package import Package, numbers_of, open_package
from ingest.reading.office.ofd.pdf_writer import write_pdf
from ingest.reading.pdf import DocumentRead, PageRead, read_document
from ingest.reading.pdf.account import is_picture

_PRODUCER: Final = "OFD"
# The second witness reads the XML as text: what is shown, upright, and is no comment.
_CODES: Final = re.compile(
    rb"<!--.*?-->|<(?:\w+:)?TextObject\b([^>]*)>(.*?)</(?:\w+:)?TextObject\s*>", re.DOTALL
)
_CODE: Final = re.compile(rb"<(?:\w+:)?TextCode\b[^>]*>([^<]*)<")
_UNSEEN: Final = re.compile(rb"""\bVisible\s*=\s*["']false|\bAlpha\s*=\s*["']0["']""")
_CTM: Final = re.compile(rb"""\bCTM\s*=\s*["']([^"']*)["']""")


def read_ofd(content: bytes, file_name: str) -> DocumentRead:
    """Read every page of an OFD file.

    Raises:
        ReportRejectedError: it cannot be read as a report.
    """
    package = open_package(content, file_name)
    if not package.pages:
        raise NoPagesError(file_name)
    document = read_document(_pdf_of(package), file_name)
    if not any(page.character_count or is_picture(page) for page in document.pages):
        raise NoTextError(file_name, f"{len(document.pages)} pages")
    pages = tuple(
        _witnessed(read, page.raw) for read, page in zip(document.pages, package.pages, strict=True)
    )
    producer = f"{_PRODUCER} ({package.producer})" if package.producer else _PRODUCER
    return replace(document, pages=pages, producer=producer)


def as_pdf(content: bytes, file_name: str) -> bytes:
    """Write an OFD file as a PDF in whose points its figures are addressed, with its pictures."""
    return _pdf_of(open_package(content, file_name), with_pictures=True)


def _pdf_of(package: Package, *, with_pictures: bool = False) -> bytes:
    drawn = (
        (page.box[2] * MM_PT, page.box[3] * MM_PT, draw_page(page, package))
        for page in package.pages
    )
    return write_pdf(drawn, with_pictures=with_pictures)


def _witnessed(page: PageRead, raw: Iterable[bytes]) -> PageRead:
    """Hold a page's digits against those of the file's text codes; a difference is unread text."""
    printed = _digits(
        [line.text for line in page.lines]
        + [piece.text for grid in page.grids for cell in grid.cells for piece in cell.pieces]
    )
    said = _digits(text for part in raw for text in _texts(part))
    if printed == said or page.reading == "failed":
        return page
    lost, added = said - printed, printed - said
    words = [f"{count} × {digit}" for digit, count in sorted(lost.items())]
    words += [f"{count} × {digit} too many" for digit, count in sorted(added.items())]
    reason = f"digits of the file that its page does not show (版面文字缺失): {', '.join(words)}"
    return replace(page, unread=(*page.unread, reason))


def _digits(texts: Iterable[str]) -> Counter[str]:
    return Counter(c for text in texts for c in normalised(text) if c.isascii() and c.isdigit())


def _texts(raw: bytes) -> Iterable[str]:
    for match in _CODES.finditer(raw):
        attributes, inner = match.groups()
        if attributes is None or _UNSEEN.search(attributes) or _is_slanted(attributes):
            continue
        for text in _CODE.findall(inner):
            yield html.unescape(text.decode("utf-8", errors="replace"))


def _is_slanted(attributes: bytes) -> bool:
    """Say whether a text is set aslant: a watermark, which no reading of a page takes."""
    found = _CTM.search(attributes)
    numbers = numbers_of(found[1].decode("ascii", "replace")) if found else []
    if len(numbers) != 6:
        return False
    right, up = sorted(map(abs, numbers[:2]), reverse=True)
    return up > SLANT * right
