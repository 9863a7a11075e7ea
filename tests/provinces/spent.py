"""三公 tables as places print them: kinds in rows, years in rows, stages and changes in columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Final

from tests.provinces.forms import Made
from tests.provinces.sheets import costs, expected, make, report, sheet, show, standard_set
from tests.typesetting.department import ThreePublic
from tests.typesetting.report import Row

Rows = Callable[[tuple[str, ...], tuple[str, ...]], list[Row]]


@dataclass(frozen=True, slots=True)
class Spent:
    """How one publisher prints its 三公.

    Attributes:
        title: of the table.
        roles: of its columns.
        header: rows of the header.
        rows: what stands below, of the amounts of the year and of what they are compared with, each
            in the order 合计, 出国, 用车, 购置, 运行, 接待.
        kind: of the report.
    """

    title: str
    roles: str
    header: Sequence[Row]
    rows: Rows
    kind: str = "部门预算"


def _listed(labels: Sequence[str], order: Sequence[int], *, then_first: bool = True) -> Rows:
    """Print a row per kind: its label, and both amounts."""

    def rows(now: tuple[str, ...], then: tuple[str, ...]) -> list[Row]:
        pairs = ((then[at], now[at]) if then_first else (now[at], then[at]) for at in order)
        return [(label, *pair) for label, pair in zip(labels, pairs, strict=True)]

    return rows


def _changed(now: tuple[str, ...], then: tuple[str, ...]) -> list[Row]:
    labels = (
        "合计",
        "1、因公出国（境）费用",
        "3、公务用车费",
        "其中：（2）公务用车购置费",
        "（1）公务用车运转维护费",
        "2、公务接待费",
    )

    def change(at: int) -> str:
        return show(10_000 * (Decimal(now[at] or 0) - Decimal(then[at] or 0)))

    return [(labels[at], then[at], now[at], change(at), "压减") for at in _ORDER]


def _by_year(now: tuple[str, ...], then: tuple[str, ...]) -> list[Row]:
    def order(row: tuple[str, ...]) -> tuple[str, ...]:
        return (row[0], row[1], row[5], row[2], row[3], row[4])

    return [("2023年", *order(then)), ("2024年", *order(now))]


def _of_funds(now: tuple[str, ...], _: tuple[str, ...]) -> list[Row]:
    labels = (
        "“三公”经费",
        "其中：（一）因公出国（境）支出",
        "（二）公务用车购置及运行维护支出",
        "1.公务用车购置",
        "2.公务用车运行维护费",
        "（三）公务接待费支出",
    )
    rows: list[Row] = [("行政经费", "312.23", "312.23", "0.00", "0.00")]
    return rows + [
        (label, amount, amount, "0.00", "0.00") for label, amount in zip(labels, now, strict=True)
    ]


def _of_unit(now: tuple[str, ...], _: tuple[str, ...]) -> list[Row]:
    """Print a row per kind beside its unit, none for 公务用车 as a whole, 合计 last."""
    labels = ("因公出国（境）费用", "公务接待费", "公务用车运行维护费", "公务用车购置费")
    rows: list[Row] = [
        (str(n), "审计局本级", label, now[at])
        for n, (label, at) in enumerate(zip(labels, (1, 5, 4, 3), strict=True), start=1)
    ]
    return [*rows, ("", "合计", "", now[0])]


_PLAIN: Final = (
    "合计",
    "因公出国（境）费",
    "公务接待费",
    "公务用车购置及运行维护费",
    "其中：公务用车运行维护费",
    "公务用车购置费",
)
_ORDER: Final = (0, 1, 5, 2, 4, 3)
_TITLE: Final = "一般公共预算“三公”经费支出表"
_ACCOUNT: Final = "一般公共预算财政拨款“三公”经费支出决算表"

SPENT: Final[dict[str, Spent]] = {
    "planned_and_carried_out": Spent(
        _ACCOUNT, "nRR", (("项 目", "预 算 数", "决 算 数"),), _listed(_PLAIN, _ORDER), "部门决算"
    ),
    "two_years_beside": Spent(
        _TITLE, "nRR", (("项目", "2023年预算数", "2024年预算数"),), _listed(_PLAIN, _ORDER)
    ),
    "this_year_first": Spent(
        _TITLE,
        "nRR",
        (("项目", "本年预算数", "上年预算数"),),
        _listed(_PLAIN, _ORDER, then_first=False),
    ),
    "numbered_with_change": Spent(
        _TITLE,
        "nRRRt",
        (("项目", "2023年预算数", "2024年预算数", "2024年预算数增减", "增减原因"),),
        _changed,
    ),
    "years_as_rows": Spent(
        _TITLE,
        "nRRRRRR",
        (
            ("年度", "合计", "因公出国（境）经费", "公务接待费", "公车购置及运行维护费", "", ""),
            ("", "", "", "", "合计", "车辆购置", "车辆运行"),
        ),
        _by_year,
    ),
    "beside_their_unit": Spent(_TITLE, "oUnR", (("序号", "单位", "支出内容", "金额"),), _of_unit),
    "funds_beside": Spent(
        "财政拨款安排的行政经费及“三公”经费预算表",
        "nRRRR",
        (("项目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"),),
        _of_funds,
    ),
}


def spent(name: str) -> Made:
    """Print the standard set with the 三公 table of this name."""
    form = SPENT[name]
    account = form.kind == "部门决算"
    d, department = make(130 + list(SPENT).index(name), 2024), "衢州市审计局"
    tables = standard_set(d, department)
    year = d.three_public
    parts = (year.overseas, year.purchase, year.running, year.reception)
    other = ThreePublic(*(part + Decimal(10_000) for part in parts))
    rows = form.rows(tuple(map(show, costs(year))), tuple(map(show, costs(other))))
    tables["three_public"] = sheet("three_public", form.title, form.roles, form.header, rows)
    kind = "部门决算" if account else "部门预算"
    return report(d, department, list(tables.values()), kind=kind), expected(d)


def _named(name: str) -> Callable[[], Made]:
    form = partial(spent, name)
    form.__name__ = name  # type: ignore[attr-defined]
    return form


PLACES: Final = tuple(_named(name) for name in SPENT)
