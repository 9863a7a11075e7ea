"""What a finding says, in both languages, and the pages that it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a message names: one of a table, or of the prose where `table` is None."""

    number: int
    table: int | None = None


class Said(NamedTuple):
    """A message, or a part of one.

    Attributes:
        zh: in Chinese.
        en: in English.
        pages: that it names, in the order in which it does; of several tables or pages in a row,
            the first.
    """

    zh: str
    en: str
    pages: tuple[Page, ...] = ()


NOTHING: Final = Said("", "")


def page_words(pages: Sequence[int]) -> str:
    """Name pages in English.

    >>> page_words([7]), page_words([7, 8, 11])
    ('page 7', 'pages 7, 8 and 11')
    """
    if len(pages) == 1:
        return f"page {pages[0]}"
    return f"pages {', '.join(map(str, pages[:-1]))} and {pages[-1]}"
