"""Which tables without rules may be trusted: those whose alignment something else bears out.

Where no rule is drawn, rows and columns are what white space says. What else says so: the sums
that the roles ask for; heads of which each names one column; labels that stand level with their
row's figures. A table that lacks one of these is held back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

import polars as pl

from ingest.reading.pdf.model import Box, DocumentRead, Grid, GridCell, PageRead, Piece
from ingest.reading.pdf.readings import ALIGNED_READINGS
from ingest.reading.pdf.scanned import SCANNED_ALIGNED
from ingest.reading.pdf.unruled_words import AMOUNT
from ingest.reading.tables.titles import classify_heading
from ingest.reading.vocabulary.codes import codes_by_name, normalise_name

# A row's label and its figures are set in the middle of their row, or at its top, or at its foot.
_LEVEL_PT: Final = 2.5
# Lines of one cell stand closer to each other than this share of their height.
_ONE_CELL: Final = 0.6
_LONGEST_HEAD: Final = 16
_SAME_START_PT: Final = 2.0
# Readings of pages whose rules are not simply drawn.
_LOOKED_FOR: Final = ALIGNED_READINGS | {"raster", "raster-fine", "combined"}
# A grid's unit stands no farther above it, in lines.
_UNIT_LINES: Final = 5
_DIGITS: Final = frozenset({3, 5, 7})  # of subjects' codes
_MISPRINTED: Final = 0.1
# 项合计: the last head of a column above its total; 合 | 计 in two columns; 栏次 above 合计
_HEAD_IN_LABEL: Final = re.compile(r"^(?:[类款项]{1,3}|科目)(?:合计|总计|小计)$|^[合计总小]$|^栏次")
_FEWEST_ROWS: Final = 3
_USUAL: Final = 0.9  # of the amounts, at least, have as many decimals
_NAMES_SHARE: Final = 0.7  # of the cells of a column of names, at least
_NAMES: Final = ["row_code", "row_label", "unit_name", "project_name", "function_name"]
_IDEOGRAPH: Final = re.compile(r"[\u4e00-\u9fff]")
_ALIGNED: Final = ALIGNED_READINGS | {SCANNED_ALIGNED}
_WHY: Final = "read by white space alone (无表线，按对齐读取)"


def doubt_aligned(
    document: DocumentRead,
    tables: pl.DataFrame,
    cells: pl.DataFrame,
    lines: pl.DataFrame,
    figures: pl.DataFrame,
) -> dict[int, str]:
    """Say which tables that white space told are borne out by nothing else, and why.

    Args:
        document: the pages as read.
        tables: `schema.FRAMES["tables"]`.
        cells: `schema.FRAMES["cells"]`.
        lines: `schema.FRAMES["lines"]`.
        figures: `schema.FRAMES["figures"]`.

    Returns:
        table_number → why it is held back.
    """
    aligned = {page.page_number: page for page in document.pages if page.reading in _ALIGNED}
    doubts = _cut_short(document, tables)
    if not aligned:
        return doubts
    for number, first, last, roles, figure_count in tables.select(
        "table_number", "first_page", "last_page", "roles_status", "figure_count"
    ).iter_rows():
        pages = [aligned[page] for page in range(first, last + 1) if page in aligned]
        if not pages or not figure_count:
            continue
        own = cells.filter(pl.col("table_number") == number)
        if roles != "supported":
            why = "no sum bears its columns out (无合计可证)"
        elif _has_shared_head(own) or any(_has_doubtful_head(page, own) for page in pages):
            why = "its heads are not parted column by column (表头未能逐列分开)"
        elif _has_doubtful_codes(lines.filter(pl.col("table_number") == number)):
            why = "codes are not those of their names (编码与名称不符)"
        elif _has_unnamed_rows(number, lines, figures):
            why = "figures without a name beside named ones (有的行无名称)"
        elif _has_sparse_names(own):
            why = "names over several rows are not parted (跨行名称未能逐行分开)"
        elif _has_unended_amount(figures.filter(pl.col("table_number") == number)):
            why = "an amount lacks its last digits (金额末位未见)"
        elif any(_begins_with_a_rest(page, own) for page in pages if page.page_number > first):
            why = "a page begins within a row, and nothing tells where it ends (页首续行未能判定)"
        elif any(_stands_off(page, own) for page in pages):
            why = "labels are not level with their figures (项目与数字未对齐)"
        else:
            continue
        doubts[number] = f"{_WHY}; {why}"
    return doubts


def _has_shared_head(cells: pl.DataFrame) -> bool:
    """Say whether two columns of figures have nothing but one head between them."""
    heads = cells.filter(pl.col("role") == "header")
    lowest: dict[int, tuple[float, int]] = {}
    for column, span, y0, number in heads.select(
        "column_number", "column_span", "y0", "cell_number"
    ).iter_rows():
        for each in range(column, column + span):
            if each not in lowest or y0 < lowest[each][0]:
                lowest[each] = (y0, number)
    filled = cells.filter(pl.col("role") == "figure")["column_number"].unique()
    shared = Counter(lowest[column][1] for column in filled if column in lowest)
    return any(count > 1 for count in shared.values()) or any(
        column not in lowest for column in filled
    )


def _has_unnamed_rows(number: int, lines: pl.DataFrame, figures: pl.DataFrame) -> bool:
    """Say whether some rows of a block print figures and no name, while others print both."""
    keys = ["row_number", "block"]
    own = figures.filter((pl.col("table_number") == number) & pl.col("is_money"))
    filled = lines.filter(pl.col("table_number") == number).join(own, on=keys, how="semi")
    bare = filled.select("block", is_bare=pl.all_horizontal(pl.col(_NAMES).is_null()))
    shares = bare.group_by("block").agg(pl.col("is_bare").mean())["is_bare"]
    return any(0 < share < 1 for share in shares) or (
        len(shares) > 1 and any(share == 1 for share in shares)
    )


def _has_sparse_names(cells: pl.DataFrame) -> bool:
    """Say whether rows are named twice, but some once only: a name may stand for several rows.

    一般公共预算资金 stands in the middle of 小计, 财政拨款 and 专项收入: beside one of them, and
    the name of all.
    """
    columns = cells.filter(pl.col("row_number").is_not_null()).select(
        "row_number", "column_number", "role"
    )
    roles = columns.group_by("column_number").agg(
        is_name=((pl.col("role") == "label").mean() > _NAMES_SHARE), rows="row_number"
    )
    for left, right in pairwise(roles.sort("column_number").iter_rows(named=True)):
        if not (left["is_name"] and right["is_name"]):
            continue
        upper, lower = set(left["rows"]), set(right["rows"])
        if upper & lower and lower - upper:
            return True
    return False


def _has_unended_amount(figures: pl.DataFrame) -> bool:
    """Say whether an amount has fewer decimals than all others of its table, though it has some.

    What a cell was too narrow for stands in the next line, or on the next page.
    """
    decimals = Counter(figures.filter(pl.col("is_money") & (pl.col("decimals") > 0))["decimals"])
    usual, count = max(decimals.items(), key=lambda item: item[1], default=(0, 0))
    return count >= _USUAL * decimals.total() and any(other < usual for other in decimals)


def _begins_with_a_rest(page: PageRead, cells: pl.DataFrame) -> bool:
    """Say whether a page without heads begins with words: the rest of a label of the page before.

    How many lines of it are the rest, and which begin the next label, white space does not say.
    """
    heads = cells.filter(
        (pl.col("page_number") == page.page_number)
        & pl.col("role").is_in(["header", "repeated_header"])
    )
    if heads.height or not page.grids:
        return False
    upper = [c for c in page.grids[0].cells if c.row == 0 and c.pieces]
    return bool(upper) and not any(AMOUNT.fullmatch(p.text) for c in upper for p in c.pieces)


def _cut_short(document: DocumentRead, tables: pl.DataFrame) -> dict[int, str]:
    """Say which tables end with a row that the next page may go on with, where no grid is seen."""
    by_number = {page.page_number: page for page in document.pages}
    looked_for = {n for n, page in by_number.items() if page.reading in _LOOKED_FOR}
    ends = tables.filter(pl.col("last_page").is_in(looked_for) & (pl.col("figure_count") > 0))
    return {
        number: "its last row may go on on the next page (末行可能续于下页)"
        for number, last in ends.select("table_number", "last_page").iter_rows()
        if _may_go_on(by_number[last], by_number.get(last + 1))
    }


def _may_go_on(page: PageRead, after: PageRead | None) -> bool:
    """Say whether the next page begins with what may be the end of the last row's label.

    It stands where labels do, is short, and no heading; the table does not go on there.
    """
    if after is None or not page.grids:
        return False
    cells = page.grids[-1].cells
    starts = [piece.box.x0 for cell in cells if cell.column == 0 for piece in cell.pieces]
    pieces = [*after.lines, *(p for grid in after.grids for c in grid.cells for p in c.pieces)]
    first = max(pieces, key=lambda p: p.box.y1, default=None)
    return (
        first is not None
        and len(first.text) <= _LONGEST_HEAD
        and classify_heading(first.text) is None
        and any(abs(first.box.x0 - x) <= _SAME_START_PT for x in starts)
    )


def _has_doubtful_codes(lines: pl.DataFrame) -> bool:
    """Say whether codes are no codes, or not those of the names beside them.

    A column cut through leaves 02 of 22102, one joined to the next makes 3430206 of 34 and 30206.
    A misprint or a local code is one row; a column is all of them. So is a column of ordinals.
    """
    rows = [
        (code, codes_by_name().get(normalise_name(label or ""), ()), role)
        for code, label, role in lines.select("row_code", "row_label", "row_role").iter_rows()
    ]
    coded = [(code, role) for code, _, role in rows if code is not None]
    if any(len(code) not in _DIGITS and role == "code" for code, role in coded):
        return True
    if any(_HEAD_IN_LABEL.match(label or "") for label in lines["row_label"]):
        return True
    known = [(code, codes) for code, codes, role in rows if codes and role == "code"]
    lone = [codes for code, codes, _ in rows if codes and code is None]
    wrong = sum(code not in codes for code, codes in known)
    if wrong > max(1, _MISPRINTED * len(known)):
        return True
    return len(coded) >= _FEWEST_ROWS and len(lone) > max(1, _MISPRINTED * len(rows))


def _stands_off(page: PageRead, cells: pl.DataFrame) -> bool:
    """Say whether a page's rows print labels and figures at different heights, or labels apart."""
    of_page = cells.filter(
        (pl.col("role") == "figure") & (pl.col("page_number") == page.page_number)
    )
    corners = set(of_page.select("x0", "y0").iter_rows())
    tables = [_rows(grid, corners) for grid in page.grids]
    rows = [row for table in tables for row in table if row.figures and row.labels]
    is_off = bool(rows) and not any(
        all(_is_level([*row.labels, *row.figures], place) for row in rows) for place in _PLACES
    )
    # figures without a label, where other rows have one
    is_bare = bool(rows) and any(
        row.figures and row.is_bare for table in tables for row in table if table
    )
    return is_off or is_bare or any(_has_loose_row(table) for table in tables)


