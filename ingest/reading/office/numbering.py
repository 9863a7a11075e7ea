"""Automatic numbering of a Word file: the 一、 and （一） that stand in no text (17.9)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS: Final = "〇一二三四五六七八九"
_CHINESE: Final = frozenset(
    {"chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "ideographDigital",
     "japaneseCounting", "taiwaneseCountingThousand", "taiwaneseCounting"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The labels of numbered paragraphs, counted in reading order."""

    levels: dict[tuple[str, int], _Level] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))

    def label(self, paragraph: etree._Element) -> str:
        """Give a paragraph's label, and count it; empty where it has none."""
        mark = paragraph.find(f"{_W}pPr/{_W}numPr")
        if mark is None:
            return ""
        number, level = mark.find(_W + "numId"), mark.find(_W + "ilvl")
        if number is None:
            return ""
        key = number.get(_W + "val", "")
        depth = int(level.get(_W + "val", "0")) if level is not None else 0
        if (key, depth) not in self.levels:
            return ""
        self.counts[key, depth] += 1
        for deeper in [place for place in self.counts if place[0] == key and place[1] > depth]:
            del self.counts[deeper]
        if self.levels[key, depth].form in ("bullet", "none"):
            return ""
        text = self.levels[key, depth].text
        for above in range(depth + 1):
            found = self.levels.get((key, above))
            if found is not None:
                value = found.start + max(0, self.counts[key, above] - 1)
                text = text.replace(f"%{above + 1}", _written(value, found.form))
        return text


def read_numbering(root: etree._Element | None) -> Numbering:
    """Read which labels a file's lists have."""
    numbering = Numbering()
    if root is None:
        return numbering
    abstract = {each.get(_W + "abstractNumId"): each for each in root.iter(_W + "abstractNum")}
    for number in root.iter(_W + "num"):
        mark = number.find(_W + "abstractNumId")
        shape = abstract.get(mark.get(_W + "val")) if mark is not None else None
        for level in shape.iter(_W + "lvl") if shape is not None else ():
            depth = int(level.get(_W + "ilvl", "0"))
            numbering.levels[number.get(_W + "numId", ""), depth] = _Level(
                _value(level, "numFmt", "decimal"),
                _value(level, "lvlText", ""),
                int(_value(level, "start", "1")),
            )
    return numbering


def _value(level: etree._Element, name: str, otherwise: str) -> str:
    mark = level.find(_W + name)
    return otherwise if mark is None else mark.get(_W + "val", otherwise)


def _written(number: int, form: str) -> str:
    return _chinese(number) if form in _CHINESE else str(number)


def _chinese(number: int) -> str:
    """Write a count below a hundred in Chinese.

    >>> [_chinese(n) for n in (3, 10, 14, 20, 35)]
    ['三', '十', '十四', '二十', '三十五']
    """
    if number >= 100 or number < 1:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return head + (_DIGITS[ones] if ones else "")
