"""When do two readings of a cell say the same, and is what they say a number at all."""

from __future__ import annotations

import re
from typing import Final

from ingest.reading.pdf.model import Box, GridCell, PageRead
from ingest.reading.pdf.tokens import number_tokens

# What recognisers make of a comma or a point: its full-width form, an apostrophe, a space.
_SPACE: Final = re.compile(r"\s+")
_SIGNS: Final = str.maketrans(
    # a comma with dust above it is read as a semicolon
    {"，": ",", ";": ",", "；": ",", "。": ".", "．": ".", "·": ".", "—": "-", "–": "-", "－": "-"}
)
_NUMBER_LIKE: Final = re.compile(r"[\d,.\-+()%¥]*\d[\d,.\-+()%¥]*")
_NUMBER: Final = re.compile(
    r"(?P<open>\()?(?P<sign>-)?¥?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<decimals>\.\d+)?%?"
    r"(?P<close>\))?"
)
# … and a point with dust above it as a colon; of a time at most two digits stand before one
_COLON: Final = re.compile(r"(?<=\d{3})[:：](?=\d{1,2}(?!\d))")
_LEADING_ZERO: Final = re.compile(r"0\d")


def figure_text(text: str) -> str | None:
    """Give the text of a number in its plain form; None where it is no number by its grammar.

    Groups are of three digits, or there are none; decimals follow one point. Codes such as 05 are
    no amounts.

    >>> figure_text("22，186;440.80"), figure_text("( 12.5 )"), figure_text("9.12%")
    ('22,186,440.80', '(12.5)', '9.12%')
    >>> figure_text("1,763,159:52"), figure_text("12:30"), figure_text("100:200")
    ('1,763,159.52', None, None)
    >>> figure_text(".148.00"), figure_text("1,23.00"), figure_text("201 类"), figure_text("05")
    (None, None, None, None)
    """
    plain = _plain(text)
    found = _NUMBER.fullmatch(plain)
    if found is None or (found["open"] is None) != (found["close"] is None):
        return None
    return None if _LEADING_ZERO.match(found["whole"]) else plain


def _plain(text: str) -> str:
    return _COLON.sub(".", _SPACE.sub("", text).translate(_SIGNS))


def is_number_like(text: str) -> bool:
    """Say whether a text is made of digits and the marks of numbers alone.

    >>> is_number_like(".148.00"), is_number_like("2025年"), is_number_like("")
    (True, False, False)
    """
    return _NUMBER_LIKE.fullmatch(_plain(text)) is not None


def is_broken(text: str) -> bool:
    """Say whether a text is an amount that was read with a mark too many or in a wrong place.

    >>> is_broken("888,700."), is_broken("5,.873,551"), is_broken("2010301"), is_broken("1.")
    (True, True, False, False)
    """
    digits = sum(map(str.isdigit, text))
    has_marks = any(mark in text for mark in ",.，。;:：")
    return digits > 2 and has_marks and is_number_like(text) and figure_text(text) is None


def say_the_same(first: str, second: str) -> bool:
    """Say whether two readings of a cell agree in what counts: its figures.

    A number is its sign, its digits and its decimals, however grouped; of other text it is the
    digits, in order.

    >>> say_the_same("1,234.50", "1234.50"), say_the_same("1,234.50", "1,234.5")
    (True, False)
    >>> say_the_same("-3.2", "3.2"), say_the_same("第1季度", "第1季")
    (False, True)
    >>> say_the_same("12.00", ""), say_the_same("", "")
    (False, True)
    """
    one, other = figure_text(first), figure_text(second)
    if one is not None or other is not None:
        return one is not None and other is not None and _bare(one) == _bare(other)
    return _digits(first) == _digits(second)


def is_disputed(cell: GridCell) -> bool:
    """Say whether a scanned cell was read twice and not alike; False for cells read from text."""
    return cell.second is not None and not say_the_same(cell.text, cell.second)


def disputed_boxes(page: PageRead) -> frozenset[Box]:
    """Give the cells of a page that two readings dispute; none of a page that has text."""
    return frozenset(cell.box for grid in page.grids for cell in grid.cells if is_disputed(cell))


def _bare(number: str) -> str:
    return number.replace(",", "").replace("¥", "")


def _digits(text: str) -> str:
    return "".join(
        character for token in number_tokens(text) for character in token if character.isdigit()
    )
