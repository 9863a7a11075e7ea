"""The subject of an amount: its wording taken out of a clause, and what concept that is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from ingest.reading.prose.functions import find_function
from ingest.reading.prose.model import Subject
from ingest.reading.prose.ordinals import drop_ordinal
from ingest.reading.prose.scopes import drop_own_name
from ingest.reading.vocabulary.loading import find_concept, load_rules

_CONNECTORS: Final = re.compile(
    r"^(?:[，,、；;：:。\s]|其中|包括|分别[为是]|以及|和|及|与|另|即|同时|相应地?|(?:共|共计|合计|总共)?安排了?|主要是|主要|具体|是因为|是"
    r"|[一二三四五]是|一方面|另一方面|收入包括|支出包括|(?:收入|支出)?按[\u4e00-\u9fff]{2,8}?(?:划分|分)为?[：:，,]?(?=[\u4e00-\u9fff]{2,}(?:收入|支出|拨款))|由于|因为|原因[是为]|[无未]使用|没有使用|使用(?=一般公共|政府性基金|国有资本|财政拨款)|没有|不涉及|未安排|无(?=政府|国有资本|一般公共|财政拨款)|含|编制|编报|涉及(?=一般|政府|国有|财政拨款))+"
)
_YEARS: Final = re.compile(
    r"(?:截[至止])?20\d\d年(?:度)?(?:\d{1,2}月)?(?:\d{1,2}日|底)?[，,]?|^(?:本年度|当年|本年|今年)"
)
_WHO: Final = re.compile(
    r"^.*?等\d+家(?:行政|事业)?单位的?|^(?:本|我|全|该|各)(?:部门|单位|校|局|委|办|院|厅|中心|区|市|会|部|镇|乡|街道|站|所|队|馆)(?:所属)?(?:各)?(?:预算)?(?:单位)?|^学校|^所属各?预算单位"
    r"|^各单位|^(?:下属)?\d+家[^，。]*?(?=财政拨款|机关运行)"
)
_SUCH: Final = re.compile("^[^，。；]*等(?=(?:人员|公用|日常公用)经费)")
_TAIL: Final = re.compile(
    r"(?:安排了?|预计|共计|共|合计为|合计|为|是|约|达到?|各|均|即|了|的|[：:（(])+$"
)
_QUOTES: Final = re.compile("[“”\"'‘’\\s]")
_FUNDS: Final = (
    (re.compile(r"一般(?:公共|共公|公)预算"), "GB"),
    (re.compile(r"一般公共财政(?=拨款)"), "GB"),
    (re.compile(r"政府性基金(?:预算)?|(?<![\u4e00-\u9fff])基金预算"), "GF"),
    (re.compile(r"国有资本经营(?:预算)?"), "SC"),
)
# 收、支总计（含结转和结余）, 本年收入（不含上年结转）
_INCLUDED: Final = re.compile(r"(?<=计)[（(]含[^）)]*[）)]$")
# Words that say of what stage or sum an amount is, not of what.
_FILLERS: Final = re.compile(
    r"预算|决算|年初|全年|年度|本年(?=收入|支出|财政)|当年(?=收入|支出)|总额|总计|合计|共计|金额|安排(?!的)|情况|说明"
    r"|科目|经费拨款|总体|具体|总(?=收|支)|编报|项级|数$|总$|共$|执行"
)
# A clause of nothing but stage words has its subject elsewhere.
_EMPTY: Final = re.compile(
    r"^(?:支出|收入|预算|决算|当年|本年|全年|年初|年度|调整|执行|安排|实际|数|总额|金额|共|为|是|约|上年|去年|上|年|拟|计划"
    r"|完成|相比|相较|对比|比较|预决算|差异率?)*$"
)
# （2）公务用车运行维护费…。费用支出较上年减少…: whose costs they are was said before.
_ITS_COSTS: Final = re.compile(r"^(?:该项|此项)?费用(?:支出)?(?:决算|预算)?数?$")


def word_subject(clause: str, department: str | None) -> str:
    """Take the subject's wording out of the clause before an amount.

    >>> word_subject("其中：一般公共预算拨款", None)
    '一般公共预算拨款'
    >>> word_subject("2023年本部门收入预算", None)
    '收入预算'
    """
    text = _SUCH.sub("", clause.strip())  # 基本工资、津贴补贴等人员经费
    text = _CONNECTORS.sub("", drop_ordinal(_CONNECTORS.sub("", text)))
    while True:
        cut = _CONNECTORS.sub("", _WHO.sub("", _YEARS.sub("", text)))
        if department:
            named = re.match(
                rf"{re.escape(department)}(?:[（(][^）)]{{1,6}}[）)])?(?:部门(?!预算|收|支))?(?:所属)?(?:各单位|各预算单位)?",
                cut,
            )
            cut = cut[named.end() :] if named else drop_own_name(cut, department)
        if cut == text:
            break
        text = cut
    return _TAIL.sub("", text).strip()


def is_empty(wording: str, *, has_context: bool) -> bool:
    """Say whether a wording names nothing: 全年预算, 2023年预算数, 支出决算.

    收入预算 and 支出预算 alone are the report's own totals, unless something is already spoken of
    and they only tell its stage (支出决算为 after a function).
    """
    if not wording:
        return True
    if has_context and _ITS_COSTS.match(wording):
        return True
    if not _EMPTY.match(wording):
        return False
    if re.search(r"收入|支出", wording):
        return has_context and bool(re.search(r"决算|执行|实际", wording))
    return True


def core_of(wording: str) -> str:
    """Reduce a wording to what the vocabulary matches.

    >>> core_of("一般公共预算财政拨款支出预算总额")
    'GB财政拨款支出'
    """
    core = _INCLUDED.sub("", _QUOTES.sub("", wording))
    for pattern, mark in _FUNDS:
        core = pattern.sub(mark, core)
    while (bare := _FILLERS.sub("", core)) != core:
        core = bare
    return core


def recognise_subject(wording: str, section: tuple[str, ...]) -> Subject:
    """Recognise what a wording speaks of; concept None where it is not understood.

    Args:
        wording: the subject as worded.
        section: headings above, for the class of a 款 and for the fund.
    """
    source = find_concept(load_rules("prose_subjects", "sources"), _QUOTES.sub("", wording))
    subject = find_function(_QUOTES.sub("", wording) if "科目" not in wording else wording, section)
    if subject:
        return replace(subject, wording=wording, source=source)
    concept = find_concept(load_rules("prose_subjects", "concepts"), core_of(wording))
    return Subject(wording, concept, None, source)


_SAME_AS: Final = re.compile(r"^[，,]?(?:与|和|同)([^，,。；;]{2,20}?)(?:一致|相等|相同|相符)")


def equated_subject(subject: Subject, after: str) -> Subject:
    """Take an amount of nothing known for what the words behind it say that it equals.

    >>> equated_subject(Subject("上表"), "，与支出预算一致。").concept
    'expenditure'
    >>> equated_subject(Subject("上表"), "，与上年相同。").concept is None
    True
    """
    found = _SAME_AS.match(after)
    if subject.concept is not None or found is None:
        return subject
    other = recognise_subject(word_subject(found[1], None), ())
    return replace(subject, concept=other.concept, source=other.source)


# 一般公共预算财政拨款 is one fund, not two.
_FUND: Final = re.compile(
    r"一般(?:公共|共公)预算|政府性基金|国有资本经营|(?<!预算)(?<!预算当年)财政拨款"
)


def fund_of(text: str) -> str | None:
    """Name the fund that a text speaks of: the last one that it names."""
    found = _FUND.findall(text)
    if not found:
        return None
    return find_concept(load_rules("prose_subjects", "sources"), found[-1])
