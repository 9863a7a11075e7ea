"""Labels that mean a sum of rows."""

from __future__ import annotations

from ingest.reading.tables.words import matchable
from ingest.reading.vocabulary.loading import load_vocabulary


def is_total(text: str | None) -> bool:
    """Say whether a label means the total of the table."""
    return text is not None and matchable(text) in load_vocabulary("lines")["totals"]


def is_subtotal(text: str | None) -> bool:
    """Say whether a label means a sum of some rows."""
    return text is not None and matchable(text) in load_vocabulary("lines")["subtotals"]
