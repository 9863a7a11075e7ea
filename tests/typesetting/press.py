"""Typst source → PDF bytes: the same bytes on every machine and on every run."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import typst

from tests.typesetting.afterwork import needs_afterwork, rework
from tests.typesetting.report import Report
from tests.typesetting.typst_source import typst_source

FONTS = Path(__file__).parents[2] / "notebooks" / "fonts"
# Only stands in the file's metadata; fixed so that equal reports are equal bytes.
TIMESTAMP = 1_672_531_200


class PageOverflowError(Exception):
    """A page of the report holds more than fits on its sheet."""

    def __init__(self, title: str, expected: int, found: int) -> None:
        self.title = title
        self.expected = expected
        self.found = found
        super().__init__(f"{title}: typeset on {found} sheets instead of {expected}")


@cache
def _load_fonts() -> typst.Fonts:
    """Load the one face of the project; no machine's own fonts, so that all print the same."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def typeset(report: Report) -> bytes:
    """Typeset a report as PDF bytes.

    Raises:
        PageOverflowError: a page's blocks need more than one sheet.
    """
    content = typst.compile(
        typst_source(report).encode(),
        format="pdf",
        font_paths=_load_fonts(),
        timestamp=TIMESTAMP,
        pdf_tags=False,
    )
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    found = len(document)
    document.close()
    if found != len(report.pages):
        raise PageOverflowError(report.title, len(report.pages), found)
    return rework(content, report) if needs_afterwork(report) else bytes(content)
