"""The words around an amount: its clause, the change it states, what it is compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_SEPARATOR: Final = re.compile(r"[，；;。]|(?<!\d),|,(?!\d)|[：:]")
_UP: Final = "增加|增长|上升|提高|增幅|净增|调增|上涨|递增|增"
_DOWN: Final = "减少|下降|降低|压减|压缩|节约|节支|减幅|净减|调减|核减|缩减|下调|降幅|减|降"
_CUE: Final = re.compile(
    rf"(?:分别|各|均|同比|共)*[（(]?(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?P<either>[（(/](?:{_UP}|{_DOWN})[）)]?)?[）)]?"
    r"(?:了|额|数|幅度|幅|比例|率)?(?:为|约|近|达)?[：:（(]?$"
)
_LESS: Final = re.compile(
    r"(?:(?P<down>小于|少于|低于)|(?P<up>大于|多于|高于))"
    r"(?:(?:上年|去年|上一年|20\d\d年)[^，。；]{0,8}?|(?:年初|全年|调整)?预算)数?$"
)
_SAID_NOW: Final = re.compile(r"^本年(?:预算|决算)?数$")
_WHEN: Final = r"上年同期|上年度?|去年|上一年度?|20\d\d年度?|同期|年初|全年|预算|执行|调整"
COMPARISON: Final = re.compile(
    r"(?:(?:相比|相较|对比|比|较|与|同|和)(?:于)?"
    r"|(?:[小少低大多高]于)(?=(?:年初|全年|调整)?预算数?$))"
    rf"(?:本(?:单位|部门))?(?P<when>{_WHEN})"
)
_COMPARE_FIRST: Final = re.compile(
    rf"^(?:同|与|和|较|比)(?:{_WHEN})[^，。；]{{0,10}}?(?:相比|比较|对比)[，,]?"
)
SAME_YEAR: Final = ("年初", "全年", "预算", "执行", "调整")
_SHARE: Final = re.compile(r"占")
_OTHER_YEAR: Final = re.compile(
    r"^[（(]?(?:注[：:]?)?(?:其中[，,]?)?(?:上年|去年|上一年)(?:度|同期)?(?:预算|决算|执行|完成|安排|支出|收入)*数?为?$"
)
_RATE: Final = re.compile(r"完成|执行率|完成率|比率|比例|比重|率|达到?$|[为是]$")
_REASON: Final = re.compile(r"原因|主要是|[一二三四五六]是|因为|由于|因[^公]|新增")
_YEAR: Final = re.compile(r"(20\d\d)年")
_YEAR_LIST: Final = re.compile(
    r"(?P<years>20\d\d年?度?(?:(?:、|和|与|及|，)20\d\d年?度?)+)[^。；;\d]{0,20}?(?:分别|依次)(?:为|是|安排)?"
)
_COMPARED_BEFORE: Final = re.compile(r"(?:比|较|与|同|和|于|由|从)$")
_YEARS_LISTED: Final = re.compile(r"20\d\d年?度?(?:(?:、|和|与|及)20\d\d年?度?)+")
# 由上年的12万元减少到10万元 states both years.
_FROM: Final = re.compile(
    rf"(?:由|从)(?:{_WHEN})(?:年初)?(?:预算|决算|执行)?数?的?$"
    # 公务接待费上年预算3.68万元，今年预算43.96万元
    r"|(?<![比较与同和于过出占])(?:上年|去年|上一年)度?(?:预算|决算|执行|安排)数?[为是]?$"
)
# 运行维护费2024年预算数比2023年预算数12万元减少2万元: what is compared stands before it.
_BASE: Final = re.compile(
    rf"[\u4e00-\u9fff数](?:比|较)(?:{_WHEN})(?:年初|全年|调整)?(?:预算|决算|执行)(?:安排)?数?的?$"
)
# 与上年度收入总计12万元、支出总计12万元相比: what is compared with is a list.
_COMPARED_LIST: Final = re.compile(
    r"(?:同|与|和|较|比)(?:上年|去年|上一年|20\d\d年)[^，。；]*元[、和及与][^，。；]*$"
)
_COMPARED_AFTER: Final = re.compile(r"[^，。；]{0,30}(?:相比|比较|对比)")
_TO: Final = re.compile(rf"(?:{_UP}|{_DOWN})(?:到|至)$")
# 主要是增加人员经费8万元: the change comes before what changed.
_ADDED: Final = re.compile(
    r"^(?:主要)?(?:原因)?(?:[一二三四五]?是|为|由于|因为?|相应)*"
    r"(?:(?P<up>增加|调增)|(?P<down>减少|调减|压减|压缩))了?(?=[\u4e00-\u9fff]{2})(?!到|至|为)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """The words between one mention and the next.

    Attributes:
        text: from the last separator, or the bracket that is open, to the mention.
        label: the piece before it when a colon parts them.
        gap: all the words since the mention before.
    """

    text: str
    label: str | None
    gap: str


def cut_clause(gap: str) -> Clause:
    """Cut the clause right before a mention out of the words since the mention before.

    >>> cut_clause("，主要用于办公。2.收入预算：年初预算数")
    Clause(text='年初预算数', label='2.收入预算', gap='，主要用于办公。2.收入预算：年初预算数')
    """
    open_at = _open_bracket(gap)
    inner = gap[open_at:]
    separators = list(_SEPARATOR.finditer(inner))
    if not separators:
        return Clause(inner.lstrip("）)"), None, gap)
    last = separators[-1]
    label = None
    if last.group() in "：:":
        start = separators[-2].end() if len(separators) > 1 else 0
        label = inner[start : last.start()]
    return Clause(inner[last.end() :].lstrip("）)"), label, gap)


def _open_bracket(gap: str) -> int:
    """Return the offset behind the last bracket that the gap opens and does not close."""
    opened: list[int] = []
    for offset, character in enumerate(gap):
        if character in "（(":
            opened.append(offset + 1)
        elif character in "）)" and opened:
            opened.pop()
    return opened[-1] if opened else 0


def direction_of(clause: str) -> str | None:
    """Tell the change that the end of a clause announces.

    >>> direction_of("比2022年减少"), direction_of("基本支出增加了"), direction_of("基本支出")
    ('decrease', 'increase', None)
    """
    hit = _CUE.search(clause) or _LESS.search(clause)
    if hit is None:
        return None
    return "increase" if hit["up"] else "decrease"


def is_either_way(clause: str) -> bool:
    """Say whether a change is worded both ways, as forms are: 增加（减少）."""
    hit = _CUE.search(clause)
    return hit is not None and hit["either"] is not None


def added_direction(clause: str) -> str | None:
    """Tell the change that a clause begins with, before what was added or taken off.

    >>> added_direction("主要是增加人员经费"), added_direction("人员经费增加")
    ('increase', None)
    """
    hit = _ADDED.match(clause)
    if hit is None:
        return None
    return "increase" if hit["up"] else "decrease"


def is_from(clause: str) -> bool:
    """Say whether the amount after the clause is what a change began from: 由上年的."""
    return bool(_FROM.search(clause))


def is_share(clause: str) -> bool:
    """Say whether a percentage after the clause is a share: 占本年支出."""
    return bool(_SHARE.search(clause))


def is_rate(clause: str) -> bool:
    """Say whether a percentage after the clause is a rate of completion or the like."""
    return bool(_RATE.search(clause))


def is_compared(clause: str) -> bool:
    """Say whether the clause makes the amount after it one of another year: 比2025年预算数."""
    if is_from(clause) or is_base(clause):
        return True
    is_other = re.match(rf"^(?:同|与|和|较|比)(?:{_WHEN})", clause) or re.match(
        r"^(?:上年|去年)(?!结转|结余|末|底)", clause
    )
    return bool(is_other) and not _COMPARE_FIRST.match(clause)


def is_compared_with_list(before: str, after: str) -> bool:
    """Say whether an amount is a further one of a list that something is compared with.

    >>> is_compared_with_list("与上年度收入总计12万元、支出总计", "相比，收入增加")
    True
    """
    return bool(_COMPARED_LIST.search(before) and _COMPARED_AFTER.match(after))


def is_base(clause: str) -> bool:
    """Say whether the amount after the clause is what something said before is compared with.

    >>> is_base("公务用车运行维护费2024年预算数比2023年预算数"), is_base("比2023年减少")
    (True, False)
    """
    return _BASE.search(clause) is not None


def tells_other_year(clause: Clause) -> bool:
    """Say whether a label before a colon makes the amount one of the year before: 上年：24.31.

    >>> tells_other_year(cut_clause("，上年:")), tells_other_year(cut_clause("，上年结转："))
    (True, False)
    """
    return clause.label is not None and not clause.text and bool(_OTHER_YEAR.match(clause.label))


def own_words(clause: str) -> str:
    """Strip the change and the comparison off a clause; what remains names the subject.

    >>> own_words("收入较去年减少"), own_words("与上年相比财政拨款收、支总计各增加")
    ('收入', '财政拨款收、支总计')
    >>> own_words("2023年和2024年公务接待费分别为"), own_words("公务接待费上年预算")
    ('公务接待费分别为', '公务接待费')
    """
    bare = _TO.sub("", _FROM.sub("", _ADDED.sub("", _YEARS_LISTED.sub("", clause))))
    plain = re.sub("同比$", "", _LESS.sub("", bare))
    text = _COMPARE_FIRST.sub("", _CUE.sub("", _SAID_NOW.sub("", plain)))
    hit = COMPARISON.search(text)
    return text[: hit.start()] if hit else text


def is_reason(before: str) -> bool:
    """Say whether the words before a mention give a reason: since the last ； or 。."""
    return reason_start(before) is not None


def reason_start(before: str) -> int | None:
    """Return the offset at which the reason begins that a mention stands in; None outside one."""
    start = max(before.rfind(stop) for stop in "；;。") + 1
    hit = _REASON.search(before, start)
    return hit.start() if hit else None


def year_spoken_of(before: str) -> int | None:
    """Find the year that the words before a mention speak of; reasons and comparisons set aside."""
    year = None
    for part in re.split("[；;。]", before):
        for piece in re.split("[，,、]", part):
            if _REASON.search(piece):
                break
            for hit in _YEAR.finditer(piece):
                if not _COMPARED_BEFORE.search(piece[: hit.start()]):
                    year = int(hit[1])
    return year


def year_in_list(before: str, position: int) -> int | None:
    """Tell the year of an amount where years and amounts are listed: 2021年和2022年分别为A和B.

    Args:
        before: the words before the amount.
        position: how many amounts stand between 分别 and it.
    """
    hits = list(_YEAR_LIST.finditer(before))
    if not hits or re.search("[；;。]", before[hits[-1].end() :]):
        return None
    years = [int(year) for year in re.findall(r"20\d\d", hits[-1]["years"])]
    return years[position] if position < len(years) else None


def list_start(before: str) -> int | None:
    """Return the offset behind the last 分别 of a list of years; None without one."""
    hits = list(_YEAR_LIST.finditer(before))
    return hits[-1].end() if hits else None


def year_compared_with(before: str, claim_year: int | None) -> int | None:
    """Find the year that a change is measured against, from the last comparison before it."""
    found = None
    for hit in COMPARISON.finditer(before):
        when = hit["when"]
        if when.startswith("20"):
            found = int(when[:4])
        elif claim_year is not None:
            found = claim_year if when in SAME_YEAR else claim_year - 1
    return found


def is_completion(clause: str) -> bool:
    """Say whether a rate after the clause is one of completion: 完成年初预算的."""
    return bool(re.match(r"^(?:完成|预算完成|执行率|完成率|为?(?:年初|全年|调整)预算)", clause))


_SHARED_UNIT: Final = re.compile(r"(?<![\d年])\d+(?:\.\d+)?(?:[，、]|[和与及])$")
_LIMIT: Final = re.compile(
    "(?:不超过|不高于|不突破|不得超过|每[车辆人次台户月天批场期]|[人车户辆次]均)[^，。；]{0,8}$"
)
_HELD: Final = re.compile("(?:控制|限制|压缩|压减)(?:在|到|至)$")
_WITHIN: Final = re.compile("以[内下]")
_EACH: Final = re.compile(r"[/／](?:人|辆|台|次|天|月|户|亩|个|批)")


def is_shared_unit(before: str) -> bool:
    """Say whether an amount is the last of a list that has one unit: 各减少12.50、13.10万元.

    >>> is_shared_unit("收、支总计分别为12.50，"), is_shared_unit("2023年，")
    (True, False)
    """
    return bool(_SHARED_UNIT.search(before))


def is_each(after: str) -> bool:
    """Say whether an amount is one for each of something: 3.5万元/人."""
    return bool(_EACH.match(after))


def is_limit(clause: str, after: str) -> bool:
    """Say whether an amount is a limit, or what one of several costs: 每车不超过3.50万元.

    >>> is_limit("公务用车运行维护费按每车不超过", "安排"), is_limit("公务接待费控制在", "以内")
    (True, True)
    >>> is_limit("公务用车运行维护费", "，其中")
    False
    """
    return bool(_LIMIT.search(clause) or (_HELD.search(clause) and _WITHIN.match(after)))
