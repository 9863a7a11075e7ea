"""What the facts of each table kind must mean, beside the sum identities.

Every rule reads marts only. Keys, NULLs and relations as such are dbt's to test; here stands
what a figure must be to be believed: that it is printed somewhere, in the unit said, under a code
that exists, for a year that the report speaks of.
"""

from __future__ import annotations

from typing import Final

from expectations.rules import Rule
from ingest.contract.concepts import YUAN_PER_UNIT

# 政府收支分类 took its present form in 2007; no disclosure is older, none will be from after 2099.
# That a report's year is known at all is the reading suite's rule, not every table's.
_YEAR: Final = Rule(
    "年度", "预算年度合理", "plausible budget year",
    "select * from facts where budget_year is not null", "budget_year between 2007 and 2099",
    is_optional=True,
)  # fmt: skip

_FUND_OF_KIND: Final = {
    "expenditure": "all",
    "general_budget": "general",
    "government_fund": "government_fund",
    "state_capital": "state_capital",
}

# Facts by code: a table of one of these kinds whose rows are units, not codes, has none.
_CODED_KINDS: Final = frozenset({*_FUND_OF_KIND, "revenue", "basic_by_economic"})
# Their targets may be in 万元 without being money of the budget.
_INDICATOR_KINDS: Final = frozenset({"department_performance", "project_performance"})

# Yuan per printed unit, as SQL.
YUAN_PER_UNIT_SQL: Final = (
    "case unit "
    + " ".join(f"when '{unit}' then {yuan}" for unit, yuan in YUAN_PER_UNIT.items())
    + " end"
)


def kind_rules(table_kind: str, mart: str) -> tuple[Rule, ...]:
    """Give the rules on the facts of one table kind, the general ones first.

    Args:
        table_kind: One of concepts.TABLE_KINDS, `other` included.
        mart: The mart that holds the kind's facts, without schema.

    Returns:
        The rules, each to be read over `facts` = the mart's rows of that kind.
    """
    if mart == "fct_figures":  # its figures are all the facts that it has
        return _figure_rules(table_kind)
    return (*_figure_rules(table_kind), _landed_rule(table_kind, mart), *_OWN_RULES[table_kind])


def _figure_rules(kind: str) -> tuple[Rule, ...]:
    figures = f"select *, {YUAN_PER_UNIT_SQL} as yuan_per_unit from marts.fct_figures"
    with_amount = f"{figures} where unit is not null and amount_yuan is not null"
    with_value = f"{figures} where unit is not null and value is not null"
    of_kind = f"table_kind = '{kind}'"
    unit = Rule(
        "金额单位", "货币金额等于印出数值乘以单位（元、万元……）",
        "amount in yuan = printed value × yuan per unit",
        f"{with_amount} and {of_kind}",
        # amount_yuan keeps four decimals: a value in 万元 with more than eight is rounded
        "abs(amount_yuan - value * yuan_per_unit) <= 0.0001",
        is_optional=True,
        of_all_kinds=with_amount,
    )  # fmt: skip
    if kind in _INDICATOR_KINDS:
        return (unit,)
    money = Rule(
        "金额可读", "以货币单位印出的数字都有金额，其余单位都没有",
        "a number has an amount if and only if its unit is money",
        f"{with_value} and {of_kind}",
        "(amount_yuan is not null) = (yuan_per_unit is not null)",
        is_optional=True,
        of_all_kinds=with_value,
    )  # fmt: skip
    return (unit, money)


def _landed_rule(kind: str, mart: str) -> Rule:
    """Expect facts of every table; where facts are by code, of every table that prints codes."""
    rows = "row_code is not null" if kind in _CODED_KINDS else "true"
    return Rule(
        "事实齐全",
        "每张有数字的表都进入事实表",
        f"every table with figures has its facts in {mart}",
        "select * from marts.fct_tables as printed"
        f" where table_kind = '{kind}' and not is_nil and exists (select 1"
        " from marts.fct_figures as figure where figure.report_id = printed.report_id"
        f" and figure.table_number = printed.table_number and {rows})",
        "report_id in (select report_id from facts)",
        is_optional=True,
    )


