"""Printed text → number, nil, or text. Numbers are Decimal, never float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from ingest.tables.words import REMEMBERED, compact

Reading = Literal["blank", "number", "nil", "unread", "text"]

# Marks that publishers print for "nothing"; a printed 0 is a number, not one of these.
NIL_MARKS: Final = frozenset(
    {"-", "--", "—", "——", "–", "―", "/", "\\", "无", "*", "**", "…", "一"}
)

_NUMBER: Final = re.compile(
    r"(?P<open>\()?(?P<sign>[-−–—+▲△])?[¥]?"
    r"(?P<whole>\d[\d,，]*)?(?:[.．。](?P<decimals>\d+))?"
    r"(?P<close>\))?(?P<unit>%|‰|元|千元|万元|亿元|人次|人|次|辆|个|台|平方米|套|天)?"
)
# Digits of several cells run into one: the country's own budget in yuan has fifteen. What has more,
# or more than that in 万元, is no amount and would not fit the columns of `ingest/schema.py`.
_MOST_DIGITS: Final = 14

_NEGATIVE: Final = frozenset("-−–—▲△")
_NUMERIC_ONLY: Final = re.compile(r"[\d.,，．()\-−–—▲△+%¥']+")


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

    Spaces and line breaks inside a number are removed (wrapped numbers); brackets, ▲ and -
    are negative; a thousands separator in a wrong place still separates, for a publisher's lost
    digit leaves one behind.

    >>> parse_number("１,２３４.\n50").value
    Decimal('1234.50')
    >>> parse_number("（3.2）").value, parse_number("▲3").value, parse_number("9%").unit
    (Decimal('-3.2'), Decimal('-3'), '%')
    >>> parse_number("370925332113843615954097.00").reading
    'unread'
    >>> parse_number("—").reading, parse_number("1.2.3").reading, parse_number("2023年度").reading
    ('nil', 'unread', 'text')
    >>> parse_number("#####").reading, parse_number("#REF!").reading, parse_number("#").reading
    ('unread', 'unread', 'text')
    """
    text = compact(printed)
    if not text:
        return PrintedValue("blank")
    if text in NIL_MARKS:
        return PrintedValue("nil")
    found = _NUMBER.fullmatch(text)
    if found is None or not (found["whole"] or found["decimals"]):
        return PrintedValue("unread" if _is_broken_number(text) else "text")
    if (found["open"] is None) != (found["close"] is None):
        return PrintedValue("unread")
    decimals = found["decimals"] or ""
    whole = re.sub(r"[,，]", "", found["whole"] or "0")
    if len(whole.lstrip("0")) > _MOST_DIGITS:
        return PrintedValue("unread")
    value = Decimal(f"{whole}.{decimals}" if decimals else whole)
    if found["open"] or found["sign"] in _NEGATIVE:
        value = -value
    return PrintedValue("number", value, len(decimals), found["unit"])


def _is_broken_number(text: str) -> bool:
    """Say whether text holds only characters of a number and a digit, or stands for one."""
    if _NO_VALUE.fullmatch(text):
        return True
    return any(c.isdigit() for c in text) and _NUMERIC_ONLY.fullmatch(text) is not None
