"""What an office file is before it is laid out: paragraphs and tables in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ingest.reading.pdf.glyphs import normalise_character
from ingest.reading.pdf.tokens import number_tokens

_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# With a point, thousands, or three digits: pagers and counts of clicks print 1 and 2.
_AMOUNT: Final = re.compile(r"\s*[-(]?(?:\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+|\d{3,})\)?\s*")
_FEWEST_AMOUNTS: Final = 2


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph, or the pieces of one line that stand apart.

    Attributes:
        pieces: texts from left to right; most paragraphs have one.
        is_centred: set in the middle of the line.
    """

    pieces: tuple[str, ...]
    is_centred: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; a merged one appears once, at its top left (0-based).

    Attributes:
        text: as displayed, lines joined by newlines.
        address: where a person finds it: 表1!B12; None where the form has no addresses.
        stored: the number that the file holds, where it shows fewer digits of it.
    """

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    address: str | None = None
    stored: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the first reading gives it, and the numbers of the second.

    Attributes:
        cells: in reading order; places without a cell are blank.
        witness: number tokens of the second reading, in reading order.
        left: how many columns of its sheet stand before it.
    """

    row_count: int
    column_count: int
    cells: tuple[Cell, ...]
    witness: tuple[str, ...]
    left: int = 0


Block = Words | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A page of a Word file, a sheet of a workbook, or a whole web page.

    Attributes:
        blocks: in reading order.
        remark: what was left out, and why; None where nothing was.
        picture_count: pictures among the blocks, which nobody reads.
    """

    blocks: tuple[Block, ...]
    remark: str | None = None
    picture_count: int = 0


def normalised(text: str) -> str:
    """Write a text in the plain characters that pages are read in."""
    return "".join(map(normalise_character, text))


def witness_tokens(text: str) -> tuple[str, ...]:
    r"""List the numbers of what a second reading gives.

    >>> witness_tokens("１，２３４.50\n7")
    ('1，234.50', '7')
    """
    return tuple(number_tokens(normalised(text)))


def raised(text: str) -> str:
    """Write digits that are set raised as such: a mark of a note is no digit of an amount.

    >>> raised("1"), raised("[12]")
    ('¹', '[¹²]')
    """
    return text.translate(_RAISED)


def holds_amounts(texts: Iterable[str]) -> bool:
    """Say whether cells are those of a table of amounts, and not of a page's layout.

    >>> holds_amounts(["农林水支出", "1,703.50", "653.50"]), holds_amounts(["首页", "1", "2"])
    (True, False)
    """
    amounts = (1 for text in texts if _AMOUNT.fullmatch(normalised(text)))
    return sum(amounts) >= _FEWEST_AMOUNTS
