"""The corpus before it is typeset: departments over consecutive years, one file per plan.

A department publishes a budget every year and, for every year but the last, a final account:

* last year's column of a budget is last year's budget;
* 年初预算数 of a final account is that year's budget;
* the 单位预算 of a department's own office is a part of the department's budget.

Every fourth department publishes no final accounts and has money besides the general budget,
which the final accounts' layout has no room for. Slips go into the last budget or the last final
account of a department only: nothing else in the corpus repeats their figures.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from typing import Final

from tests.mutations.paper import PAPER_KINDS
from tests.typesetting.department import Department, ThreePublic, make_department
from tests.typesetting.growth import age
from tests.typesetting.layouts import LAYOUTS, street_name
from tests.typesetting.report import Report

# Sizes have two decimals, and every layout prints multiples of 100 yuan.
_QUANTUM: Final = Decimal(10_000)
_BUDGET_LAYOUTS: Final = ("chongqing", "shanghai", "sixdecimals")
_BUDGET_YEARS: Final = 4
_FIRST_YEARS: Final = (2019, 2020, 2021, 2022)
_SLIPPED_DEPARTMENTS: Final = 2  # one of so many has a slip
_SALT: Final = 7_919  # keeps these departments apart from other corpora's


@dataclass(frozen=True, slots=True)
class Plan:
    """One report to be typeset.

    Attributes:
        department: its number in the corpus.
        layout: a key of `LAYOUTS`.
        slip_kind: what is to be planted, one of `PAPER_KINDS`; None for a correct report.
    """

    department: int
    layout: str
    year: int
    slip_kind: str | None = None

    @property
    def report_kind(self) -> str:
        """Budget or final account."""
        return "final_account" if self.layout == "final" else "budget"

    @property
    def level(self) -> str:
        """Department or unit."""
        return "unit" if self.layout == "quirks" else "department"

    @property
    def file_name(self) -> str:
        """Name of its file; no two of a corpus are alike."""
        sort = {"final": "部门决算", "quirks": "单位预算"}.get(self.layout, "部门预算")
        return f"{self.department:04d}-{street_name(self.department)}街道-{self.year}年{sort}.pdf"


def plan_corpus(count: int, seed: int) -> list[Plan]:
    """Plan so many reports; equal arguments give equal plans.

    A longer corpus begins with the reports of a shorter one, except for the slips of the last
    department, whose later reports the shorter one lacks.
    """
    return list(itertools.islice(_all_plans(seed), count))


def _all_plans(seed: int) -> Iterator[Plan]:
    kinds = itertools.cycle(PAPER_KINDS)
    for department in itertools.count():
        rng = random.Random(seed * _SALT + department)
        plans = _plan_department(department, rng)
        if department % _SLIPPED_DEPARTMENTS == 0:
            last = {plan.report_kind: number for number, plan in enumerate(plans)
                    if plan.level == "department"}  # fmt: skip
            chosen = rng.choice(sorted(last.values()))
            plans[chosen] = replace(plans[chosen], slip_kind=next(kinds))
        yield from plans


def _plan_department(department: int, rng: random.Random) -> list[Plan]:
    """List a department's reports in the order of their years."""
    layout = _BUDGET_LAYOUTS[department % len(_BUDGET_LAYOUTS)]
    first = rng.choice(_FIRST_YEARS)
    years = range(first, first + _BUDGET_YEARS)
    plans = []
    for year in years:
        plans.append(Plan(department, layout, year))
        if _has_unit(department):
            plans.append(Plan(department, "quirks", year))
        if _has_final_accounts(department) and year != years[-1]:
            plans.append(Plan(department, "final", year))
    return plans


def _has_final_accounts(department: int) -> bool:
    return department % 4 != 3


def _has_unit(department: int) -> bool:
    return department % 5 == 2 and _has_final_accounts(department)


def make_planned(plan: Plan, seed: int) -> Report:
    """Make up the report of a plan, without its slip; equal arguments give equal reports."""
    base = _make_base(plan.department, plan.year, seed)
    size, prior_size = _size(plan.department, plan.year), _size(plan.department, plan.year - 1)
    budget = age(base, size, prior_size)
    if plan.layout == "final":
        return LAYOUTS["final"].lay_out(_account_for(base, budget, _spent(plan, size)))
    if plan.layout == "quirks":
        half = Decimal("0.5")
        budget = age(base, _cents(size * half), _cents(prior_size * half))
    return LAYOUTS[plan.layout].lay_out(budget)


def _make_base(department: int, year: int, seed: int) -> Department:
    """Make up a department at size 1, with amounts coarse enough for every size."""
    is_general_only = _has_final_accounts(department)
    layout = LAYOUTS[_BUDGET_LAYOUTS[department % len(_BUDGET_LAYOUTS)]]
    made = make_department(
        seed * _SALT + department,
        year,
        quantum=_QUANTUM,
        with_fund=layout.has_fund and not is_general_only,
        with_unit_funds=layout.has_unit_funds and not is_general_only,
    )
    costs = made.three_public
    return replace(
        made,
        name=f"{made.place}{street_name(department)}街道办事处",
        three_public=ThreePublic(
            *map(_coarse, (costs.overseas, costs.purchase, costs.running, costs.reception))
        ),
    )


def _coarse(amount: Decimal) -> Decimal:
    return _QUANTUM * (amount / _QUANTUM).to_integral_value(ROUND_CEILING)


def _account_for(base: Department, budget: Department, size: Decimal) -> Department:
    """Make the year's final account: what was spent, beside what was budgeted."""
    spent = age(base, size, size)
    return replace(
        spent,
        functions=tuple(
            replace(line, initial=planned.total)
            for line, planned in zip(spent.functions, budget.functions, strict=True)
        ),
        three_public_prior=budget.three_public,
    )


def _size(department: int, year: int) -> Decimal:
    """A year's multiple, 0.70 … 1.53; two decimals."""
    return Decimal(70 + (department * 29 + year * 37) % 84) / 100


def _spent(plan: Plan, size: Decimal) -> Decimal:
    """What is spent of a budget: 86 to 99 per cent, to two decimals."""
    return _cents(size * (86 + (plan.department + plan.year) % 14) / 100)


def _cents(size: Decimal) -> Decimal:
    return size.quantize(Decimal("0.01"))
