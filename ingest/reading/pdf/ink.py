"""What of a page leaves ink: the page as rendered, looked at where characters should be."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from ingest.reading.pdf.glyphs import Glyph, PageFrame

WHITE: Final = 250  # of 255, each colour
# Between the darkest and the lightest pixel of a printed character, of 255; grey print has 90.
_CONTRAST: Final = 40
_SCALE: Final = 2.0  # pixels per point: a stroke of small print is then a pixel wide


class Ink:
    """A page as rendered; that is done once, when it is first asked for."""

    def __init__(self, page: pdfium.PdfPage, frame: PageFrame) -> None:
        self._page, self._frame = page, frame

    @cached_property
    def _picture(self) -> Any:
        stored = self._page.get_rotation() // 90 % 4
        turns = (self._frame.quarter_turns - stored) % 4
        return self._page.render(scale=_SCALE, rotation=turns * 90).to_numpy()

    def _area(self, glyph: Glyph) -> Any:
        height = self._picture.shape[0]
        top, bottom = int(height - _SCALE * glyph.y1), int(height - _SCALE * glyph.y0) + 1
        left, right = int(_SCALE * glyph.x0), int(_SCALE * glyph.x1) + 1
        return self._picture[max(top, 0) : bottom, max(left, 0) : right, :3]

    def is_on_dark(self, glyph: Glyph) -> bool:
        """Say whether most of a character's ground is not white: what shows white print."""
        seen = self._area(glyph)
        return bool(seen.size) and float((seen < WHITE).mean()) > 0.5

    def shows(self, glyph: Glyph) -> bool:
        """Say whether anything is printed where a character should be."""
        seen = self._area(glyph)
        return bool(seen.size) and int(seen.max()) - int(seen.min()) > _CONTRAST
