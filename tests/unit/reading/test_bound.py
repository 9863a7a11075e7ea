"""Files that bind several disclosures: whose pages are whose, and what is none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from ingest.contract.frames import make_frame
from ingest.contract.keys import PageRange
from ingest.reading.bound import (
    doubt_bound,
    find_bound,
    first_disclosure,
    identify_bound,
    leave_own,
)
from ingest.reading.pdf.model import Box, DocumentRead, PageRead, Piece

NO_FIGURES = make_frame("figures", [])
FORMS = ("summary", "revenue", "expenditure", "appropriation", "general_budget")


def _page(number: int, *lines: str) -> PageRead:
    pieces = tuple(
        Piece(text, Box(50, 800 - 20 * row, 50 + 12 * len(text), 812 - 20 * row), 12)
        for row, text in enumerate(lines)
    )
    return PageRead(number, 596, 842, 0, pieces, (), (), 0, 0, "none", "")


def _tables(*placed: tuple[str, int]) -> pl.DataFrame:
    rows: list[dict[str, Any]] = [
        {
            **{"report_id": "r", "table_number": number, "table_kind": kind},
            **{"first_page": page, "last_page": page, "figure_count": 1},
        }
        for number, (kind, page) in enumerate(placed, start=1)
    ]
    return make_frame("tables", rows)


def _set(first_page: int) -> list[tuple[str, int]]:
    return [(kind, first_page + offset) for offset, kind in enumerate(FORMS)]


def _document(pages: dict[int, tuple[str, ...]], count: int) -> DocumentRead:
    texts = dict.fromkeys(range(1, count + 1), ("正文。",)) | pages
    return DocumentRead(tuple(_page(n, *texts[n]) for n in sorted(texts)), None)


def test_bound__cover_of_another_department__begins_its_disclosure() -> None:
    document = _document(
        {
            1: ("临江县水务局2023年部门预算",),
            **{
                9: ("临江县水务局2023年部门预算", "二、支出说明"),
                11: ("临江县财政局2023年部门预算",),
            },
        },
        20,
    )
    tables = _tables(*_set(2), *_set(14))
    (bound,) = find_bound(document, tables, NO_FIGURES)
    assert bound.pages == PageRange(11, 20)
    assert bound.department_name == "临江县财政局"
    assert bound.is_own
    assert [page.page_number for page in first_disclosure(document, [bound]).pages][-1] == 10
    assert [page.page_number for page in leave_own(document, [bound]).pages][-1] == 10
    assert doubt_bound([bound], tables) == {}
    held = doubt_bound([replace(bound, is_own=False)], tables)
    assert sorted(held) == [6, 7, 8, 9, 10]
    assert "临江县财政局" in held[6]
    assert "pages 11–20" in held[6]


def test_bound__unit_behind_its_department__is_a_disclosure_of_its_own() -> None:
    document = _document(
        {1: ("临江县水务局2023年部门预算",), 9: ("目 录",), 12: ("河道管理站2023年单位预算",)}, 20
    )
    # of three sets the middle one begins at its contents, the last at its forms
    found = find_bound(document, _tables(*_set(2), *_set(10), *_set(15)), NO_FIGURES)
    assert [each.pages for each in found] == [PageRange(9, 14), PageRange(15, 20)]
    # the last set prints nobody's name: whose it is nobody can say
    assert [each.is_own for each in found] == [True, False]


@pytest.mark.parametrize(
    ("cover", "is_own"),
    [
        (("临江县水务局", "2023年部门决算"), True),
        (("临江县水务局", "2022年部门预算"), True),
        (("临江县水务局（本级）", "2023年单位预算"), True),
        (("临江县水务局", "2023年部门预算"), False),
    ],
)
def test_bound__same_body_again__is_its_own_in_another_year_kind_or_level(
    cover: tuple[str, ...], *, is_own: bool
) -> None:
    document = _document(
        {1: ("临江县水务局2023年部门预算",), 9: cover, 10: ("目录",)},
        20,
    )
    (bound,) = find_bound(document, _tables(*_set(2), *_set(12)), NO_FIGURES)
    assert bound.pages == PageRange(9, 20)
    assert bound.is_own == is_own


def test_bound__pages_without_a_year__are_of_the_files() -> None:
    document = _document(
        {1: ("临江县水务局2023年部门决算",), 9: ("临江县财政局", "部门决算公开"), 10: ("目录",)}, 20
    )
    identity = identify_bound(document, PageRange(9, 20))
    assert (identity.department_name, identity.budget_year) == ("临江县财政局", 2023)
    assert identity.report_kind == "final_account"


@pytest.mark.parametrize(
    "placed",
    [
        _set(2),
        # a form in two pieces or of two years, a summary of the units
        [*_set(2), ("general_budget", 8), ("summary", 9), ("revenue", 10)],
        # a list of summaries of units, before the other forms
        [("summary", 2), ("summary", 3), ("summary", 4), *_set(5)[1:]],
    ],
)
def test_bound__repeated_form__is_no_second_disclosure(placed: list[tuple[str, int]]) -> None:
    document = _document({1: ("临江县水务局2023年部门预算",)}, 20)
    tables = _tables(*placed)
    assert find_bound(document, tables, NO_FIGURES) == ()
    assert first_disclosure(document, ()) is document
    assert doubt_bound((), tables) == {}


@pytest.mark.parametrize(("last", "count"), [("70", 0), ("71", 1)])
def test_bound__set_printed_again_as_an_annex__is_no_other_disclosure(
    last: str, count: int
) -> None:
    document = _document({1: ("临江县水务局2023年部门预算",)}, 20)
    tables = _tables(*_set(2), *_set(10))
    figures = make_frame(
        "figures",
        [
            {
                **{"report_id": "r", "table_number": number, "row_number": 1, "column_number": 2},
                **{"figure_id": f"f{number}", "value": Decimal(value)},
            }
            for number, value in enumerate(["10", "20", "30", "40", "70"] * 2, start=1)
            for value in [last if number == 10 else value]
        ],
    )
    assert len(find_bound(document, tables, figures)) == count
