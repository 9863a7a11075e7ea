"""What a workbook's cell displays: its value under its number format (ECMA-376 part 1, 18.8.31).

As much of the format language as budgets use: sections, decimals, thousands, percent, scaling
commas, quoted words, accounting blanks. What is displayed is what is printed.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_GENERAL_DIGITS: Final = 15  # what a binary float is sure of; the sheet shows no more
# Chinese programs write ! for the stroke before a literal, and keep it in the file now and then
_QUOTED: Final = re.compile(r'"([^"]*)"|[\\!](.)')
# what a section's first brackets may say: when it holds, or in which colour it shows
_CONDITION: Final = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_COLOUR: Final = re.compile(r"\[(?:red|红色?|color\s*\d+)\]", re.IGNORECASE)
_COMPARED: Final[Mapping[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_BLANKS: Final = re.compile(r"[_*].|\[[^\]]*\]")
_PATTERN: Final = re.compile(r"[#0?,]*[#0?](?:\.[#0?]*)?,*|\.[#0?]+")
# a point put between digits shows ten-thousands: 0!.0, (0\\.0, in the file)
_INSERTED: Final = re.compile(r"([#0?]+)\0(\d+)\0([#0?]+)(,*)")
_DATE: Final = re.compile(r"[yd]|m{1,5}|[hs]|年|月|日", re.IGNORECASE)


def display(value: object, number_format: str | None) -> str:
    r"""Give a cell's text as a reader of the sheet sees it; empty for a blank.

    >>> display(1234.5, "#,##0.00"), display(0.0712, "0.00%"), display(3, "00")
    ('1,234.50', '7.12%', '03')
    >>> display(0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '), display(-2, "0.00;(0.00)")
    ('-', '(2.00)')
    >>> display(-2.5, "0.00;[Red]0.00"), display(25000, '[>=10000]0!.0,"万";0')
    ('-2.50', '2.5万')
    >>> display(16535000, '0\\.0,"万元"'), display(-500, '0\\.0,')
    ('1653.5万元', '-0.1')
    >>> display(12.340000000000002, "General"), display(12345.0, None), display("2010301", "@")
    ('12.34', '12345', '2010301')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return _date_text(value)
    if isinstance(value, int | float | Decimal):
        return _number_text(Decimal(repr(value)), number_format or "General")
    return str(value)


def _date_text(value: dt.datetime | dt.date | dt.time) -> str:
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat()


def _number_text(number: Decimal, number_format: str) -> str:
    section, number, sign = _choose_section(_split_sections(number_format), number)
    quoted: list[str] = []

    def keep(match: re.Match[str]) -> str:
        quoted.append(match[1] if match[1] is not None else match[2])
        return f"\0{len(quoted) - 1}\0"

    bare = _BLANKS.sub("", _QUOTED.sub(keep, section))
    if bare.strip().lower() in ("general", "@", ""):
        text = _general(number) if bare.strip() else ""
    else:
        found = _PATTERN.search(bare)
        inserted = _INSERTED.search(bare)
        if inserted is not None:
            shown = _inserted(number, inserted)
            text = bare[: inserted.start()] + shown + bare[inserted.end() :]
        elif found is None:
            text = bare
        else:
            shown = _patterned(number, found[0], is_percent="%" in bare)
            text = bare[: found.start()] + shown + bare[found.end() :]
            text = text.replace("?", "")
    for place, words in enumerate(quoted):
        text = text.replace(f"\0{place}\0", words)
    return sign + text.strip()


def _choose_section(sections: Sequence[str], number: Decimal) -> tuple[str, Decimal, str]:
    """Choose the section that a number shows in.

    Returns:
        The section, the number without the sign that the section itself stands for, and a minus
        where the section says it by its colour alone: what prints black is no longer told.
    """
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, found in zip(sections, conditions, strict=True):
            if found is None or _COMPARED[found[1]](number, Decimal(found[2])):
                return section, number, ""
        return sections[0], number, ""
    if len(sections) > 2 and number == 0:
        return sections[2], number, ""
    if len(sections) > 1 and number < 0:
        section = sections[1]
        is_told_by_colour = bool(_COLOUR.search(section)) and not re.search(r"[-(（▲△负]", section)
        return section, -number, "-" if is_told_by_colour else ""
    return sections[0], number, ""


def _inserted(number: Decimal, pattern: re.Match[str]) -> str:
    """Show the digits of a whole number with a literal among them; its mark stays for the words."""
    before, words, behind, commas = pattern.groups()
    whole = number.scaleb(-3 * len(commas)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    needed = sum(character == "0" for character in before + behind)
    digits = str(abs(whole)).zfill(max(needed, len(behind) + 1))
    sign = "-" if whole < 0 else ""
    return f"{sign}{digits[: -len(behind)]}\0{words}\0{digits[-len(behind) :]}"


def _split_sections(number_format: str) -> list[str]:
    parts, inside = [""], False
    for character in number_format:
        inside ^= character == '"'
        if character == ";" and not inside:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _general(number: Decimal) -> str:
    rounded = number if number == number.to_integral_value() else +number.normalize()
    if len(rounded.as_tuple().digits) > _GENERAL_DIGITS:
        rounded = Decimal(f"{rounded:.{_GENERAL_DIGITS}g}")
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _patterned(number: Decimal, pattern: str, *, is_percent: bool) -> str:
    scaled = number * 100 if is_percent else number
    bare = pattern.rstrip(",")
    scaled = scaled.scaleb(-3 * (len(pattern) - len(bare)))
    whole, _, fraction = bare.partition(".")
    # a float's own noise must not decide how a half is rounded
    tidy = Decimal(f"{scaled:.{_GENERAL_DIGITS}g}")
    shown = tidy.quantize(Decimal(1).scaleb(-len(fraction)), rounding=ROUND_HALF_UP)
    text = f"{abs(shown):,f}" if "," in whole else f"{abs(shown):f}"
    head, _, tail = text.partition(".")
    needed = sum(character == "0" for character in whole)
    head = head.zfill(needed) if needed else head.lstrip("0")
    required = max((i + 1 for i, c in enumerate(fraction) if c == "0"), default=0)
    tail = tail[:required] + tail[required:].rstrip("0")
    sign = "-" if shown < 0 else ""
    return sign + head + (f".{tail}" if tail else "")


def hidden_digits(value: object, text: str) -> str | None:
    """Give the number behind what is displayed, where it has digits that nobody sees.

    >>> hidden_digits(1653.504, "1,653.50"), hidden_digits(1653.5, "1,653.50")
    ('1653.504', None)
    >>> hidden_digits(0.07123, "7.12%"), hidden_digits(0.0712, "7.12%"), hidden_digits(0, "-")
    ('0.07123', None, None)
    >>> hidden_digits(0.1 + 0.2, "0.3"), hidden_digits("12", "12"), hidden_digits(-2.5, "(2.50)")
    (None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not value:
        return None
    stored = Decimal(_general(Decimal(repr(value))))
    shown = re.sub(r"[^\d.]", "", text)
    digits = "".join(map(str, stored.as_tuple().digits)).strip("0")
    is_whole = digits == shown.replace(".", "").strip("0")
    return None if is_whole else f"{stored:f}"


def is_date_format(number_format: str | None) -> bool:
    """Say whether a format shows a number as a date.

    >>> is_date_format("yyyy-mm-dd"), is_date_format("#,##0.00"), is_date_format('0"月"')
    (True, False, False)
    """
    bare = _BLANKS.sub("", _QUOTED.sub("", number_format or ""))
    return bool(_DATE.search(bare)) and not re.search(r"[0#]", bare) and bare.lower() != "general"
