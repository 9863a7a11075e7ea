"""The amounts, percentages and words such as 与上年持平 that a sentence states."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from ingest.reading.prose.model import Mention

_DIGITS: Final = r"\d{1,3}(?:,\d{3})+|\d{1,3}(?:，\d{3})+(?=\.|\s?[万亿千百]?元)|\d+"
_NUMBER: Final = re.compile(
    rf"(?<![\d.,A-Za-z])(?P<sign>(?<![\d年月）)])[-−－])?(?P<digits>{_DIGITS})(?:\.(?P<fraction>\d+))?"
    r"\s?(?:余|多)?\s?(?P<unit>万亿元|亿元|百万元|千万元|万元|千元|元|[%％])"
)
# 经营收入0.00万，为…: 元 is left out after what is money.
_BARE_WAN: Final = re.compile(
    rf"(?<![\d.,A-Za-z])(?P<sign>)(?P<digits>{_DIGITS})(?:\.(?P<fraction>\d+))?\s?万(?=[，；。、）)])"
)
_MONEY: Final = re.compile(
    r"(?:收入|支出|经费|费用?|预算|决算|拨款|资金|结余|结转|采购|合计|总计|增加|减少|[为是]|数)+$"
)
# Units that are said as multiples of others.
_LARGE: Final = {"千万元": (1000, "万元"), "万亿元": (10_000, "亿元")}
# 单价100万元（含）以上设备 is a threshold, not money of the report.
_THRESHOLD: Final = re.compile(r"(单价|单位价值|价值|单台|单件)[^，。；]{0,4}$")
_THRESHOLD_AFTER: Final = re.compile(r"^\s?([（(]含[）)]|及)?\s?(以上|以下)")
_FLAT: Final = re.compile(
    r"(?:基本|大体)?(?:保持)?(?:持平|[无没]有?增减(?:变化|变动)?|[无没]有?(?:变化|变动)|未(?:增减|发生变化)"
    r"|(?<=预算数)相同|(?<=[年度])相同|(?<=[数年持])一致|(?<=保持)不变)"
)
# Only a comparison makes these speak of an amount: 与上年保持一致, not 与上级保持一致.
_COMPARED: Final = re.compile(r"上年|去年|上一年|同期|20\d\d年|年初|预算数")
# 无变化的原因是 takes up what was said, 与上年持平的主要原因 says it.
_TAKEN_UP: Final = re.compile(r"的?(?:主要)?原因")
# 事业收入为0 states an amount without a unit.
_BARE_ZERO: Final = re.compile(r"(?<=为)0(?=[，；。、）)]|$)")
# What is unchanged here is a number of things or a standard, not an amount.
_NOT_MONEY: Final = re.compile(r"(数量|定额|人数|辆|规模|标准|编制)[^，。；]*$")


def find_mentions(sentence: str) -> tuple[Mention, ...]:
    """Find what a sentence states, in order; thresholds are marked.

    >>> [m.text for m in find_mentions("基本支出1,323.67万元，增长6.5%，项目支出与上年持平")]
    ['1,323.67万元', '6.5%', '持平']
    >>> [m.is_threshold for m in find_mentions("单价100万元（含）以上设备0台")]
    [True]
    """
    found = [_mention(sentence, hit) for hit in _NUMBER.finditer(sentence)]
    found += [
        _mention(sentence, hit, "万元")
        for hit in _BARE_WAN.finditer(sentence)
        if _MONEY.search(re.split("[，；。]", sentence[: hit.start()])[-1])
    ]
    found += [
        Mention(hit.start(), hit.end(), hit.group(), None, None, None)
        for hit in _FLAT.finditer(sentence)
        if _says_flat(sentence, hit)
    ]
    found += [
        Mention(hit.start(), hit.end(), "0", Decimal(0), 0, None)
        for hit in _BARE_ZERO.finditer(sentence)
    ]
    return tuple(sorted(found, key=lambda one: one.start))


def _says_flat(sentence: str, hit: re.Match[str]) -> bool:
    before = sentence[: hit.start()]
    if _NOT_MONEY.search(before):
        return False
    said = re.split("[；;。]", before)[-1]
    if re.search("一致|不变|变动|未|没有增减", hit.group()) and not _COMPARED.search(said):
        return False
    clause = re.split("[，,（(]", said)[-1]
    return not _TAKEN_UP.match(sentence, hit.end()) or bool(_COMPARED.search(clause))


def _is_threshold(sentence: str, hit: re.Match[str]) -> bool:
    return bool(_THRESHOLD_AFTER.match(sentence[hit.end() :])) and (
        bool(_THRESHOLD.search(sentence[: hit.start()]))
        or bool(re.match(r".{0,8}(的)?(通用|专用|大型)?(设备|项目|资产)", sentence[hit.end() :]))
    )


def _mention(sentence: str, hit: re.Match[str], said: str | None = None) -> Mention:
    digits = re.sub("[,，]", "", hit["digits"])
    fraction = hit["fraction"] or ""
    sign = "-" if hit["sign"] else ""
    unit = said or ("%" if hit["unit"] == "％" else hit["unit"])
    value = Decimal(f"{sign}{digits}.{fraction}" if fraction else f"{sign}{digits}")
    decimals = len(fraction)
    if unit in _LARGE:
        factor, unit = _LARGE[unit]
        value, decimals = value * factor, 0
    is_threshold = unit != "%" and _is_threshold(sentence, hit)
    return Mention(hit.start(), hit.end(), hit.group(), value, decimals, unit, is_threshold)
