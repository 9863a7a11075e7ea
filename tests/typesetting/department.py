"""Made-up departments whose figures agree with one another by construction.

Nothing is printed here: amounts are yuan as `Decimal`, multiples of a quantum, so that every
layout can print them exactly. The identities of docs/invariants.md hold on what this module makes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final, Literal

from tests.typesetting.code_names import ECONOMICS, FUNCTIONS

Fund = Literal["general", "government_fund", "state_capital", "unit_funds"]
ZERO: Final = Decimal(0)
HUNDRED: Final = Decimal(100)  # yuan: a hundredth of 万元


@dataclass(frozen=True, slots=True)
class FunctionLine:
    """One functional 项 of one fund: this year's basic and project money, and before."""

    code: str
    name: str
    fund: Fund
    basic: Decimal
    project: Decimal
    prior: Decimal  # last year's budget
    initial: Decimal  # this year's 年初预算数, where these figures are a final account

    @property
    def total(self) -> Decimal:
        """Basic and project together."""
        return self.basic + self.project


@dataclass(frozen=True, slots=True)
class EconomicLine:
    """One economic 款 of the general budget's basic expenditure."""

    code: str
    name: str
    personnel: Decimal
    operating: Decimal

    @property
    def total(self) -> Decimal:
        """Personnel and operating together."""
        return self.personnel + self.operating


@dataclass(frozen=True, slots=True)
class Indicator:
    """One performance indicator; weights of a form sum to 100."""

    level_1: str
    level_2: str
    level_3: str
    operator: str
    target: str
    unit: str
    weight: int


@dataclass(frozen=True, slots=True)
class Project:
    """One project of the general budget."""

    code: str
    name: str
    function_code: str
    amount: Decimal
    start_year: int
    end_year: int
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class ThreePublic:
    """The costs of one year: overseas, vehicles (purchase, running), reception."""

    overseas: Decimal
    purchase: Decimal
    running: Decimal
    reception: Decimal

    @property
    def vehicle(self) -> Decimal:
        """Purchase and running."""
        return self.purchase + self.running

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.overseas + self.vehicle + self.reception


@dataclass(frozen=True, slots=True)
class Unit:
    """A budget unit of the department and its share of each source of revenue."""

    code: str
    name: str
    general: Decimal
    government_fund: Decimal
    operation: Decimal

    @property
    def total(self) -> Decimal:
        """All sources."""
        return self.general + self.government_fund + self.operation


