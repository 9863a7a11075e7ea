"""Whose money a sentence speaks of, where that is not the whole report's: one unit's."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from ingest.reading.prose.ordinals import drop_ordinal
from ingest.reading.vocabulary.loading import load_vocabulary

# 某局（本级） and 某局机关 are a unit of the department that bears the same name.
_OWN_OFFICE: Final = re.compile(r"[（(]?(?:本级|机关|本部)[）)]?$")
# （一）本级: the department's own office, as a heading among those of its units.
_OWN_HEADING: Final = re.compile(r"[\u4e00-\u9fff]{0,2}(?:本级|机关本级|机关|本部)(?:（[^）]*）)?")
_FUND_BEGINS: Final = "一般公共|财政|政府|国有|本年|当年|全年|总"
_BRACKETS: Final = re.compile(r"[（(][^（）()]*[）)]")


# 全市完成一般公共预算收入123亿元，同比增长5%；一般公共预算支出…: of the place, not of the report.
_OF_PLACE: Final = re.compile(
    r"(?:^|[，；：])(?:20\d\d年(?:度)?[，,]?)?(?:截[至止][^，]{1,12}[，,])?我?"
    r"(?P<place>全[国省市区县旗州盟乡镇])(?!直|级|本级)[^，；：]*"
)


def find_place(before: str) -> str | None:
    """Name the place whose money a sentence speaks of: 全市; None where it speaks of the report's.

    >>> find_place("2023年，全市完成一般公共预算收入123.45亿元，同比增长5.2%；支出")
    '全市'
    >>> find_place("项目支出主要用于全市") is None
    True
    """
    hit = _OF_PLACE.search(before)
    return hit["place"] if hit else None


def find_scope(
    section: tuple[str, ...], clause: str, department: str | None, *, is_unit: bool = False
) -> str | None:
    """Name the unit that an amount is confined to; None where it is of the whole report.

    Args:
        section: headings above, outermost first.
        clause: the words right before the amount.
        department: whose report it is.
        is_unit: the report is that of a unit, whose own office (本级) is all of it.

    >>> find_scope(("三、部门支出", "二、某市水文中心"), "公用经费", "某市水务局")
    '某市水文中心'
    >>> find_scope(("三、部门支出",), "市水务局公用经费", "某市水务局") is None
    True
    >>> find_scope(("三、各单位支出", "（一）局本级"), "公用经费", "某市水务局")
    '局本级'
    """
    named = _leading_unit(clause)
    if named and not _is_same(named, department, is_unit=is_unit):
        return named
    for heading in reversed(section):
        if not is_unit and _OWN_HEADING.fullmatch(drop_ordinal(heading)):
            return drop_ordinal(heading)
        named = _whole_unit(drop_ordinal(heading))
        if named:
            return None if _is_same(named, department, is_unit=is_unit) else named
    return None


def _is_same(name: str, department: str | None, *, is_unit: bool) -> bool:
    """Say whether a name is the department's own, in full or shortened: 省检察院, 市水务局."""
    if department is None:
        return True
    if _OWN_OFFICE.search(name) and not is_unit:
        return False
    rest = iter(_BRACKETS.sub("", department))
    return all(character in rest for character in _BRACKETS.sub("", _OWN_OFFICE.sub("", name)))


def drop_own_name(text: str, department: str | None) -> str:
    """Drop the department's name, in full or shortened, from the start of a text.

    >>> drop_own_name("省检察院财政拨款支出", "某省人民检察院")
    '财政拨款支出'
    """
    hit = _unit_patterns()[2].match(text)
    if hit is None or department is None or not _is_same(hit["name"], department, is_unit=False):
        return text
    return text[hit.end() :]


def _whole_unit(heading: str) -> str | None:
    hit = _unit_patterns()[0].fullmatch(heading)
    return hit["name"] if hit else None


def _leading_unit(clause: str) -> str | None:
    hit = _unit_patterns()[1].match(clause)
    return hit["name"] if hit else None


@cache
def _unit_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Compile a heading that names a unit, a clause that begins with one, and a unit's name."""
    units = load_vocabulary("prose_subjects")["units"]
    endings, topics = "|".join(units["endings"]), "|".join(units["topics"])
    own = r"(?:[（(][^（）()]{1,24}[）)])?(?:本级|机关)?"
    name = rf"(?P<name>(?:(?!{topics})[\u4e00-\u9fff]){{1,30}}?(?:{endings}){own})"
    rest = (
        r"(?:20\d\d年(?:度)?)?(?:部门|单位)?"
        r"(?:预算|决算|收支|支出|收入|的|具体|总体|情况|说明|安排)*"
    )
    return (
        re.compile(name + rest),
        re.compile(rf"^(?:其中[：:，,]?)?{name}(?=20\d\d年|(?:{topics})|{_FUND_BEGINS}|\d|$)"),
        re.compile(name),
    )
