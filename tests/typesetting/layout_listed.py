"""Layout of a southern province: 收入总表 and 支出总表 list one side, codes stand in brackets.

No table but the functional and economic ones has codes, and these print them before the name in
one cell, [201]一般公共服务支出. Sources without an ordinal stand below the one that they are part
of. “三公” costs are rows, each deeper than the one above.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tests.typesetting.amounts import Print, amount_printer, chinese_number
from tests.typesetting.body import columns, paired_rows, table_pages
from tests.typesetting.code_names import FUNCTIONS
from tests.typesetting.department import (
    ZERO,
    Department,
    Fund,
    TreeLine,
    economic_tree,
    function_tree,
)
from tests.typesetting.prose_text import basic_of, budget_prose, project_of, total_of
from tests.typesetting.report import Page, Paragraph, Report, Row, Table

_UNIT = "万元"
_PRINT = amount_printer(10_000, 2, zero=None, grouped=False)
_FISCAL: tuple[Fund, ...] = ("general", "government_fund")


def lay_out_listed(department: Department) -> Report:
    """Lay a department's budget out."""
    tables = (
        _summary(department),
        _revenue(department),
        _expenditure(department),
        _appropriation(department),
        _by_function(department, "general_budget", "general", 5),
        _by_economic(department),
        _three_public(department),
        _by_function(department, "government_fund", "government_fund", 8),
        _projects(department),
    )
    pages: list[Page] = [
        Page((Paragraph(f"{department.year}年{department.name}部门预算", "cover"),)),
        Page(budget_prose(department, _PRINT, _UNIT), margin_pt=70.0),
    ]
    for number, table in enumerate(tables):
        breaks = (20,) if len(table.rows) > 22 else ()
        pages += table_pages(number, table, breaks, repeat="header")
    return Report(
        title=f"{department.year}年{department.name}部门预算",
        department=department.name,
        place=department.place,
        year=department.year,
        report_kind="budget",
        tables=tables,
        pages=tuple(pages),
    )