@dataclass(frozen=True, slots=True)
class Department:
    """A department's year."""

    place: str
    name: str
    code: str
    division_code: str
    year: int
    functions: tuple[FunctionLine, ...]
    economics: tuple[EconomicLine, ...]
    projects: tuple[Project, ...]
    three_public: ThreePublic
    three_public_prior: ThreePublic
    procurement: tuple[tuple[str, Decimal], ...]  # 货物 工程 服务
    units: tuple[Unit, ...]
    balance: Decimal  # carried in and, the same again, carried out (final accounts only)
    staff: int
    vehicles: int

    def total(self, measure: Callable[[FunctionLine], Decimal], *funds: Fund) -> Decimal:
        """Sum a measure of the functional lines over some funds, or over all."""
        return sum((measure(line) for line in self.lines(*funds)), ZERO)

    def lines(self, *funds: Fund) -> tuple[FunctionLine, ...]:
        """Give the functional lines of some funds, or of all, in the order of their codes."""
        return tuple(line for line in self.functions if not funds or line.fund in funds)


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A node of a code tree: its sums in the order of the measures asked for."""

    code: str
    name: str
    sums: tuple[Decimal, ...]


def roll_up(
    leaves: Iterable[tuple[str, tuple[Decimal, ...]]], names: dict[str, str]
) -> tuple[TreeLine, ...]:
    """Sum leaves up to their 款 and 类, one line per code, in the order of the codes.

    >>> lines = roll_up([("2010301", (Decimal(1),)), ("2010302", (Decimal(2),))], FUNCTIONS)
    >>> [(line.code, str(line.sums[0])) for line in lines]
    [('201', '3'), ('20103', '3'), ('2010301', '1'), ('2010302', '2')]
    """
    sums: dict[str, tuple[Decimal, ...]] = {}
    for code, amounts in leaves:
        for length in range(3, len(code) + 1, 2):
            before = sums.get(code[:length], (ZERO,) * len(amounts))
            sums[code[:length]] = tuple(a + b for a, b in zip(before, amounts, strict=True))
    return tuple(TreeLine(code, names[code], sums[code]) for code in sorted(sums))


def function_tree(
    lines: Iterable[FunctionLine], *measures: Callable[[FunctionLine], Decimal]
) -> tuple[TreeLine, ...]:
    """Roll functional lines up by 类 and 款, with one sum per measure."""
    return roll_up(
        ((line.code, tuple(measure(line) for measure in measures)) for line in lines), FUNCTIONS
    )


def economic_tree(lines: Iterable[EconomicLine]) -> tuple[TreeLine, ...]:
    """Roll economic lines up by 类: total, personnel, operating."""
    return roll_up(
        ((line.code, (line.total, line.personnel, line.operating)) for line in lines), ECONOMICS
    )


_PLACES: Final = (
    ("重庆市潼南区", "500152"),
    ("上海市普陀区", "310107"),
    ("杭州市", "330100"),
    ("西安市", "610100"),
    ("福州市", "350100"),
)
_OFFICES: Final = ("统计局", "应急管理局", "科学技术局", "信访局", "人民政府办公室", "审计局")
_PERSONNEL: Final = ("30101", "30102", "30103", "30107", "30110", "30112", "30301", "30302")
_OPERATING: Final = ("30201", "30202", "30206", "30207", "30209", "30211", "30213", "30215")
_OPERATING_MORE: Final = ("30216", "30228", "30229", "30239", "30299", "31002")
_PROJECT_WORDS: Final = ("政务信息", "调研督查", "视频会议", "信访化解", "统计普查", "应急演练")
_PROJECT_FUNCTIONS: Final = ("2010302", "2010399", "2050803", "2060404", "2019999")


def make_department(
    seed: int,
    year: int,
    *,
    quantum: Decimal = Decimal(100),
    with_fund: bool = False,
    with_unit_funds: bool = False,
) -> Department:
    """Make up a department whose figures agree; equal arguments give equal departments.

    Args:
        seed: what to make it up from.
        year: the budget year.
        quantum: every amount is a multiple of it, in yuan; 100 prints exactly in 万元 with two
            decimals.
        with_fund: some expenditure is paid from a government fund.
        with_unit_funds: some expenditure is paid from 事业收入.
    """
    rng = random.Random(seed)
    place, division_code = rng.choice(_PLACES)
    economics = _make_economics(rng, quantum)
    projects = _make_projects(rng, year, division_code, quantum)
    functions = _make_functions(rng, economics, projects, quantum, with_fund, with_unit_funds)
    paid = {line.code: line.operating for line in economics}
    # part ≤ whole (X10); printed in 万元 with two decimals even where all else is in 元
    three_public = ThreePublic(
        _round_up(paid.get("30212", ZERO)),
        rng.choice((ZERO, _amount(rng, 15, 30, HUNDRED))),
        _round_up(paid.get("30231", ZERO)) + _amount(rng, 0, 5, HUNDRED),
        _round_up(paid.get("30217", ZERO)) + _amount(rng, 0, 5, HUNDRED),
    )
    return Department(
        place=place,
        name=place + rng.choice(_OFFICES),
        code=str(rng.randrange(101, 900)),
        division_code=division_code,
        year=year,
        functions=functions,
        economics=economics,
        projects=projects,
        three_public=three_public,
        three_public_prior=ThreePublic(*(_amount(rng, 1, 20, HUNDRED) for _ in range(4))),
        procurement=_make_procurement(rng, quantum),
        units=_make_units(rng, functions, quantum),
        balance=_amount(rng, 1, 60, quantum),
        staff=rng.randrange(15, 120),
        vehicles=rng.randrange(0, 12),
    )


def _amount(rng: random.Random, low: int, high: int, quantum: Decimal) -> Decimal:
    """Draw an amount between so many 万元, a multiple of the quantum, never zero."""
    steps = int(10_000 / quantum)
    return quantum * rng.randrange(low * steps + 1, high * steps)


def _round_up(amount: Decimal) -> Decimal:
    return HUNDRED * (amount / HUNDRED).to_integral_value(ROUND_CEILING)


def _make_economics(rng: random.Random, quantum: Decimal) -> tuple[EconomicLine, ...]:
    pension = _amount(rng, 40, 90, quantum)
    lines = {code: _amount(rng, 20, 400, quantum) for code in rng.sample(_PERSONNEL, 6)}
    lines |= {"30108": pension, "30109": _amount(rng, 20, 40, quantum)}
    lines["30113"] = _amount(rng, 50, 120, quantum)
    personnel = set(lines)
    lines |= {code: _amount(rng, 1, 40, quantum) for code in _OPERATING}
    lines |= {code: _amount(rng, 1, 30, quantum) for code in rng.sample(_OPERATING_MORE, 4)}
    lines |= {code: _amount(rng, 1, 30, quantum) for code in ("30217", "30231")}
    if rng.random() < 0.4:
        lines["30212"] = _amount(rng, 1, 20, quantum)
    return tuple(
        EconomicLine(
            code,
            ECONOMICS[code],
            lines[code] if code in personnel else ZERO,
            ZERO if code in personnel else lines[code],
        )
        for code in sorted(lines)
    )


def _make_projects(
    rng: random.Random, year: int, division_code: str, quantum: Decimal
) -> tuple[Project, ...]:
    words = rng.sample(_PROJECT_WORDS, rng.randrange(3, 6))
    return tuple(
        Project(
            code=f"{division_code}{year % 100}T{rng.randrange(10**12):012d}",
            name=f"{word}专项",
            function_code=rng.choice(_PROJECT_FUNCTIONS),
            amount=_amount(rng, 5, 600, quantum),
            start_year=year,
            end_year=year + rng.randrange(0, 3),
            indicators=_make_indicators(rng),
        )
        for word in words
    )


def _make_indicators(rng: random.Random) -> tuple[Indicator, ...]:
    kinds = (
        ("产出指标", "数量指标", "开展工作次数", "≥", str(rng.randrange(2, 400)), "次"),
        ("产出指标", "质量指标", "成果运用率", "≥", str(rng.randrange(60, 100)), "%"),
        ("产出指标", "时效指标", "按期完成", "定性", "优", ""),
        ("产出指标", "成本指标", "控制成本", "≤", f"{rng.randrange(10, 900) / 10}", "万元"),
        ("效益指标", "社会效益指标", "推动经济社会发展", "定性", "明显改善", ""),
        ("满意度指标", "服务对象满意度指标", "满意度", "≥", str(rng.randrange(85, 100)), "%"),
    )
    weights = [10] * len(kinds)
    for _ in range(8):
        weights[rng.randrange(len(kinds))] += 5
    return tuple(Indicator(*kind, weight) for kind, weight in zip(kinds, weights, strict=True))


def _make_functions(
    rng: random.Random,
    economics: tuple[EconomicLine, ...],
    projects: tuple[Project, ...],
    quantum: Decimal,
    with_fund: bool,
    with_unit_funds: bool,
) -> tuple[FunctionLine, ...]:
    """Spread the basic money over functions so that both classifications hold the same."""
    paid = {line.code: line.total for line in economics}
    # the same money under two classifications (X9)
    basic = {"2080505": paid["30108"], "2080506": paid["30109"], "2210201": paid["30113"]}
    rest = sum(paid.values(), ZERO) - sum(basic.values(), ZERO)
    for code in ("2101101", "2010350"):
        basic[code] = quantum * int(rest / quantum / rng.randrange(6, 12))
        rest -= basic[code]
    basic["2010301"] = rest
    project: dict[str, Decimal] = {}
    for line in projects:
        project[line.function_code] = project.get(line.function_code, ZERO) + line.amount
    made = [
        _make_line(rng, code, "general", basic.get(code, ZERO), project.get(code, ZERO), quantum)
        for code in sorted(basic | project)
    ]
    if with_fund:
        amount = _amount(rng, 20, 500, quantum)
        made.append(_make_line(rng, "2120803", "government_fund", ZERO, amount, quantum))
    if with_unit_funds:
        amounts = _amount(rng, 5, 90, quantum), _amount(rng, 5, 90, quantum)
        made.append(_make_line(rng, "2010303", "unit_funds", *amounts, quantum))
    return tuple(sorted(made, key=lambda line: (line.code, line.fund)))


def _make_line(
    rng: random.Random, code: str, fund: Fund, basic: Decimal, project: Decimal, quantum: Decimal
) -> FunctionLine:
    prior, initial = (
        max(quantum, quantum * int((basic + project) / quantum * rng.randrange(80, 125) / 100))
        for _ in range(2)
    )
    return FunctionLine(code, FUNCTIONS[code], fund, basic, project, prior, initial)


def _make_procurement(rng: random.Random, quantum: Decimal) -> tuple[tuple[str, Decimal], ...]:
    works = rng.choice((ZERO, _amount(rng, 5, 50, quantum)))
    goods, services = _amount(rng, 1, 40, quantum), _amount(rng, 1, 90, quantum)
    return (("货物类", goods), ("工程类", works), ("服务类", services))


def _make_units(
    rng: random.Random, functions: tuple[FunctionLine, ...], quantum: Decimal
) -> tuple[Unit, ...]:
    """Split each source over two or three units; the last takes what is left."""
    left = [
        sum((line.total for line in functions if line.fund == fund), ZERO)
        for fund in ("general", "government_fund", "unit_funds")
    ]
    names = ("本级", "信息中心", "服务中心")[: rng.randrange(2, 4)]
    units = []
    for number, name in enumerate(names, start=1):
        last = number == len(names)
        parts = [
            amount if last else quantum * int(amount / quantum * rng.randrange(20, 60) / 100)
            for amount in left
        ]
        left = [amount - part for amount, part in zip(left, parts, strict=True)]
        units.append(Unit(f"{number:03d}", name, *parts))
    return tuple(units)
