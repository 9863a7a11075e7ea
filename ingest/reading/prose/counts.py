"""Sentences → counts of things that list their parts: vehicles by kind, floor areas by use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from ingest.reading.prose.model import Claim, Mention, Sentence, Subject

_COUNT: Final = re.compile(
    r"(?<![\d.,])(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<fraction>\d+))?\s?"
    r"(?P<unit>平方米|㎡|辆|艘|架)"
)
_OPENS_LIST: Final = re.compile(r"^(?P<bracket>[（(])?[，,：:；;。\s]*(?:其中|包括)[：:，,\s]*")
# What begins a statement of its own, and is no part of the list before it.
_ANEW: Final = re.compile(r"购置|共有|新增|安排|保有量|现有|报废|单价|单位价值")
_ROUGH: Final = re.compile(r"(?:约|近|约为|大约)$")
_NAME: Final = re.compile(r"[^，,、；;。：:（(）)]*$")
_LINKS: Final = re.compile(r"(?:共有|共计|共|有|为|是|约|近|计)+$|^(?:其中|包括|和|及|以及)+")


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    depth: int
    name: str
    mention: Mention
    is_rough: bool


def find_counts(sentences: tuple[Sentence, ...], stated: dict[int, int]) -> tuple[Claim, ...]:
    """Find wholes and the parts that they list, of one unit.

    A sentence that begins with 其中 goes on with the one before.

    Args:
        sentences: in order.
        stated: sentence number → how many claims it has already, to number on.
    """
    claims: list[Claim] = []
    numbered = dict(stated)
    for sentence in _joined(sentences):
        hits = tuple(_find_hits(sentence.text))
        for at, hit in enumerate(hits):
            parts = tuple(_parts(sentence.text, hits, at))
            if len(parts) < 2:
                continue
            position = numbered.get(sentence.number, 0) + 1
            claims.append(_claim(sentence, position, hit, None))
            claims += [
                _claim(sentence, position + n, part, position)
                for n, part in enumerate(parts, start=1)
            ]
            numbered[sentence.number] = position + len(parts)
    return tuple(claims)


def _joined(sentences: tuple[Sentence, ...]) -> Iterator[Sentence]:
    """Yield the sentences, each with what follows it and begins with 其中."""
    held: Sentence | None = None
    for sentence in sentences:
        if (
            held is not None
            and sentence.paragraph_number == held.paragraph_number
            and sentence.text.startswith("其中")
        ):
            held = replace(held, text=held.text + sentence.text)
            continue
        if held is not None:
            yield held
        held = sentence
    if held is not None:
        yield held


def _find_hits(text: str) -> Iterator[_Hit]:
    end = 0
    for hit in _COUNT.finditer(text):
        before = text[: hit.start()]
        depth = len(re.findall("[（(]", before)) - len(re.findall("[）)]", before))
        named = _NAME.search(text[end : hit.start()])
        words = named.group() if named else ""
        digits, fraction = hit["digits"].replace(",", ""), hit["fraction"] or ""
        unit = "平方米" if hit["unit"] == "㎡" else hit["unit"]
        value = Decimal(f"{digits}.{fraction}" if fraction else digits)
        mention = Mention(hit.start(), hit.end(), hit.group(), value, len(fraction), unit)
        name = _LINKS.sub("", _LINKS.sub("", words.strip())).strip()
        yield _Hit(hit.start(), hit.end(), depth, name, mention, bool(_ROUGH.search(words)))
        end = hit.end()


def _parts(text: str, hits: tuple[_Hit, ...], at: int) -> Iterator[_Hit]:
    """Yield the parts that a count lists; none where it lists none."""
    whole = hits[at]
    if at + 1 >= len(hits):
        return
    opened = _OPENS_LIST.match(text[whole.end : hits[at + 1].start])
    if opened is None:
        return
    depth = whole.depth + (1 if opened["bracket"] else 0)
    for part in hits[at + 1 :]:
        if part.depth < depth:
            return
        if part.depth > depth:
            continue
        if part.mention.unit != whole.mention.unit or _ANEW.search(part.name) or not part.name:
            return
        yield part


def _claim(sentence: Sentence, position: int, hit: _Hit, part_of: int | None) -> Claim:
    return Claim(
        sentence=sentence,
        position=position,
        mention=hit.mention,
        subject=Subject(hit.name),
        measure="count",
        direction=None,
        claim_year=None,
        compared_year=None,
        stage=None,
        part_of=part_of,
        is_ambiguous=hit.is_rough,
    )
