"""What a line above a grid says by its own words: title, unit, department, annex label …."""

from __future__ import annotations

import re
from typing import Final

from ingest.reading.tables.units import find_unit
from ingest.reading.tables.words import compact, matchable
from ingest.reading.vocabulary.loading import find_concept, load_rules

_ANNEX_PREFIX: Final = re.compile(
    r"^((?:附件|(?:部门|单位|省级|市级|区级|县级|中央|预算|决算|财决|财预|批复|公开|附)*"
    r"(?:表|公开|预算|决算))[-—]?[A-Z]?"
    r"(?:\d{1,2}(?:[-—.]\d{1,2})?|[一二三四五六七八九十]{1,3}(?![般公]))表?)[::、.]?"
    r"(?=.{3,}表|.+情况)"
)
_ORDINAL_PREFIX: Final = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[、.](?!\d))"
)
_CONTINUED: Final = re.compile(r"\(?续表?\d*\)?$|^续表?[::]?")
# Longer lines are sentences; the longest title in the 30 reports has 47 characters.
_LONGEST_TITLE: Final = 64
_UNIT_TAIL: Final = re.compile(
    r"[(\[]?(?:金额|计量|货币)?单位[::∶][(]?(?:人民币)?[(]?(?:百万|万|千|百|亿)?元[)]*[)\]]?$"
)
# … and whose table it is: 收支总表 部门名称：某局.
_DEPARTMENT_TAIL: Final = re.compile(
    r"(?<=[\u4e00-\u9fff]{3}表)[(\[]?(?:公开|编制|填报|预算|决算)?(?:部门|单位)"
    r"(?:名称|\(单位\))?[::∶].*$"
)


def classify_heading(text: str) -> str | None:
    """Say what a line above a grid is: unit, annex, department, year, note, title … or None."""
    words = matchable(text)
    if not words:
        return None
    concept = find_concept(load_rules("titles", "heading"), words)
    if concept in {None, "department", "year", "annex"} and _states_unit(words):
        return "unit"
    if concept is None and (bare := bare_title(text)) != compact(text):
        concept = find_concept(load_rules("titles", "heading"), matchable(bare))
    if concept == "title" and len(words) > _LONGEST_TITLE:
        return None
    if concept is None and _CONTINUED.search(words) and len(words) <= _LONGEST_TITLE:
        return "title" if "表" in words else None
    return concept


def _states_unit(words: str) -> bool:
    return len(words) <= _LONGEST_TITLE and "。" not in words and find_unit(words) is not None


def bare_title(text: str) -> str:
    """Take a unit, and whose table it is, off the end of a title: 收支总表（单位：万元）.

    >>> bare_title("收支总表 （单位：万元）"), bare_title("收支总表 金额单位：人民币（万元）")
    ('收支总表', '收支总表')
    >>> bare_title("收支总表 编制单位：某局 单位：万元"), bare_title("收支总表部门名称：某局")
    ('收支总表', '收支总表')
    """
    return _DEPARTMENT_TAIL.sub("", _UNIT_TAIL.sub("", compact(text)))


def split_title(text: str) -> tuple[str | None, str]:
    """Take annex label and ordinal off a printed title.

    >>> split_title("表1：2026年市级部门收支预算总表")
    ('表1', '2026年市级部门收支预算总表')
    >>> split_title("一、收支预算总表")
    (None, '收支预算总表')
    """
    title = _ORDINAL_PREFIX.sub("", compact(text))
    found = _ANNEX_PREFIX.match(title)
    if found is None:
        return None, title
    return found[1], title[found.end() :]


def title_key(title: str | None) -> str | None:
    """Reduce a title to what is equal on its continuation pages; None where it only says 续表.

    >>> title_key("收支总表（续）"), title_key("续表")
    ('收支总表', None)
    """
    if title is None:
        return None
    return _CONTINUED.sub("", matchable(title)) or None
