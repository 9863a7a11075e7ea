"""Tables that an office file or web page announces and does not hold as tables; and their headings.

A title and a unit stand above a table. Where none follows, something was printed that nobody reads:
a picture, rows of a style sheet, text in columns, what only a script would show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from ingest.reading.office.model import Block, Section, Table, Words, holds_amounts, normalised

_UNIT: Final = re.compile(r"(?:金额|货币|计量)?单位[:：][（(]?(?:人民币)?[百千万亿]*元[)）]?$")
_TITLE: Final = re.compile(r"表(?:[（(].{1,12}[)）])?$")
# Links to files have the titles of tables too.
_LINK: Final = re.compile(r"^(?:附件|附表|附|点击|下载|相关)|[:：]")
_LONGEST_TITLE: Final = 60
# What a page says where it has no table to print.
_NIL: Final = re.compile(r"无|没有|未(?:安排|发生|编制)|不涉及|空表|为零")
_CHART: Final = re.compile(r"图(?:[（(].*)?$|图[:：]|图\d|图[一二三四五六七八九十]")
_AMOUNT: Final = re.compile(r"\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+")
_FEWEST_AMOUNTS: Final = 3
_MOST_ROWS: Final = 2

LOOSE: Final = "looks like a table, but no table was found (似有表格而未读出)"
PICTURES: Final = "title or unit of a table, and pictures in its place (标题或单位之下仅有图片)"
NOTHING: Final = "the unit of a table, and no table below it (有金额单位而无表格)"


def find_broken_promises(sections: Sequence[Section]) -> list[tuple[str, ...]]:
    """Say of each section which announced tables it does not hold.

    A table may begin on the next page.

    Args:
        sections: of the file, in order.
    """
    broken: list[list[str]] = [[] for _ in sections]
    blocks = [(n, block) for n, section in enumerate(sections) for block in section.blocks]
    units = [i for i, (_, block) in enumerate(blocks) if _states_unit(block)]
    for place, following in pairwise((*units, len(blocks))):
        below = blocks[place + 1 : following]
        around = [block for _, block in blocks[max(0, place - 1) : place + 3]]
        if any(isinstance(block, Table) for _, block in below) or _captions_a_chart(around):
            continue
        number = blocks[place][0]
        reason = _reason([block for _, block in below], sections[number].picture_count)
        if reason is not None:
            broken[number].append(reason)
    for number, section in enumerate(sections):
        if not broken[number] and section.picture_count and _titles_a_picture(section):
            broken[number].append(PICTURES)
    return [tuple(dict.fromkeys(reasons)) for reasons in broken]


def as_heading(block: Block) -> Block | list[Words]:
    """Take a table that lays out what stands above another for that: its name, its unit.

    部门：… and 单位：万元 are set at both ends of a line so.
    """
    if not isinstance(block, Table) or block.row_count > _MOST_ROWS:
        return block
    texts = [cell.text for cell in block.cells]
    if holds_amounts(texts) or not any(_UNIT.search(_plain(text)) for text in texts):
        return block
    rows = [
        [cell.text for cell in block.cells if cell.row == row] for row in range(block.row_count)
    ]
    return [
        Words(tuple(normalised(" ".join(text.split())) for text in row))
        for row in rows
        if any(text.strip() for text in row)
    ]


def _states_unit(block: Block) -> bool:
    return isinstance(block, Words) and _UNIT.search(_plain("".join(block.pieces))) is not None


def _reason(below: Sequence[Block], picture_count: int) -> str | None:
    lines = [_plain("".join(block.pieces)) for block in below if isinstance(block, Words)]
    if any(_NIL.search(line) for line in lines):
        return None
    if sum(1 for _ in _amounts(lines)) >= _FEWEST_AMOUNTS:
        return LOOSE
    return PICTURES if picture_count else NOTHING


def _captions_a_chart(blocks: Sequence[Block]) -> bool:
    """Say whether lines next to a unit call what stands there a chart: 图1：收入结构图."""
    return any(
        _CHART.search(_plain("".join(block.pieces))) for block in blocks if isinstance(block, Words)
    )


def _amounts(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield from _AMOUNT.findall(line)


def _titles_a_picture(section: Section) -> bool:
    """Say whether a section holds no table, and the title of one."""
    if any(isinstance(block, Table) for block in section.blocks):
        return False
    lines = [_plain("".join(block.pieces)) for block in section.blocks if isinstance(block, Words)]
    titles = [
        _TITLE.search(line) is not None and not _LINK.search(line) and len(line) <= _LONGEST_TITLE
        for line in lines
    ]
    # titles below each other are a list of contents
    alone = zip([False, *titles], titles, [*titles[1:], False], strict=False)
    return any(title and not (before or after) for before, title, after in alone)


def _plain(text: str) -> str:
    return "".join(normalised(text).split())
