"""Sentences → plain facts: staffing, offices, vehicles, equipment, contact, what there is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, Final

from ingest.reading.prose.model import Fact, Sentence
from ingest.reading.vocabulary.loading import load_vocabulary

_NUMBER: Final = re.compile(
    r"(?<![\d.,])(?P<number>\d{1,3}(?:,\d{3})+|\d+)\s*(?=(?P<rest>[^\d\s].{0,16}))"
)
# Between a word and its number stand at most a few words: 编制为, 车辆共, 设备（不含车辆）.
_LINK: Final = re.compile(
    r"^(?:[（(][^）)]{1,8}[）)])*(?:等|共有|总数|合计|共|为|是|有|约|：|:|\s)*$"
)
_NONE: Final = re.compile(
    r"(?:^|[。：:，])(?:本(?:单位|部门)|我(?:单位|部门|局|委))?[^，。]{0,12}?(?:无|没有|未安排|不涉及)"
)
_PURCHASE: Final = re.compile(r"购置|新增配")
# 减少在职人员1名 is a change, no number of people.
_CHANGE: Final = re.compile(r"(?:减少|增加|新增|调入|调出|招录|招聘)(?:了)?$")
# A sentence of its own after the purchase of vehicles: 单位价值100万元以上设备0台.
_UNIT_PRICE: Final = re.compile(r"单价|单位价值")
_BELOW: Final = re.compile(r"下属|所属|下设|另有|直属|二级预算单位")
_BARE_NONE: Final = re.compile(r"^(?:[^。：:]{0,20}[。：:])?(?P<value>无|没有)[。]?$")
_HOLDER: Final = re.compile(r"(?P<holder>[\u4e00-\u9fff（）()]{2,30}?)$")
_HOLDER_LEAD: Final = re.compile(
    r"^(?:其中|截至?|截止|上年|年|底|本部门|本单位|现有|实有|核定|共有|共|的|为|人员|机关(?=工勤)|月|日|[，,、：:；;（(])+"
)


def find_facts(sentences: tuple[Sentence, ...], department: str | None) -> tuple[Fact, ...]:
    """Find the plain facts, in order of the text.

    Args:
        sentences: in order.
        department: its name, which as a holder is left out.
    """
    facts: list[Fact] = []
    planned_in: int | None = None  # paragraph whose last sentence told of purchases
    for sentence in sentences:
        if any("名词解释" in heading for heading in sentence.section):
            facts += _patterns(sentence)  # contacts are printed at the very end
            continue
        goes_on = planned_in == sentence.paragraph_number and bool(_UNIT_PRICE.match(sentence.text))
        counts = list(_counts(sentence, department, is_planned=goes_on))
        facts += [*counts, *_patterns(sentence), *_nothing(sentence)]
        is_planned = any("_purchase_" in fact.name for fact in counts)
        planned_in = sentence.paragraph_number if is_planned else None
    return tuple(facts)


def _counts(sentence: Sentence, department: str | None, *, is_planned: bool) -> Iterator[Fact]:
    text = sentence.text
    end = 0
    for hit in _NUMBER.finditer(text):
        before = text[end : hit.start()]
        found = _word_before(before, hit["rest"]) or _word_after(hit["rest"])
        if found is None:
            continue
        fact, word, unit = found
        if fact == "affiliated_units" and not _BELOW.search(text[: hit.end() + len(word) + 2]):
            continue
        if is_planned or _PURCHASE.search(text[: hit.start()]):
            fact = _planned(fact)
        at = before.rfind(word)
        if fact.startswith("staff_") and _CHANGE.search(
            before[max(at - 4, 0) : at] if at > 0 else ""
        ):
            continue
        holder = _holder(before[:at] if at >= 0 else "", department) if _has_holder(fact) else None
        number = Decimal(hit["number"].replace(",", ""))
        yield Fact(fact, holder, f"{hit['number']}{unit}", number, unit, sentence)
        end = hit.end()


def _planned(fact: str) -> str:
    """Name the planned purchase of what a fact counts.

    >>> _planned("vehicles_total"), _planned("staff_total")
    ('vehicles_purchase_total', 'staff_total')
    """
    return re.sub(r"^(vehicles|equipment)_", r"\1_purchase_", fact)


def _has_holder(fact: str) -> bool:
    return fact.startswith("staff_") or fact == "internal_offices"


def _word_before(before: str, rest: str) -> tuple[str, str, str] | None:
    """Find the counted word that ends right before a number: the longest one."""
    best: tuple[str, str, str] | None = None
    for entry in _entries():
        if entry.get("before"):
            continue
        unit = next(
            (u for u in sorted(entry["units"], key=len, reverse=True) if rest.startswith(u)), None
        )
        if unit is None:
            continue
        for word in entry["words"]:
            at = before.rfind(word)
            fits = at >= 0 and _LINK.match(before[at + len(word) :]) is not None
            if fits and (best is None or len(word) > len(best[1])):
                best = (entry["fact"], word, unit[:1] if len(unit) > 1 else unit)
    return best


def _word_after(rest: str) -> tuple[str, str, str] | None:
    for entry in _entries():
        if entry.get("before"):
            for word in entry["words"]:
                if rest.startswith(word):
                    return entry["fact"], word, word[0]
    return None


@cache
def _entries() -> tuple[dict[str, Any], ...]:
    return tuple(load_vocabulary("prose_facts")["counts"])


def _holder(before: str, department: str | None) -> str | None:
    """Take whose staff it is from the words before 行政编制: 区政府办机关."""
    clause = re.split(r"[，,；;。：:、]", before)[-1]
    hit = _HOLDER.search(clause)
    if hit is None:
        return None
    holder = _HOLDER_LEAD.sub("", hit["holder"]).strip("的有为")
    if len(holder) < 2 or holder == department or re.fullmatch(r"行政|事业|人员|单位管理", holder):
        return None
    return holder


def _patterns(sentence: Sentence) -> Iterator[Fact]:
    for entry in load_vocabulary("prose_facts")["patterns"]:
        for hit in re.finditer(entry["pattern"], sentence.text):
            yield Fact(entry["fact"], None, hit["value"], None, None, sentence)


def _nothing(sentence: Sentence) -> Iterator[Fact]:
    """Yield what the report says that there is none of: 政府采购情况。无; 无政府性基金预算."""
    text = sentence.text
    bare = _BARE_NONE.match(text)
    subject = (
        (sentence.label or (sentence.section[-1] if sentence.section else "")) if bare else text
    )
    if bare is None and (not _NONE.search(text) or re.search(r"\d\s*[万亿]?元", text)):
        return
    for entry in load_vocabulary("prose_facts")["nil"]:
        if any(word in subject for word in entry["words"]) and "结转" not in subject:
            value = bare["value"] if bare else "无"
            yield Fact(f"{entry['fact']}_none", None, value, None, None, sentence)
