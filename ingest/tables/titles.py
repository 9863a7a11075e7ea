"""What the lines above a grid, or its own top rows, are: title, unit, department, annex label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingest.pdf.model import Grid, GridCell, PageRead
from ingest.tables.model import Heading
from ingest.tables.words import compact, matchable
from ingest.vocabulary.loading import find_concept, load_rules

_UNIT: Final = re.compile(
    r"(?:单位|金额)[::]?\(?(?:人民币)?(元|千元|万元|百万元|亿元)"
    r"|^\(?(?:人民币)?(元|千元|万元|百万元|亿元)\)?$"
)
_UNIT_TAIL: Final = re.compile(r"\(?(?:金额|计量)?单位:(?:人民币)?(?:元|千元|万元|百万元|亿元)\)?$")
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
# A title that says only what kind of sheet it is: its subject is the line above.
_SUBJECTLESS: Final = re.compile(r"^(项目)?(支出)?(绩效)?(目标)?(明细|情况)?表$")
# Longer lines are sentences; the longest title in the 30 reports has 47 characters.
_LONGEST_TITLE: Final = 64
# How many lines up a heading can reach: annex, title in two lines, department, unit, year.
_HEADING_LINES: Final = 8


def classify_heading(text: str) -> str | None:
    """Say what a line above a grid is: unit, annex, department, year, note, title … or None."""
    words = matchable(text)
    if not words:
        return None
    concept = find_concept(load_rules("titles", "heading"), words)
    if concept == "title" and len(words) > _LONGEST_TITLE:
        return None
    if concept is None and _CONTINUED.search(words) and len(words) <= _LONGEST_TITLE:
        return "title" if "表" in words else None
    return concept


def find_unit(text: str) -> str | None:
    """Find the money unit that a line states.

    >>> find_unit("部门：无锡市统计局    单位：万元"), find_unit("单位名称：财政局")
    ('万元', None)
    """
    found = _UNIT.search(compact(text))
    return (found[1] or found[2]) if found else None


def _without_unit(text: str) -> str:
    """Take a unit in brackets off a title: 收支总表（单位：万元）."""
    return _UNIT_TAIL.sub("", compact(text))


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
    """Reduce a title to what is equal on its continuation pages."""
    if title is None:
        return None
    return _CONTINUED.sub("", matchable(title))


@dataclass(slots=True)
class _Found:
    title: str | None = None
    annex_label: str | None = None
    unit: str | None = None

    def heading(self, lines: frozenset[tuple[int, int]]) -> Heading:
        return Heading(self.title, self.annex_label, self.unit, lines)

    def set_title(self, text: str) -> None:
        annex, self.title = split_title(text)
        self.annex_label = self.annex_label or annex


def read_heading(page: PageRead, grid: Grid, taken: frozenset[tuple[int, int]]) -> Heading:
    """Read the lines between a grid and what stands above it on its page.

    Walks upward from the grid and stops at the first line that is no part of a heading.

    Args:
        page: the page.
        grid: the grid.
        taken: lines that already belong to another table (notes), never read again.
    """
    ceiling = min(
        (g.box.y0 for g in page.grids if g.box.y0 >= grid.box.y1 - 1), default=page.height_pt
    )
    middle = [(line.box.y0 + line.box.y1) / 2 for line in page.lines]
    indexes = [
        i
        for i in range(len(page.lines))
        if grid.box.y1 - 2 <= middle[i] <= ceiling and (page.page_number, i) not in taken
    ]
    indexes.sort(key=lambda i: middle[i])
    found, used = _Found(), set[int]()
    _walk_up(page, indexes[:_HEADING_LINES], found, used)
    return found.heading(frozenset((page.page_number, i) for i in used))


def read_heading_before(before: PageRead, taken: frozenset[tuple[int, int]]) -> Heading:
    """Read a heading at the foot of the page before a grid that opens its own page."""
    floor = min((g.box.y0 for g in before.grids), default=before.height_pt)
    middle = [(line.box.y0 + line.box.y1) / 2 for line in before.lines]
    indexes = [
        i
        for i in range(len(before.lines))
        if middle[i] <= floor + 2 and (before.page_number, i) not in taken
    ]
    indexes.sort(key=lambda i: middle[i])
    found, used = _Found(), set[int]()
    _walk_up(before, indexes[:_HEADING_LINES], found, used)
    return found.heading(frozenset((before.page_number, i) for i in used))


def _walk_up(page: PageRead, indexes: Sequence[int], found: _Found, used: set[int]) -> None:
    """Collect the heading from the lines above a grid, nearest first."""
    tail: list[int] = []  # the end of a title that is printed in two lines
    for position, i in enumerate(indexes):
        if i in used:
            continue
        text = page.lines[i].text
        concept = classify_heading(text)
        if concept in {"unit", "department", "year", "annex"} and not tail:
            _note_fact(concept, text, found)
            if found.title is None and classify_heading(_without_unit(text)) == "title":
                found.set_title(_without_unit(text))
        elif concept == "page_number":
            continue
        elif found.title is None:
            joined = "".join(compact(page.lines[j].text) for j in [i, *reversed(tail)])
            if classify_heading(joined) == "title" and _is_balanced(joined):
                upper = indexes[position + 1 : position + 2]
                if _SUBJECTLESS.match(joined) and upper and _is_subject(page.lines[upper[0]].text):
                    joined = compact(page.lines[upper[0]].text) + joined
                    used.add(upper[0])
                found.set_title(joined)
                used.update(tail)
            elif len(tail) < 2 and _is_title_tail(text, joined):
                tail.append(i)
                continue
            else:
                return
        elif not (concept == "title" and _repeats(text, found.title)):
            return
        used.add(i)


def _note_fact(concept: str, text: str, found: _Found) -> None:
    found.unit = found.unit or find_unit(text)
    if concept == "annex" and found.annex_label is None:
        found.annex_label = compact(text).rstrip(":")


def _is_subject(text: str) -> bool:
    """Say whether a line can be the first half of a title whose second half says only 表."""
    return classify_heading(text) is None and re.search(r"[。;!?,:]", compact(text)) is None


def _is_balanced(text: str) -> bool:
    return text.count("(") == text.count(")")


def _is_title_tail(text: str, joined: str) -> bool:
    """Say whether a line can be the second half of a title that began above it."""
    if re.search(r"[。;!?,]", compact(text)):
        return False
    return joined.count(")") > joined.count("(") or (len(joined) <= 10 and joined.endswith("表"))


def _repeats(text: str, title: str) -> bool:
    """Say whether a line above a title says the same (a section heading 一、收支预算总表)."""
    upper, lower = split_title(text)[1], compact(title)
    return upper in lower or lower in upper or lower.endswith(upper[-6:])


def read_top_rows(grid: Grid) -> tuple[frozenset[int], Heading]:
    """Find the rows at the top of a grid that hold its title, unit or nothing.

    Returns:
        The rows, and the heading that they print. Blank rows count only above a header that
        follows them; a row that holds anything else ends the search.
    """
    found = _Found()
    rows: set[int] = set()
    for row in range(min(grid.row_count, 6)):
        cells = [c for c in grid.cells if c.row == row and c.pieces]
        if not all(_is_top_cell(cell, grid, len(cells)) for cell in cells):
            break
        for cell in cells:
            concept = classify_heading(cell.text)
            found.unit = found.unit or find_unit(cell.text)
            if concept == "annex" and found.annex_label is None:
                found.annex_label = compact(cell.text)
            elif concept == "unit" and classify_heading(_without_unit(cell.text)) == "title":
                found.set_title(_without_unit(cell.text))
            elif concept == "title" and found.title is None:
                found.set_title(cell.text)
        rows.add(row)
    if found.title is None and found.unit is None and found.annex_label is None:
        # Blank rows alone: a nil table is blank rows too, so only a header may follow them.
        rows = set()
    return frozenset(rows), found.heading(frozenset())


def _is_top_cell(cell: GridCell, grid: Grid, row_cells: int) -> bool:
    """Say whether a cell in the top rows is a title, unit, department or annex cell."""
    concept = classify_heading(cell.text)
    if concept == "title":
        return row_cells == 1 and (cell.column_span >= grid.column_count / 2 or cell.row == 0)
    return row_cells <= 3 and concept in {"unit", "department", "annex", "year"}
