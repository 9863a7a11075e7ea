"""The second witness of a web page: its raw text, cut at tags by one expression.

What it is told: which tables hold others as data, so that it counts tables as the first reading
does.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from ingest.reading.office.model import raised, witness_tokens
from ingest.reading.office.open_tables import OpenTables

# What these hold is no part of the page, whatever it looks like.
UNTOLD: Final = frozenset({"script", "style", "noscript", "template", "iframe"})
BREAKING: Final = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt",
        "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
        "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot",
        "th", "thead", "tr", "ul",
    }
)  # fmt: skip
HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_TAG: Final = re.compile(rf"{HIDDEN.pattern}|\shidden[\s=>]", re.IGNORECASE)
_TAG: Final = re.compile(
    rf"<!--.*?-->|<({'|'.join(sorted(UNTOLD))})\b.*?</\1\s*>"
    r"|<(/?)([a-zA-Z][\w:-]*)[^>]*>|([^<]+)",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(slots=True)
class _Reader:
    """Goes through the tags; what it knows of where it is."""

    tables: OpenTables
    is_raised: bool = False
    is_row_hidden: bool = False
    is_cell_hidden: bool = False

    def write(self, text: str) -> None:
        """Add text to the table that is open, where it is shown."""
        if not (self.is_row_hidden or self.is_cell_hidden):
            self.tables.write(raised(text) if self.is_raised else text)

    def enter(self, name: str, tag: str, *, is_closing: bool) -> None:
        """Note what a tag says of what follows."""
        hides = not is_closing and bool(_HIDDEN_TAG.search(tag))
        if name in ("tr", "table"):
            self.is_row_hidden, self.is_cell_hidden = name == "tr" and hides, False
        elif name in ("td", "th"):
            self.is_cell_hidden = hides
        elif name == "sup":
            self.is_raised = not is_closing


def witness_tables(text: str, data_tables: Collection[int]) -> Iterator[tuple[str, ...]]:
    """Yield the number tokens of each table, in the order in which tables end.

    A table that holds others lays out a page and is none, but where it is one of `data_tables`:
    then those within are none. Rows and cells that are not shown say nothing; a hidden table is
    skipped by who asks.

    Args:
        text: the page.
        data_tables: by number, in the order in which they begin.
    """
    reader = _Reader(OpenTables(data_tables))
    for match in _TAG.finditer(text):
        _, closing, tag, words = match.groups()
        if words is not None:
            reader.write(html.unescape(words))
            continue
        name = (tag or "").lower()
        reader.enter(name, match[0], is_closing=bool(closing))
        if name == "table" and not closing:
            reader.tables.begin()
        elif name == "table":
            if (said := reader.tables.end()) is not None:
                yield witness_tokens(said)
        elif name in BREAKING:
            reader.tables.write("\n")
