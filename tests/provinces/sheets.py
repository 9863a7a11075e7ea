"""A plain standard set of tables of a made-up department, and what its headline facts are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from tests.typesetting.amounts import amount_printer, chinese_number
from tests.typesetting.body import columns, expenditure_lines, split_code, table_pages
from tests.typesetting.department import (
    ZERO,
    Department,
    FunctionLine,
    Fund,
    ThreePublic,
    economic_tree,
    function_tree,
    make_department,
)
from tests.typesetting.prose_text import basic_of, project_of, total_of
from tests.typesetting.report import Page, Paragraph, Report, Row, Table

Measure = Callable[[FunctionLine], Decimal]
Totals = dict[str, Decimal]

show: Final = amount_printer(10_000, 2)
_ALL: Final[tuple[Fund, ...]] = ("general", "government_fund", "unit_funds")
_YEAR: Final = 2024
_LINE, _LINES = 30, 36  # characters of a line of prose, lines of a page
_COST_HEADER: Final = (
    ("“三公”经费合计", "因公出国（境）费", "公务用车购置及运行费", "", "", "公务接待费"),
    ("", "", "小计", "公务用车购置费", "公务用车运行费", ""),
)
# The tables by functional code, and the funds that each is of; none are all.
CODED_KINDS: Final[tuple[tuple[str, tuple[Fund, ...]], ...]] = (
    ("expenditure", ()),
    ("general_budget", ("general",)),
    ("government_fund", ("government_fund",)),
)
_CODED: Final = (("科目编码", "科目名称", "合计", "基本支出", "项目支出"),)


def make(seed: int, year: int = _YEAR) -> Department:
    """Make a department that has a fund's money and 事业收入 too."""
    return make_department(seed, year, with_fund=True, with_unit_funds=True)


def only(fund: Fund) -> Measure:
    """Measure: the money of one fund, nothing of the others."""
    return lambda line: line.total if line.fund == fund else ZERO


def personnel(d: Department) -> Decimal:
    """Sum 人员经费."""
    return sum((line.personnel for line in d.economics), ZERO)


def operating(d: Department) -> Decimal:
    """Sum 公用经费."""
    return sum((line.operating for line in d.economics), ZERO)


def operating_of(d: Department) -> Measure:
    """Measure: 公用经费, all of it under 行政运行."""
    whole = operating(d)
    return lambda line: whole if (line.code, line.fund) == ("2010301", "general") else ZERO


def personnel_of(d: Department) -> Measure:
    """Measure: 人员经费, what is left of 基本支出."""
    other = operating_of(d)
    return lambda line: line.basic - other(line)


def costs(year: ThreePublic) -> tuple[Decimal, ...]:
    """Give 合计, 因公出国, 公务用车, 购置, 运行, 接待."""
    return (year.total, year.overseas, year.vehicle, year.purchase, year.running, year.reception)


def expected(d: Department, **more: Decimal | int) -> dict[str, Decimal | int]:
    """Say what the headline facts of a department are, and what this form adds to them."""
    whole, year = d.total(total_of), d.three_public
    return {
        "revenue_total": whole,
        "expenditure_total": whole,
        "current_expenditure": whole,
        "basic": d.total(basic_of),
        "project": d.total(project_of),
        "general_budget": d.total(total_of, "general"),
        "government_fund": d.total(total_of, "government_fund"),
        "personnel": personnel(d),
        "operating": operating(d),
        "three_public": year.total,
        "overseas": year.overseas,
        "vehicle_purchase": year.purchase,
        "vehicle_running": year.running,
        "reception": year.reception,
        **more,
    }


def sheet(
    kind: str,
    title: str,
    roles: str,
    header: Sequence[Row],
    rows: Sequence[Row],
    **more: Any,
) -> Table:
    """Make one table, in 万元 unless said; label columns are wider than figures."""
    shares = [5.0 if role in "nPUFt" else 1.2 if role in "123" else 2.6 for role in roles]
    starts, unit = more.pop("block_starts", ()), more.pop("unit", "万元")
    return Table(
        kind=kind,
        title=title,
        columns=columns(roles, shares, unit, block_starts=starts),
        header_rows=tuple(header),
        rows=tuple(rows),
        **{
            "unit": unit,
            "unit_line": f"单位：{unit}",
            "text_size_pt": 6.0,
            "row_padding_pt": 1.6,
            **more,
        },
    )


