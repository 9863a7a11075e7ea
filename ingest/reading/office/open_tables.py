"""Tables in the raw text of a file, as their tags begin and end: for second witnesses.

A table that holds others lays out a page and is none, but where it is said to hold them as data:
then those within are none, and their text is its own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Open:
    """A table that is open.

    Attributes:
        is_inside: of a table that holds it as data: it is none by itself.
        is_data: it holds others as data.
    """

    is_inside: bool
    is_data: bool
    holds_table: bool = False
    parts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class OpenTables:
    """The tables that are open, the innermost last.

    Attributes:
        data_tables: those that hold others as data, by number, in the order in which they begin.
    """

    data_tables: Collection[int]
    _tables: list[_Open] = field(default_factory=list)
    _count: int = 0

    def write(self, text: str) -> None:
        """Add text to the innermost table; outside of every table it is no witness's."""
        if self._tables:
            self._tables[-1].parts.append(text)

    def begin(self) -> None:
        """Open a table."""
        above = self._tables[-1] if self._tables else None
        if above is not None:
            above.holds_table = True
        is_inside = above is not None and (above.is_data or above.is_inside)
        self._tables.append(_Open(is_inside, self._count in self.data_tables))
        self._count += 1

    def end(self) -> str | None:
        """Close the innermost table; gives its text where it is one."""
        if not self._tables:
            return None
        ended = self._tables.pop()
        text = "".join(ended.parts)
        if ended.is_inside:
            self.write(f"\n{text}\n")
            return None
        return text if ended.is_data or not ended.holds_table else None
