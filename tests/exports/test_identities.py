"""Identities as formulas: their value is the warehouse's, or they are not written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from notebooks.exports.identities import Sheets, identity_sides
from notebooks.exports.printed import Check, CheckTerm, Figure, Place

VALUES = {(1, 1, 2): "4034", (2, 1, 3): "5572", (2, 1, 4): "938", (2, 1, 9): "600"}
FIGURES = {
    place: Figure(f"f{place[1:]}", text, Decimal(text), 0, "万元", 1, (0, 0, 1, 1))
    for place, text in VALUES.items()
}
SHEETS = Sheets(
    {1: 3, 2: 4}, FIGURES, {figure.figure_id: place for place, figure in FIGURES.items()}
)


def _term(side: str, weight: int, place: Place | None) -> CheckTerm:
    return CheckTerm(side, weight, place)


def _check(left: int, right: int, *terms: CheckTerm, status: str = "holds") -> Check:
    yuan = Decimal(10_000)
    numbers = (left * yuan, right * yuan, Decimal(5_000))
    return Check("c", "X1", "收入", *numbers, status, "", (), "=", terms)


def test_sides__total_over_two_levels__is_counted_twice() -> None:
    check = _check(8068, 5572, _term("left", 2, (1, 1, 2)), _term("right", 1, (2, 1, 3)))
    assert identity_sides(check, SHEETS) == ("=SUM('表1'!B4)*20000", "=SUM('表2'!C5)*10000")


def test_sides__terms_taken_off_the_right__stand_there() -> None:
    check = _check(
        4034,
        4034,
        _term("left", 1, (1, 1, 2)),
        _term("right", -1, (2, 1, 4)),
        _term("right", -1, (2, 1, 9)),
        _term("right", 1, (2, 1, 3)),
    )
    assert identity_sides(check, SHEETS) == (
        "=SUM('表1'!B4)*10000",
        "=SUM('表2'!C5)*10000-SUM('表2'!D5,'表2'!I5)*10000",
    )


def test_sides__blank_cells__are_summed_with_the_others() -> None:
    check = _check(4034, 5572, _term("left", 1, (1, 1, 2)), _term("right", 1, (2, 2, 3)))
    assert identity_sides(check, SHEETS) == ("=SUM('表1'!B4)*10000", "=SUM('表2'!C6)")


def test_sides__prose_or_another_report__is_a_number() -> None:
    check = _check(938, 5572, _term("left", 1, None), _term("right", 1, (2, 1, 3)))
    assert identity_sides(check, SHEETS) == (Decimal(9_380_000), "=SUM('表2'!C5)*10000")


@pytest.mark.parametrize("terms", [(), (_term("left", 1, (1, 1, 2)),)])
def test_sides__not_tried__are_numbers(terms: tuple[CheckTerm, ...]) -> None:
    check = _check(4034, 5572, *terms, status="not_checkable")
    assert identity_sides(check, SHEETS) == (Decimal(40_340_000), Decimal(55_720_000))


def test_references__run_down_a_column__is_one_range() -> None:
    places = [(1, 3, 2), (1, 1, 2), (1, 2, 2), (1, 1, 4), (2, 1, 2)]
    assert SHEETS.references(places) == "'表1'!B4:B6,'表1'!D4,'表2'!B5"


def test_sheet_names__quotes__are_doubled_in_formulas() -> None:
    sheets = Sheets({1: 3}, FIGURES, {}, {1: "表1 某'局"})
    assert sheets.reference((1, 1, 2)) == "'表1 某''局'!B4"
