"""Subject codes as printed → digits without separators, and what kind of code they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from ingest.reading.tables.words import compact

CodeDomain = Literal["functional", "economic", "government_economic", "unit"]

# 类 3 digits, 款 2, 项 2; some places add a local level of two more digits (3010201).
_DOMAINS: Final[tuple[tuple[CodeDomain, re.Pattern[str]], ...]] = (
    ("functional", re.compile(r"2\d{2}(\d{2}){0,2}")),
    ("economic", re.compile(r"3\d{2}(\d{2}){0,2}")),
    ("government_economic", re.compile(r"5\d{2}(\d{2}){0,2}")),
)
# [20805] stands alone in its cell; '20805 is a spreadsheet's text
_ENCLOSED: Final = re.compile(r"['’‘`](\d{3,7})|[\[【](\d{3}(?:[-—–.]?\d{2}){0,2})[\]】]")
_SEPARATORS: Final = re.compile(r"[-—–._/|]")
_LABELLED: Final = re.compile(
    r"(?P<open>[\[(【])?(?P<code>\d{3}(?:\d{2}){0,3})(?P<close>[\])】])?(?P<mark>[-—–.:_]*)"
    r"(?P<label>[^\d\W].*)"
)
# 人大事务20101, 行政单位离退休(2080501)
_LABELLED_BEHIND: Final = re.compile(
    r"(?P<label>[^\d\W][^\d]+?)[-—–.:_]*(?P<open>[\[(【])?(?P<code>\d{3}(?:\d{2}){0,3})[\])】]?"
)
# 300人, 120万元 are counts; 20101人大事务 is a subject all the same.
_COUNTED: Final = frozenset("年月日个万人项")
_FEWEST_BARE_DIGITS: Final = 5
_SHORTEST_NAME: Final = 3
# Codes of the integrated budget system (预算管理一体化): region, year, a letter, a running number.
_PROJECT: Final = re.compile(r"(?P<code>\d{6,}[A-Z]?\d{6,})[-—_]?(?P<name>\D.*|20\d{2}年.*)")
_CLASS_DIGITS: Final = 3
_PART_DIGITS: Final = 2


def parse_code(printed: str) -> str | None:
    r"""Read a code; None where the text is not one.

    >>> parse_code("201 03 01"), parse_code(" 201-03-\n01"), parse_code("合计")
    ('2010301', '2010301', None)
    >>> parse_code("'20103"), parse_code("[2010301]"), parse_code("[1]")
    ('20103', '2010301', None)
    """
    words = compact(printed)
    enclosed = _ENCLOSED.fullmatch(words)
    digits = _SEPARATORS.sub("", next(filter(None, enclosed.groups())) if enclosed else words)
    return digits if re.fullmatch(r"\d+", digits) else None


def code_domain(code: str) -> CodeDomain:
    """Say which classification a code belongs to; anything else names a unit.

    >>> code_domain("2010301"), code_domain("30101"), code_domain("312001")
    ('functional', 'economic', 'unit')
    """
    for domain, form in _DOMAINS:
        if form.fullmatch(code):
            return domain
    return "unit"


def code_depth(code: str) -> int | None:
    """Give 1 for 类, 2 for 款, 3 for 项 (and below); None where the code is no subject code.

    >>> code_depth("201"), code_depth("20103"), code_depth("2010301"), code_depth("312001")
    (1, 2, 3, None)
    """
    if code_domain(code) == "unit":
        return None
    return min(1 + (len(code) - _CLASS_DIGITS) // _PART_DIGITS, 3)


def split_labelled_code(printed: str) -> tuple[str | None, str]:
    """Take the code off a label that carries one.

    >>> split_labelled_code("[20103]政府办公厅"), split_labelled_code("2010350-事业运行")
    (('20103', '政府办公厅'), ('2010350', '事业运行'))
    >>> split_labelled_code("[20801]人力资源管理"), split_labelled_code("20101人大事务")
    (('20801', '人力资源管理'), ('20101', '人大事务'))
    >>> split_labelled_code("行政单位离退休（2080501）"), split_labelled_code("300人")
    (('2080501', '行政单位离退休'), (None, '300人'))
    >>> split_labelled_code("2024年安排")
    (None, '2024年安排')
    """
    text = compact(printed)
    found = _LABELLED.fullmatch(text)
    if found is not None and not _is_count(found):
        return found["code"], found["label"]
    behind = _LABELLED_BEHIND.fullmatch(text)
    if (
        behind is not None
        and code_domain(behind["code"]) != "unit"
        and (behind["open"] or len(behind["code"]) >= _FEWEST_BARE_DIGITS)
    ):
        return behind["code"], behind["label"]
    return None, text


def _is_count(found: re.Match[str]) -> bool:
    """Say whether digits and what follows them are a count or a date, no code and its name."""
    if found["label"][0] not in _COUNTED or found["close"] or found["mark"]:
        return False
    code, label = found["code"], found["label"]
    named = len(label) >= _SHORTEST_NAME and len(code) >= _FEWEST_BARE_DIGITS
    return not (named and code_domain(code) == "functional")


def join_code_parts(parts: Sequence[str | None], above: Sequence[str | None]) -> list[str | None]:
    """Complete the 类, 款, 项 of one row.

    Two styles are printed: each row complete (201|03|01), or only what changes (the 项 row holds
    01 alone), where 类 and 款 are those of the rows above. A 款 or 项 that lost its leading zero
    (2 for 02) gets it back.

    Args:
        parts: what the row prints in its 类, 款 (, 项) columns; None for blank.
        above: the completed parts of the nearest coded row above.

    >>> join_code_parts([None, None, "1"], ["201", "03", None])
    ['201', '03', '01']
    """
    filled = [
        part.zfill(_PART_DIGITS) if part is not None and index > 0 else part
        for index, part in enumerate(parts)
    ]
    deepest = max((i for i, part in enumerate(filled) if part is not None), default=-1)
    for index in range(deepest):
        if filled[index] is None and index < len(above):
            filled[index] = above[index]
    return filled


def _without_padding(code: str | None) -> str | None:
    """Take off the noughts that fill a 类 or 款 up: no 款 and no 项 is numbered 00.

    >>> _without_padding("2080000"), _without_padding("2080500"), _without_padding("30100")
    ('208', '20805', '301')
    """
    while code is not None and len(code) > _CLASS_DIGITS and code.endswith("00"):
        if code_domain(code) == "unit":
            break
        code = code[:-_PART_DIGITS]
    return code


def complete_codes(codes: Sequence[str | None]) -> list[str | None]:
    """Complete the codes of one column that print only what is new: 05 below 208 is 20805.

    Two digits are a 款 where the column prints 项 whole, and a 项 where it prints 款 whole; where
    it prints neither, they cannot be told apart below the first one, and are no codes. Four digits
    are 款 and 项.

    Args:
        codes: what the rows print, top to bottom; None for no code.

    >>> complete_codes(["208", "05", "2080505", "99", "2089901"])
    ['208', '20805', '2080505', '20899', '2089901']
    >>> complete_codes(["20805", "05", "06"]), complete_codes(["125001", "208", "0505"])
    (['20805', '2080505', '2080506'], ['125001', '208', '2080505'])
    """
    codes = [_without_padding(code) for code in codes]
    subjects = [c for c in codes if c is not None and code_domain(c) != "unit"]
    depths = {len(c) for c in subjects}
    item, group = _CLASS_DIGITS + 2 * _PART_DIGITS, _CLASS_DIGITS + _PART_DIGITS
    base = group if group in depths and item not in depths else _CLASS_DIGITS
    can_tell = item in depths or group in depths
    above: str | None = None
    completed: list[str | None] = []
    for code in codes:
        if code is None or len(code) not in {_PART_DIGITS, 2 * _PART_DIGITS}:
            completed.append(code)
            above = code if code in subjects else above
            continue
        stem = above[: base if len(code) == _PART_DIGITS else _CLASS_DIGITS] if above else ""
        first = above is not None and len(above) == _CLASS_DIGITS
        if len(stem) < _CLASS_DIGITS or not (can_tell or first or len(code) > _PART_DIGITS):
            completed.append(None if len(code) == _PART_DIGITS else code)
            continue
        completed.append(stem + code)
        above = stem + code
    return completed


def split_project_code(printed: str) -> tuple[str | None, str]:
    """Take the project code off a project's name.

    >>> split_project_code("50015223T000003454158-2023年区政府办政府会议专项")
    ('50015223T000003454158', '2023年区政府办政府会议专项')
    >>> split_project_code("2023年专项")
    (None, '2023年专项')
    """
    text = compact(printed)
    found = _PROJECT.fullmatch(text)
    return (found["code"], found["name"]) if found else (None, text)
