"""Open a PDF and read it page by page."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.errors import (
    AttachedReportError,
    DamagedPdfError,
    EmptyFileError,
    EncryptedPdfError,
    NoPagesError,
    NotAPdfError,
    NoTextError,
    UnreadableTextError,
)
from ingest.reading.pdf.account import UNREADABLE_TEXT, is_picture
from ingest.reading.pdf.extras import (
    UNSEEN_FIELDS,
    attached_files,
    files_on_pages,
    hidden_layers,
    show_fields,
)
from ingest.reading.pdf.model import DocumentRead, PageRead
from ingest.reading.pdf.readings import read_page

# Readers accept junk before the header (PDF 32000-1, annex H, note 13): within 1024 bytes.
_HEADER_WINDOW: Final = 1024

# A PDF ends with its end marker; some servers pad or append a little.
_TRAILER_WINDOW: Final = 4096
_PADDING: Final = b"\x00 \t\r\n"
_CUT_OFF: Final = "the end of the file is missing (文件末尾缺失)"
_EMPTY_PAGE_TREE: Final = re.compile(rb"/Type\s*/Pages\b[^>]*/Count\s+0\b|/Kids\s*\[\s*\]")

# What odd geometry makes pdfium or Camelot raise (a grid without width, an edge that is not
# there). Such a page is reported as unread and quarantines its report; it never loses it.
_PAGE_ERRORS: Final = (pdfium.PdfiumError, ArithmeticError, LookupError, ValueError)

# What a report may be published as, when it is attached to its cover.
_REPORT_FORMS: Final = (
    *(".pdf", ".ofd", ".xls", ".xlsx", ".et", ".doc", ".docx", ".wps", ".zip", ".rar", ".7z"),
)

_DISGUISES: Final = (
    (b"PK\x03\x04", "a zip archive or an Office file (压缩包或 Office 文件)"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (旧版 Office 文件)"),
    (b"\xff\xd8\xff", "a JPEG picture (图片)"),
    (b"\x89PNG", "a PNG picture (图片)"),
    (b"Rar!", "a RAR archive (压缩包)"),
)


def read_document(content: bytes, file_name: str, *, plain: bool = False) -> DocumentRead:
    """Read every page of a report: lines, grids and numbers.

    Args:
        content: the file's bytes.
        file_name: base name, for messages only.
        plain: take Camelot's own slow path for the grids; a witness for tests.

    Returns:
        One `PageRead` per page, in order. A page that could not be read is among them with
        reading `failed` and its reason.

    Raises:
        EmptyFileError: there are no bytes.
        NotAPdfError: the bytes are something else.
        EncryptedPdfError: a password is needed to open it.
        DamagedPdfError: it is cut off or broken.
        NoPagesError: it has no page.
        NoTextError: no page has a text layer, and none is a picture (`reading/scans`).
        UnreadableTextError: most pages' fonts do not say which characters they print.
        AttachedReportError: it has no table, and the report is attached to it.
    """
    document = _open(content, file_name)
    try:
        if not len(document):
            raise NoPagesError(file_name)
        producer = _read_producer(document)
        attachments = attached_files(document)
        layers = hidden_layers(content)
        read: list[PageRead] = []
        for index in range(len(document)):
            page = _read_page(
                document,
                index,
                content if plain else None,
                layers,
                before=read[-1] if read else None,
            )
            read.append(page)
        pages = tuple(read)
        if not any(page.grids for page in pages):
            attachments += files_on_pages(document)
    finally:
        document.close()
    is_blank = all(page.character_count == 0 and page.reading != "failed" for page in pages)
    if is_blank and not any(map(is_picture, pages)):
        raise NoTextError(file_name, f"{len(pages)} pages")
    if all(page.reading == "failed" for page in pages):
        raise DamagedPdfError(file_name, pages[0].reading_reason)
    with_text = [page for page in pages if page.character_count]
    unreadable = [
        page for page in with_text if any(UNREADABLE_TEXT in reason for reason in page.unread)
    ]
    if with_text and 2 * len(unreadable) > len(with_text):
        raise UnreadableTextError(file_name, f"{len(unreadable)} of {len(with_text)} pages")
    reports = [name for name in attachments if name.lower().endswith(_REPORT_FORMS)]
    if reports and not any(page.grids for page in pages):
        raise AttachedReportError(file_name, ", ".join(reports))
    return DocumentRead(pages, producer, attachments)


def _read_producer(document: pdfium.PdfDocument) -> str | None:
    """Read which program made the file; None where it does not say, or not in characters."""
    try:
        return document.get_metadata_value("Producer").strip() or None
    except UnicodeDecodeError:
        return None


def _open(content: bytes, file_name: str) -> pdfium.PdfDocument:
    """Open the bytes, or say what they are instead."""
    if not content:
        raise EmptyFileError(file_name)
    if b"%PDF-" not in content[:_HEADER_WINDOW]:
        raise NotAPdfError(file_name, _describe(content))
    is_whole = b"%%EOF" in content.rstrip(_PADDING)[-_TRAILER_WINDOW:]
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise EncryptedPdfError(file_name) from error
        if is_whole and _EMPTY_PAGE_TREE.search(content):
            raise NoPagesError(file_name) from error
        raise DamagedPdfError(file_name, "" if is_whole else _CUT_OFF) from error
    if not is_whole:
        # pdfium rebuilds what it finds of a file that was cut, and gives half a report as whole.
        document.close()
        raise DamagedPdfError(file_name, _CUT_OFF)
    return document


def _describe(content: bytes) -> str:
    """Name what a file that is no PDF seems to be."""
    for signature, what in _DISGUISES:
        if content.startswith(signature):
            return what
    head = content[:_HEADER_WINDOW].lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml")) or b"<html" in head:
        return "a web page (网页)"
    return f"it begins with {content[:8]!r}"


def _read_page(
    document: pdfium.PdfDocument,
    index: int,
    content: bytes | None,
    layers: Collection[str],
    *,
    before: PageRead | None,
) -> PageRead:
    """Read one page; a page that pdfium cannot load is reported, not lost."""
    try:
        page = document[index]
        is_drawn, unseen = show_fields(page)
        if is_drawn:
            page.close()
            page = document[index]
    except pdfium.PdfiumError as error:
        return _failed_page(index + 1, str(error))
    try:
        read = read_page(
            page, index + 1, stock_content=content, hidden_layers=layers, before=before
        )
        if unseen:
            read = replace(read, unread=(*read.unread, f"{len(unseen)} {UNSEEN_FIELDS}"))
        return read
    except _PAGE_ERRORS as error:
        return _failed_page(index + 1, f"{type(error).__name__}: {error}")
    finally:
        page.close()


def _failed_page(page_number: int, reason: str) -> PageRead:
    """Stand in for a page that could not be read."""
    return PageRead(
        page_number=page_number,
        width_pt=0.0,
        height_pt=0.0,
        rotation=0,
        lines=(),
        grids=(),
        numbers=(),
        character_count=0,
        image_count=0,
        reading="failed",
        reading_reason=f"the page cannot be read (页面无法读取): {reason}",
    )
