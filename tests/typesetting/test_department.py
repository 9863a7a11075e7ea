"""What is made up agrees with itself: the identities hold before anything is printed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.typesetting.department import (
    ZERO,
    Department,
    economic_tree,
    function_tree,
    make_department,
)
from tests.typesetting.prose_text import basic_of, project_of, total_of

SEEDS = range(40)


@pytest.fixture(params=SEEDS)
def department(request: pytest.FixtureRequest) -> Department:
    seed = request.param
    return make_department(
        seed,
        2020 + seed % 7,
        quantum=Decimal("0.01") if seed % 2 else Decimal(100),
        with_fund=seed % 3 == 0,
        with_unit_funds=seed % 5 == 0,
    )


def test_department__equal_arguments_make_equal_departments() -> None:
    assert make_department(3, 2024) == make_department(3, 2024)
    assert make_department(3, 2024) != make_department(4, 2024)


def test_department__classes_are_the_sums_of_their_items(department: Department) -> None:
    tree = function_tree(department.functions, total_of, basic_of, project_of)
    sums = {line.code: line.sums for line in tree}
    for code, amounts in sums.items():
        assert amounts[0] == amounts[1] + amounts[2]
        children = [sums[each] for each in sums if len(each) == len(code) + 2 and each[:-2] == code]
        if children:
            assert amounts == tuple(map(sum, zip(*children, strict=True)))


def test_department__two_classifications_of_the_same_money_agree(department: Department) -> None:
    basic = department.total(basic_of, "general")
    tops = [line for line in economic_tree(department.economics) if len(line.code) == 3]
    assert sum((line.sums[0] for line in tops), ZERO) == basic
    by_function = {line.code: line.basic for line in department.lines("general")}
    by_class = {line.code: line.total for line in department.economics}
    pairs = (("2080505", "30108"), ("2080506", "30109"), ("2210201", "30113"))
    assert [by_function[left] == by_class[right] for left, right in pairs] == [True] * 3


def test_department__projects_and_units_sum_to_their_wholes(department: Department) -> None:
    projects = sum((project.amount for project in department.projects), ZERO)
    assert projects == department.total(project_of, "general")
    assert sum((unit.total for unit in department.units), ZERO) == department.total(total_of)


def test_department__parts_do_not_exceed_their_wholes(department: Department) -> None:
    paid = {line.code: line.total for line in department.economics}
    costs = department.three_public
    assert paid.get("30212", ZERO) <= costs.overseas
    assert paid["30217"] <= costs.reception
    assert paid["30231"] <= costs.running
    assert all(line.basic >= 0 and line.project >= 0 for line in department.functions)


def test_department__weights_of_every_form_sum_to_100(department: Department) -> None:
    weights = {sum(line.weight for line in project.indicators) for project in department.projects}
    assert weights == {100}
