"""Open a PDF that was read before: to find or draw what the warehouse says of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from ingest.errors import DamagedPdfError


@contextmanager
def opened(content: bytes, file_name: str) -> Iterator[pdfium.PdfDocument]:
    """Hold a PDF open.

    Args:
        content: the PDF's bytes.
        file_name: base name, for messages only.

    Raises:
        DamagedPdfError: the file cannot be opened.
    """
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise DamagedPdfError(file_name, str(error)) from error
    with closing(document):
        yield document


@contextmanager
def opened_page(
    document: pdfium.PdfDocument, page_number: int, file_name: str
) -> Iterator[pdfium.PdfPage]:
    """Hold a page open.

    Args:
        document: an open one.
        page_number: 1….
        file_name: base name, for messages only.

    Raises:
        DamagedPdfError: there is no such page, or it cannot be read.
    """
    try:
        with closing(document[page_number - 1]) as page:
            yield page
    except (pdfium.PdfiumError, IndexError) as error:
        raise DamagedPdfError(file_name, f"page {page_number}: {error}") from error
