"""Where a file binds several disclosures: a second whole set of forms begins (合订本, 汇编)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import polars as pl

from ingest.reading.identity import identify_report
from ingest.reading.identity.keys import department_key
from ingest.reading.identity.names import clean_name
from ingest.reading.identity.reading import compact, read_cover, read_lines, read_title
from ingest.reading.pdf.model import DocumentRead

# The forms that every disclosure prints; each set begins with 收支总表.
_FIRST: Final = "summary"
_FORMS: Final = frozenset(
    {
        *(_FIRST, "revenue", "expenditure", "appropriation", "general_budget"),
        *("basic_by_economic", "three_public", "government_fund"),
    }
)
# One form twice is a table in two pieces, or of two years; so many in a row are a set.
_FEWEST_FORMS: Final = 4
_CONTENTS: Final = re.compile(r"^目录$")


@dataclass(frozen=True, slots=True)
class BoundDisclosure:
    """A further disclosure within a file.

    Attributes:
        first_page, last_page: its pages.
        department_name: whose it is; None where its pages do not say.
    """

    first_page: int
    last_page: int
    department_name: str | None

    @property
    def reason(self) -> str:
        """Why its tables are held back, and what to do."""
        whose = self.department_name or "单位未印"
        return (
            f"pages {self.first_page}–{self.last_page} are another disclosure in the same file "
            f"(同一文件内另一份公开: {whose}), not taken: split the file (请拆分后再放入)"
        )


def find_bound(document: DocumentRead, tables: pl.DataFrame) -> tuple[BoundDisclosure, ...]:
    """Find the disclosures that follow the first one in a file.

    A set of forms begins where 收支总表 comes again after most of the forms have come, and is one
    where most of them come again after it. Its prose begins at the cover of another department,
    or at the second table of contents, after the last table of the set before.

    Args:
        document: the pages as read.
        tables: `schema.FRAMES["tables"]`.

    Returns:
        In page order; none for a file of one disclosure, whatever its tables repeat.
    """
    starts = list(_set_starts(tables))
    if len(starts) < 2:
        return ()
    pages = [page.page_number for page in document.pages]
    firsts = [_opening(document, before, start) for before, start in _gaps(tables, starts)]
    return tuple(
        BoundDisclosure(first, following - 1, _name(document, first, following))
        for first, following in pairwise((*firsts, pages[-1] + 1))
    )


def first_disclosure(document: DocumentRead, bound: Iterable[BoundDisclosure]) -> DocumentRead:
    """Take the pages before the first further disclosure."""
    end = min((each.first_page for each in bound), default=None)
    return document if end is None else _pages(document, 0, end)


def doubt_bound(bound: Iterable[BoundDisclosure], tables: pl.DataFrame) -> Mapping[int, str]:
    """Hold back the tables of further disclosures: table_number → why."""
    return {
        number: each.reason
        for each in bound
        for number, page in tables.select("table_number", "first_page").iter_rows()
        if each.first_page <= page <= each.last_page
    }


def _set_starts(tables: pl.DataFrame) -> Iterator[int]:
    """Give the table with which each set of forms begins."""
    forms = tables.filter(pl.col("table_kind").is_in(sorted(_FORMS))).sort("table_number")
    begun: list[tuple[int, set[str]]] = []
    for number, kind in forms.select("table_number", "table_kind").iter_rows():
        is_next = bool(begun) and kind == _FIRST and len(begun[-1][1]) >= _FEWEST_FORMS
        if not begun or is_next:
            begun.append((number, set()))
        begun[-1][1].add(kind)
    common = begun[0][1] if begun else set()
    yield from (
        number
        for position, (number, kinds) in enumerate(begun)
        if position == 0 or len(kinds & common) >= _FEWEST_FORMS
    )


def _gaps(tables: pl.DataFrame, starts: list[int]) -> Iterator[tuple[int, int]]:
    """Give, before each further set, the last page with a table and the page on which it begins."""
    pages = {
        number: (first, last)
        for number, first, last in tables.select(
            "table_number", "first_page", "last_page"
        ).iter_rows()
    }
    for start in starts[1:]:
        before = max(last for number, (_, last) in pages.items() if number < start)
        yield before, pages[start][0]


def _opening(document: DocumentRead, before: int, start: int) -> int:
    """Find the page on which a further disclosure opens: its cover, its contents, or its forms."""
    own = department_key(identify_report(_pages(document, 0, before + 1)).department_name)
    for page in document.pages:
        if before < page.page_number < start:
            lines = read_lines(replace(document, pages=(page,)))
            title = read_title(read_cover(lines))
            name = clean_name(compact(title))[0] if title else None
            is_other = name is not None and department_key(name) != own
            if is_other or any(_CONTENTS.match(line.text) for line in lines):
                return page.page_number
    return start


def _name(document: DocumentRead, first: int, following: int) -> str | None:
    return identify_report(_pages(document, first, following)).department_name


def _pages(document: DocumentRead, first: int, following: int) -> DocumentRead:
    return replace(
        document,
        pages=tuple(page for page in document.pages if first <= page.page_number < following),
    )
