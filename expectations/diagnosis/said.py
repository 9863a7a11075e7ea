"""What a finding says, in both languages, and the pages that it names."""

from __future__ import annotations

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
