"""The suites, rebuilt for every run from what the warehouse holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from expectations.catalogue import ACROSS, READING
from expectations.closure import CLOSURE, CLOSURE_RULES
from expectations.explained import EXPLAINED, EXPLAINED_RULES
from expectations.facts import kind_rules
from expectations.identities import Observed, identity_rules, readded_rule
from expectations.reading import ACROSS_RULES, READING_RULES
from expectations.rules import Suite


@dataclass(frozen=True)
class TableKind:
    """A kind of table that has a suite of its own.

    Args:
        name: As in concepts.TABLE_KINDS.
        zh: What publishers call it.
        mart: The mart of its facts, without schema.
        condition: SQL condition that picks the kind's rows of that mart.
    """

    name: str
    zh: str
    mart: str
    condition: str = "true"


def _of_kind(name: str, zh: str, mart: str) -> TableKind:
    return TableKind(name, zh, mart, f"table_kind = '{name}'")


TABLE_KINDS: Final = (
    _of_kind("summary", "部门收支总表", "fct_balances"),
    TableKind("revenue", "部门收入总表", "fct_function_revenues"),
    _of_kind("expenditure", "部门支出总表", "fct_function_expenditures"),
    _of_kind("appropriation", "财政拨款收支总表", "fct_balances"),
    _of_kind("general_budget", "一般公共预算支出表", "fct_function_expenditures"),
    TableKind("basic_by_economic", "一般公共预算基本支出表", "fct_economic_expenditures"),
    TableKind("three_public", "三公经费表", "fct_three_public"),
    _of_kind("government_fund", "政府性基金预算支出表", "fct_function_expenditures"),
    _of_kind("state_capital", "国有资本经营预算支出表", "fct_function_expenditures"),
    TableKind("procurement", "采购预算表", "fct_procurements"),
    TableKind("projects", "项目支出明细表", "fct_project_expenditures"),
    TableKind("department_performance", "整体绩效目标表", "fct_performance_indicators",
              "scope = 'department'"),
    TableKind("project_performance", "项目绩效目标表", "fct_performance_indicators",
              "scope = 'project'"),
    # what only some places print: their figures are all the facts that they have
    _of_kind("basic_expenditure", "基本支出表", "fct_figures"),
    _of_kind("basic_by_function", "基本支出表（按功能科目）", "fct_figures"),
    _of_kind("expenditure_by_economic", "支出表（按部门预算经济分类）", "fct_figures"),
    _of_kind("government_economic", "支出表（按政府预算经济分类）", "fct_figures"),
    _of_kind("fiscal_revenue", "财政拨款收入表", "fct_figures"),
    _of_kind("fiscal_expenditure", "财政拨款支出表", "fct_figures"),
    _of_kind("projects_by_code", "项目支出表（按科目）", "fct_figures"),
    _of_kind("service_purchases", "政府购买服务表", "fct_figures"),
    _of_kind("agency_operating", "机关运行经费表", "fct_figures"),
    _of_kind("meeting_training", "会议费、培训费表", "fct_figures"),
    _of_kind("carry_over", "上年结转资金表", "fct_figures"),
    _of_kind("assets", "国有资产情况表", "fct_figures"),
    _of_kind("fiscal_account", "财政专户管理资金表", "fct_figures"),
    _of_kind("transfers", "转移支付表", "fct_figures"),
    _of_kind("special_funds", "专项资金表", "fct_figures"),
    _of_kind("non_tax", "非税收入征收计划表", "fct_figures"),
    _of_kind("debt", "债务情况表", "fct_figures"),
    _of_kind("staffing", "机构人员情况表", "fct_figures"),
)  # fmt: skip

# Tables that no kind names: their rows and codes must add up all the same.
OTHER: Final = TableKind("other", "其他表", "fct_figures", "table_kind = 'other'")


@dataclass(frozen=True)
class KindPresence:
    """How many tables of a kind the warehouse holds.

    Args:
        table_count: All of them.
        filled_count: Those that are not nil.
    """

    table_count: int
    filled_count: int


def build_suites(
    observed: Observed, presence: Mapping[str, KindPresence], *, has_findings: bool = True
) -> tuple[Suite, ...]:
    """Write all suites for one warehouse.

    Args:
        observed: How its identities came out, by identity and table kind.
        presence: Its tables, by kind.
        has_findings: Whether it has findings, or acknowledgements of some.

    Returns:
        One suite per table kind, in the order of the catalogue, then `across`, `reading`,
        `findings`, `closure` and `other`.
    """
    kinds = tuple(
        _kind_suite(number, kind, observed, presence.get(kind.name, KindPresence(0, 0)))
        for number, kind in enumerate(TABLE_KINDS, start=1)
    )
    across = Suite(
        number=len(kinds) + 1,
        name=ACROSS,
        zh="表间勾稽",
        facts="select * from marts.fct_invariant_checks",
        rules=(
            *identity_rules(ACROSS, observed, is_kind_present=True),
            readded_rule(ACROSS),
            *ACROSS_RULES,
        ),
    )
    reading = Suite(
        number=len(kinds) + 2,
        name=READING,
        zh="读取与证实",
        facts="select * from marts.dim_reports",
        rules=(*identity_rules(READING, observed, is_kind_present=True), *READING_RULES),
    )
    findings = Suite(
        number=len(kinds) + 3,
        name=EXPLAINED,
        zh="疑点与解释",
        facts="select * from marts.fct_findings",
        rules=EXPLAINED_RULES,
        absent_reason=None if has_findings else "本库没有疑点 · no finding in this warehouse",
    )
    closure = Suite(
        number=len(kinds) + 4,
        name=CLOSURE,
        zh="事实闭合",
        facts="select * from marts.fct_disclosure_totals",
        rules=CLOSURE_RULES,
    )
    other = _kind_suite(
        len(kinds) + 5, OTHER, observed, presence.get(OTHER.name, KindPresence(0, 0))
    )
    return (*kinds, across, reading, findings, closure, other)


def _kind_suite(number: int, kind: TableKind, observed: Observed, presence: KindPresence) -> Suite:
    absent_reason = None
    if not presence.table_count:
        absent_reason = "本库没有这类表 · no table of this kind in this warehouse"
    elif not presence.filled_count:
        absent_reason = (
            f"本库这类表均为空表（{presence.table_count}张）"
            " · every table of this kind in this warehouse is nil"
        )
    return Suite(
        number=number,
        name=kind.name,
        zh=kind.zh,
        facts=f"select * from marts.{kind.mart} where {kind.condition}",
        rules=(
            *identity_rules(kind.name, observed, is_kind_present=bool(presence.filled_count)),
            readded_rule(kind.name),
            *kind_rules(kind.name, kind.mart),
        ),
        table_kind=kind.name,
        absent_reason=absent_reason,
    )
