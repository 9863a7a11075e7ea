"""Printed text → number, nil, or text. Numbers are Decimal, never float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from ingest.reading.tables.words import REMEMBERED, compact

Reading = Literal["blank", "number", "nil", "unread", "text"]

# Marks that publishers print for "nothing"; a printed 0 is a number, not one of these.
NIL_MARKS: Final = frozenset(
    {"-", "--", "—", "——", "–", "―", "/", "\\", "无", "*", "**", "…", "一"}
)

# The signs that stand before, in and behind digits, by what they mean. NFKC has been applied: the
# full-width forms are ASCII by then.
_MINUS: Final = (
    r"\-"
    "\u00ad"  # soft hyphen: fonts map their hyphen to it
    "\u02d7\u2010\u2011\u2012\u2013\u2014\u2015"  # modifier minus, hyphens, dashes, bar
    "\u2043\u207b\u208b\u2212"  # hyphen bullet, raised and lowered minus, minus
    "\u2796\ufe58\ufe63"  # heavy minus, small dash and hyphen
    "▲△▼▽负"
)
_POINT: Final = ".．。·・‧∙⋅•\u02d9\u066b"  # a dot at mid-height is a point in 12·34
_COMMA: Final = ",，'’‘\u2032\u02b9\u02bc`´\u066c"  # 1'234.50
# A reference to a note below the table: it says nothing of the number.
_MARK: Final = (
    r"(?:[*※#†‡§]{1,3}|[\u2460-\u2473\u00b9\u00b2\u00b3\u2070-\u2079]"
    r"|[\[【〔]注?\d{1,2}[\]】〕]|\(注\d{0,2}\)|注\d{0,2})"
)
# A remark in brackets: no figure in it, and no unit that would change the number.
_REMARK: Final = (
    r"\((?![^()]*(?:[万亿千百]?元|%|‰)\))[^()\d一二三四五六七八九十百千]*[^\W\d][^()\d]*\)"
)

_NUMBER: Final = re.compile(
    rf"(?P<open>\()?(?P<sign>[+{_MINUS}])?[¥]?"
    rf"(?P<whole>\d[\d{_COMMA}]*)?(?:[{_POINT}](?P<decimals>\d+))?"
    r"(?P<close>\))?(?P<unit>%|‰|元|千元|万元|亿元|人次|人|次|辆|个|台|平方米|套|天)?"
    rf"(?:{_MARK}|{_REMARK})?"
)
_ENCLOSED: Final = re.compile(r"([\u2460-\u24ff\u00b9\u00b2\u00b3\u2070-\u2079\u2776-\u2793])")
_SPACE: Final = re.compile(r"\s+")
# With an odd separator, groups of three only: 1'2 is no number.
_ODD_COMMA: Final = re.compile(r"[^\d,，]")
_SHORT_GROUP: Final = re.compile(r"[^\d]\d{1,2}$")
_GROUPED: Final = re.compile(r"\d{1,3}(?:\D\d{3})+")
# Digits of several cells run into one: the country's own budget in yuan has fifteen. What has more,
# or more than that in 万元, is no amount and would not fit the columns of `contract/schema.py`.
_MOST_DIGITS: Final = 14
# Figures of several lines run into one have more; a quotient that a spreadsheet shows has fewer.
_MOST_DECIMALS: Final = 12

# What is made of digits and is no amount: dates, spans of years or months, telephone numbers,
# the number of a paragraph.
_NO_AMOUNT: Final = re.compile(
    r"(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:[0-2]?\d|3[01])"
    rf"|(?:19|20)\d\d[{_MINUS}~至](?:(?:19|20)?\d\d|0?[1-9]|1[0-2])"
    rf"|[1-9]\d{{0,3}}%?[{_MINUS}~至][1-9]\d{{0,3}}%?"
    r"|0\d{2,3}-\d{7,8}|\d{1,2}[.、)]"
)
_NUMERIC_ONLY: Final = re.compile(rf"[\d{_POINT}{_COMMA}()+%¥_\ufffd{_MINUS}]+")
# A letter or a numeral for a digit, 借 and 贷 of ledgers, the rest of a list: no unit and no bound.
_FOR_DIGIT: Final = re.compile(r"[OoIlBSZ零〇一二三四五六七八九十百千]+")
_LEFT_OVER: Final = re.compile(r"[/;:、]|CR|DR|Cr|Dr")
# An amount, by its thousands or its decimals, and a little beside it that is not understood.
_AMOUNT_BESIDE: Final = re.compile(
    r"(?P<before>\D{0,2})(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{2,6})(?P<behind>\D{0,12})"
)
# … unless that says that it is a bound, a measure of something else or a sentence.
_TARGET: Final = re.compile(
    r"[≥≤><=＞＜≧≦≠~/:;。每年月日]|^[a-zA-Z米里吨公亩顷平千克升度立小分]"
    r"|^[项栋条篇场块件户家所座处份批期名位本册幅只头株棵面间层段号周]"
)
# Two amounts in one cell
_SEVERAL: Final = re.compile(r"\d[\d,]*\.\d{2,6}(?:[/、;]\d[\d,]*\.\d{2,6})+")


# What a spreadsheet shows instead of a number: an error, a formula without its value, a column too
# narrow for it. A number belongs there, and nobody can read it.
_NO_VALUE: Final = re.compile(r"#(?:REF!|VALUE!|DIV/0!|NAME\?|NUM!|N/A|NULL!)|#{3,}|=[A-Z(].*")


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """What a cell prints.

    Attributes:
        reading: `number`; `nil` (— 无 /); `blank`; `unread` (digits that make no number); `text`.
        value: the number as printed (9% is 9), None unless `number`.
        decimals: printed decimal places, None unless `number`.
        unit: a unit printed behind the number, None where there is none.
    """

    reading: Reading
    value: Decimal | None = None
    decimals: int | None = None
    unit: str | None = None


@lru_cache(REMEMBERED)
def parse_number(printed: str) -> PrintedValue:
    r"""Read the text of one cell.

    Spaces and line breaks inside a number are removed (wrapped numbers); brackets, ▲, 负 and every
    sign that prints as a minus are negative; a mark of a note (12.34*, 12.34①) and a remark in
    brackets say nothing of the number; an amount with anything else beside it is unread, never
    text; dates and spans are text. A thousands separator in a wrong place still separates, for a
    publisher's lost digit leaves one behind.

    >>> parse_number("１,２３４.\n50").value
    Decimal('1234.50')
    >>> parse_number("（3.2）").value, parse_number("▲3").value, parse_number("9%").unit
    (Decimal('-3.2'), Decimal('-3'), '%')
    >>> parse_number("12.34①").value, parse_number("负12.34(含结转)").value
    (Decimal('12.34'), Decimal('-12.34'))
    >>> parse_number("12.34-").reading, parse_number("2021—2023").reading
    ('unread', 'text')
    >>> parse_number("370925332113843615954097.00").reading
    'unread'
    >>> parse_number("4788320.66\n298224\n3055700").reading
    'unread'
    >>> parse_number("—").reading, parse_number("1.2.3").reading, parse_number("2023年度").reading
    ('nil', 'unread', 'text')
    >>> parse_number("#####").reading, parse_number("#REF!").reading, parse_number("#").reading
    ('unread', 'unread', 'text')
    """
    text = _compact(printed)
    if not text:
        return PrintedValue("blank")
    if text in NIL_MARKS:
        return PrintedValue("nil")
    if _NO_AMOUNT.fullmatch(text):
        return PrintedValue("text")
    found = _NUMBER.fullmatch(text)
    if found is None or not (found["whole"] or found["decimals"]):
        return PrintedValue("unread" if _is_broken_number(text) else "text")
    return _read_number(found)


def _read_number(found: re.Match[str]) -> PrintedValue:
    """Read the parts of a number; unread where they do not go together."""
    if (found["open"] is None) != (found["close"] is None):
        return PrintedValue("unread")
    decimals = found["decimals"] or ""
    whole = found["whole"] or "0"
    if _ODD_COMMA.search(whole) and not _GROUPED.fullmatch(whole):
        return PrintedValue("unread")
    if not decimals and _SHORT_GROUP.search(whole):
        return PrintedValue("unread")  # 12,34 may be 12.34
    whole = re.sub(r"\D", "", whole)
    if len(whole.lstrip("0")) > _MOST_DIGITS or len(decimals) > _MOST_DECIMALS:
        return PrintedValue("unread")
    value = Decimal(f"{whole}.{decimals}" if decimals else whole)
    if found["open"] or (found["sign"] and found["sign"] in _MINUS):
        value = -value
    return PrintedValue("number", value, len(decimals), found["unit"])


def _compact(printed: str) -> str:
    """Compact text, with raised and enclosed figures left as they are: ① is not the digit 1."""
    if printed.isascii():
        return _SPACE.sub("", printed)
    return "".join(
        part if _ENCLOSED.fullmatch(part) else compact(part) for part in _ENCLOSED.split(printed)
    )


def _is_broken_number(text: str) -> bool:
    """Say whether text is a number with something beside it that is not understood.

    What stands for a number that is not shown (#REF!, ####) is one too.
    """
    if _NO_VALUE.fullmatch(text):
        return True
    if not any(c.isdigit() for c in text):
        return False
    if _NUMERIC_ONLY.fullmatch(text) or _SEVERAL.fullmatch(text):
        return True
    beside = _AMOUNT_BESIDE.fullmatch(text)
    if beside is None:
        return _FOR_DIGIT.sub("", text, count=1)[:1] == "." and text[-1].isdigit()
    before, behind = beside["before"], beside["behind"]
    if _FOR_DIGIT.fullmatch(before) or _LEFT_OVER.fullmatch(behind):
        return True
    return not (_TARGET.search(before) or _TARGET.search(behind))