def _functional_rules(kind: str) -> tuple[Rule, ...]:
    coded = "select * from facts where function_code is not null"
    return (
        _YEAR,
        Rule("科目级次", "类3位、款5位、项7位", "code length agrees with level", coded,
             "length(function_code) = case level when '类' then 3 when '款' then 5"
             " when '项' then 7 end"),
        Rule("科目在册", "功能科目编码在科目维表中", "codes are in dim_functions", coded,
             "function_code in (select function_code from marts.dim_functions)"),
        Rule("资金性质", "资金性质与表一致", "the fund is that of the table",
             "select * from facts", f"fund = '{_FUND_OF_KIND[kind]}'"),
        Rule("合计不空", "有基本或项目支出的行必有合计", "a row with parts has a total",
             "select * from facts where basic_yuan is not null or project_yuan is not null",
             "coalesce(total_yuan, final_total_yuan) is not null", is_optional=True),
        Rule("父级有数", "下级科目有金额，上级科目也有", "a code whose child has an amount has one",
             "select * from facts as parent where exists (select 1 from facts as child"
             " where child.report_id = parent.report_id and child.total_yuan is not null"
             " and length(child.function_code) = length(parent.function_code) + 2"
             " and starts_with(child.function_code, parent.function_code))",
             "total_yuan is not null", is_optional=True),
        Rule("末级标志", "末级科目之下别无科目", "a leaf has no code below it",
             "select * from facts as leaf where is_leaf and function_code is not null",
             "not exists (select 1 from facts as child"
             " where child.report_id = compared.report_id"
             " and length(child.function_code) > length(compared.function_code)"
             " and starts_with(child.function_code, compared.function_code))",
             is_optional=True),
        _printed_rule(kind, "function_code", "total_yuan"),
    )  # fmt: skip


def _printed_rule(kind: str, code_column: str, amount_column: str) -> Rule:
    return Rule(
        "出自原表",
        # one column of the rows with the code: some tables print a code once per unit or per
        # class of the government's own classification
        "事实中的每个金额都印在同表同编码的行上，或为这些行同一栏之和",
        "each amount is printed in a row with its code, or is one column's sum over such rows",
        f"select * from facts where {code_column} is not null and {amount_column} is not null",
        f"{amount_column} in (select figure.amount_yuan from marts.fct_figures as figure"
        " where figure.report_id = compared.report_id"
        f" and figure.table_kind = '{kind}'"
        f" and figure.row_code = compared.{code_column}"
        " union all select sum(figure.amount_yuan) from marts.fct_figures as figure"
        " where figure.report_id = compared.report_id"
        " and figure.table_number = compared.table_number"
        f" and figure.row_code = compared.{code_column} group by figure.column_number)",
        is_optional=True,
    )


def _two_sided_rules(kind: str) -> tuple[Rule, ...]:
    return (
        _YEAR,
        Rule("两侧俱在", "有数字的收支表都有收入侧和支出侧", "both sides of a table are there",
             "select report_id, count(distinct side) as side_count from facts group by report_id",
             "side_count = 2"),
        Rule("行名", "有金额的行都有名称", "a line with an amount has a label",
             "select * from facts where amount_yuan is not null",
             "length(trim(line_label)) > 0", is_optional=True),
        Rule("出自原表", "事实中的每个金额都印在同表", "each amount is printed in the table",
             "select * from facts where amount_yuan is not null",
             "exists (select 1 from marts.fct_figures as figure"
             " where figure.report_id = compared.report_id"
             f" and figure.table_kind = '{kind}'"
             " and figure.amount_yuan = compared.amount_yuan)", is_optional=True),
    )  # fmt: skip


_REVENUE: Final = (
    _YEAR,
    Rule("科目级次", "功能科目编码3、5或7位", "functional codes have 3, 5 or 7 digits",
         "select * from facts where function_code is not null",
         "length(function_code) in (3, 5, 7)", is_optional=True),
    Rule("科目在册", "功能科目编码在科目维表中", "codes are in dim_functions",
         "select * from facts where function_code is not null",
         "function_code in (select function_code from marts.dim_functions)", is_optional=True),
    Rule("合计不空", "有来源金额的科目必有合计", "a code with a source has a total",
         "select report_id, function_code,"
         " bool_or(source = 'total' and amount_yuan is not null) as has_total,"
         " bool_or(source <> 'total' and amount_yuan is not null) as has_source"
         " from facts group by report_id, function_code",
         "has_total or not has_source"),
)  # fmt: skip

_ECONOMIC: Final = (
    _YEAR,
    # 项, seven digits, is some cities' own refinement; whether codes are sound is for H1 to say
    Rule("科目级次", "类3位、款5位（自设项7位）", "code length agrees with level",
         "select * from facts where economic_code is not null",
         "length(economic_code) = case level when '类' then 3 when '款' then 5"
         " when '项' then 7 end"),
    Rule("科目在册", "经济科目编码在科目维表中", "codes are in dim_economic_classes",
         "select * from facts where economic_code is not null",
         "economic_code in (select economic_code from marts.dim_economic_classes)"),
    Rule("科目范围", "部门预算经济科目301–399，政府预算501–599",
         "economic codes lie in 301–399 or 501–599",
         "select * from facts where economic_code is not null",
         "left(economic_code, 3) between '301' and '399'"
         " or left(economic_code, 3) between '501' and '599'"),
    Rule("合计不空", "有人员或公用经费的行必有合计", "a row with parts has a total",
         "select * from facts where personnel_yuan is not null or operating_yuan is not null",
         "total_yuan is not null", is_optional=True),
    _printed_rule("basic_by_economic", "economic_code", "total_yuan"),
)  # fmt: skip

