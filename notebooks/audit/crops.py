"""The places of an error, cut out of the published page as pictures with the culprits boxed."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from ingest.reading.pdf.passages import find_passages
from ingest.reading.pdf.pictures import PagePicture, PageToDraw, draw_pages
from notebooks.audit.findings import AuditFinding, Box

# Printed at 15 cm across a page, figures of 9 pt stay legible.
_DPI: Final = 150
_RED: Final = (194, 18, 31)
_MARGIN_PT: Final = 60.0  # of page above and below what is marked: its rows and the head
_LINE_PT: Final = 1.5
_PAGES_SHOWN: Final = 3
# A crop of more of the page than this is the page.
_WHOLE: Final = 0.75


@dataclass(frozen=True, slots=True)
class Crop:
    """A strip of a page as PNG."""

    page_number: int
    content: bytes
    is_whole: bool


def cut_crops(
    content: bytes, finding: AuditFinding, rotations: Mapping[int, int], *, file_name: str
) -> tuple[Crop, ...]:
    """Cut out what a finding marks, a strip for each of its first pages.

    Args:
        content: the published PDF.
        finding: with its cells and passages.
        rotations: page → degrees clockwise, as the warehouse reads it.
        file_name: base name, for messages only.

    Raises:
        DamagedPdfError: the file cannot be opened.
    """
    boxes: dict[int, list[Box]] = {}
    for mark in finding.marks:
        boxes.setdefault(mark.page_number, []).append(mark.box)
    found = find_passages(content, finding.passages, file_name=file_name)
    for passage, places in zip(finding.passages, found, strict=True):
        for box in places:
            boxes.setdefault(passage.page_number, []).append((box[0], box[1], box[2], box[3]))
    wanted = [PageToDraw(page, rotations.get(page, 0)) for page in sorted(boxes)[:_PAGES_SHOWN]]
    pictures = draw_pages(content, wanted, file_name=file_name, dpi=_DPI, picture_format="png")
    cells = {mark.page_number for mark in finding.marks}
    return tuple(
        _cut(
            picture,
            boxes[picture.page_number],
            finding.number,
            is_prose=picture.page_number not in cells,
        )
        for picture in pictures
    )


def _cut(picture: PagePicture, boxes: Sequence[Box], number: int, *, is_prose: bool) -> Crop:
    """Box and cut; the number stands left of a cell, but over prose, where words stand left."""
    image = Image.open(io.BytesIO(picture.content)).convert("RGB")
    drawing, scale = ImageDraw.Draw(image), picture.scale
    for x0, y0, x1, y1 in boxes:
        edges = (
            (x0 - _LINE_PT) * scale,
            (picture.height_pt - y1 - _LINE_PT) * scale,
            (x1 + _LINE_PT) * scale,
            (picture.height_pt - y0 + _LINE_PT) * scale,
        )
        drawing.rectangle(edges, outline=_RED, width=max(2, round(_LINE_PT * scale)))
    x0, _, _, y1 = boxes[0]
    face = ImageFont.load_default(size=9 * scale)
    left, up = (0.0, 12.0) if is_prose else (12.0, 1.0)
    corner = (max(0.0, (x0 - left) * scale), max(0.0, (picture.height_pt - y1 - up) * scale))
    drawing.text(corner, str(number), fill=_RED, font=face)
    top = max(0.0, picture.height_pt - max(box[3] for box in boxes) - _MARGIN_PT)
    bottom = min(picture.height_pt, picture.height_pt - min(box[1] for box in boxes) + _MARGIN_PT)
    is_whole = bottom - top > _WHOLE * picture.height_pt
    if not is_whole:
        image = image.crop((0, round(top * scale), image.width, round(bottom * scale)))
    kept = io.BytesIO()
    image.save(kept, "PNG", optimize=True)
    return Crop(picture.page_number, kept.getvalue(), is_whole)
