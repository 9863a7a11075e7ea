"""Print a report, put it on a scanner: a PDF whose pages are pictures, skewed and noisy.

What is scanned is a PDF with text, so that what the pages print is known. The same input gives the
same bytes.
"""

from __future__ import annotations

import io
import math
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]
from PIL import Image, ImageChops, ImageDraw, ImageFilter

_RED = (214, 40, 40)
Rules = Literal["all", "across", "none"]


@dataclass(frozen=True)
class Manner:
    """How a page is scanned: resolution, colours, and what goes wrong on the way."""

    dpi: int = 200
    mode: str = "grey"  # grey, colour, bilevel
    skew_degrees: float = 0.4
    noise: float = 6.0  # standard deviation, of 256 levels
    specks: int = 60  # of dust, a page
    fading: float = 0.0  # how much of the ink's darkness is lost
    seal: bool = False
    quality: int = 80  # of the JPEG
    rules: Rules = "all"  # which of the rules that the page draws are printed


MANNERS = {
    "grey200": Manner(),
    "colour200": Manner(mode="colour", seal=True, skew_degrees=-0.5),
    "grey150": Manner(dpi=150, skew_degrees=0.6),
    "bilevel200": Manner(mode="bilevel", skew_degrees=-0.3, specks=120),
    "faded200": Manner(fading=0.45, noise=9.0, skew_degrees=0.7),
    "grey200, no rules": Manner(rules="none"),
}


def scan_pages(
    content: bytes, manner: Manner, pages: Collection[int] | None = None
) -> list[Image.Image]:
    """Scan pages (1…) of a PDF, all where none are named."""
    document = pdfium.PdfDocument(content)
    try:
        wanted = sorted(pages) if pages is not None else range(1, len(document) + 1)
        return [_scan(_without_rules(document[n - 1], manner.rules), n, manner) for n in wanted]
    finally:
        document.close()


def scan_pdf(content: bytes, manner: Manner, pages: Collection[int] | None = None) -> bytes:
    """Scan pages of a PDF into a PDF of pictures."""
    return pdf_of(scan_pages(content, manner, pages), manner)


def _without_rules(page: pdfium.PdfPage, rules: Rules) -> pdfium.PdfPage:
    """Take drawn shapes off a page: all of them, or those that are higher than they are wide."""
    if rules == "all":
        return page
    for shape in list(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH])):
        left, bottom, right, top = shape.get_bounds()
        if rules == "none" or right - left < top - bottom:
            page.remove_obj(shape)
    return page


def pdf_of(pictures: list[Image.Image], manner: Manner) -> bytes:
    """Bind pictures into a PDF, a page each."""
    bound = io.BytesIO()
    never: Any = time.gmtime(0)
    pictures[0].save(
        bound,
        "PDF",
        save_all=True,
        append_images=pictures[1:],
        resolution=manner.dpi,
        **({"quality": manner.quality} if pictures[0].mode != "1" else {}),
        creationDate=never,
        modDate=never,
    )
    return bound.getvalue()


def _scan(page: pdfium.PdfPage, number: int, manner: Manner) -> Image.Image:
    chance = np.random.default_rng(1000 * number + manner.dpi)
    image: Image.Image = page.render(scale=manner.dpi / 72).to_pil().convert("RGB")
    if manner.seal:
        _stamp(image, chance)
    skew = manner.skew_degrees * chance.uniform(0.5, 1.0)
    white = (255, 255, 255)
    image = image.rotate(skew, Image.Resampling.BICUBIC, fillcolor=white)
    image = image.filter(ImageFilter.GaussianBlur(manner.dpi / 400))
    levels: Any = np.asarray(image).astype(np.float32)
    levels = 255 - (255 - levels) * (1 - manner.fading)
    levels = levels - 8 + chance.normal(0, manner.noise, (*levels.shape[:2], 1))
    for _ in range(manner.specks):
        y, x = chance.integers(0, levels.shape[0] - 4), chance.integers(0, levels.shape[1] - 4)
        size = chance.integers(1, 4)
        levels[y : y + size, x : x + size] = chance.integers(20, 120)
    scanned = Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
    if manner.mode == "colour":
        return scanned
    scanned = scanned.convert("L")
    if manner.mode == "grey":
        return scanned
    return scanned.point(lambda level: 255 * (level > 150)).convert("1", dither=Image.Dither.NONE)


def _stamp(image: Image.Image, chance: np.random.Generator) -> None:
    """Put a department's red seal over the middle of the page; its ink lets the print through."""
    width, height = image.size
    seal = Image.new("RGB", image.size, "white")
    radius = width // 9
    x = int(width * chance.uniform(0.4, 0.6))
    y = int(height * chance.uniform(0.35, 0.6))
    draw = ImageDraw.Draw(seal)
    line = max(3, radius // 18)
    for smaller in (0, radius // 5):
        r = radius - smaller
        draw.ellipse((x - r, y - r, x + r, y + r), outline=_RED, width=line)
    points = []
    for corner in range(10):
        r = radius // 3 if corner % 2 == 0 else radius // 8
        angle = math.pi * (corner / 5 - 0.5)
        points.append((x + r * math.cos(angle), y + r * math.sin(angle)))
    draw.polygon(points, fill=_RED)
    image.paste(ImageChops.multiply(image, seal))
