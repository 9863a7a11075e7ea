"""The standard set with what a publisher says of it: every sentence is true of the tables."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Final

import yaml

from tests.provinces.sheets import make, operating, personnel, report, show, standard_set
from tests.typesetting.department import ZERO, Department, function_tree
from tests.typesetting.prose_text import basic_of, project_of, total_of
from tests.typesetting.report import Report, Table

TOLD: Final[dict[str, dict[str, Any]]] = {
    form["form"]: form
    for form in yaml.safe_load((Path(__file__).parent / "told.yml").read_text(encoding="utf-8"))
}
_CENT: Final = Decimal("0.01")
# How sentences print an amount: yuan that one is worth, and decimals.
_SHOWN: Final = {"": (10_000, 2), "yuan": (1, 2), "yi": (100_000_000, 2)}
# A year before, too, the parts come to their whole.
_WHOLES: Final = {
    "whole": ("basic", "project"),
    "grand": ("basic", "project", "carried"),
    "general": ("general_basic", "general_project"),
    "fiscal": ("general", "fund"),
    "vehicle": ("purchase", "running"),
    "public": ("overseas", "vehicle", "reception"),
}
_TOTALS: Final = {
    "basic": "basic",
    "project": "project",
    "general_budget": "general",
    "government_fund": "fund",
    "personnel": "personnel",
    "operating": "operating",
    "three_public": "public",
    "overseas": "overseas",
    "vehicle_purchase": "purchase",
    "vehicle_running": "running",
    "reception": "reception",
    "agency_operating": "agency",
    "procurement": "procured",
    "state_capital": "nothing",
}
KINDS: Final = {"budget": "部门预算", "final_account": "部门决算"}
_ACCOUNTS: Final = {
    "部门收支总表": "收入支出决算总表",
    "部门收入总表": "收入决算表",
    "部门支出总表": "支出决算表",
    "一般公共预算支出表": "一般公共预算财政拨款支出决算表",
    "一般公共预算基本支出表": "一般公共预算财政拨款基本支出决算表",
    "一般公共预算“三公”经费支出表": "一般公共预算财政拨款“三公”经费支出决算表",
    "政府性基金预算支出表": "政府性基金预算财政拨款支出决算表",
}


def _percent(part: Decimal, whole: Decimal, decimals: int = 2) -> str:
    share = 100 * part / whole if whole else ZERO
    return str(share.quantize(_CENT.scaleb(2 - decimals), ROUND_HALF_UP))


@dataclass(frozen=True)
class Said:
    """An amount as sentences say it: `{fee}`, `{fee.change}`, `{fee[whole]}` for its share.

    `{fee:before}` is that of the year before, `{fee:now/yuan}` in yuan, `{fee[whole/1]}` a share
    with one decimal.

    Attributes:
        now: yuan of the year.
        before: yuan of the year before.
        planned: yuan that were planned for the year.
        all: what is said in the same report, by name.
    """

    now: Decimal
    before: Decimal
    planned: Decimal
    all: dict[str, Said]

    def __format__(self, spec: str) -> str:
        which, _, unit = spec.partition("/")
        yuan, decimals = _SHOWN[unit]
        return f"{getattr(self, which or 'now') / yuan:.{decimals}f}"

    def __getitem__(self, whole: str) -> str:
        name, _, decimals = whole.partition("/")
        return _percent(self.now, self.all[name].now, int(decimals or 2))

    def _turn(self, base: Decimal) -> str:
        return "增加" if self.now >= base else "减少"

    @property
    def turn(self) -> str:
        """Say which way: 增加."""
        return self._turn(self.before)

    @property
    def step(self) -> Decimal:
        """Give how much, in yuan."""
        return abs(self.now - self.before)

    @property
    def off_step(self) -> Decimal:
        """Give how far it is from what was planned, in yuan."""
        return abs(self.now - self.planned)

    @property
    def than(self) -> str:
        """Say how it is beside what was planned: 大于."""
        return "大于" if self.now >= self.planned else "小于"

    @property
    def diff(self) -> str:
        """Say the change: 增加12.00万元."""
        return f"{self._turn(self.before)}{abs(self.now - self.before) / 10_000:.2f}万元"

    @property
    def grown(self) -> str:
        """Say the rate of change: 增长5.00%."""
        word = "增长" if self.now >= self.before else "下降"
        return f"{word}{_percent(abs(self.now - self.before), self.before)}%"

    @property
    def change(self) -> str:
        """Say the change and its rate."""
        return f"{self.diff}，{self.grown}"

    @property
    def rate(self) -> str:
        """Say the rate alone: 5.00%."""
        return f"{_percent(abs(self.now - self.before), self.before)}%"

    @property
    def over(self) -> str:
        """Say the difference from what was planned, as words and amount."""
        return f"{self._turn(self.planned)}{abs(self.now - self.planned) / 10_000:.2f}万元"

    @property
    def off(self) -> str:
        """Say by how much of what was planned it is off: -5.00%."""
        return f"{_percent(self.now - self.planned, self.planned)}%"

    @property
    def off_grown(self) -> str:
        """Say that as words and rate: 下降5.00%."""
        word = "增长" if self.now >= self.planned else "下降"
        return f"{word}{_percent(abs(self.now - self.planned), self.planned)}%"

    @property
    def done(self) -> str:
        """Say the share of what was planned: 95.00%."""
        return f"{_percent(self.now, self.planned)}%"


def _amounts(d: Department) -> dict[str, Decimal]:
    general, fund, own = (
        d.total(total_of, each) for each in ("general", "government_fund", "unit_funds")
    )
    year = d.three_public
    goods, works, services = Decimal(120_000), ZERO, Decimal(345_600)
    return {
        "whole": general + fund + own,
        "general": general,
        "fund": fund,
        "own": own,
        "fiscal": general + fund,
        "basic": d.total(basic_of),
        "project": d.total(project_of),
        "general_basic": d.total(basic_of, "general"),
        "general_project": d.total(project_of, "general"),
        "fund_project": d.total(project_of, "government_fund"),
        "own_basic": d.total(basic_of, "unit_funds"),
        "own_project": d.total(project_of, "unit_funds"),
        "personnel": personnel(d),
        "operating": operating(d),
        "public": year.total,
        "overseas": year.overseas,
        "vehicle": year.vehicle,
        "purchase": year.purchase,
        "running": year.running,
        "reception": year.reception,
        "agency": operating(d),
        "procured": goods + works + services,
        "goods": goods,
        "works": works,
        "services": services,
        "carried": d.balance,
        "grand": general + fund + own + d.balance,
        "nothing": ZERO,
    }


def say_all(d: Department, seed: int) -> dict[str, Any]:
    """Give what sentences may say of a department, by name."""
    rng = random.Random(seed)
    said: dict[str, Said] = {}

    def say(amount: Decimal) -> Said:
        def other() -> Decimal:
            # never equal, so that a turn is one
            return amount + 100 * rng.choice((-1, 1)) * rng.randint(1, int(amount / 200))

        if amount < 1000:
            return Said(amount, amount, amount, said)
        return Said(amount, other(), other(), said)

    said |= {name: say(amount) for name, amount in _amounts(d).items()}
    for whole, parts in _WHOLES.items():
        said[whole] = replace(
            said[whole],
            before=sum((said[part].before for part in parts), ZERO),
            planned=sum((said[part].planned for part in parts), ZERO),
        )
    named: dict[str, Any] = {}
    for fund, lines in (("", d.lines()), ("general_", d.lines("general"))):
        tree = function_tree(lines, total_of)
        for length, level in ((3, "class"), (7, "item")):
            found = [line for line in tree if len(line.code) == length]
            said |= {
                f"{fund}{level}_{n}": say(line.sums[0]) for n, line in enumerate(found, start=1)
            }
            named |= {f"{fund}{level}_{n}_name": line.name for n, line in enumerate(found, start=1)}
            named |= {f"{fund}{level}_{n}_code": line.code for n, line in enumerate(found, start=1)}
            stem = fund + level
            named[f"{stem}_list"] = "，".join(
                f"{line.name}{said[f'{stem}_{n}']}万元" for n, line in enumerate(found, start=1)
            )
            named[f"{stem}_shares"] = "；".join(
                f"{line.name}{one}万元，占{one['general' if fund else 'whole']}%"
                for line, one in ((line, said[f"{stem}_{n}"]) for n, line in enumerate(found, 1))
            )
    return {**said, **named}


def as_account(table: Table) -> Table:
    """Print a table as that of a final account."""
    header = tuple(
        tuple(cell.replace("预算数", "决算数") for cell in row) for row in table.header_rows
    )
    return replace(table, title=_ACCOUNTS[table.title], header_rows=header)


def carry(summary: Table, d: Department) -> Table:
    """Print in the balance what was carried in and, the same again, what is carried out."""
    carried, grand = d.balance, d.total(total_of) + d.balance
    given = {
        **dict.fromkeys(("上年结转结余", "年终结转结余"), show(carried)),
        **dict.fromkeys(("收入总计", "支出总计"), show(grand)),
    }
    rows = [
        (left, given.get(left, amount), right, given.get(right, other))
        for left, amount, right, other in summary.rows
    ]
    return replace(summary, rows=tuple(rows))


def _form(name_of_form: str) -> tuple[dict[str, Any], Department, str, dict[str, Any]]:
    """Give a form, its department, what that is called and what is said of it, by name."""
    form, number = TOLD[name_of_form], list(TOLD).index(name_of_form)
    d, name = make(300 + number, form.get("year", 2024)), f"{form['place']}审计局"
    words = say_all(d, number) | {"year": d.year, "last": d.year - 1, "name": name}
    return form, d, name, words


def told(
    name_of_form: str,
    *,
    with_tables: bool = True,
    slip: str | None = None,
    more: Sequence[str] = (),
) -> Report:
    """Print the standard set, and what a publisher of `told.yml` says of it; or that alone.

    Args:
        name_of_form: which of `TOLD`.
        with_tables: print the tables.
        slip: what is said ten times too large, by name.
        more: further paragraphs, after all others.
    """
    form, d, name, words = _form(name_of_form)
    if slip:
        words[slip] = replace(words[slip], now=10 * words[slip].now)
    tables = list(standard_set(d, name).values()) if with_tables else []
    if with_tables and form.get("is_carried"):
        tables[0] = carry(tables[0], d)
    if form["kind"] == "final_account":
        tables = [as_account(table) for table in tables]
    said = [sentence.format(**words) for sentence in form["sentences"].splitlines()]
    return report(d, name, tables, [*said, *more], KINDS[form["kind"]])


def stated(name_of_form: str) -> dict[str, Decimal]:
    """Give the totals that what is said may tell, in yuan."""
    form, d, _, _ = _form(name_of_form)
    amounts = _amounts(d)
    is_carried = form.get("is_carried", False)
    carried = amounts["carried"] if is_carried else ZERO
    return {
        **dict.fromkeys(("revenue_total", "expenditure_total"), amounts["whole"] + carried),
        **dict.fromkeys(("current_revenue", "current_expenditure"), amounts["whole"]),
        **dict.fromkeys(("carried_over_in", "carried_over_out"), carried),
        **{total: amounts[name] for total, name in _TOTALS.items()},
    }
