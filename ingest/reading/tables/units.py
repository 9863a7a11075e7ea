"""Which money unit a text states, in whatever form: 单位：万元, 人民币（万元）, 以万元为单位 …."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ingest.reading.pdf.model import Piece
from ingest.reading.tables.ordinals import LEADING_ORDINAL
from ingest.reading.tables.words import compact, matchable

_UNIT: Final = "(?:百|千|十)?万元|亿元|千元|百元|元"
_KEY: Final = "(?:(?:金额|货币|计量|计价|数额|数据|统计)?单位|币种|货币|金额(?=[::∶﹕]))"
# Print between the key and the unit: a colon of whatever make, brackets, the currency, and the
# units of other columns (单位：辆、万元).
_BETWEEN: Final = (
    r"[::∶﹕;,.、=\-—]*[(\[【]*(?:(?:为|是|均为|人民币|rmb|[¥￥])[::∶,、()\[\]]*)*"
    r"(?:(?:%|[户台套]|平方米|批次|人次|辆|个|人|次)[、,,/;])*"
)
# 元 begins names of places (单位：元氏县财政局): only these words may follow it.
_AFTER_YUAN: Final = (
    r"(?![一-鿿])|(?=人民币|至|列|保留|部门|编制|公开|填报|制表|填表|日期|金额|第|共|币)"
)
_STATED: Final = re.compile(
    rf"{_KEY}{_BETWEEN}(?P<unit>{_UNIT})(?:(?<=[万亿千百]元)|{_AFTER_YUAN})", re.IGNORECASE
)
_SPOKEN: Final = re.compile(rf"以(?:人民币)?(?P<unit>{_UNIT})(?:为单位|计|列示|反映|填列)")
_BARE: Final = re.compile(rf"[(\[【]?(?:人民币)?[)::]?(?P<unit>{_UNIT})(?:人民币)?[)\]】]?")
# A header's own unit: 金额（万元）, 预算数（单位：元）, 金额/万元, 占比（%）.
_IN_BRACKETS: Final = re.compile(
    r"[(\[【](?:(?:金额|计量)?单位[::]?)?(?:人民币)?[(,]?"
    rf"(?P<unit>{_UNIT}|%|平方米|辆|个|人|台|套|次)[)\]】]"
)
_AFTER_SLASH: Final = re.compile(r"/(?P<unit>万元|亿元)$")
# A unit at the end of a header or title: 合计（万元）, 预算数 单位：万元, 金额/万元.
_AT_END: Final = re.compile(
    rf"(?<=.)(?:[(\[【](?:(?:金额|计量|货币)?单位[::]?)?(?:人民币)?[(,]?(?P<unit>{_UNIT})[)]?[)\]】]"
    rf"|(?:金额|计量|货币)?单位[::](?:人民币)?[(]?(?:{_UNIT})[)]?|/(?:{_UNIT}))$"
)
# What some print before a header's words (一、 （一） 1. （1） ①) and behind them: the column's own
# number or letter, and of which others it is the sum: 合计（1=2+3）, 合计A=B+C.
_RING: Final = re.compile(r"^(\s*(?:其\s*中\s*[：:])?\s*)[\u2460-\u2473]")
# A合计, 2基本支出: the letter or number of a column right before its words
_LETTER: Final = re.compile(r"(?:[A-Z]|\d)(?=[一-鿿]{2})")
_FORMULA: Final = re.compile(
    r"(?<=.)(?:\((?:\d{1,2}|[A-Z])(?:=[\dA-Z+\-*/=()]+)?\)"
    r"|(?<![\dA-Z])(?:\d{1,2}|[A-Z])=[\dA-Z+\-*/=()]+|(?<=[一-鿿])(?:[A-Z]|\d{1,2}))$"
)
# 单位：万 over 元; 单位：人民 over 币元: what was begun and not ended in one line.
_BEGUN: Final = re.compile(r"(?:单位|金额|币种|货币|人民币|[单金]).{0,8}$")
_LONGEST_TAIL: Final = 8
# As on cheques, and in traditional characters.
_PLAIN: Final = str.maketrans("仟佰萬億圓單幣", "千百万亿元单币")
_MOST_LINES: Final = 4
# Lines of one wrapped cell follow each other within this many line heights.
_WRAP_GAP_LINES: Final = 1.2


def _unit_words(text: str) -> str:
    """Compact text, its units in their plain characters: 仟元, 單位：萬元."""
    return compact(text).translate(_PLAIN)


def find_unit(text: str) -> str | None:
    """Find the money unit that a line states.

    >>> find_unit("部门：无锡市统计局    单位：万元"), find_unit("单位名称：财政局")
    ('万元', None)
    >>> find_unit("金额单位：人民币（万元）"), find_unit("单位：百元"), find_unit("(人民币) 元")
    ('万元', '百元', '元')
    >>> find_unit("单位：元氏县财政局"), find_unit("单位为万元"), find_unit("金额以元为单位")
    (None, '万元', '元')
    >>> find_unit("单位：仟元"), find_unit("單位：萬元")
    ('千元', '万元')
    """
    words = _unit_words(text)
    found = _STATED.search(words) or _SPOKEN.search(words) or _BARE.fullmatch(words)
    return found["unit"] if found else None


def find_header_unit(text: str) -> str | None:
    """Find the unit, of money or of something else, that a header states of its column.

    >>> find_header_unit("金额（万元）"), find_header_unit("占比(%)"), find_header_unit("单位名称")
    ('万元', '%', None)
    """
    words = _unit_words(text)
    found = _IN_BRACKETS.search(words) or _AFTER_SLASH.search(words)
    return found["unit"] if found else find_unit(text)


def _without_ordinal(words: str) -> str:
    found = LEADING_ORDINAL.match(words) or _LETTER.match(words)
    return words[found.end() :] if found else words


def header_words(text: str) -> str:
    r"""Bring a header into the form that vocabularies match: its words alone.

    The unit at its end goes, and so do the ordinal before it and the formula behind it.

    >>> header_words("合计（万元）"), header_words("小计\n单位：万元"), header_words("金额/元")
    ('合计', '小计', '金额')
    >>> header_words("一、基本支出"), header_words("其中：（2）公用经费"), header_words("①购置费")
    ('基本支出', '公用经费', '购置费')
    >>> header_words("A合计"), header_words("2基本支出"), header_words("2024年预算")
    ('合计', '基本支出', '2024年预算')
    >>> header_words("合计（1=2+3）"), header_words("合计A=B+C"), header_words("项目支出C")
    ('合计', '合计', '项目支出')
    """
    words = _AT_END.sub("", matchable(_RING.sub(r"\1", text)))
    return _AT_END.sub("", _FORMULA.sub("", _without_ordinal(words)))


def find_title_unit(title: str) -> tuple[str, str | None]:
    """Take a unit in brackets off the end of a title.

    >>> find_title_unit("“三公”经费支出表（万元）"), find_title_unit("收支总表（一）")
    (('“三公”经费支出表', '万元'), ('收支总表(一)', None))
    """
    words = compact(title)
    found = _AT_END.search(words)
    if found is None or found["unit"] is None:
        return words, None
    return words[: found.start()], found["unit"]


def find_body_unit(text: str) -> str | None:
    """Find the money unit that a body cell states of its table; 万元 alone is an indicator's.

    >>> find_body_unit("项目资金（万元）"), find_body_unit("金额单位：万元"), find_body_unit("万元")
    ('万元', '万元', None)
    """
    words = _unit_words(text)
    found = _IN_BRACKETS.search(words) or _STATED.match(words)
    return found["unit"] if found else None


def find_wrapped_unit(pieces: Sequence[Piece]) -> tuple[str | None, frozenset[int]]:
    """Find a unit that is printed in pieces: beside each other, or wrapped over lines.

    Args:
        pieces: of a heading, in any order.

    Returns:
        The unit and the indexes of its pieces; None where no unit is begun in one piece and
        ended in another. A unit in one piece is not looked for.
    """
    for index, piece in enumerate(pieces):
        words = compact(piece.text)
        if find_unit(words) is not None or _BEGUN.search(words) is None:
            continue
        for follow in (_below, _beside):
            joined, used = words, [index]
            while len(used) < _MOST_LINES:
                after = follow(pieces, used[-1], used)
                if after is None or len(compact(pieces[after].text)) > _LONGEST_TAIL:
                    break
                joined += compact(pieces[after].text)
                used.append(after)
                unit = find_unit(joined)
                if unit is not None:
                    return unit, frozenset(used)
    return None, frozenset()


def _below(pieces: Sequence[Piece], index: int, used: Sequence[int]) -> int | None:
    """Give the piece in the next line that could go on with this one."""
    box = pieces[index].box
    reach = box.y0 - _WRAP_GAP_LINES * (box.y1 - box.y0)
    following = [
        i
        for i, piece in enumerate(pieces)
        if i not in used
        and reach <= piece.box.y1 <= (box.y0 + box.y1) / 2 + 1
        and piece.box.x0 < box.x1 + 1
        and box.x0 < piece.box.x1 + 1
    ]
    return max(following, key=lambda i: pieces[i].box.y1, default=None)


def _beside(pieces: Sequence[Piece], index: int, used: Sequence[int]) -> int | None:
    """Give the piece to the right on the same line."""
    box = pieces[index].box
    following = [
        i
        for i, piece in enumerate(pieces)
        if i not in used and piece.box.y0 < (box.y0 + box.y1) / 2 < piece.box.y1
        if piece.box.x0 >= box.x1 - 1
    ]
    return min(following, key=lambda i: pieces[i].box.x0, default=None)
