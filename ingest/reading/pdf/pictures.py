"""Draw a page of a PDF as a picture, upright, so that boxes of the warehouse can be put on it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from PIL import Image

from ingest.reading.pdf.characters import read_page_frame
from ingest.reading.pdf.opening import opened, opened_page

PictureFormat = Literal["webp", "png"]

# 110 dots an inch: 小五 (9 pt) figures are 14 pixels high, and an A4 page is 909 × 1286 pixels.
DEFAULT_DPI: Final = 110
_POINTS_PER_INCH: Final = 72

# A0 at the default resolution; larger pages (page boxes of 200 inches exist) are drawn smaller.
_MAX_SIDE_PX: Final = 5200

# Sixteen levels per channel and lossless: over 24 pages of six published reports 41 KB and 27 ms a
# page, against 49 KB of lossy WebP with smeared digits and 50 KB and 61 ms of a 16-colour PNG.
_LEVEL: Final = 17
_LEVELS: Final = tuple(round(value / _LEVEL) * _LEVEL for value in range(256)) * 3
_WEBP_METHOD: Final = 2
_WEBP_EFFORT: Final = 20


@dataclass(frozen=True, slots=True)
class PageToDraw:
    """A page, and how far it must be turned.

    Attributes:
        page_number: 1….
        rotation: degrees clockwise, as `raw.pages.rotation`: the turn in which most text is
            upright, and in which the warehouse's boxes are.
    """

    page_number: int
    rotation: int = 0


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page as a picture.

    A box x0, y0, x1, y1 of the warehouse (points, origin bottom left) covers the pixels from
    `x0 * scale`, `(height_pt - y1) * scale` to `x1 * scale`, `(height_pt - y0) * scale`.

    Attributes:
        page_number: 1….
        content: the encoded picture.
        width_px: its size.
        height_px: its size.
        width_pt: the page as displayed.
        height_pt: the page as displayed.
        scale: pixels per point.
    """

    page_number: int
    content: bytes
    width_px: int
    height_px: int
    width_pt: float
    height_pt: float
    scale: float


def draw_pages(
    content: bytes,
    pages: Iterable[PageToDraw],
    *,
    file_name: str,
    dpi: float = DEFAULT_DPI,
    picture_format: PictureFormat = "webp",
) -> Iterator[PagePicture]:
    """Draw pages one after another, with annotations and form fields left as they are.

    Args:
        content: the PDF's bytes.
        pages: which pages, and turned how.
        file_name: base name, for messages only.
        dpi: dots an inch; a page that would be larger than A0 is drawn at less.
        picture_format: lossless WebP, or PNG for programs that know no WebP.

    Yields:
        The pictures, in the order asked for.

    Raises:
        DamagedPdfError: the file cannot be opened, or it has no such page.
    """
    with opened(content, file_name) as document:
        for wanted in pages:
            with opened_page(document, wanted.page_number, file_name) as page:
                picture = _draw_page(page, wanted, dpi / _POINTS_PER_INCH, picture_format)
            yield picture


def _draw_page(
    page: pdfium.PdfPage, wanted: PageToDraw, scale: float, picture_format: PictureFormat
) -> PagePicture:
    """Draw an open page."""
    turns = (wanted.rotation // 90 - read_page_frame(page).quarter_turns) % 4
    width_pt, height_pt = page.get_size()
    if turns % 2:
        width_pt, height_pt = height_pt, width_pt
    scale = min(scale, _MAX_SIDE_PX / max(width_pt, height_pt, 1.0))
    bitmap = page.render(scale=scale, rotation=turns * 90)
    image = bitmap.to_pil().convert("RGB").point(_LEVELS)
    return PagePicture(
        page_number=wanted.page_number,
        content=_encode(image, picture_format),
        width_px=image.width,
        height_px=image.height,
        width_pt=width_pt,
        height_pt=height_pt,
        scale=scale,
    )


def _encode(image: Image.Image, picture_format: PictureFormat) -> bytes:
    kept = io.BytesIO()
    if picture_format == "webp":
        image.save(kept, "WEBP", lossless=True, method=_WEBP_METHOD, quality=_WEBP_EFFORT)
    else:
        image.save(kept, "PNG", optimize=True)
    return kept.getvalue()
