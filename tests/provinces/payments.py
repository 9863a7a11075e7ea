"""A made-up department's money cut into payments: both classifications and a project for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from tests.provinces.sheets import show
from tests.typesetting.code_names import ECONOMICS, FUNCTIONS
from tests.typesetting.department import ZERO, Department, Fund
from tests.typesetting.report import Row

FUNDS: Final[tuple[Fund, ...]] = ("general", "government_fund", "unit_funds")
Nature = Literal["personnel", "operating", "project"]
_PROJECT_OF: Final = {"government_fund": "城市基础设施建设", "unit_funds": "事业发展补助"}
# The same money under two classifications (X9).
_FUNCTION_OF: Final = {"30108": "2080505", "30109": "2080506", "30113": "2210201"}


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment: what it is for, whose money, under both classifications."""

    project: str
    nature: Nature
    function: str
    economic: str
    fund: Fund
    amount: Decimal

    @property
    def function_name(self) -> str:
        """Name the functional 项."""
        return FUNCTIONS[self.function]

    @property
    def economic_name(self) -> str:
        """Name the economic 款."""
        return ECONOMICS[self.economic]


def payments(d: Department, *funds: Fund) -> list[Payment]:
    """Cut the money of some funds, or of all, into payments that come to every printed total."""
    made = [*_basic(d)]
    made += [
        Payment(p.name, "project", p.function_code, "30299", "general", p.amount)
        for p in d.projects
    ]
    for line in d.lines("government_fund", "unit_funds"):
        if line.basic:
            made.append(
                Payment("自筹人员经费", "personnel", line.code, "30103", line.fund, line.basic)
            )
        name = _PROJECT_OF[line.fund]
        made.append(Payment(name, "project", line.code, "30299", line.fund, line.project))
    return [p for p in made if p.amount and (not funds or p.fund in funds)]


def _basic(d: Department) -> Iterator[Payment]:
    """Spread each class over the functions that its money is of; 公用经费 is all of 行政运行."""
    left = {
        line.code: line.basic
        for line in reversed(d.lines("general"))
        if line.basic and line.code not in _FUNCTION_OF.values()
    }
    for line in sorted(d.economics, key=lambda e: (not e.personnel, e.code)):
        nature: Nature = "personnel" if line.personnel else "operating"
        word = "行政人员工资" if line.personnel else "一般公用经费"
        due = line.total
        while due:
            function = _FUNCTION_OF.get(line.code) or next(code for code in left if left[code])
            part = due if line.code in _FUNCTION_OF else min(due, left[function])
            if function in left:
                left[function] -= part
            due -= part
            yield Payment(word, nature, function, line.code, "general", part)


def paid(found: Sequence[Payment]) -> Decimal:
    """Add payments up."""
    return sum((p.amount for p in found), ZERO)


def by_fund(found: Sequence[Payment]) -> Row:
    """Print what payments come to, and what of each fund."""
    return (show(paid(found)), *(show(paid([p for p in found if p.fund == f])) for f in FUNDS))