_THREE_PUBLIC: Final = (
    Rule("年度", "年度为报告年度或其前两年", "the year is the report's or one of the two before",
         "select facts.*, report.budget_year from facts"
         " left join marts.dim_reports as report using (report_id)",
         "year between budget_year - 2 and budget_year"),
    Rule("合计不空", "有分项的行必有合计", "a row with parts has a total",
         "select * from facts where coalesce(overseas_yuan, vehicle_yuan, reception_yuan)"
         " is not null", "total_yuan is not null", is_optional=True),
    Rule("不为负", "“三公”经费不为负", "three-public amounts are not negative",
         "select * from facts where total_yuan is not null",
         "least(total_yuan, coalesce(overseas_yuan, 0), coalesce(vehicle_yuan, 0),"
         " coalesce(reception_yuan, 0)) >= 0", is_optional=True),
    Rule("部分不大于整体", "购置费、运行费各不大于公务用车费", "a part is no more than the whole",
         "select * from facts where vehicle_yuan is not null"
         " and coalesce(vehicle_purchase_yuan, vehicle_running_yuan) is not null",
         "greatest(coalesce(vehicle_purchase_yuan, 0), coalesce(vehicle_running_yuan, 0))"
         " <= vehicle_yuan", is_optional=True),
)  # fmt: skip

_PROCUREMENT: Final = (
    _YEAR,
    Rule("类别", "有金额的行都有采购类别", "an amount has its category",
         "select * from facts where amount_yuan is not null",
         "length(trim(category)) > 0", is_optional=True),
    Rule("不为负", "采购金额不为负", "amounts are not negative",
         "select * from facts where amount_yuan is not null", "amount_yuan >= 0",
         is_optional=True),
)  # fmt: skip

_PROJECTS: Final = (
    # a project may stand in several rows, one per unit, code or kind of cost
    Rule("项目唯一", "同一单位、科目、金额的项目只列一次",
         "no project row is printed twice with the same unit, code and amount",
         "select report_id, table_number, project_key, unit_name, function_code, total_yuan,"
         " count(*) as row_count from facts where total_yuan is not null group by all",
         "row_count = 1"),
    Rule("项目在册", "项目都在项目维表中", "projects are in dim_projects", "select * from facts",
         "project_key in (select project_key from marts.dim_projects)"),
    Rule("项目有名", "项目都有名称", "projects have names", "select * from facts",
         "length(trim(project_name)) > 0"),
    Rule("合计不空", "有分组金额的项目必有合计", "a project with parts has a total",
         "select * from facts"
         " where coalesce(initial_targeted_yuan, superior_special_yuan) is not null",
         "total_yuan is not null", is_optional=True),
    Rule("科目级次", "项目所列功能科目3、5或7位", "functional codes have 3, 5 or 7 digits",
         "select * from facts where function_code is not null",
         "length(function_code) in (3, 5, 7)", is_optional=True),
    Rule("起止年度", "项目结束年度不早于开始年度", "a project does not end before it starts",
         "select * from marts.dim_projects where project_key in (select project_key from facts)"
         " and start_year is not null and end_year is not null",
         "end_year >= start_year", is_optional=True),
)  # fmt: skip


_INDICATORS: Final = (
    Rule("指标名称", "每个指标都有名称", "every indicator has a name", "select * from facts",
         "length(trim(coalesce(level_3, level_2, level_1))) > 0"),
    # a qualitative target is printed as 定性 in the place of ≥, and nothing more
    Rule("指标值", "每个指标都有目标值或注明定性", "every indicator has a target or is qualitative",
         "select * from facts", "length(trim(coalesce(target_text, operator))) > 0"
         " or target_value is not null"),
    Rule("权重范围", "权重在0与100之间", "weights lie between 0 and 100",
         "select * from facts where weight is not null", "weight between 0 and 100",
         is_optional=True),
)  # fmt: skip

_PROJECT_KEYS: Final = (
    Rule("项目在册", "绩效目标表的项目都在项目维表中", "projects are in dim_projects",
         "select * from facts where project_key is not null",
         "project_key in (select project_key from marts.dim_projects)", is_optional=True),
)  # fmt: skip

_OWN_RULES: Final[dict[str, tuple[Rule, ...]]] = {
    **{kind: _functional_rules(kind) for kind in _FUND_OF_KIND},
    "summary": _two_sided_rules("summary"),
    "appropriation": _two_sided_rules("appropriation"),
    "revenue": _REVENUE,
    "basic_by_economic": _ECONOMIC,
    "three_public": _THREE_PUBLIC,
    "procurement": _PROCUREMENT,
    "projects": _PROJECTS,
    "department_performance": _INDICATORS,
    "project_performance": (*_INDICATORS, *_PROJECT_KEYS),
}
