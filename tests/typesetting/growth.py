"""One made-up department over several years: all its money grows alike, so that all sums stay."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.typesetting.department import Department, ThreePublic


def age(department: Department, size: int | Decimal, prior_size: int | Decimal) -> Department:
    """Multiply a year's money, and what it calls last year's by last year's.

    The balance carried from year to year stays, as one year's end is the next one's beginning.

    Args:
        department: as it is at size 1.
        size: this year's multiple.
        prior_size: last year's.
    """
    return replace(
        department,
        functions=tuple(
            replace(
                line,
                basic=line.basic * size,
                project=line.project * size,
                initial=line.initial * size,
                prior=line.total * prior_size,
            )
            for line in department.functions
        ),
        economics=tuple(
            replace(line, personnel=line.personnel * size, operating=line.operating * size)
            for line in department.economics
        ),
        projects=tuple(replace(line, amount=line.amount * size) for line in department.projects),
        three_public=_times(department.three_public, size),
        three_public_prior=_times(department.three_public, prior_size),
        procurement=tuple((name, amount * size) for name, amount in department.procurement),
        units=tuple(
            replace(
                unit,
                general=unit.general * size,
                government_fund=unit.government_fund * size,
                operation=unit.operation * size,
            )
            for unit in department.units
        ),
    )


def _times(costs: ThreePublic, size: int | Decimal) -> ThreePublic:
    return ThreePublic(
        costs.overseas * size,
        costs.purchase * size,
        costs.running * size,
        costs.reception * size,
    )
