"""The grids of all pages, in reading order → drafts of tables with heading, parts and note."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ingest.reading.pdf.model import DocumentRead, Grid, PageRead
from ingest.reading.tables.bands import fold_bands
from ingest.reading.tables.blocks import LABEL_ROLES
from ingest.reading.tables.forms_layout import has_indicator_header, is_form
from ingest.reading.tables.header_layout import is_header_word
from ingest.reading.tables.headers import read_roles
from ingest.reading.tables.headings import (
    read_heading,
    read_heading_before,
    read_unit_below,
    running_key,
)
from ingest.reading.tables.kinds import recognise_kind
from ingest.reading.tables.model import GridRoles, Heading, Part
from ingest.reading.tables.page_breaks import is_cut_header, place_beside
from ingest.reading.tables.stitching import Draft, continues, is_same_ruling
from ingest.reading.tables.titles import classify_heading
from ingest.reading.tables.top_rows import read_top_rows
from ingest.reading.tables.units import find_unit, header_words
from ingest.reading.tables.words import compact, matchable
from ingest.reading.vocabulary.loading import find_concept, load_rules

__all__ = ["Draft", "collect_drafts"]

_SECTION: Final = re.compile(
    r"^(第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))"
)
# A note's lines follow each other closely; prose after it is set further off.
_NOTE_GAP_LINES: Final = 2.2
_NOTE_FIRST_GAP_PT: Final = 60.0
# A line on as many pages is a running head, not a title.
_FEWEST_RUNNING: Final = 3


def collect_drafts(document: DocumentRead, contents: frozenset[int]) -> list[Draft]:
    """Collect the tables of a document, each with all its parts.

    Args:
        document: the pages.
        contents: pages to leave out.
    """
    drafts: list[Draft] = []
    taken: frozenset[tuple[int, int]] = frozenset()
    previous: tuple[PageRead, Grid] | None = None
    pages = [fold_bands(page) for page in document.pages if page.page_number not in contents]
    running = _running_lines(pages)
    for before, page in zip([None, *pages], pages, strict=False):
        number = 1
        for grid in sorted(page.grids, key=lambda g: g.grid_number):
            draft = drafts[-1] if drafts else None
            try:
                part = _read_part(page, grid, number, draft, taken=taken, running=running)
                if before is not None and part.heading.title is None:
                    part = _with_earlier_heading(part, page, before, taken)
            except Exception as error:
                if isinstance(error, MemoryError):
                    raise
                # an error of ours costs this grid, and no other
                part = Part(grid, Heading(), GridRoles(), number)
                drafts.append(Draft(parts=[part], is_form=False, error=error))
                number += len(grid.cells)
                previous = None
                continue
            number += len(grid.cells)
            is_next = previous is not None and _follows(previous, page, grid, part)
            if draft is None or not _add_part(draft, part, is_next=is_next):
                drafts.append(_open_draft(part))
            draft = drafts[-1]
            draft.lines |= part.heading.lines
            note, lines = _read_note(page, grid, taken | part.heading.lines)
            if note is not None:
                draft.note = note if draft.note is None else f"{draft.note}\n{note}"
                draft.lines |= lines
            taken |= part.heading.lines | lines
            previous = (page, grid)
    return drafts


def _add_part(draft: Draft, part: Part, *, is_next: bool) -> bool:
    """Add a grid to the table before it, if it goes on with it in some way; say whether."""
    heading_itself = replace(part, roles=read_roles(part.grid, part.roles.top_rows, known=None))
    if is_cut_header(draft, part, is_next=is_next):
        draft.parts.append(heading_itself)
        draft.is_header_cut = True
        return True
    beside = place_beside(draft, heading_itself, is_next=is_next)
    if beside is not None:
        draft.parts.append(beside)
        return True
    turned = draft.last.grid.page_number + 1 == part.grid.page_number
    if continues(draft, part, is_next=is_next) or (turned and is_same_ruling(draft, part)):
        draft.parts.append(_as_continuation(part, draft))
        return True
    return False


def _running_lines(pages: Sequence[PageRead]) -> frozenset[str]:
    """Find the lines that many pages print (running heads), by what is equal of them."""
    counts = Counter(key for page in pages for key in {running_key(x.text) for x in page.lines})
    return frozenset(key for key, count in counts.items() if count >= _FEWEST_RUNNING)


def _read_part(
    page: PageRead,
    grid: Grid,
    number: int,
    draft: Draft | None,
    *,
    taken: frozenset[tuple[int, int]],
    running: frozenset[str],
) -> Part:
    """Read heading and roles of a grid as of one that begins a table."""
    above = read_heading(page, grid, taken, running)
    top_rows, inner = read_top_rows(grid)
    unit, lines = inner.unit or above.unit, above.lines
    if unit is None:
        unit, below = read_unit_below(page, grid, taken | lines)
        lines |= below
    heading = Heading(
        title=inner.title or above.title,
        annex_label=inner.annex_label or above.annex_label,
        unit=unit,
        lines=lines,
    )
    roles = read_roles(grid, top_rows, known=None)
    if heading.unit is None and (unit_rows := roles.top_rows - top_rows):
        cells = (c for c in grid.cells if c.row in unit_rows)
        unit = next(filter(None, (find_unit(c.text) for c in cells)), None)
        heading = replace(heading, unit=unit)
    if is_form(grid, roles.top_rows):
        return Part(grid, heading, _without_header(roles), number, is_form=True)
    if draft is not None and heading.title is None:
        known = read_roles(grid, top_rows, known=draft.known_headers)
        is_new = _heads_anew(grid, roles, draft)
        if not (is_new or draft.is_form) and len(roles.header_rows) != len(known.header_rows):
            part = Part(grid, heading, known, number)
            if continues(draft, part, is_next=True):
                roles = known
    return Part(grid, heading, roles, number)


def _heads_anew(grid: Grid, roles: GridRoles, draft: Draft) -> bool:
    """Say whether a grid has a header that nobody could take for rows of the table before it."""
    if not roles.header_rows:
        return False
    texts = [c.text for c in grid.cells if c.row == roles.header_rows[0] and c.text.strip()]
    words = {matchable(text) for text in texts}
    return (
        len(words) > 1
        and not words & draft.known_headers
        and all(is_header_word(text) for text in texts)
        and any(
            find_concept(load_rules("headers", "role"), header_words(text)) in LABEL_ROLES
            for text in texts
        )
    )


def _with_earlier_heading(
    part: Part, page: PageRead, before: PageRead, taken: frozenset[tuple[int, int]]
) -> Part:
    """Take the title from the foot of the page before, where the grid opens its page."""
    above = [x.text for x in page.lines if x.box.y0 >= part.grid.box.y1 - 2]
    loose = [t for t in above if classify_heading(t) not in {"page_number", "year", "unit"}]
    if part.grid.grid_number != 1 or loose or before.page_number != page.page_number - 1:
        return part
    earlier = read_heading_before(before, taken)
    if earlier.title is None:
        return part
    heading = replace(
        earlier,
        unit=part.heading.unit or earlier.unit,
        lines=earlier.lines | part.heading.lines,
    )
    return replace(part, heading=heading)


def _as_continuation(part: Part, draft: Draft) -> Part:
    """Keep of a later page's header only what repeats the table's header."""
    if draft.is_form:
        return replace(part, roles=_without_header(part.roles), is_continuation=True)
    roles = read_roles(part.grid, part.roles.top_rows, known=draft.known_headers)
    return replace(part, roles=roles, is_continuation=True)


def _open_draft(part: Part) -> Draft:
    """Begin a table; a performance table without a header above its indicators is a form."""
    kind, _ = recognise_kind(part.heading.title, (), is_form=False)
    form = part.is_form
    if not form and kind.endswith("performance"):
        form = not part.roles.header_rows or (
            has_indicator_header(part.grid) and not _header_has_indicators(part)
        )
    if form:
        part = replace(part, roles=_without_header(part.roles), is_form=True)
    return Draft(parts=[part], is_form=form)


def _without_header(roles: GridRoles) -> GridRoles:
    return replace(
        roles,
        header_rows=(),
        number_rows=frozenset(),
        shared_body=frozenset(),
        number_cells=frozenset(),
    )


def _header_has_indicators(part: Part) -> bool:
    rows = set(part.roles.header_rows)
    cells = tuple(c for c in part.grid.cells if c.row in rows)
    return has_indicator_header(replace(part.grid, cells=cells))


def _follows(previous: tuple[PageRead, Grid], page: PageRead, grid: Grid, part: Part) -> bool:
    """Say whether nothing but headings and page furniture stands between two grids."""
    before, last = previous
    if before.page_number == page.page_number:
        # a web page made of printed ones keeps their numbers between the pieces of a table
        return not any(
            grid.box.y1 < (line.box.y0 + line.box.y1) / 2 < last.box.y0
            and classify_heading(line.text) != "page_number"
            for line in page.lines
        )
    if page.page_number != before.page_number + 1:
        return False
    below = [line for line in before.lines if line.box.y1 <= last.box.y0 + 2]
    above = [
        line
        for index, line in enumerate(page.lines)
        if line.box.y0 >= grid.box.y1 - 2 and (page.page_number, index) not in part.heading.lines
    ]
    return _is_furniture([x.text for x in below], 3) and _is_furniture([x.text for x in above], 2)


def _is_furniture(texts: list[str], most: int) -> bool:
    """Say whether lines are page numbers, running heads or notes rather than prose."""
    loose = [t for t in texts if classify_heading(t) not in {"page_number", "note", "unit"}]
    return len(loose) <= most and all(not re.search(r"[。；;]$", t.strip()) for t in loose)


def _read_note(
    page: PageRead, grid: Grid, taken: frozenset[tuple[int, int]]
) -> tuple[str | None, frozenset[tuple[int, int]]]:
    """Read the note (注：… 备注：… 说明：…) directly below a grid."""
    floor = max((g.box.y1 for g in page.grids if g.box.y1 <= grid.box.y0 + 1), default=0.0)
    below = [
        (index, line)
        for index, line in enumerate(page.lines)
        if floor <= line.box.y1 <= grid.box.y0 + 2 and (page.page_number, index) not in taken
    ]
    below.sort(key=lambda pair: -pair[1].box.y1)
    texts: list[str] = []
    used: set[tuple[int, int]] = set()
    bottom = grid.box.y0
    for index, line in below:
        concept = classify_heading(line.text)
        gap = bottom - line.box.y1
        if not texts:
            if concept != "note" or gap > _NOTE_FIRST_GAP_PT:
                break
        elif (
            concept in {"page_number", "title", "annex", "unit", "department"}
            or _SECTION.match(compact(line.text))
            or gap > _NOTE_GAP_LINES * (line.box.y1 - line.box.y0)
        ):
            break
        texts.append(line.text)
        used.add((page.page_number, index))
        bottom = line.box.y0
    return ("\n".join(texts) if texts else None), frozenset(used)
