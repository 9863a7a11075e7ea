"""What an amount or a percentage states: an amount, a change, a share or a rate."""

from __future__ import annotations

import re
from decimal import Decimal
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

# 增加582.39万元，变动23.62%: the way is that of the amount.
_CHANGED: Final = re.compile(
    r"(?:变动|变化|增减|变动幅度|变动率|变化率|增减率|幅度)(?:为|是|约|达)?"
)
# 年初预算数1958.61万元，决算数2917.25万元，预决算差异率48.94%: the one against the other, signed.
_DIFFERENCE: Final = re.compile(r"预决算差异率(?:为|是)?$")


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


def _signed(value: Decimal) -> str:
    return "increase" if value > 0 else "decrease" if value else "flat"


def is_difference(clause: Clause) -> bool:
    """Say whether a percentage is how far what was carried out is off from what was planned."""
    return _DIFFERENCE.search(clause.text) is not None


def is_turned_before(clause: Clause) -> bool:
    """Say whether words before a percentage leave its way to the amount before: 变动23.62%."""
    return _CHANGED.fullmatch(clause.text) is not None


def is_completed(clause: Clause, last: Claim | None) -> bool:
    """Say whether a percentage is how much of the planned amount before it was carried out.

    完成预算28.24万元的105.81%: the plan stands between the words and the rate.
    """
    return (
        last is not None
        and clause.gap.strip() == "的"
        and last.measure == "amount"
        and last.stage in ("initial_budget", "adjusted_budget")
    )


def is_added(before: str, clause: Clause) -> bool:
    """Say whether a reason names what was added or taken off: an amount of unknown scope."""
    return added_direction(clause.text) is not None and is_reason(before)


def _of_percentage(
    mention: Mention, clause: Clause, last: Claim | None
) -> tuple[str | None, str | None]:
    if is_share(clause.text):
        return "share", None
    if is_difference(clause) and mention.value is not None:
        return "rate", _signed(mention.value)
    if change := direction_of(clause.text):
        return "rate", "flat" if mention.value == 0 else change
    is_bare = _BARE.fullmatch(clause.gap.strip()) is not None
    if last and last.direction and (is_bare or is_turned_before(clause)):
        return "rate", last.direction
    if last and is_bare and last.part_of and last.measure == "amount":
        return "share", None
    is_rated = is_completed(clause, last) or is_rate(clause.text)
    return ("rate", None) if is_rated else (None, None)
