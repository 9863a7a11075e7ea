"""All layouts by name, and which made-up departments each can tell of: for corpora."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from tests.typesetting.department import HUNDRED, Department, make_department
from tests.typesetting.growth import age
from tests.typesetting.layout_chongqing import lay_out_chongqing
from tests.typesetting.layout_final import lay_out_final
from tests.typesetting.layout_listed import lay_out_listed
from tests.typesetting.layout_quirks import lay_out_quirks
from tests.typesetting.layout_shanghai import lay_out_shanghai
from tests.typesetting.layout_sixdecimals import lay_out_sixdecimals
from tests.typesetting.report import Report

_CENT: Final = Decimal("0.01")
# Syllables of made-up street offices, one for each layout and seed.
_FIRST: Final = "永安福兴和宁泰康祥瑞"
_SECOND: Final = "乐平昌盛源泉清明德仁桥塘湾坪岭溪"
_THIRD: Final = ("", "东", "西", "南", "北", "新")


@dataclass(frozen=True, slots=True)
class Layout:
    """A style, and what its tables have room for."""

    lay_out: Callable[[Department], Report]
    quantum: Decimal
    has_fund: bool  # a 政府性基金 table that can hold figures
    has_unit_funds: bool  # a column for 事业收入


LAYOUTS: Final[dict[str, Layout]] = {
    "chongqing": Layout(lay_out_chongqing, HUNDRED, True, True),
    "shanghai": Layout(lay_out_shanghai, _CENT, True, True),
    "sixdecimals": Layout(lay_out_sixdecimals, _CENT, False, True),
    "final": Layout(lay_out_final, HUNDRED, False, False),
    "quirks": Layout(lay_out_quirks, HUNDRED, False, True),
    "listed": Layout(lay_out_listed, HUNDRED, True, True),
}


def make_report(name: str, seed: int, year: int) -> Report:
    """Make up a report in a layout; equal arguments give equal reports.

    Each layout and seed has a department of its own, and the years of a department agree: what
    one prints as last year's is what last year's report prints.

    Args:
        name: a key of `LAYOUTS`.
        seed: what figures are made up from; it also decides which funds there are.
        year: the budget year.
    """
    layout = LAYOUTS[name]
    department = make_department(
        seed,
        year,
        quantum=layout.quantum,
        with_fund=layout.has_fund and seed % 2 == 0,
        with_unit_funds=layout.has_unit_funds and seed % 3 == 0,
    )
    number = seed * len(LAYOUTS) + list(LAYOUTS).index(name)
    named = replace(department, name=f"{department.place}{street_name(number)}街道办事处")
    return layout.lay_out(age(named, _size(seed, year), _size(seed, year - 1)))


def street_name(number: int) -> str:
    """Name a street: 960 numbers, 960 names."""
    rest, first = divmod(number, len(_FIRST))
    rest, second = divmod(rest, len(_SECOND))
    return _FIRST[first] + _SECOND[second] + _THIRD[rest % len(_THIRD)]


def _size(seed: int, year: int) -> int:
    return 1 + (seed + year) % 3
