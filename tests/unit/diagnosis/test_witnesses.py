"""A table in another unit, and the prose as a witness of single figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from expectations.diagnosis.atlas import Atlas, TableName
from expectations.diagnosis.findings import Finding, diagnose
from expectations.diagnosis.system import (
    Claim,
    Place,
    RowName,
    System,
    Term,
    build_system,
)
from tests.unit.diagnosis.small_systems import ATLAS, Amounts, make_system, true_amounts

HALF_UNIT = Decimal(50)


def in_yuan(amounts: Amounts) -> Amounts:
    """Table 1 as it reads where 元 stands over its 万元."""
    return {
        place: amount / 10_000 if amount and place[0] == 1 else amount
        for place, amount in amounts.items()
    }


def test_units__whole_table_in_another_unit__is_one_finding() -> None:
    (finding,) = diagnose("r", make_system(in_yuan(true_amounts())), ATLAS)
    assert finding.kind == "unit_slip"
    assert "计量单位" in finding.message_zh
    assert "factor of 10,000" in finding.message_en


@pytest.mark.parametrize("odd", [1, 2])
def test_units__two_tables_contradict_each_other__the_one_unlike_the_others_is_named(
    odd: int,
) -> None:
    """元 stands over the 万元 of one; the rows that only these two print do not say which."""
    terms = []
    for row in (1, 2, 3):
        for table, sign in ((1, 1), (2, -1)):
            place, scale = (table, row, 3), 1 if table == odd else 10_000
            amount = Decimal(f"{row}23.4{row}") * scale
            half_unit = Decimal("0.005") * scale
            terms.append(
                Term(f"X6-{row}", "X6", False, place, name(place), sign, amount, half_unit)
            )
    for row in (1, 2):
        place = (3, row, 3)
        sign = 1 if row == 1 else -1
        terms.append(Term("C1", "C1", False, place, name(place), sign, Decimal(456700), HALF_UNIT))
    names = {
        (table, row): RowName("", f"行{row}", False) for table in (1, 2, 3) for row in (1, 2, 3)
    }
    atlas = Atlas(
        {
            number: TableName("other", f"表{number}名", "万元", number, number)
            for number in (1, 2, 3)
        },
        {},
        {},
    )
    (finding,) = diagnose("r", build_system(terms, (), names, ()), atlas)
    assert finding.kind == "unit_slip"
    assert {cell[:4] for cell in finding.culprit_cells} == {f"t00{odd}"}


def row_of_three(claims: list[Claim]) -> System:
    """One row, 合计 = 基本 + 项目, printed as 100 = 60 + 50."""
    printed = {(1, 1, 3): "100", (1, 1, 4): "60", (1, 1, 5): "50"}
    terms = [
        Term("R2-r01", "R2", False, place, name(place), sign, Decimal(text) * 10_000, HALF_UNIT)
        for (place, text), sign in zip(printed.items(), (1, -1, -1), strict=True)
    ]
    return build_system(terms, (), {(1, 1): RowName("", "合计", True)}, claims)


def name(place: Place) -> str:
    return "f" + "-".join(map(str, place))


def culprits(*claims: Claim) -> list[Finding]:
    return diagnose("r", row_of_three(list(claims)), ATLAS)


def test_prose__nothing_said__names_all_three() -> None:
    (finding,) = culprits()
    assert len(finding.culprit_figure_ids) == 3
    assert finding.are_alternatives


def test_prose__what_it_says_of_one_figure__names_that_figure() -> None:
    (finding,) = culprits(Claim(name((1, 1, 5)), Decimal(400_000), Decimal(100)))
    assert finding.culprit_figure_ids == (name((1, 1, 5)),)
    assert finding.proposed_value == Decimal(40)
    assert not finding.are_alternatives


def test_prose__what_it_confirms__is_no_culprit() -> None:
    confirmed = Claim(name((1, 1, 3)), Decimal(1_000_000), Decimal(100))
    (finding,) = culprits(confirmed)
    assert set(finding.culprit_figure_ids) == {name((1, 1, 4)), name((1, 1, 5))}


def test_units__one_part_above_its_whole__is_no_other_unit() -> None:
    """30231 of one table is more than 公务用车运行费 of another: any factor would heal that."""
    part, whole = (1, 1, 3), (2, 1, 2)
    terms = [
        Term("X10", "X10", True, part, "part", 1, Decimal(1_600_000), HALF_UNIT),
        Term("X10", "X10", True, whole, "whole", -1, Decimal(1_100_000), HALF_UNIT),
    ]
    names = {(1, 1): RowName("30231", "公务用车运行维护费", False), (2, 1): RowName("", "", True)}
    findings = diagnose("r", build_system(terms, (), names, ()), ATLAS)
    assert findings
    assert "unit_slip" not in {finding.kind for finding in findings}
