"""Find where on its page a stated amount stands: prose has sentences, but no cells with boxes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.reading.pdf.characters import read_page_text
from ingest.reading.pdf.glyphs import Glyph
from ingest.reading.pdf.model import Box
from ingest.reading.pdf.opening import opened, opened_page

# So much of the sentence before an amount tells it from the same amount elsewhere on the page.
_CONTEXT: Final = 12

# Glyphs whose heights overlap by less than this share stand on different lines.
_SAME_LINE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Passage:
    """An amount in a sentence.

    Attributes:
        page_number: Where the sentence begins.
        sentence: As it was read; white space does not matter.
        stated: The amount's own text within it, once for each amount before it and for itself.
        occurrence: Which of the equal texts in the sentence it is, from 0.
    """

    page_number: int
    sentence: str
    stated: str
    occurrence: int = 0


def find_passages(
    content: bytes, passages: Sequence[Passage], *, file_name: str
) -> list[tuple[Box, ...]]:
    """Find passages on their pages.

    Args:
        content: the PDF's bytes.
        passages: what to find.
        file_name: base name, for messages only.

    Returns:
        For each passage its boxes, one per line that it runs over, in the warehouse's frame; none
        where it is not found, or found in several places.

    Raises:
        DamagedPdfError: the file cannot be opened, or it has no such page.
    """
    glyphs: dict[int, tuple[Glyph, ...]] = {}
    with opened(content, file_name) as document:
        for number in sorted({passage.page_number for passage in passages}):
            with opened_page(document, number, file_name) as page:
                glyphs[number] = read_page_text(page, has_invisible_text=True).glyphs
    return [_find(passage, glyphs[passage.page_number]) for passage in passages]


def _find(passage: Passage, glyphs: Sequence[Glyph]) -> tuple[Box, ...]:
    # a glyph may be a ligature of several letters
    owners = [glyph for glyph in glyphs for _ in glyph.text]
    text = "".join(glyph.text for glyph in glyphs)
    span = _span(text, _plain(passage.sentence), _plain(passage.stated), passage.occurrence)
    return _lines(owners[span[0] : span[1]]) if span else ()


def _span(text: str, sentence: str, stated: str, occurrence: int) -> tuple[int, int] | None:
    """Find an amount of a sentence in a page's text: by the sentence, or by the words before it.

    >>> _span("一、收入5万元，支出5万元。", "支出5万元。", "5万元", 0)
    (10, 13)
    """
    at = -1
    for _ in range(occurrence + 1):
        at = sentence.find(stated, at + 1)
    if at < 0:
        return None
    for first, last in ((0, len(sentence)), (max(0, at - _CONTEXT), at + len(stated))):
        part = sentence[first:last]
        start = text.find(part)
        if start >= 0 and text.find(part, start + 1) < 0:
            start += at - first
            return start, start + len(stated)
    return None


def _plain(text: str) -> str:
    return "".join(text.split())


def _lines(glyphs: Iterable[Glyph]) -> tuple[Box, ...]:
    """Draw one box around the glyphs of each line."""
    boxes: list[Box] = []
    for glyph in glyphs:
        last = boxes[-1] if boxes else None
        if last is not None:
            shared = min(last.y1, glyph.y1) - max(last.y0, glyph.y0)
            if shared > _SAME_LINE * min(last.y1 - last.y0, glyph.y1 - glyph.y0):
                boxes[-1] = Box(
                    min(last.x0, glyph.x0), min(last.y0, glyph.y0),
                    max(last.x1, glyph.x1), max(last.y1, glyph.y1),
                )  # fmt: skip
                continue
        boxes.append(Box(glyph.x0, glyph.y0, glyph.x1, glyph.y1))
    return tuple(boxes)
