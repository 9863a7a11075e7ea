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


_LETTERS: Final = 26
_ENCLOSED: Final = 20  # ① … ⑳
_DEEPEST: Final = 20  # styles based on styles


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int
    style: str | None = None


@dataclass(slots=True)
class Numbering:
    """The labels of numbered paragraphs, counted in reading order.

    Attributes:
        levels: (list, depth) → how its labels look.
        lists: what paragraphs name → the list that they count on; several may share one.
        restarts: (what paragraphs name, depth) → the number that it begins anew with.
        by_style: paragraph style → list and depth.
        counts: (list, depth) → how many labels were given.
    """

    levels: dict[tuple[str, int], _Level] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)
    by_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))

    def label(self, paragraph: etree._Element) -> str:
        """Give a paragraph's label, and count it; empty where it has none."""
        named = self._named(paragraph)
        key = self.lists.get(named[0], "") if named is not None else ""
        if named is None or (key, named[1]) not in self.levels:
            return ""
        depth = named[1]
        if (restart := self.restarts.pop(named, None)) is not None:
            self.counts[key, depth] = restart - self.levels[key, depth].start
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

    def _named(self, paragraph: etree._Element) -> tuple[str, int] | None:
        """Say what a paragraph counts on, by itself or by its style (17.9.18, 17.9.23)."""
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        by_style = self.by_style.get(style.get(_W + "val", "")) if style is not None else None
        mark = paragraph.find(f"{_W}pPr/{_W}numPr")
        if mark is None:
            return by_style
        number = mark.find(_W + "numId")
        if number is None:
            return by_style
        return number.get(_W + "val", ""), int(_value(mark, "ilvl", "0"))


def read_numbering(root: etree._Element | None, styles: etree._Element | None = None) -> Numbering:
    """Read which labels a file's lists have.

    Args:
        root: of numbering.xml.
        styles: of styles.xml, whose paragraph styles may name a list.
    """
    numbering = Numbering()
    if root is None:
        return numbering
    for shape in root.iter(_W + "abstractNum"):
        for level in shape.iter(_W + "lvl"):
            depth = int(level.get(_W + "ilvl", "0"))
            style = level.find(_W + "pStyle")
            numbering.levels[shape.get(_W + "abstractNumId", ""), depth] = _Level(
                _value(level, "numFmt", "decimal"),
                _value(level, "lvlText", ""),
                int(_value(level, "start", "1")),
                style.get(_W + "val") if style is not None else None,
            )
    for number in root.iter(_W + "num"):
        name = number.get(_W + "numId", "")
        numbering.lists[name] = _value(number, "abstractNumId", "")
        for override in number.iter(_W + "lvlOverride"):
            start = _value(override, "startOverride", "")
            if start.isdigit():
                numbering.restarts[name, int(override.get(_W + "ilvl", "0"))] = int(start)
    if styles is not None:
        _add_styles(numbering, styles)
    return numbering


def _add_styles(numbering: Numbering, styles: etree._Element) -> None:
    """Note which styles number their paragraphs; a style has what the one below it has."""
    shapes = {each.get(_W + "styleId", ""): each for each in styles.iter(_W + "style")}
    for name, shape in shapes.items():
        below: etree._Element | None = shape
        for _ in range(_DEEPEST):
            mark = below.find(f"{_W}pPr/{_W}numPr") if below is not None else None
            if mark is not None or below is None:
                break
            below = shapes.get(_value(below, "basedOn", ""))
        if below is None or mark is None:
            continue
        number = _value(mark, "numId", "")
        own = below.get(_W + "styleId", "")
        depth = next(
            (
                at
                for (key, at), level in numbering.levels.items()
                if key == numbering.lists.get(number) and level.style == own
            ),
            int(_value(mark, "ilvl", "0")),
        )
        numbering.by_style[name] = (number, depth)


def _value(level: etree._Element, name: str, otherwise: str) -> str:
    mark = level.find(_W + name)
    return otherwise if mark is None else mark.get(_W + "val", otherwise)


def _written(number: int, form: str) -> str:
    """Write a count in a form of numbers.

    >>> [_written(3, form) for form in ("decimal", "decimalEnclosedCircle", "upperLetter")]
    ['3', '③', 'C']
    """
    if form in _CHINESE:
        return _chinese(number)
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= _ENCLOSED:
        return chr(ord("①") + number - 1)
    if form in ("upperLetter", "lowerLetter") and 1 <= number <= _LETTERS:
        return chr(ord("A" if form == "upperLetter" else "a") + number - 1)
    return str(number)


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