def _has_doubtful_head(page: PageRead, cells: pl.DataFrame) -> bool:
    """Say whether some head of a page is made of several, or a head was left out of the table."""
    is_own = (pl.col("role") == "header") & (pl.col("page_number") == page.page_number)
    corners = set(cells.filter(is_own).select("x0", "y0").iter_rows())
    for grid in page.grids:
        heads = [c for c in grid.cells if c.pieces and (c.box.x0, c.box.y0) in corners]
        groups = [c for c in heads if c.column_span > 1]
        if any(not _is_one_head(cell) for cell in heads):
            return True
        if any(_reaches_up(cell, group) for cell in heads for group in groups if cell != group):
            return True
        if groups and _has_lone_part(heads, groups):
            return True
        if heads and any(_lies_above(line, grid, page.lines) for line in page.lines):
            return True
    return False


def _is_one_head(cell: GridCell) -> bool:
    """Say whether the lines of a head are set as one: beside nothing, over each other."""
    for left, right in pairwise(cell.pieces):
        is_beside = min(left.box.y1, right.box.y1) - max(left.box.y0, right.box.y0) > 1
        if is_beside and min(len(left.text), len(right.text)) > 1:
            return False
    boxes = [piece.box for piece in cell.pieces]
    return any(_is_level(boxes, place) for place in _PLACES_ACROSS)