def report(
    d: Department,
    name: str,
    tables: Sequence[Table],
    prose: Sequence[str] = (),
    kind: str = "部门预算",
    rows_per_page: int = 34,
) -> Report:
    """Make a report of tables on wide pages of their own; each page prints the header again."""
    title = f"{d.year}年{name}{kind}"
    said = ("第一部分 部门概况", f"{name}负责相关管理工作。", *prose)
    pages = [Page((Paragraph(title, "cover"),))]
    pages += [
        Page(tuple(Paragraph(text) for text in sheet_of), margin_pt=70.0)
        for sheet_of in _in_pages(said)
    ]
    for number, table in enumerate(tables):
        breaks = [rows_per_page] * (len(table.rows) // rows_per_page)
        pages += table_pages(number, table, breaks, landscape=True, repeat="header")
    return Report(
        title=title,
        department=name,
        place="",
        year=d.year,
        report_kind="final_account" if "决算" in kind else "budget",
        tables=tuple(tables),
        pages=tuple(pages),
    )


def _in_pages(said: Sequence[str]) -> Iterator[list[str]]:
    """Cut paragraphs into what a page holds."""
    page: list[str] = []
    lines = 0
    for text in said:
        lines += 1 + len(text) // _LINE
        if lines > _LINES and page:
            yield page
            page, lines = [], 1 + len(text) // _LINE
        page.append(text)
    yield page


def beside(left: Sequence[Row], right: Sequence[Row]) -> list[Row]:
    """Set two sides beside each other; their last three rows stand opposite each other."""
    height = max(len(left), len(right)) - 3
    padded = [
        [*rows[:-3], *[("",) * len(rows[0])] * (height + 3 - len(rows)), *rows[-3:]]
        for rows in (left, right)
    ]
    return [(*one, *other) for one, other in zip(*padded, strict=True)]


def coded(
    kind: str,
    title: str,
    d: Department,
    funds: Sequence[Fund],
    measures: Sequence[Measure],
    header: Sequence[Row] = _CODED,
    *,
    parted: bool = False,
    **more: Any,
) -> Table:
    """Print a tree of functional codes, one column per measure, 合计 first."""
    style, labels = ("columns", "123n") if parted else ("whole", "cn")
    blank = ("",) * (len(labels) - 1)
    rows: list[Row] = [(*blank, "合计", *(show(d.total(m, *funds)) for m in measures))]
    rows += [
        (*split_code(line.code, style), line.name, *map(show, line.sums))  # type: ignore[arg-type]
        for line in function_tree(d.lines(*funds), *measures)
    ]
    return sheet(kind, title, labels + "R" * len(measures), header, rows, **more)


def standard_set(d: Department, name: str) -> dict[str, Table]:
    """Print the tables that every department publishes, by kind."""
    general, fund, own = (d.total(total_of, each) for each in _ALL)
    whole = general + fund + own
    by_nature = (total_of, basic_of, project_of)
    sources = [
        ("一般公共预算拨款收入", general),
        ("政府性基金预算拨款收入", fund),
        ("事业收入", own),
    ]
    left: list[Row] = [
        (f"{chinese_number(n)}、{source}", show(amount))
        for n, (source, amount) in enumerate(sources, start=1)
    ]
    left += [("本年收入合计", show(whole)), ("上年结转结余", ""), ("收入总计", show(whole))]
    right: list[Row] = list(expenditure_lines(d, show, _ALL, prefix="{}、"))
    right += [("本年支出合计", show(whole)), ("年终结转结余", ""), ("支出总计", show(whole))]
    revenue = tuple(map(show, (whole, general, fund, own)))
    economic: list[Row] = [
        ("", "合计", *map(show, (personnel(d) + operating(d), personnel(d), operating(d))))
    ]
    economic += [
        (line.code, line.name, *map(show, line.sums)) for line in economic_tree(d.economics)
    ]
    balance = (("收入", "", "支出", ""), ("项目", "预算数", "项目", "预算数"))
    return {
        "summary": sheet(
            "summary", "部门收支总表", "nRnR", balance, beside(left, right), block_starts=(2,)
        ),
        "revenue": sheet(
            "revenue",
            "部门收入总表",
            "uURRRR",
            (("单位编码", "单位名称", "合计", "一般公共预算", "政府性基金预算", "事业收入"),),
            [("", "合计", *revenue), ("125", name, *revenue)],
        ),
        "expenditure": coded("expenditure", "部门支出总表", d, (), by_nature),
        "general_budget": coded("general_budget", "一般公共预算支出表", d, ("general",), by_nature),
        "basic_by_economic": sheet(
            "basic_by_economic",
            "一般公共预算基本支出表",
            "cnRRR",
            (("科目编码", "科目名称", "合计", "人员经费", "公用经费"),),
            economic,
        ),
        "three_public": sheet(
            "three_public",
            "一般公共预算“三公”经费支出表",
            "RRRRRR",
            _COST_HEADER,
            [tuple(map(show, costs(d.three_public)))],
        ),
        "government_fund": coded(
            "government_fund", "政府性基金预算支出表", d, ("government_fund",), by_nature
        ),
    }


def share_of(d: Department, share: Decimal) -> Department:
    """Make a unit that holds a share of a department's money."""

    def part(amount: Decimal) -> Decimal:
        return (amount * share / 100).quantize(Decimal(1)) * 100

    year = d.three_public
    return replace(
        d,
        functions=tuple(
            replace(line, basic=part(line.basic), project=part(line.project))
            for line in d.functions
        ),
        economics=tuple(
            replace(line, personnel=part(line.personnel), operating=part(line.operating))
            for line in d.economics
        ),
        three_public=ThreePublic(
            *map(part, (year.overseas, year.purchase, year.running, year.reception))
        ),
    )
