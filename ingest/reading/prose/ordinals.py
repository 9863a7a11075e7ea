"""Numbering of Chinese prose: 第一部分, 一、 （一） 1. （1） ①, and how deep each stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_CHINESE: Final = "[一二三四五六七八九十百]{1,4}"
_KINDS: Final = (
    (1, re.compile(rf"第\s*{_CHINESE}\s*(?:部分|章|篇)\s*[：:、.]?")),
    (2, re.compile(rf"{_CHINESE}\s*(?:[、.．]|，(?=\S))")),
    (3, re.compile(rf"[（(]\s*{_CHINESE}\s*[）)]\s*[、.]?")),
    (4, re.compile(r"\d{1,2}\s*(?:[、．]|\.(?!\d))")),
    (4, re.compile(r"\d{1,2}\.(?=\d{4}\s*年)")),  # 5.2025年部门…
    (5, re.compile(r"[（(]\s*\d{1,2}\s*[）)]\s*[、.]?")),
    (5, re.compile(r"\d{1,2}[）)]")),
    (6, re.compile(r"[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳]")),
)


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A number at the start of a text: its depth, as printed, and where the words begin."""

    depth: int
    text: str
    end: int


def find_ordinal(text: str) -> Ordinal | None:
    """Find the ordinal that a text begins with.

    >>> find_ordinal("（一）收入预算")
    Ordinal(depth=3, text='（一）', end=3)
    >>> find_ordinal("1.5 万元") is None
    True
    """
    for depth, pattern in _KINDS:
        hit = pattern.match(text)
        if hit:
            return Ordinal(depth, hit.group().strip(), hit.end())
    return None


def drop_ordinal(text: str) -> str:
    """Drop the ordinal that a text begins with.

    >>> drop_ordinal("（一）收入预算")
    '收入预算'
    """
    ordinal = find_ordinal(text)
    return text[ordinal.end :].strip() if ordinal else text
