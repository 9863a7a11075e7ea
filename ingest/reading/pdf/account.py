"""Every page gives account of itself: what it prints and was not read, by what it seems to be.

A number that no reading found is on no list of numbers at fault. So each page is asked for what a
reader would miss: characters that cannot be told, a picture under a title of a table, lines that
stand as a table's do, fields that were filled in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingest.reading.pdf.alignment import (
    find_tabular_rows,
    group_by_line,
    stands_in_list,
    stands_in_one_column,
)
from ingest.reading.pdf.glyphs import UNREADABLE, Glyph
from ingest.reading.pdf.model import Box, Grid, PageRead, Piece
from ingest.reading.pdf.unruled_words import AMOUNT

# What a page prints above a table and a page of prose does not: a line that ends in 表, or
# the unit at the right margin.
_UNIT_LINE: Final = re.compile(r"^(?:金额)?单位[:：]\s*(?:人民币)?[万亿百千]?元$")
_TITLE_LINE: Final = re.compile(r"表(?:[（(].{1,12}[)）])?$")
_MAX_TITLE_LENGTH: Final = 60

# A picture that could be a table: 60 pt is three rows. A seal or a logo is smaller, a rule flatter.
_MIN_PICTURE_PT: Final = (150.0, 40.0)
# A picture with more text over it than this is a ground that the table is printed on.
_MAX_TEXT_OVER: Final = 12
# How far below its title or unit a table begins.
_HEADING_GAP_PT: Final = 90.0
# Strips and tiles of one picture lie as close; a page of more is a drawing.
_TILE_GAP_PT: Final = 1.0
_MOST_PICTURES: Final = 400
# A picture that fills a page is the page.
_PAGE_SHARE: Final = 0.4

_FEWEST_BESIDE: Final = 3
# As many shapes like characters are a few numbers; ticks and bullets are fewer.
_FEWEST_DRAWN: Final = 24
# Pages of the reports seen hold no such character; a font without a map gives a fifth at least.
_UNREADABLE_SHARE: Final = 0.03
_MIN_UNREADABLE: Final = 3
# Bullets are private-use characters that stand alone; several, or one beside a digit, are text.
_PRIVATE_TEXT: Final = re.compile(r"[\ue000-\uf8ff]{2,}|\d[\ue000-\uf8ff]|[\ue000-\uf8ff]\d")

# A code or an amount of which a part cannot be told: one is enough.
_SPOILT_NUMBER: Final = re.compile(rf"\d{UNREADABLE}|{UNREADABLE}\d")

PICTURE_PAGE: Final = "the page is a picture without text (图片页)"
PICTURE_TABLE: Final = "a picture where title and unit promise a table (标题或单位之下为图片)"
DRAWN_TEXT: Final = "text drawn as shapes, not read (文字已转为图形，未读取)"
INVISIBLE_LAYER: Final = "the text is an invisible layer over a picture (隐形文字层)"
HIDDEN_CELLS: Final = "cells of a table under a picture (表格单元格被图片遮盖)"
UNREADABLE_TEXT: Final = "characters without a readable form (字体没有可用的字符编码)"


@dataclass(frozen=True, slots=True)
class Account:
    """What of a page was not read.

    Attributes:
        unread: what it prints and nobody read, each with the Chinese term; empty when all was.
        remarks: what a reader of the figures should know all the same.
    """

    unread: tuple[str, ...]
    remarks: tuple[str, ...]


def account_for(
    *,
    glyphs: Sequence[Glyph],
    lines: Sequence[Piece],
    grids: Sequence[Grid],
    pictures: Sequence[Box],
    page_size: tuple[float, float],
    is_invisible: bool,
    drawn: Sequence[Box] = (),
    hidden_count: int = 0,
    may_go_on: bool = False,
) -> Account:
    """Say what of a page was not read.

    Args:
        glyphs: its visible characters.
        lines: what it prints outside every grid.
        grids: its tables.
        pictures: the areas of its pictures.
        page_size: width and height as displayed.
        is_invisible: its text prints nothing and lies under a picture.
        drawn: shapes of the size of characters.
        hidden_count: cells of its tables that a picture hides.
        may_go_on: a table without rules ends the page before: one row may be the rest of it.
    """
    remarks = [INVISIBLE_LAYER] if is_invisible else []
    unread = []
    count = count_unreadable(glyphs)
    is_in_number = bool(count) and any(
        _SPOILT_NUMBER.search(cell.text) for grid in grids for cell in grid.cells
    )
    if is_in_number or count >= max(_MIN_UNREADABLE, _UNREADABLE_SHARE * len(glyphs)):
        unread.append(f"{count} {UNREADABLE_TEXT}")
    if hidden_count:
        unread.append(f"{hidden_count} {HIDDEN_CELLS}")
    if len(drawn) >= _FEWEST_DRAWN and _has_drawn_table(glyphs, lines, grids, drawn):
        unread.append(DRAWN_TEXT)
    if not is_invisible and _has_table_as_picture(glyphs, lines, pictures):
        unread.append(PICTURE_TABLE)
    elif not glyphs and any(_share(box, page_size) > _PAGE_SHARE for box in join_strips(pictures)):
        unread.append(PICTURE_PAGE)
    elif not grids and (_looks_like_table(lines) or (may_go_on and _has_row_of_amounts(lines))):
        unread.append("looks like a table, but no table was found (似有表格而未读出)")
    return Account(tuple(unread), tuple(remarks))


def is_picture(page: PageRead) -> bool:
    """Say whether a page prints a picture where text or a table should be."""
    return any(reason.startswith((PICTURE_PAGE, PICTURE_TABLE)) for reason in page.unread)


def is_layered(page: PageRead) -> bool:
    """Say whether a page's text is what some recogniser made of its picture, and shows nothing."""
    return any(remark.startswith(INVISIBLE_LAYER) for remark in page.remarks)


