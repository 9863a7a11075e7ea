"""Values that a sentence lists for amounts listed before: A、B，分别占总支出的44.87%、55.13%."""

from __future__ import annotations

import re
from typing import Final

from ingest.reading.prose.mentions import find_mentions
from ingest.reading.prose.model import Claim, Mention
from ingest.reading.prose.reading import Reading

_LEAD: Final = re.compile(r"分别[^，。；、]*$")
_BETWEEN: Final = re.compile(r"[、，和及与\s]{1,2}")
_MEASURES: Final = ("share", "rate", "increase", "decrease")


def place_in_list(sentence: str, mention: Mention) -> tuple[int, int] | None:
    """Tell which value of a list that 分别 opens a mention is, from 0, and how many there are.

    >>> text = "甲1万元、乙2万元，分别占总支出的30%、70%。"
    >>> [place_in_list(text, one) for one in find_mentions(text)]
    [None, None, (0, 2), (1, 2)]
    """
    if "分别" not in sentence:
        return None
    listed: list[Mention] = []
    for one in find_mentions(sentence):
        if listed and _goes_on(sentence, listed[-1], one):
            listed.append(one)
            continue
        if mention in listed:
            break
        listed = [one] if _LEAD.search(sentence[: one.start]) else []
    if mention not in listed or len(listed) < 2:
        return None
    return listed.index(mention), len(listed)


def _goes_on(sentence: str, last: Mention, one: Mention) -> bool:
    return one.unit == last.unit and bool(_BETWEEN.fullmatch(sentence[last.end : one.start]))


def owner_in_list(reading: Reading, place: tuple[int, int]) -> Claim | None:
    """Find the amount that a value of a list is of: as many amounts stand right before the list."""
    at, count = place
    told = [claim for claim, _ in reading.stated]
    told = told[: len(told) - at] if at else told
    owners = told[-count:]
    is_list = len(owners) == count and all(claim.measure == "amount" for claim in owners)
    return owners[at] if is_list else None


def is_listed_value(measure: str) -> bool:
    """Say whether what a value states may be listed so: a share, a rate, a change."""
    return measure in _MEASURES
