"""Where a file binds several disclosures: a second whole set of forms begins (合订本, 汇编)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import polars as pl

from ingest.contract.keys import PageRange
from ingest.errors import UnreadFormError
from ingest.reading.identity import ReportIdentity, identify_report
from ingest.reading.identity.keys import department_key
from ingest.reading.identity.names import clean_name
from ingest.reading.identity.reading import compact, read_cover, read_lines, read_title
from ingest.reading.pdf.model import DocumentRead

# The forms that every disclosure prints.
_FORMS: Final = frozenset(
    {
        *("summary", "revenue", "expenditure", "appropriation", "general_budget"),
        *("basic_by_economic", "three_public", "government_fund"),
    }
)
# One form twice is a table in two pieces, or of two years; so many in a row are a set.
_FEWEST_FORMS: Final = 4
_CONTENTS: Final = re.compile(r"^目录$")
# A cover is a few lines, and no sentence.
_COVER_LINES: Final = 10
_SENTENCE_ENDS: Final = ("。", "，", "；", ",", ";")
_IN_SENTENCES: Final = re.compile("[。，；,;]")
_OF_REPORTS: Final = re.compile(r"[预决]算")


@dataclass(frozen=True, slots=True)
class BoundDisclosure:
    """A further disclosure within a file.

    Attributes:
        pages: its pages.
        department_name: whose it is; None where its pages do not say.
        is_own: its pages say whose it is, and no disclosure before it in the file is the same: it
            is a report of its own. What is not stays with the file, held back.
    """

    pages: PageRange
    department_name: str | None
    is_own: bool

    @property
    def reason(self) -> str:
        """Why its tables are held back, and what to do."""
        whose = self.department_name or "单位未印"
        return (
            f"pages {self.pages.first}–{self.pages.last} are another disclosure in the same file "
            f"(同一文件内另一份公开: {whose}), not taken: split the file (请拆分后再放入)"
        )

    @property
    def remark(self) -> str:
        """Where what its pages print has gone."""
        return (
            f"pages {self.pages.first}–{self.pages.last} are a report of their own "
            f"(另立一份: {self.department_name})"
        )


def find_bound(
    document: DocumentRead, tables: pl.DataFrame, figures: pl.DataFrame
) -> tuple[BoundDisclosure, ...]:
    """Find the disclosures that follow the first one in a file.

    A set of forms begins where the first of them (收支总表, in some places 财政拨款收支总表) comes
    again after most of the forms have come, and is one where most of them come again after it. Its
    prose begins at the cover of another department, or at the second table of contents, after the
    last form of the set before.

    Args:
        document: the pages as read.
        tables: `schema.FRAMES["tables"]`.
        figures: `schema.FRAMES["figures"]`.

    Returns:
        In page order; none for a file of one disclosure, whatever its tables repeat. A set right
        behind the first one that names nobody else and prints the same, figure by figure, is that
        set again (as 附件).
    """
    starts = list(_set_starts(tables))
    if len(starts) < 2:
        return ()
    pages = [page.page_number for page in document.pages]
    firsts = [_opening(document, before, start) for before, start in _gaps(tables, starts)]
    seen = {_who(identify_report(_pages(document, 0, firsts[0])))}
    again = _printed_again(starts, tables, figures)
    found: list[BoundDisclosure] = []
    ends = pairwise((*firsts, pages[-1] + 1))
    for start, (first, following) in zip(starts[1:], ends, strict=True):
        part = PageRange(first, following - 1)
        identity = identify_bound(document, part)
        who = _who(identity)
        is_own = identity.department_name is not None and who not in seen
        if not is_own and start in again and not found:
            continue
        found.append(BoundDisclosure(part, identity.department_name, is_own))
        seen.add(who)
    return tuple(found)


def identify_bound(document: DocumentRead, pages: PageRange) -> ReportIdentity:
    """Say whose disclosure some pages of a file are; what they do not say the file says."""
    file = identify_report(_pages(document, 0, pages.first))
    return identify_report(take_pages(document, pages), within=file)


def take_pages(document: DocumentRead, pages: PageRange) -> DocumentRead:
    """Take some pages of a file; they keep their numbers."""
    return _pages(document, pages.first, pages.last + 1)


def leave_own(document: DocumentRead, bound: Iterable[BoundDisclosure]) -> DocumentRead:
    """Leave out the disclosures that are reports of their own."""
    own = [each.pages for each in bound if each.is_own]
    kept = tuple(
        page for page in document.pages if not any(page.page_number in each for each in own)
    )
    return replace(document, pages=kept) if own else document


def first_disclosure(document: DocumentRead, bound: Iterable[BoundDisclosure]) -> DocumentRead:
    """Take the pages before the first further disclosure."""
    end = min((each.pages.first for each in bound), default=None)
    return document if end is None else _pages(document, 0, end)


def doubt_bound(bound: Iterable[BoundDisclosure], tables: pl.DataFrame) -> Mapping[int, str]:
    """Hold back the tables of further disclosures that stay with the file: table_number → why."""
    return {
        number: each.reason
        for each in bound
        if not each.is_own
        for number, page in tables.select("table_number", "first_page").iter_rows()
        if page in each.pages
    }


def _who(identity: ReportIdentity) -> tuple[str | None, int | None, str, str | None]:
    return (
        department_key(identity.department_name) or None,
        identity.budget_year,
        identity.report_kind,
        identity.level,
    )


def refuse_own_reports(document: DocumentRead, file_name: str) -> None:
    """Refuse a row of pictures that are reports of their own: their numbers do not make them one.

    Two covers name two departments, or every picture names another one.

    Raises:
        UnreadFormError: they are.
    """
    if not any(page.source for page in document.pages):
        return
    pages = [replace(document, pages=(page,)) for page in document.pages]
    covers = {key for page in pages if not page.pages[0].grids and (key := _titled(page))}
    named = [department_key(identify_report(page).department_name) for page in pages]
    is_each_another = all(named) and len(set(named)) == len(named) > 1
    if len(covers) > 1 or is_each_another:
        raise UnreadFormError(
            file_name,
            "pictures of several reports under one numbering (编号相连的图片分属不同单位): "
            "put those of each report in a folder of its own",
        )


def _titled(page: DocumentRead) -> str | None:
    """Give the department that a page's title names."""
    title = read_title(read_cover(read_lines(page)))
    name = clean_name(compact(title))[0] if title else None
    return department_key(name) if name is not None else None


