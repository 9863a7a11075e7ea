"""Pages that are pictures, drawn for the recogniser: grey, upright as the file says."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.reading.pdf.account import is_layered, is_picture
from ingest.reading.pdf.characters import read_page_frame
from ingest.reading.pdf.model import DocumentRead

# How a scanned page was read: by the rules that it prints, or by how its words stand.
SCANNED: Final = "scanned"
SCANNED_ALIGNED: Final = "scanned-aligned"
SCANNED_READINGS: Final = frozenset({SCANNED, SCANNED_ALIGNED})

# Print of 9 pt is 25 pixels high: half of what the recognisers are shown, and what they were
# measured with. Finer pages cost more and were read no better.
SCAN_DPI: Final = 200
_POINTS_PER_INCH: Final = 72
# A2 at that resolution; larger pages are drawn smaller.
_MAX_SIDE_PX: Final = 4700
# Four times an A3 page at 600 dpi. pdfium decodes a picture whole, whatever is drawn of it.
MOST_PIXELS: Final = 280_000_000


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as a picture.

    Attributes:
        page_number: 1….
        picture: grey levels, uint8: of each pixel the brightest of red, green and blue, so that a
            red seal is white and black print below it is black. None where it was not drawn.
        points_per_pixel: how large a pixel is.
        rotation: in degrees, as `PageRead.rotation`.
        reason: why it was not drawn.
    """

    page_number: int
    picture: Any
    points_per_pixel: float
    rotation: int
    reason: str = ""


def scanned_pages(document: DocumentRead) -> list[int]:
    """List the pages that are pictures, under an invisible text or none, or promise a table so."""
    return [page.page_number for page in document.pages if is_picture(page) or is_layered(page)]


def draw_scanned(content: bytes, page_numbers: Iterable[int]) -> Iterator[DrawnPage]:
    """Draw pages one after another.

    Args:
        content: a PDF that was opened before.
        page_numbers: 1…, each asked for when the page before it has been taken.
    """
    with closing(pdfium.PdfDocument(content)) as document:
        for number in page_numbers:
            with closing(document[number - 1]) as page:
                yield _draw(page, number)


def _draw(page: pdfium.PdfPage, number: int) -> DrawnPage:
    rotation = read_page_frame(page).quarter_turns * 90
    width, height = largest_picture(page)
    if width * height > MOST_PIXELS:
        reason = f"a picture of {width} × {height} pixels is not opened (图片过大，拒绝打开)"
        return DrawnPage(number, None, 1.0, rotation, reason)
    scale = min(SCAN_DPI / _POINTS_PER_INCH, _MAX_SIDE_PX / max(*page.get_size(), 1.0))
    drawn = page.render(scale=scale).to_numpy()
    picture = drawn[:, :, :3].max(axis=2) if drawn.ndim == 3 else drawn
    return DrawnPage(number, picture.copy(), 1 / scale, rotation)


def largest_picture(page: pdfium.PdfPage) -> tuple[int, int]:
    """Give the size of a page's largest picture in its own pixels; 0, 0 where there is none."""
    largest = (0, 0)
    width, height = ctypes.c_uint(), ctypes.c_uint()
    for image in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE]):
        if pdfium_c.FPDFImageObj_GetImagePixelSize(image.raw, width, height):
            size = (width.value, height.value)
            largest = max(largest, size, key=lambda one: one[0] * one[1])
    return largest