def _table(
    department: Department,
    kind: str,
    title: str,
    roles: str,
    shares: Sequence[float],
    header_rows: tuple[Row, ...],
    rows: Sequence[Row],
    *,
    order: int,
    block_starts: tuple[int, ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    return Table(
        kind=kind,
        title=title,
        unit=_UNIT,
        columns=columns(roles, shares, _UNIT, block_starts=block_starts),
        header_rows=header_rows,
        rows=tuple(rows),
        annex_label=f"表{order}",
        unit_line=f"单位：{_UNIT}",
        left_line=f"单位名称：{department.name}",
        notes=notes,
        text_size_pt=8.5,
    )


def _classes(department: Department, *fund_columns: tuple[Fund, ...]) -> list[Row]:
    """Name each 类 that has money, with an ordinal and one figure per column of funds."""
    codes = sorted({line.code[:3] for line in department.lines(*fund_columns[0])})
    return [
        (
            f"{chinese_number(order)}、{FUNCTIONS[code]}",
            *(
                _PRINT(
                    sum(
                        (x.total for x in department.lines(*funds) if x.code.startswith(code)), ZERO
                    )
                )
                for funds in fund_columns
            ),
        )
        for order, code in enumerate(codes, start=1)
    ]


def _summary(department: Department) -> Table:
    whole, none = _PRINT(department.total(total_of)), _PRINT(ZERO)
    left: list[Row] = [
        ("一、一般公共预算拨款", _PRINT(department.total(total_of, "general"))),
        ("二、政府性基金预算拨款", _PRINT(department.total(total_of, "government_fund"))),
        ("三、国有资本经营预算拨款", none),
        ("四、财政专户拨款", none),
        ("五、事业收入", _PRINT(department.total(total_of, "unit_funds"))),
        ("六、其他收入", none),
    ]
    every: tuple[Fund, ...] = ("general", "government_fund", "unit_funds")
    rows = paired_rows(left, _classes(department, every))
    rows += (
        ("本年收入合计", whole, "本年支出合计", whole),
        ("上年结转", none, "结转下年", none),
        ("收入总计", whole, "支出总计", whole),
    )
    year = f"{department.year}年预算"
    header = (("收入", "", "支出", ""), ("项目", year, "项目", year))
    return _table(
        department,
        "summary",
        "收支总体情况表",
        "nRnR",
        (6, 2.5, 6, 2.5),
        header,
        rows,
        order=1,
        block_starts=(2,),
    )


def _revenue(department: Department) -> Table:
    general, fund = (department.total(total_of, each) for each in _FISCAL)
    other, none = department.total(total_of, "unit_funds"), _PRINT(ZERO)
    rows = [
        ("一、预算拨款", _PRINT(general + fund)),
        ("一般公共预算拨款", _PRINT(general)),
        ("政府性基金预算拨款", _PRINT(fund)),
        ("二、财政专户拨款", none),
        ("三、其他资金", _PRINT(other)),
        ("事业收入", _PRINT(other)),
        ("本年收入合计", _PRINT(general + fund + other)),
        ("四、上年结转", none),
        ("收入总计", _PRINT(general + fund + other)),
    ]
    header = (("项目", f"{department.year}年预算"),)
    title = "收入总体情况表"
    return _table(department, "revenue", title, "nR", (8, 4), header, rows, order=2)


def _expenditure(department: Department) -> Table:
    whole, none = _PRINT(department.total(total_of)), _PRINT(ZERO)
    rows = [
        ("一、基本支出", _PRINT(department.total(basic_of))),
        ("二、项目支出", _PRINT(department.total(project_of))),
        ("三、事业单位经营支出", none),
        ("本年支出合计", whole),
        ("四、对附属单位补助支出", none),
        ("五、上缴上级支出", none),
        ("六、结转下年", none),
        ("支出总计", whole),
    ]
    header = (("项目", f"{department.year}年预算"),)
    title = "支出总体情况表"
    return _table(department, "expenditure", title, "nR", (8, 4), header, rows, order=3)


def _appropriation(department: Department) -> Table:
    general, fund = (_PRINT(department.total(total_of, each)) for each in _FISCAL)
    whole = _PRINT(department.total(total_of, *_FISCAL))
    left: list[Row] = [
        ("一、一般公共预算拨款", general),
        ("二、政府性基金预算拨款", fund),
        ("三、国有资本经营预算拨款", _PRINT(ZERO)),
    ]
    right = _classes(department, _FISCAL, ("general",), ("government_fund",))
    rows = paired_rows(left, right)
    rows += (("本年收入合计", whole, "本年支出合计", whole, general, fund),)
    header = (
        ("收入", "", "支出", "", "", ""),
        (
            *("项目", f"{department.year}年预算"),
            *("项目", "合计", "一般公共预算", "政府性基金预算"),
        ),
    )
    return _table(
        department,
        "appropriation",
        "财政拨款收支总体情况表",
        "nRnRRR",
        (5, 2.3, 5, 2.3, 2.3, 2.3),
        header,
        rows,
        order=4,
        block_starts=(2,),
    )


def _bracketed(tree: Sequence[TreeLine], print_amount: Print) -> list[Row]:
    """One row per code, in brackets before its name; deeper codes are set further in."""
    return [
        ("　" * ((len(x.code) - 3) // 2) + f"[{x.code}]{x.name}", *map(print_amount, x.sums))
        for x in tree
    ]


def _by_function(department: Department, kind: str, fund: Fund, order: int) -> Table:
    name = "一般公共预算" if fund == "general" else "政府性基金预算"
    measures = (total_of, basic_of, project_of)
    tree = function_tree(department.lines(fund), *measures)
    totals = (_PRINT(department.total(measure, fund)) for measure in measures)
    rows: list[Row] = [("合计", *totals), *_bracketed(tree, _PRINT)]
    notes = () if tree else (f"注：本部门无{name}支出，本表为空表。",)
    return _table(
        department,
        kind,
        f"{name}支出情况表（按功能分类科目）",
        "nRRR",
        (8, 3, 3, 3),
        (
            ("功能科目名称", f"{department.year}年预算", "", ""),
            ("", "小计", "基本支出", "项目支出"),
        ),
        rows if tree else [("",) * 4] * 3,
        order=order,
        notes=notes,
    )


def _by_economic(department: Department) -> Table:
    tree = economic_tree(department.economics)
    whole = sum((line.total for line in department.economics), Decimal(0))
    amounts = [TreeLine(line.code, line.name, line.sums[:1]) for line in tree]
    return _table(
        department,
        "basic_by_economic",
        "一般公共预算基本支出情况表（按支出经济分类科目）",
        "nR",
        (9, 3),
        (("支出经济分类科目", f"{department.year}年预算"),),
        [("合计", _PRINT(whole)), *_bracketed(amounts, _PRINT)],
        order=6,
    )


def _three_public(department: Department) -> Table:
    costs = department.three_public
    rows = [
        ("“三公”经费", _PRINT(costs.total)),
        ("其中：（一）因公出国（境）支出", _PRINT(costs.overseas)),
        ("　　　（二）公务用车购置及运行维护支出", _PRINT(costs.vehicle)),
        ("　　　　　1.公务用车购置", _PRINT(costs.purchase)),
        ("　　　　　2.公务用车运行维护费", _PRINT(costs.running)),
        ("　　　（三）公务接待费支出", _PRINT(costs.reception)),
    ]
    header = (("项目", f"{department.year}年预算"),)
    title = "一般公共预算安排的“三公”经费预算表"
    return _table(department, "three_public", title, "nR", (9, 3), header, rows, order=7)


def _projects(department: Department) -> Table:
    """List all projects, whoever pays for them; the department's own row is their sum."""
    funds: tuple[Fund, ...] = ("general", "government_fund", "unit_funds")

    def row(name: str, *amounts: Decimal) -> Row:
        return (name, _PRINT(sum(amounts, ZERO)), *map(_PRINT, amounts))

    general, fund, other = (department.total(project_of, each) for each in funds)
    rows = [row(department.name, general, fund, other)]
    rows += [row(f"　{each.name}", each.amount, ZERO, ZERO) for each in department.projects]
    if fund:
        rows.append(row("　城市建设专项", ZERO, fund, ZERO))
    if other:
        rows.append(row("　事业发展专项", ZERO, ZERO, other))
    header = (
        ("支出项目类别（资金使用单位）", f"{department.year}年预算", "", "", ""),
        ("", "合计", "一般公共预算", "政府性基金预算", "其他资金"),
    )
    title = "部门预算项目支出预算表"
    return _table(
        department, "projects", title, "PRRRR", (7, 2.5, 2.5, 2.5, 2.5), header, rows, order=9
    )
