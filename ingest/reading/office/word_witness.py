"""The second witness of a Word file: the raw text of its XML, cut at tags by one expression.

It knows no merged cells, runs or styles. What it is told: which tables hold others as data, so that
it counts tables as the first reading does, and the labels of automatic numbering, which are no text
of the file.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ingest.reading.office.model import raised, witness_tokens

_TAG: Final = re.compile(
    r"<(/?)(w:tbl|w:p|w:tc|w:r|w:vanish|w:vertAlign|w:del|w:moveFrom|mc:Fallback|w:instrText"
    r"|w:txbxContent|w:br|w:tab)(?=[\s/>])[^>]*?(/?)>|<w:t(?:\s[^>]*)?>([^<]*)</w:t>"
)
_OFF: Final = re.compile(r'w:val="(?:0|false)"')
_UNSEEN: Final = ("w:del", "w:moveFrom", "mc:Fallback", "w:instrText")
_FORMATS: Final = ("w:r", "w:vanish", "w:vertAlign")
_RAISED: Final = 'w:val="superscript"'


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
class _Reader:
    """Goes through the tags; what it knows of where it is."""

    data_tables: Collection[int]
    labels: Sequence[str]
    tables: list[_Open] = field(default_factory=list)
    table_count: int = 0
    paragraph_count: int = 0
    fallbacks: int = 0
    unseen: int = 0
    is_hidden: bool = False
    is_raised: bool = False

    def write(self, text: str) -> None:
        """Add text to the table that is open, where it is seen."""
        if self.tables and not self.unseen:
            self.tables[-1].parts.append(text)

    def write_run(self, text: str) -> None:
        """Add the text of a run."""
        if not self.is_hidden:
            self.write(raised(text) if self.is_raised else text)

    def begin_paragraph(self) -> None:
        """Add a paragraph's label."""
        if self.paragraph_count < len(self.labels):
            self.write("\n" + self.labels[self.paragraph_count])
        self.paragraph_count += 1

    def begin_table(self) -> None:
        """Open a table; in a second form of a drawing there is none."""
        if self.fallbacks:
            return
        above = self.tables[-1] if self.tables else None
        if above is not None:
            above.holds_table = True
        is_inside = above is not None and (above.is_data or above.is_inside)
        self.tables.append(_Open(is_inside, self.table_count in self.data_tables))
        self.table_count += 1

    def end_table(self) -> str | None:
        """Close a table; gives its text where it is one."""
        if self.fallbacks or not self.tables:
            return None
        ended = self.tables.pop()
        text = "".join(ended.parts)
        if ended.is_inside and self.tables:
            self.tables[-1].parts.append(f"\n{text}\n")
            return None
        return text if ended.is_data or not ended.holds_table else None

    def format_run(self, name: str, tag: str) -> None:
        """Note what a run says of itself: that it is hidden, or raised."""
        if name == "w:r":
            self.is_hidden = self.is_raised = False
        elif name == "w:vanish":
            self.is_hidden = _OFF.search(tag) is None
        else:
            self.is_raised = _RAISED in tag

    def hide(self, name: str, step: int) -> None:
        """Enter or leave what is not on the paper."""
        self.unseen += step
        self.fallbacks += step * (name == "mc:Fallback")


def witness_tables(
    raw: str, data_tables: Collection[int], labels: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    """Yield the number tokens of each table, in the order in which tables end.

    A table that holds others lays out a page and is none, but where it is one of `data_tables`:
    then those within are none.

    Args:
        raw: the XML as text.
        data_tables: by number, in the order in which they begin.
        labels: of all paragraphs, in order.
    """
    reader = _Reader(data_tables, labels)
    for match in _TAG.finditer(raw):
        closing, name, empty, text = match.groups()
        if name is None:
            reader.write_run(html.unescape(text))
        elif name in _UNSEEN:
            reader.hide(name, 0 if empty else -1 if closing else 1)
        elif name in _FORMATS:
            reader.format_run(name, match[0])
        elif name == "w:tbl":
            if not closing and not empty:
                reader.begin_table()
            elif closing and (said := reader.end_table()) is not None:
                yield witness_tokens(said)
        elif name == "w:p" and not closing:
            reader.begin_paragraph()
        else:
            reader.write("\n")
