"""Characters on a page as values: their text, their box, and which way up the page is."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final, NamedTuple

# Punctuation that Chinese typesetting sets full-width on purpose. NFKC would turn `，` into the
# thousands separator, and `100，200` into one number.
_KEPT_AS_PRINTED: Final = frozenset("，：；！？（）～")

# pdfium reports a hyphen at a line's end as one of these.
_HYPHENS: Final = frozenset("\x02\ufffe")


# Stands for a character that is printed and cannot be told.
UNREADABLE: Final = "\ufffd"


class Glyph(NamedTuple):
    """One visible character; `place` is its index in pdfium's text order."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    place: int


@dataclass(frozen=True, slots=True)
class PageFrame:
    """How user space becomes the page as displayed: crop box, then quarter turns clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    quarter_turns: int

    @property
    def width_pt(self) -> float:
        """Width as displayed."""
        return self.top - self.bottom if self.quarter_turns % 2 else self.right - self.left

    @property
    def height_pt(self) -> float:
        """Height as displayed."""
        return self.right - self.left if self.quarter_turns % 2 else self.top - self.bottom

    def show(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """Turn a user-space rectangle into displayed coordinates."""
        match self.quarter_turns:
            case 1:
                return y0 - self.bottom, self.right - x1, y1 - self.bottom, self.right - x0
            case 2:
                return self.right - x1, self.top - y1, self.right - x0, self.top - y0
            case 3:
                return self.top - y1, x0 - self.left, self.top - y0, x1 - self.left
        return x0 - self.left, y0 - self.bottom, x1 - self.left, y1 - self.bottom


@dataclass(frozen=True, slots=True)
class PageText:
    """The visible text of a page.

    Attributes:
        frame: the coordinates that every glyph is in.
        glyphs: characters that print, in pdfium's order; white space is left out.
        breaks: indices (pdfium's) of white space and line breaks, real or generated.
        is_invisible: nothing of it prints: it lies under a picture, as somebody read that.
    """

    frame: PageFrame
    glyphs: tuple[Glyph, ...]
    breaks: frozenset[int]
    is_invisible: bool = False


def normalise_character(character: str) -> str:
    """Give the plain form of one character: radicals, full-width digits, ligatures.

    Enclosed and raised numbers stay as printed: ① is not the digit 1.

    >>> "".join(map(normalise_character, "⽬３．５％（①）"))
    '目3.5%（①）'
    """
    if character < "\x80" or "\u4e00" <= character <= "\u9fff":
        return "-" if character in _HYPHENS else character
    if character in _KEPT_AS_PRINTED or unicodedata.category(character) == "No":
        return character
    return "-" if character in _HYPHENS else unicodedata.normalize("NFKC", character)
