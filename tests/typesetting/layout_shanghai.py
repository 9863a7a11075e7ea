"""Layout like 上海: 元, codes split over 类|款|项, 合计 last, headers not printed again.

The total row of the two long tables stands alone on a last page, its label cells merged, so
that the page's grid has fewer columns than the table. “三公” costs are in 万元.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tests.typesetting.amounts import Print, amount_printer
from tests.typesetting.body import (
    columns,
    merged_total,
    paired_rows,
    table_pages,
    tree_rows,
)
from tests.typesetting.department import (
    ZERO,
    Department,
    FunctionLine,
    Fund,
    economic_tree,
    function_tree,
)
from tests.typesetting.prose_text import basic_of, budget_prose, nothing, project_of, total_of
from tests.typesetting.report import Merge, Page, Paragraph, Report, Row, Table

_FUNCTION_HEAD: tuple[Row, Row, Row] = (
    ("项目", "", "", ""),
    ("功能分类科目编码", "", "", "功能分类科目名称"),
    ("类", "款", "项", ""),
)
_SHARES = (1, 0.8, 0.8, 5)
_BLANK_ROWS = 7  # how many empty rows a nil table shows above its 合计


def lay_out_shanghai(department: Department, *, decimals: int = 2, zero: str = "") -> Report:
    """Lay a department's budget out in the style of 上海.

    Args:
        department: whose figures.
        decimals: 2, or 0 where every amount is whole yuan.
        zero: what stands for nothing in amount columns.
    """
    print_amount = amount_printer(1, decimals, zero=zero)
    tables = [
        _summary(department, print_amount),
        _revenue(department, print_amount),
        _expenditure(department, print_amount),
        _appropriation(department, print_amount),
        _by_function(department, print_amount, "general", "一般公共预算"),
        _by_function(department, print_amount, "government_fund", "政府性基金预算"),
        _by_function(department, print_amount, "state_capital", "国有资本经营预算"),
        _basic(department, print_amount),
        _three_public(department),
    ]
    pages: list[Page] = [_cover(department), _contents(department, tables), _prose(department)]
    for number, table in enumerate(tables):
        rows = len(table.rows)
        breaks = {1: (14, rows - 15), 2: (14, rows - 15), 4: (12,), 7: (16,)}
        pages += table_pages(
            number,
            table,
            breaks.get(number, ()),
            landscape=number in {1, 3, 8},
            repeat="header" if number == 4 else "none",
        )
    return Report(
        title=f"{department.name}{department.year}年部门预算",
        department=department.name,
        place=department.place,
        year=department.year,
        report_kind="budget",
        tables=tuple(tables),
        pages=tuple(pages),
        footer="{page}",
    )


def _cover(department: Department) -> Page:
    return Page(
        (
            Paragraph(f"{department.name}{department.year}年部门预算", "cover"),
            Paragraph(f"预算主管部门：{department.name}", "right"),
        )
    )


def _contents(department: Department, tables: list[Table]) -> Page:
    lines = [Paragraph("目 录", "title"), Paragraph(f"一、{department.name}主要职能", "continued")]
    lines += [
        Paragraph(f"{number}.{table.title}", "continued")
        for number, table in enumerate(tables, start=1)
    ]
    return Page(tuple(lines))


def _prose(department: Department) -> Page:
    prose = budget_prose(department, amount_printer(10_000, 6, zero=None), "万元")
    title = Paragraph(f"{department.year}年部门预算编制说明", "title")
    return Page((title, *prose), margin_pt=70.0)


def _table(
    department: Department,
    kind: str,
    title: str,
    roles: str,
    shares: tuple[float, ...],
    header_rows: tuple[Row, ...],
    rows: tuple[Row, ...],
    *,
    merges: tuple[Merge, ...] = (),
    block_starts: tuple[int, ...] = (),
    unit: str = "元",
    notes: tuple[str, ...] = (),
) -> Table:
    return Table(
        kind=kind,
        title=f"{department.year}年部门{title}",
        unit=unit,
        columns=columns(roles, shares, unit, block_starts=block_starts),
        header_rows=header_rows,
        rows=rows,
        unit_line=f"单位：{unit}",
        left_line=f"编制部门：{department.name}",
        merges=merges,
        notes=notes,
        row_padding_pt=7.0,
    )


def _classes(
    department: Department, print_amount: Print, *fund_columns: tuple[Fund, ...]
) -> list[Row]:
    """Only the 类 that there are, numbered 一、二、三 in turn."""
    tree = function_tree(department.lines(*fund_columns[0]), total_of)
    rows: list[Row] = []
    for line in tree:
        if len(line.code) != 3:
            continue
        amounts = [
            sum(
                (
                    each.total
                    for each in department.lines(*funds)
                    if each.code.startswith(line.code)
                ),
                ZERO,
            )
            for funds in fund_columns
        ]
        ordinal = "一二三四五六七八九十"[len(rows)]
        rows.append((f"{ordinal}、{line.name}", *map(print_amount, amounts)))
    return rows


def _summary(department: Department, print_amount: Print) -> Table:
    def paid(*funds: Fund) -> str:
        return print_amount(department.total(total_of, *funds))

    left: list[Row] = [
        ("一、财政拨款收入", paid("general", "government_fund", "state_capital")),
        ("1. 一般公共预算资金", paid("general")),
        ("2. 政府性基金", paid("government_fund")),
        ("3. 国有资本经营预算", paid("state_capital")),
        ("二、事业收入", paid("unit_funds")),
        ("三、事业单位经营收入", ""),
        ("四、其他收入", ""),
    ]
    rows = paired_rows(left, _classes(department, print_amount, ()))
    rows += (("",) * 4,) * 2 + (("收入总计", paid(), "支出总计", paid()),)
    header = (("本年收入", "", "本年支出", ""), ("项目", "预算数", "项目", "预算数"))
    shares = (5, 3, 5, 3)
    return _table(
        department,
        "summary",
        "财务收支预算总表",
        "nRnR",
        shares,
        header,
        rows,
        block_starts=(2,),
    )


def _functional(
    department: Department,
    print_amount: Print,
    kind: str,
    title: str,
    funds: tuple[Fund, ...],
    figures: tuple[str, tuple[tuple[str, Callable[[FunctionLine], Decimal]], ...]],
    notes: tuple[str, ...] = (),
) -> Table:
    """Make a table of functional codes with 合计 as its last row."""
    group, measures = figures
    takes = [take for _, take in measures]
    lines = department.lines(*funds)
    total = tuple(print_amount(department.total(take, *funds)) for take in takes)
    rows = tree_rows(function_tree(lines, *takes), print_amount, "columns")
    if not lines:
        rows = (("",) * (4 + len(takes)),) * _BLANK_ROWS
        total = ("",) * len(takes)
    rows += (("合计", "", "", "", *total),)
    names = [name for name, _ in measures]
    blank = ("",) * len(names)
    header = (
        (*_FUNCTION_HEAD[0], group, *blank[1:]),
        (*_FUNCTION_HEAD[1], *names),
        (*_FUNCTION_HEAD[2], *blank),
    )
    return _table(
        department,
        kind,
        title,
        "123n" + "R" * len(takes),
        _SHARES + (2.4,) * len(takes),
        header,
        rows,
        merges=merged_total(len(rows) - 1, 4),
        notes=notes,
    )


def _revenue(department: Department, print_amount: Print) -> Table:
    def appropriated(line: FunctionLine) -> Decimal:
        return ZERO if line.fund == "unit_funds" else line.total

    def operated(line: FunctionLine) -> Decimal:
        return line.total - appropriated(line)

    sources = (
        ("合计", total_of),
        ("财政拨款收入", appropriated),
        ("事业收入", operated),
        ("事业单位经营收入", nothing),
        ("其他收入", nothing),
    )
    return _functional(
        department, print_amount, "revenue", "收入预算总表", (), ("收入预算", sources)
    )


_SPLIT = (("合计", total_of), ("基本支出", basic_of), ("项目支出", project_of))


def _expenditure(department: Department, print_amount: Print) -> Table:
    return _functional(
        department, print_amount, "expenditure", "支出预算总表", (), ("支出预算", _SPLIT)
    )


def _by_function(department: Department, print_amount: Print, fund: Fund, name: str) -> Table:
    kind = "general_budget" if fund == "general" else fund
    note = f"注:本部门{department.year}年无{name}财政拨款安排的预算，故本表为空表。"
    return _functional(
        department,
        print_amount,
        kind,
        f"{name}支出功能分类预算表",
        (fund,),
        (f"{name}支出", _SPLIT),
        () if department.lines(fund) else (note,),
    )


def _appropriation(department: Department, print_amount: Print) -> Table:
    funds: tuple[Fund, ...] = ("general", "government_fund", "state_capital")
    totals = [print_amount(department.total(total_of, fund)) for fund in funds]
    whole = print_amount(department.total(total_of, *funds))
    names = ("一、一般公共预算资金", "二、政府性基金", "三、国有资本经营预算")
    left: list[Row] = list(zip(names, totals, strict=True))
    right = _classes(department, print_amount, funds, *((fund,) for fund in funds))
    rows = paired_rows(left, right)
    rows += (("收入总计", whole, "支出总计", whole, *totals),)
    header = (
        ("财政拨款收入", "", "财政拨款支出", "", "", "", ""),
        ("项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"),
    )
    return _table(
        department,
        "appropriation",
        "财政拨款收支预算总表",
        "nRnRRRR",
        (4, 3, 4.4, 3, 3, 2.4, 2.4),
        header,
        rows,
        block_starts=(2,),
    )


def _basic(department: Department, print_amount: Print) -> Table:
    tree = economic_tree(department.economics)
    tops = [line.sums for line in tree if len(line.code) == 3]
    total = (print_amount(sum(amounts, ZERO)) for amounts in zip(*tops, strict=True))
    rows = (*tree_rows(tree, print_amount, "columns", depth=2), ("合计", "", "", *total))
    header: tuple[Row, ...] = (
        ("项目", "", "", "一般公共预算基本支出", "", ""),
        ("部门预算经济分类科目编码", "", "经济分类科目名称", "合计", "人员经费", "公用经费"),
        ("类", "款", "", "", "", ""),
    )
    return _table(
        department,
        "basic_by_economic",
        "一般公共预算基本支出部门预算经济分类预算表",
        "12nRRR",
        (1.4, 1.4, 4.6, 2.6, 2.6, 2.6),
        header,
        rows,
        merges=merged_total(len(rows) - 1, 3),
    )


def _three_public(department: Department) -> Table:
    """One row without a label: the department itself."""
    costs = department.three_public
    # 元 to the cent do not print exactly in 万元: the publisher rounds
    print_amount = amount_printer(10_000, 2, rounds=True)
    operating = sum((line.operating for line in department.economics), ZERO)
    parts = (costs.total, costs.overseas, costs.reception)
    amounts = (*parts, costs.vehicle, costs.purchase, costs.running, operating)
    header = (
        ("“三公”经费预算数", "", "", "", "", "", "机关运行经费预算数"),
        ("合计", "因公出国(境)费", "公务接待费", "公务用车购置及运行费", "", "", ""),
        ("", "", "", "小计", "购置费", "运行费", ""),
    )
    return _table(
        department,
        "three_public",
        "“三公”经费和机关运行经费预算表",
        "R" * 7,
        (2.0,) * 7,
        header,
        (tuple(map(print_amount, amounts)),),
        unit="万元",
    )
