"""The heading of a grid: what stands above it, below it and in its own top rows.

A heading is title, annex label, unit, department, date, note, form number … in any order, some of
them in pieces or wrapped. Lines that nobody knows are walked past; what reads like a title is
preferred to what merely ends in 表.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ingest.reading.pdf.model import Grid, PageRead, Piece
from ingest.reading.tables.found_heading import FoundHeading
from ingest.reading.tables.kinds import names_kind
from ingest.reading.tables.model import Heading
from ingest.reading.tables.titles import bare_title, classify_heading, split_title
from ingest.reading.tables.units import find_unit, find_wrapped_unit
from ingest.reading.tables.words import compact

# A title that says only what kind of sheet it is: its subject is the line above.
_SUBJECTLESS: Final = re.compile(r"^(项目)?(支出)?(绩效)?(目标)?(明细|情况)?表$")
# The first half of a title ends so.
_UNENDED: Final = re.compile(r"[、和及与(-]$|收支$|支出$|收入$|预算$|财政拨款$|经费$")
_TITLE_GAP_LINES: Final = 1.6
# How many lines up a heading can reach: annex, title in two lines, department in two, unit, year,
# date, form number, note.
_HEADING_ROWS: Final = 12
# Lines that nobody knows, between a grid and its title.
_MOST_UNKNOWN: Final = 5
# A sentence ends so; a line of one is long, or goes on with a comma.
_SENTENCE: Final = re.compile(r"[。;；!?！？]|[,，].*[,，]|[:：]$")
_LONGEST_LABEL: Final = 40
# What is printed larger than the rest of its heading, and over the middle of its grid, is a title
# whatever it says.
_LARGER: Final = 1.15
_OFF_CENTRE: Final = 0.08
_LONGEST_UNKNOWN_TITLE: Final = 40
_NO_TITLE: Final = re.compile(
    r"说明$|部分|概况$|目录|解释$|^附[件录]|公开$|[。,，;；:：]|\d{4}[-/年.]\d"
)
# A unit below a grid stands right below it.
_BELOW_GAP_PT: Final = 30.0
_UNIT_BELOW: Final = frozenset({"unit", "note", None})
_FACTS: Final = frozenset({"unit", "department", "year", "annex", "note"})

_Row = list[tuple[int, Piece]]


def read_heading(
    page: PageRead,
    grid: Grid,
    taken: frozenset[tuple[int, int]],
    running: frozenset[str] = frozenset(),
) -> Heading:
    """Read the lines between a grid and what stands above it on its page.

    Args:
        page: the page.
        grid: the grid.
        taken: lines that already belong to another table (notes), never read again.
        running: lines that stand on many pages (running heads), which are no titles.
    """
    ceiling = min(
        (g.box.y0 for g in page.grids if g.box.y0 >= grid.box.y1 - 1), default=page.height_pt
    )
    rows = _rows_between(_above_itself(page, grid), grid.box.y1 - 2, ceiling, taken)
    found = _walk_up(rows, most_unknown=_MOST_UNKNOWN)
    if found.title is None:
        _take_largest(rows, grid, running, found)
    return found.heading(page.page_number)


def read_heading_before(before: PageRead, taken: frozenset[tuple[int, int]]) -> Heading:
    """Read a heading at the foot of the page before a grid that opens its own page."""
    floor = min((g.box.y0 for g in before.grids), default=before.height_pt)
    rows = _rows_between(before, -before.height_pt, floor + 2, taken)
    return _walk_up(rows, most_unknown=0).heading(before.page_number)


def read_unit_below(
    page: PageRead, grid: Grid, taken: frozenset[tuple[int, int]]
) -> tuple[str | None, frozenset[tuple[int, int]]]:
    """Read a unit that is printed right below a grid, and which lines print it."""
    lower = [g for g in page.grids if g.box.y1 <= grid.box.y0 + 1]
    floor = max((g.box.y1 for g in lower), default=grid.box.y0 - _BELOW_GAP_PT)
    floor = max(floor, grid.box.y0 - _BELOW_GAP_PT)
    rows = _rows_between(page, floor, grid.box.y0 + 2, taken)
    for row in reversed(rows):
        concepts = {i: classify_heading(piece.text) for i, piece in row}
        if set(concepts.values()) & {"title", "annex"}:
            break
        for index, piece in row:
            unit = find_unit(piece.text) if concepts[index] in _UNIT_BELOW else None
            if unit is not None and not (lower and _is_nearer(piece, lower, grid)):
                # a note that states the unit (注：金额单位为万元) stays a note
                used = {(page.page_number, index)} if concepts[index] == "unit" else set()
                return unit, frozenset(used)
    return None, frozenset()


def _is_nearer(piece: Piece, lower: Sequence[Grid], grid: Grid) -> bool:
    """Say whether a line between two grids stands nearer to the lower one."""
    top = max(g.box.y1 for g in lower)
    return piece.box.y0 - top < grid.box.y0 - piece.box.y1


def _above_itself(page: PageRead, grid: Grid) -> PageRead:
    """Blank the lines over the grids that stand beside a grid: they have headings of their own."""
    beside = [
        other.box
        for other in page.grids
        if min(other.box.y1, grid.box.y1) > max(other.box.y0, grid.box.y0)
        and (other.box.x0 >= grid.box.x1 or other.box.x1 <= grid.box.x0)
    ]
    if not beside:
        return page
    return replace(
        page,
        lines=tuple(
            replace(line, text="", box=line.box._replace(y0=-1.0, y1=-1.0))
            if any(box.x0 <= line.box.x0 and line.box.x1 <= box.x1 for box in beside)
            else line
            for line in page.lines
        ),
    )


def _rows_between(
    page: PageRead, low: float, high: float, taken: frozenset[tuple[int, int]]
) -> list[_Row]:
    """Group the free lines between two heights by visual row, lowest first, left to right."""
    middles = [
        ((line.box.y0 + line.box.y1) / 2, i)
        for i, line in enumerate(page.lines)
        if (page.page_number, i) not in taken
    ]
    rows: list[_Row] = []
    for middle, i in sorted((m, i) for m, i in middles if low <= m <= high):
        piece = page.lines[i]
        first = rows[-1][0][1] if rows else None
        if first is not None and first.box.y0 < middle < first.box.y1:
            rows[-1].append((i, piece))
        else:
            rows.append([(i, piece)])
    for row in rows:
        row.sort(key=lambda item: item[1].box.x0)
    return rows[:_HEADING_ROWS]


def _is_prose(row: _Row) -> bool:
    """Say whether a row is a line of a paragraph: where a heading ends."""
    texts = [compact(piece.text) for _, piece in row if classify_heading(piece.text) is None]
    return any(_SENTENCE.search(t) or len(t) > _LONGEST_LABEL for t in texts)


def _walk_up(rows: Sequence[_Row], *, most_unknown: int) -> FoundHeading:
    """Collect a heading from the rows above a grid, nearest first."""
    found = FoundHeading()
    zone = _zone(rows, most_unknown)
    wrapped, parts = find_wrapped_unit([piece for row in zone for _, piece in row])
    numbers = [i for row in zone for i, _ in row]
    split_unit = {numbers[i] for i in parts}
    place = _find_title(zone, found, most_unknown)
    for position, row in enumerate(zone):
        if place is not None and position > place and not _goes_on_above(row, found):
            break
        for index, piece in row:
            if index in split_unit:
                found.unit = found.unit or wrapped
                found.used.add(index)
                continue
            concept = classify_heading(piece.text)
            if concept in _FACTS:
                _note_fact(concept, piece.text, found)
            known = concept in _FACTS or concept == "title"
            if known or (place is not None and position < place and concept is None):
                found.used.add(index)
        if place is None and not any(classify_heading(piece.text) for _, piece in row):
            break  # what nobody knows, and no title above it: the heading ends here
    return found


def _zone(rows: Sequence[_Row], most_unknown: int) -> list[_Row]:
    """Cut off the rows above a heading: prose, or more unknown lines than a heading has."""
    zone: list[_Row] = []
    unknown = 0
    for row in rows:
        concepts = [classify_heading(piece.text) for _, piece in row]
        if not any(concepts):
            unknown += 1
            # the upper half of a title, and its subject, are unknown too
            if _is_prose(row) or unknown > most_unknown + 2:
                break
        zone.append(row)
    return zone


def _find_title(zone: Sequence[_Row], found: FoundHeading, most_unknown: int) -> int | None:
    """Find the title of a heading and set it; return its (upper) row."""
    candidates: list[tuple[int, str, set[int]]] = []
    unknown = 0
    for position, row in enumerate(zone):
        if unknown > most_unknown:
            break
        read = _read_title(zone, position)
        if read is not None:
            candidates.append(read)
            if names_kind(read[1]):
                break
        elif not any(classify_heading(piece.text) for _, piece in row):
            unknown += 1
    if not candidates:
        return None
    nearest, last = candidates[0], candidates[-1]
    chosen = last if names_kind(last[1]) and not _is_section(last[1]) else nearest
    position, text, used = chosen
    found.set_title(text)
    found.used |= used
    return position


def _is_section(text: str) -> bool:
    """Say whether a title is numbered like a section: 一、收支预算总表 stands above many tables."""
    return split_title(text)[1] != compact(text) and re.match(r"^[一二三四五(]", text) is not None


def _read_title(zone: Sequence[_Row], position: int) -> tuple[int, str, set[int]] | None:  # noqa: PLR0911 - one per form of title
    """Read the title that a row ends: alone, in pieces, or with the row above it."""
    row = zone[position]
    loose = [(i, p) for i, p in row if classify_heading(p.text) in {None, "title"}]
    joined = "".join(compact(piece.text) for _, piece in loose)
    for index, piece in row:
        concept, bare = classify_heading(piece.text), bare_title(piece.text)
        if concept == "unit" and classify_heading(bare) == "title":
            return position, bare, {index}
        in_pieces = len(loose) > 1 and names_kind(joined) and not names_kind(bare)
        if concept == "title" and _is_balanced(bare) and not in_pieces:
            return _with_subject(zone, position, bare, {index})
    used = {i for i, _ in loose}
    if not joined:
        return None
    if len(loose) > 1 and classify_heading(joined) == "title" and _is_balanced(joined):
        return _with_subject(zone, position, joined, used)
    tail, last = joined, position
    for above in range(position + 1, min(position + 3, len(zone))):
        upper = [(i, p) for i, p in zone[above] if classify_heading(p.text) in {None, "title"}]
        if not _is_title_tail(tail) or not upper:
            return None
        tail = "".join(compact(piece.text) for _, piece in upper) + tail
        used, last = used | {i for i, _ in upper}, above
        if classify_heading(tail) == "title" and _is_balanced(tail):
            return last, tail, used
    return None


def _with_subject(
    zone: Sequence[_Row], position: int, text: str, used: set[int]
) -> tuple[int, str, set[int]]:
    """Put the line above before a title that says only half: what kind of sheet it is."""
    if position + 1 >= len(zone) or len(zone[position + 1]) > 1:
        return position, text, used
    index, piece = zone[position + 1][0]
    upper = compact(piece.text)
    is_other = classify_heading(piece.text) is not None or upper in text
    if is_other or re.search(r"[。;!?,]|:$", upper):
        return position, text, used
    if _SUBJECTLESS.match(text) or (
        _is_set_alike(piece, zone[position][0][1])
        and (names_kind(upper) or _UNENDED.search(upper) or split_title(upper + text)[0])
    ):
        return position + 1, upper + text, used | {index}
    return position, text, used


def _is_set_alike(upper: Piece, lower: Piece) -> bool:
    """Say whether two lines are set as one: in the same size, close to each other."""
    size = lower.font_size_pt
    close = upper.box.y0 - lower.box.y1 <= _TITLE_GAP_LINES * (lower.box.y1 - lower.box.y0)
    return close and abs(upper.font_size_pt - size) <= 0.05 * size


def _is_balanced(text: str) -> bool:
    return text.count("(") == text.count(")")


def _is_title_tail(text: str) -> bool:
    """Say whether a text can be the second half of a title that began above it."""
    if re.search(r"[。;!?,]", text):
        return False
    return text.count(")") > text.count("(") or (len(text) <= 10 and text.endswith("表"))


def _goes_on_above(row: _Row, found: FoundHeading) -> bool:
    """Say whether a row above the title belongs to the heading: annex, unit, the title again."""
    concepts = {classify_heading(piece.text) for _, piece in row}
    if concepts == {"page_number"}:
        return True
    if "title" in concepts:
        return len(row) == 1 and found.title is not None and _repeats(row[0][1].text, found.title)
    return bool(concepts & _FACTS)


def _repeats(text: str, title: str) -> bool:
    """Say whether a line above a title says the same (a section heading 一、收支预算总表)."""
    upper, lower = split_title(text)[1], compact(title)
    return upper in lower or lower in upper or lower.endswith(upper[-6:])


def _note_fact(concept: str | None, text: str, found: FoundHeading) -> None:
    found.unit = found.unit or find_unit(text)
    if concept == "annex" and found.annex_label is None:
        found.annex_label = compact(text).rstrip(":")


def _take_largest(
    rows: Sequence[_Row], grid: Grid, running: frozenset[str], found: FoundHeading
) -> None:
    """Take the line that is set like a title, where none reads like one."""
    zone = _zone(rows, _MOST_UNKNOWN)
    pieces = [(i, piece) for row in zone for i, piece in row]
    others = [p.font_size_pt for i, p in pieces if classify_heading(p.text) in _FACTS]
    body = [p.font_size_pt for cell in grid.cells[:40] for p in cell.pieces]
    largest = max((*others, *body), default=0.0)
    width = grid.box.x1 - grid.box.x0
    for index, piece in pieces:
        text = compact(piece.text)
        middle = (piece.box.x0 + piece.box.x1 - grid.box.x0 - grid.box.x1) / 2
        if (
            classify_heading(piece.text) is None
            and running_key(piece.text) not in running
            and 3 < len(text) <= _LONGEST_UNKNOWN_TITLE
            and _NO_TITLE.search(text) is None
            and abs(middle) <= _OFF_CENTRE * width
            and piece.font_size_pt >= _LARGER * largest > 0
        ):
            found.set_title(piece.text)
            found.used.add(index)
            return


def running_key(text: str) -> str:
    """Reduce a line to what is equal on the pages that it runs over.

    >>> running_key("2026年 部门预算  第 12 页") == running_key("2026年部门预算 第3页")
    True
    """
    return re.sub(r"\d+", "#", compact(text))
