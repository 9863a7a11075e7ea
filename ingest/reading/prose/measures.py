"""What an amount or a percentage states: an amount, a change, a share or a rate."""

from __future__ import annotations

import re
from typing import Final

from ingest.reading.prose.clauses import (
    Clause,
    added_direction,
    direction_of,
    is_rate,
    is_reason,
    is_share,
)
from ingest.reading.prose.model import Claim, Mention

# A percentage with nothing but this before it belongs to the amount before: 24.5万元（43%）.
_BARE: Final = re.compile(r"[（(，,]?(?:即|约|近)?")


def measure_of(
    mention: Mention, clause: Clause, before: str, last: Claim | None
) -> tuple[str | None, str | None]:
    """Tell measure and direction of a mention; (None, None) for a percentage that states neither.

    Args:
        mention: the number, or words such as 持平.
        clause: the words right before it.
        before: all of its sentence before it.
        last: what its sentence stated before it.
    """
    if mention.value is None:
        return "increase", "flat"
    if mention.unit == "%":
        return _of_percentage(mention, clause, last)
    change = direction_of(clause.text)
    if change is None and is_added(before, clause):
        change = added_direction(clause.text)
    if change is None:
        return "amount", None
    return change, "flat" if mention.value == 0 else change


def is_added(before: str, clause: Clause) -> bool:
    """Say whether a reason names what was added or taken off: an amount of unknown scope."""
    return added_direction(clause.text) is not None and is_reason(before)


def _of_percentage(
    mention: Mention, clause: Clause, last: Claim | None
) -> tuple[str | None, str | None]:
    if is_share(clause.text):
        return "share", None
    if change := direction_of(clause.text):
        return "rate", "flat" if mention.value == 0 else change
    if last and _BARE.fullmatch(clause.gap.strip()):
        if last.direction:
            return "rate", last.direction
        if last.part_of and last.measure == "amount":
            return "share", None
    return ("rate", None) if is_rate(clause.text) else (None, None)
