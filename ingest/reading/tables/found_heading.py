"""A heading while it is being read: what was found of it so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.reading.tables.kinds import names_kind
from ingest.reading.tables.model import Heading
from ingest.reading.tables.titles import split_title
from ingest.reading.tables.units import find_title_unit


@dataclass(slots=True)
class FoundHeading:
    """What was found of a heading so far: title, annex label, unit, and the lines that say it."""

    title: str | None = None
    annex_label: str | None = None
    unit: str | None = None
    used: set[int] = field(default_factory=set)

    def heading(self, page_number: int) -> Heading:
        """Give what was found; an annex label that names a kind of table stands for its title."""
        title = self.title
        if title is None and self.annex_label is not None and names_kind(self.annex_label):
            title = self.annex_label
        lines = frozenset((page_number, i) for i in self.used)
        return Heading(title, self.annex_label, self.unit, lines)

    def set_title(self, text: str) -> None:
        """Take a text as the title, without its unit and annex label."""
        bare, unit = find_title_unit(text)
        annex, self.title = split_title(bare)
        self.unit = self.unit or unit
        self.annex_label = self.annex_label or annex
