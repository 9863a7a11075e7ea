"""Printed text → number, nil, or text. Numbers are Decimal, never float."""

from __future__ import annotations

import re
import unicodedata
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
# A reference to a note below the table: it says nothing of the number. Raised, lowered and enclosed
# figures are none of its digits.
_STAR: Final = "*※★☆†‡§"
_MARK: Final = (
    rf"(?:[{_STAR}#]{{1,3}}|\0[^\0]*\0|[\[【〔]注?\d{{1,2}}[\]】〕]|\(注\d{{0,2}}\)|注\d{{0,2}})"
)
# A remark in brackets: no figure in it, and no unit that would change the number.
_REMARK: Final = (
    r"\((?![^()]*(?:[万亿千百]?元|%|‰)\))[^()\d一二三四五六七八九十百千]*[^\W\d][^()\d]*\)"
)

_NUMBER: Final = re.compile(
    rf"[{_STAR}]{{0,3}}(?P<outer>[+{_MINUS}])?¥?(?P<open>\()?(?P<sign>[+{_MINUS}])?¥?"
    rf"(?P<whole>\d[\d{_COMMA}]*)?(?:[{_POINT}](?P<decimals>\d+))?"
    r"(?P<close>\))?(?P<unit>%|‰|元|千元|万元|亿元|人次|人|次|辆|个|台|平方米|套|天)?"
    rf"(?:{_MARK}|{_REMARK}|(?P<note>\(\d{{1,2}}\)))?"
)
# What a font's map leaves between characters and nobody sees: joiners, marks of direction, a byte
# order mark, a choice of look. (A soft hyphen is seen: it is a minus.)
_UNSEEN: Final = re.compile(
    "[\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_SPACE: Final = re.compile(r"\s+")
_UNKNOWN: Final = "\ufffd"
# Raised, lowered, enclosed and Roman figures, fractions; enclosed letters.
_FIGURE: Final = re.compile(
    "[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070\u2074-\u2079\u2080-\u2089\u2150-\u2189\u2460-\u24ff"
    "\u2776-\u2793\u3220-\u3229\u3248-\u324f\u3251-\u325f\u3280-\u3289\u32b1-\u32bf"
    "\U0001f100-\U0001f10c]"
)
_MARKED: Final = re.compile(r"((?:\0[^\0]\0)+)")
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
# What may stand between two numbers: a span, a ratio, a measure, a sum.
_BETWEEN: Final = rf"~/:×*+=<>≤≥∽∼至()（）%{_MINUS}"
_NUMERIC_ONLY: Final = re.compile(rf"[\d{_POINT}{_COMMA}()+%¥_\ufffd{_MINUS}]+")
# Signs alone beside the digits of an amount or between any digits: /12.34, <12.34>, 12#34.
_SIGNS_ONLY: Final = re.compile(
    rf"[\W\d_]*(?:(?:\d\.\d{{2,6}}|\d[,，]\d{{3}})(?!\d)|\d[^\w{_POINT}{_COMMA}{_BETWEEN}]+\d)[\W\d_]*"
)
# … but for a bound and for what stands between two: ≥12.34, 12.34~15.00; 1/234.50 lost its comma.
_BOUND: Final = re.compile(
    r"[≥≤><=≧≦≠~≈∽∼]+[\d,.%]+"
    rf"|(?!\d{{1,3}}[/:×*]\d{{3}}\.\d{{2}}$)[\d,.%]+(?:[{_BETWEEN}][\d,.%]+)+"
)
# The look of an amount without its digits: a font's map gives others for them, or nothing.
_DIGITLESS: Final = re.compile(r"-?[.,，]+|-?[^\W\d]{1,3}(?:,[^\W\d]{3})+\.[^\W\d]{2}")
# A letter or a numeral for a digit, 借 and 贷 of ledgers, the rest of a list: no unit and no bound.
_FOR_DIGIT: Final = re.compile(r"[OoIlBSZ零〇一二三四五六七八九十百千]+")
_LEFT_OVER: Final = re.compile(r"[/;:、]|CR|DR|Cr|Dr")
# An amount, by its thousands or its decimals, and a little beside it that is not understood.
_AMOUNT_BESIDE: Final = re.compile(
    r"(?P<before>\D{0,2})(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{2,6})(?P<behind>\D{0,12})"
)
# … unless that says that it is a bound, a measure of something else or a sentence.
_TARGET: Final = re.compile(
    r"[≥≤><=＞＜≧≦≠~/:;。每年月日]|^(?:[mtghdLlkKWVAM](?![a-zA-Z])|[a-zA-Z]{2})"
    r"|^[米里吨公亩顷平千克升度立小分]"
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
    decimals = found["decimals"] or ""
    whole = found["whole"] or "0"
    signs = (found["outer"] or "") + (found["sign"] or "")
    if not _go_together(found, whole, signs):
        return PrintedValue("unread")
    whole = re.sub(r"\D", "", whole)
    if len(whole.lstrip("0")) > _MOST_DIGITS or len(decimals) > _MOST_DECIMALS:
        return PrintedValue("unread")
    value = Decimal(f"{whole}.{decimals}" if decimals else whole)
    if found["open"] or (signs and signs in _MINUS):
        value = -value
    return PrintedValue("number", value, len(decimals), found["unit"])


def _go_together(found: re.Match[str], whole: str, signs: str) -> bool:
    """Say whether the parts of a number make one: brackets in pairs, one sign, groups of three."""
    if (found["open"] is None) != (found["close"] is None):
        return False
    # two signs, or a plus before brackets, contradict each other; -(12.34) says the same twice
    if len(signs) > 1 or (found["open"] and "+" in signs):
        return False
    has_decimals, is_grouped = bool(found["decimals"]), bool(_GROUPED.fullmatch(whole))
    if found["note"] and not (has_decimals or is_grouped):
        return False  # 12(1): what is counted twice?
    if _ODD_COMMA.search(whole) and not is_grouped:
        return False
    return has_decimals or not _SHORT_GROUP.search(whole)  # 12,34 may be 12.34


def _compact(printed: str) -> str:
    """Compact text, a raised, lowered or enclosed figure between NULs: ① is not the digit 1."""
    if printed.isascii():
        return _SPACE.sub("", printed.replace("\0", _UNKNOWN))
    seen = _UNSEEN.sub("", printed.replace("\0", _UNKNOWN))
    if not _FIGURE.search(seen):
        return compact(seen)
    parts = _FIGURE.sub(lambda found: _figure(found[0]), seen)
    return "".join(
        part if part[0] == "\0" else compact(part) for part in _MARKED.split(parts) if part
    )


def _figure(character: str) -> str:
    """Set a figure that is no digit between NULs; a fraction or a letter is not understood."""
    is_mark = unicodedata.category(character) == "No"
    if not is_mark or not unicodedata.numeric(character).is_integer():
        return _UNKNOWN
    return f"\0{character}\0"


def _is_broken_number(marked: str) -> bool:
    """Say whether text is a number with something beside it that is not understood.

    What stands for a number that is not shown (#REF!, ####) is one too.
    """
    text = _MARKED.sub(_UNKNOWN, marked)
    if not any(c.isdigit() for c in text):
        return bool(_NO_VALUE.fullmatch(text) or _DIGITLESS.fullmatch(text))
    if _NO_VALUE.fullmatch(text) or _NUMERIC_ONLY.fullmatch(text) or _SEVERAL.fullmatch(text):
        return True
    if _SIGNS_ONLY.fullmatch(text):
        return _BOUND.fullmatch(text) is None
    beside = _AMOUNT_BESIDE.fullmatch(text)
    if beside is None:
        return _FOR_DIGIT.sub("", text, count=1)[:1] == "." and text[-1].isdigit()
    before, behind = beside["before"], beside["behind"]
    if _FOR_DIGIT.fullmatch(before) or _LEFT_OVER.fullmatch(behind):
        return True
    return not (_TARGET.search(before) or _TARGET.search(behind))