def _reaches_up(cell: GridCell, group: GridCell) -> bool:
    """Say whether a head of one column has a line at the height of a group's head, and another."""
    heights = [(piece.box.y0 + piece.box.y1) / 2 for piece in group.pieces]
    own = [(piece.box.y0 + piece.box.y1) / 2 for piece in cell.pieces]
    level = [y for y in own if any(abs(y - other) < _LEVEL_PT / 2 for other in heights)]
    return bool(level) and len(level) < len(own)


def _has_lone_part(heads: Sequence[GridCell], groups: Sequence[GridCell]) -> bool:
    """Say whether a head without a group stands at the height of a group's parts: it is one.

    A head of one row stands in the middle of the header's height, between group and parts.
    """
    parts = [
        cell
        for cell in heads
        for group in groups
        if cell != group and group.column <= cell.column < group.column + group.column_span
    ]
    alone = [cell for cell in heads if cell not in parts and cell not in groups]
    highs = [piece.box.y1 - piece.box.y0 for cell in heads for piece in cell.pieces]
    middles = [_middle(cell) for cell in parts if len(cell.pieces) == 1]
    tops = [_middle(group) for group in groups]
    return any(
        len(cell.pieces) == 1
        and any(abs(_middle(cell) - y) < _LEVEL_PT / 2 for y in middles)
        and not any(abs(_middle(cell) - y) < min(highs) / 2 for y in tops)
        for cell in alone
    )


