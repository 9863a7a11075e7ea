"""Ordinals before a label: 一、（一）1.（1）."""

from __future__ import annotations

import re
from typing import Final

_ORDINALS: Final = (
    (1, re.compile(r"^([一二三四五六七八九十]{1,3})\s*、")),
    (2, re.compile(r"^[(（]\s*([一二三四五六七八九十]{1,3})\s*[)）]、?")),
    (4, re.compile(r"^[(（]\s*(\d{1,2})\s*[)）]、?")),
    (3, re.compile(r"^(\d{1,2})\s*[、.．](?!\d)")),
)
# What may stand before a header's words, in compact text: 一、 （一） 1. （1） 1） A. I、
LEADING_ORDINAL: Final = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.,:)]|\([一二三四五六七八九十]{1,3}\)[、.]?"
    r"|\d{1,2}[、)]|\d{1,2}\.(?!\d)|\(\d{1,2}\)[、.]?|(?:[A-Z]|[IVX]{1,4})[、.])(?=.)"
)


def ordinal_style(words: str) -> str | None:
    """Name the way in which a compact text is counted: equal for 一、 and 二、.

    >>> ordinal_style("一、基本支出"), ordinal_style("十二、其他"), ordinal_style("基本支出")
    ('一、', '一、', None)
    >>> ordinal_style("(2)公用经费"), ordinal_style("B.项目支出")
    ('(1)', 'A.')
    """
    found = LEADING_ORDINAL.match(words)
    if found is None:
        return None
    style = re.sub(r"[一二三四五六七八九十]+", "一", found.group())
    return re.sub(r"[A-Z]+", "A", re.sub(r"\d+", "1", style))


def split_ordinal(label: str) -> tuple[str | None, int | None, str]:
    """Take the ordinal off a label.

    >>> split_ordinal("（一）一般公共预算拨款")
    ('（一）', 2, '一般公共预算拨款')
    >>> split_ordinal("1、一般公共预算资金")
    ('1、', 3, '一般公共预算资金')
    """
    for depth, form in _ORDINALS:
        found = form.match(label)
        if found is not None:
            return found.group(), depth, label[found.end() :]
    return None, None, label