def count_unreadable(glyphs: Sequence[Glyph]) -> int:
    """Count the characters that print and cannot be told."""
    text = "".join([glyph[0] for glyph in glyphs])
    return text.count(UNREADABLE) + sum(map(len, _PRIVATE_TEXT.findall(text)))


def promises_table(text: str) -> bool:
    """Say whether a line is what stands above a table: its title, or its unit.

    >>> promises_table("部门收支总表"), promises_table("单位：万元"), promises_table("见附表。")
    (True, True, False)
    """
    bare = text.replace(" ", "")
    return len(text) <= _MAX_TITLE_LENGTH and bool(
        _TITLE_LINE.search(bare) or _UNIT_LINE.match(bare)
    )


def stands_in_columns(lines: Sequence[Piece]) -> bool:
    """Say whether what is printed beside each other on the lines could be rows of a table."""
    widths = [len(row) for row in group_by_line(lines)]
    return any(width > 2 for width in widths) or sum(width == 2 for width in widths) > 2


def _looks_like_table(lines: Sequence[Piece]) -> bool:
    """Say whether lines stand in columns of amounts, or in columns below a table's title."""
    if find_tabular_rows(lines) or stands_in_one_column(lines) or stands_in_list(lines):
        return True
    return any(_UNIT_LINE.match(line.text.replace(" ", "")) for line in lines) and (
        stands_in_columns(lines)
    )


def _has_row_of_amounts(lines: Sequence[Piece]) -> bool:
    """Say whether some line prints amounts beside each other: the total of a table, by itself."""
    return any(
        sum(AMOUNT.fullmatch(piece.text) is not None for piece in row) >= _FEWEST_BESIDE
        for row in group_by_line(lines)
    )


def _has_table_as_picture(
    glyphs: Sequence[Glyph], lines: Sequence[Piece], pictures: Sequence[Box]
) -> bool:
    """Say whether a picture stands below a line that promises a table."""
    width, height = _MIN_PICTURE_PT
    headings = [line.box for line in lines if promises_table(line.text)] if pictures else []
    areas = join_strips(pictures) if headings else []
    return any(
        box.x1 - box.x0 >= width
        and box.y1 - box.y0 >= height
        and any(
            box.y1 - _HEADING_GAP_PT / 3 <= heading.y0 <= box.y1 + _HEADING_GAP_PT
            for heading in headings
        )
        and sum(_is_inside(glyph, box) for glyph in glyphs) <= _MAX_TEXT_OVER
        for box in areas
    )


def _has_drawn_table(
    glyphs: Sequence[Glyph], lines: Sequence[Piece], grids: Sequence[Grid], drawn: Sequence[Box]
) -> bool:
    """Say whether shapes like characters stand where a table's text should: in a grid, or no grid.

    Shapes that lie over print are an ornament of it (a box around a word, a tick).
    """
    middles = {(int(g.x0 + g.x1) // 16, int(g.y0 + g.y1) // 16) for g in glyphs}
    alone = [
        box
        for box in drawn
        if (int(box.x0 + box.x1) // 16, int(box.y0 + box.y1) // 16) not in middles
    ]
    if grids:
        areas = [grid.box for grid in grids]
        alone = [box for box in alone if any(_touch(area, box) for area in areas)]
    elif not any(promises_table(line.text) for line in lines):
        return False
    return len(alone) >= _FEWEST_DRAWN


def join_strips(pictures: Sequence[Box]) -> list[Box]:
    """Join pictures that lie edge to edge: a picture is often stored in strips or tiles.

    >>> join_strips([Box(0, 0, 50, 10), Box(0, 10, 50, 20), Box(50, 0, 90, 20), Box(0, 60, 9, 70)])
    [Box(x0=0, y0=60, x1=9, y1=70), Box(x0=0, y0=0, x1=90, y1=20)]
    """
    joined: list[Box] = []
    for box in sorted(pictures)[:_MOST_PICTURES]:
        area = box
        for other in [one for one in joined if _touch(one, box)]:
            joined.remove(other)
            area = Box(
                *(min(a, b) for a, b in zip(area[:2], other[:2], strict=True)),
                *(max(a, b) for a, b in zip(area[2:], other[2:], strict=True)),
            )
        joined.append(area)
    return joined


def _touch(one: Box, other: Box) -> bool:
    """Say whether two boxes share an edge or an area."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    upward = min(one.y1, other.y1) - max(one.y0, other.y0)
    return min(across, upward) >= -_TILE_GAP_PT and max(across, upward) > 0


def _is_inside(glyph: Glyph, box: Box) -> bool:
    """Say whether a character's middle lies in a box."""
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
    return box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1


def _share(box: Box, page_size: tuple[float, float]) -> float:
    """Give the share of a page that a box fills."""
    width, height = page_size
    seen_x = min(box.x1, width) - max(box.x0, 0.0)
    seen_y = min(box.y1, height) - max(box.y0, 0.0)
    return max(seen_x, 0.0) * max(seen_y, 0.0) / max(width * height, 1.0)
