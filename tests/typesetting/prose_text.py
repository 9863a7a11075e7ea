"""Prose whose amounts agree with the tables, and that says so in the usual sentences."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tests.typesetting.amounts import Print
from tests.typesetting.department import ZERO, Department, FunctionLine, function_tree
from tests.typesetting.report import Paragraph


def total_of(line: FunctionLine) -> Decimal:
    """Measure: all of a functional line."""
    return line.total


def basic_of(line: FunctionLine) -> Decimal:
    """Measure: its basic money."""
    return line.basic


def project_of(line: FunctionLine) -> Decimal:
    """Measure: its project money."""
    return line.project


def prior_of(line: FunctionLine) -> Decimal:
    """Measure: last year's budget."""
    return line.prior


def nothing(_: FunctionLine) -> Decimal:
    """Measure: a column that is blank."""
    return ZERO


def budget_prose(department: Department, print_amount: Print, unit: str) -> tuple[Paragraph, ...]:
    """Write the prose of a budget report.

    Args:
        department: whose figures.
        print_amount: how amounts are printed; it must print zeros.
        unit: the unit that stands behind each amount.
    """

    def money(amount: Decimal) -> str:
        return f"{print_amount(amount)}{unit}"

    year = department.year
    revenue = department.total(total_of)
    basic, project = department.total(basic_of), department.total(project_of)
    prior = department.total(prior_of)
    costs = department.three_public
    operating = sum((line.operating for line in department.economics), Decimal(0))
    classes = [line for line in function_tree(department.lines(), total_of) if len(line.code) == 3]
    listed = "，".join(f"{line.name}{money(line.sums[0])}" for line in classes)
    return (
        Paragraph("一、部门基本情况", "heading"),
        Paragraph(
            f"{department.name}是区政府工作部门。核定行政编制{department.staff}名，"
            f"下设{len(department.units)}个预算单位。"
        ),
        Paragraph("二、部门收支总体情况", "heading"),
        Paragraph(
            f"（一）收入预算：{year}年收入预算{money(revenue)}，"
            f"{_change(revenue, prior, year, money)}。"
        ),
        Paragraph(
            f"（二）支出预算：{year}年支出预算{money(basic + project)}，其中：基本支出"
            f"{money(basic)}，项目支出{money(project)}。按功能分类：{listed}。"
        ),
        Paragraph("三、“三公”经费情况说明", "heading"),
        Paragraph(
            f"{year}年“三公”经费预算{money(costs.total)}，其中：因公出国（境）费"
            f"{money(costs.overseas)}，公务用车购置及运行维护费{money(costs.vehicle)}，"
            f"公务接待费{money(costs.reception)}。"
        ),
        Paragraph("四、其他重要事项的情况说明", "heading"),
        Paragraph(f"1.机关运行经费。{year}年机关运行经费预算{money(operating)}。"),
        Paragraph(
            f"2.国有资产占有使用情况。截至{year - 1}年12月底，共有车辆{department.vehicles}辆。"
        ),
        Paragraph(f"部门预算公开联系人：张明； 联系方式：023-{44000000 + department.staff}"),
    )


def _change(now: Decimal, before: Decimal, year: int, money: Callable[[Decimal], str]) -> str:
    if now == before:
        return f"与{year - 1}年持平"
    word = "增加" if now > before else "减少"
    return f"比{year - 1}年{word}{money(abs(now - before))}"
