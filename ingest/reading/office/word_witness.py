"""The second witness of a Word file: the raw text of its XML, cut at tags by one expression.

It knows no merged cells, runs or styles. What it is told: which tables hold others as data, so that
it counts tables as the first reading does, and the labels of automatic numbering, which are no text
of the file.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.reading.office.model import raised, witness_tokens
from ingest.reading.office.open_tables import OpenTables

_TAG: Final = re.compile(
    r"<(/?)(w:tbl|w:p|w:tc|w:r|w:vanish|w:vertAlign|w:del|w:moveFrom|mc:Fallback|w:instrText"
    r"|w:txbxContent|w:br|w:tab)(?=[\s/>])[^>]*?(/?)>|<w:t(?:\s[^>]*)?>([^<]*)</w:t>"
)
_OFF: Final = re.compile(r'w:val="(?:0|false)"')
_UNSEEN: Final = ("w:del", "w:moveFrom", "mc:Fallback", "w:instrText")
_FORMATS: Final = ("w:r", "w:vanish", "w:vertAlign")
_RAISED: Final = 'w:val="superscript"'


@dataclass(slots=True)
class _Reader:
    """Goes through the tags; what it knows of where it is."""

    tables: OpenTables
    labels: Sequence[str]
    paragraph_count: int = 0
    fallbacks: int = 0
    unseen: int = 0
    is_hidden: bool = False
    is_raised: bool = False

    def write(self, text: str) -> None:
        """Add text to the table that is open, where it is seen."""
        if not self.unseen:
            self.tables.write(text)

    def write_run(self, text: str) -> None:
        """Add the text of a run."""
        if not self.is_hidden:
            self.write(raised(text) if self.is_raised else text)

    def begin_paragraph(self) -> None:
        """Add a paragraph's label."""
        if self.paragraph_count < len(self.labels):
            self.write("\n" + self.labels[self.paragraph_count])
        self.paragraph_count += 1

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
    reader = _Reader(OpenTables(data_tables), labels)
    for match in _TAG.finditer(raw):
        closing, name, empty, text = match.groups()
        if name is None:
            reader.write_run(html.unescape(text))
        elif name in _UNSEEN:
            reader.hide(name, 0 if empty else -1 if closing else 1)
        elif name in _FORMATS:
            reader.format_run(name, match[0])
        elif name == "w:tbl" and (reader.fallbacks or empty):
            pass  # in the second form of a drawing
        elif name == "w:tbl" and not closing:
            reader.tables.begin()
        elif name == "w:tbl":
            if (said := reader.tables.end()) is not None:
                yield witness_tokens(said)
        elif name == "w:p" and not closing:
            reader.begin_paragraph()
        else:
            reader.write("\n")