def _set_starts(tables: pl.DataFrame) -> Iterator[int]:
    """Give the table with which each set of forms begins: with the form that the first began."""
    forms = tables.filter(pl.col("table_kind").is_in(sorted(_FORMS))).sort("table_number")
    begun: list[tuple[int, set[str]]] = []
    first_kind = None
    for number, kind in forms.select("table_number", "table_kind").iter_rows():
        first_kind = first_kind or kind
        is_next = bool(begun) and kind == first_kind and len(begun[-1][1]) >= _FEWEST_FORMS
        if not begun or is_next:
            begun.append((number, set()))
        begun[-1][1].add(kind)
    common = begun[0][1] if begun else set()
    yield from (
        number
        for position, (number, kinds) in enumerate(begun)
        if position == 0 or len(kinds & common) >= _FEWEST_FORMS
    )


def _printed_again(
    starts: Sequence[int], tables: pl.DataFrame, figures: pl.DataFrame
) -> frozenset[int]:
    """Give the first tables of sets that print what the first one prints, figure by figure."""
    forms = tables.filter(pl.col("table_kind").is_in(sorted(_FORMS)))
    kinds = dict(forms.select("table_number", "table_kind").iter_rows())
    printed: dict[int, list[object]] = {}
    ordered = figures.sort("table_number", "row_number", "column_number")
    for number, value in ordered.select("table_number", "value").iter_rows():
        printed.setdefault(number, []).append(value)
    sets = [
        {kinds[n]: printed.get(n, []) for n in sorted(kinds, reverse=True) if start <= n < end}
        for start, end in pairwise((*starts, max(kinds, default=0) + 1))
    ]
    return frozenset(
        start
        for start, own in zip(starts[1:], sets[1:], strict=True)
        if any(own.values()) and all(sets[0].get(kind) == values for kind, values in own.items())
    )


def _gaps(tables: pl.DataFrame, starts: list[int]) -> Iterator[tuple[int, int]]:
    """Give, before each further set, the last page with a form and the page on which it begins."""
    placed = tables.select("table_number", "table_kind", "first_page", "last_page").rows()
    for start in starts[1:]:
        before = max(last for number, kind, _, last in placed if number < start and kind in _FORMS)
        yield before, next(first for number, _, first, _ in placed if number == start)


def _opening(document: DocumentRead, before: int, start: int) -> int:
    """Find the page on which a further disclosure opens: its cover, its contents, or its forms.

    Without cover and contents, what follows the last table of the disclosure before is told from
    nothing: it stays with that one.
    """
    own = _who(identify_report(_pages(document, 0, before + 1)))
    is_short = False
    for page in document.pages:
        if not before < page.page_number < start:
            continue
        alone = replace(document, pages=(page,))
        lines = read_lines(alone)
        if any(_CONTENTS.match(line.text) for line in lines):
            return page.page_number - is_short
        is_short = 0 < len(lines) <= _COVER_LINES and not any(
            line.text.endswith(_SENTENCE_ENDS) for line in lines
        )
        title = read_title(read_cover(lines)) or ""
        is_titled = bool(_OF_REPORTS.search(title)) and not _IN_SENTENCES.search(title)
        if is_titled or (is_short and any(_OF_REPORTS.search(line.text) for line in lines)):
            identity = identify_report(alone)
            if identity.department_name is not None and _who(identity)[0] != own[0]:
                return page.page_number
    return start


def _pages(document: DocumentRead, first: int, following: int) -> DocumentRead:
    return replace(
        document,
        pages=tuple(page for page in document.pages if first <= page.page_number < following),
    )