def _middle(cell: GridCell) -> float:
    """Give the height of the middle of what a cell prints."""
    area = _area(cell)
    return (area.y0 + area.y1) / 2


def _lies_above(line: Piece, grid: Grid, lines: Sequence[Piece]) -> bool:
    """Say whether a line over a grid may be the head of a group: no heading, or below the unit.

    What stands right over the grid is the grid's unless it is known; farther up, what stands
    between it and its unit is, though it read like a title (“三公”经费).
    """
    height = line.box.y1 - line.box.y0
    gap = line.box.y0 - grid.box.y1
    if not (gap >= -_LEVEL_PT and grid.box.x0 < line.box.x1 and line.box.x0 < grid.box.x1):
        return False
    if len(line.text) > _LONGEST_HEAD:
        return False
    concept = classify_heading(line.text)
    if gap <= height and concept is None:
        return True
    return concept in {None, "title"} and any(
        classify_heading(other.text) == "unit"
        and other.box.y0 - line.box.y1 > 0
        and other.box.y0 - grid.box.y1 <= _UNIT_LINES * height
        for other in lines
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row prints: the areas of its labels, of its figures, and of all else (codes)."""

    labels: list[Box]
    figures: list[Box]
    others: list[Box]

    @property
    def is_bare(self) -> bool:
        """Whether it prints figures alone."""
        return not self.labels and not self.others

    @property
    def top(self) -> float:
        """Where its print begins."""
        return max(box.y1 for box in (*self.labels, *self.figures, *self.others))

    @property
    def foot(self) -> float:
        """Where its print ends."""
        return min(box.y0 for box in (*self.labels, *self.figures, *self.others))


def _rows(grid: Grid, corners: Collection[tuple[float, float]]) -> list[_Row]:
    """Give the rows of a grid from its first figures down, headers left out."""
    by_row: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        if cell.pieces and cell.row_span == 1:
            by_row.setdefault(cell.row, []).append(cell)
    rows = []
    for number in sorted(by_row):
        figures = [c for c in by_row[number] if (c.box.x0, c.box.y0) in corners]
        labels = [c for c in by_row[number] if c not in figures and _IDEOGRAPH.search(c.text)]
        others = [c for c in by_row[number] if c not in figures and c not in labels]
        rows.append(_Row(*([_area(c) for c in cells] for cells in (labels, figures, others))))
    first = next((i for i, row in enumerate(rows) if row.figures), len(rows))
    return rows[first:]


def _area(cell: GridCell) -> Box:
    """Box what a cell prints."""
    x0s, y0s, x1s, y1s = zip(*(piece.box for piece in cell.pieces), strict=True)
    return Box(min(x0s), min(y0s), max(x1s), max(y1s))


def _is_level(boxes: Iterable[Box], place: Callable[[Box], float]) -> bool:
    """Say whether boxes stand at one height."""
    heights = [place(box) for box in boxes]
    return max(heights) - min(heights) <= _LEVEL_PT


_PLACES: Final[tuple[Callable[[Box], float], ...]] = (
    lambda box: (box.y0 + box.y1) / 2,
    lambda box: box.y1,
    lambda box: box.y0,
)


_PLACES_ACROSS: Final[tuple[Callable[[Box], float], ...]] = (
    lambda box: (box.x0 + box.x1) / 2,
    lambda box: box.x0,
    lambda box: box.x1,
)


def _has_loose_row(rows: Sequence[_Row]) -> bool:
    """Say whether a row without figures stands so near to the next that it may be a part of it."""
    pairs = list(pairwise(rows))
    usual = median([a.foot - b.top for a, b in pairs if a.figures and b.figures] or [0.0])
    return any(
        a.foot - b.top < max(usual - _LEVEL_PT / 2, _ONE_CELL * (a.top - a.foot))
        for a, b in pairs
        if bool(a.figures) != bool(b.figures)
    )
