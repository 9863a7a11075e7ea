"""Facts that close: what may be added comes to what is printed, in every table of every report."""

from __future__ import annotations

from typing import Final

from expectations.facts import YUAN_PER_UNIT_SQL
from expectations.rules import Rule

CLOSURE: Final = "closure"

# Half of the last printed digit of a figure, in yuan.
_HALF_UNIT: Final = f"({YUAN_PER_UNIT_SQL}) * 0.5 / power(10, decimals)"


def _closing(fact: str, of: str) -> str:
    """Select, per table and stage, what its leaves and its totals come to, with the tolerance.

    A table that says again what another said has no leaves, and a column without a printed total
    has nothing to be held against: neither is compared.
    """
    return (
        "select fact.report_id, fact.table_number, fact.table_kind, fact.stage,"
        " sum(fact.amount_yuan) filter (where fact.is_leaf_of_stage) as leaves_yuan,"
        " sum(fact.amount_yuan) filter (where fact.is_total) as total_yuan,"
        # every leaf is known to half a unit, and so is every total that the leaves stand for
        f" sum({_HALF_UNIT}) filter (where fact.is_leaf_of_stage or fact.is_total)"
        f" + max({_HALF_UNIT}) * 4 as tolerance_yuan"
        f" from {fact} as fact"
        " left join marts.fct_figures as figure using (figure_id)"
        f" where {of}"
        " group by fact.report_id, fact.table_number, fact.table_kind, fact.stage"
        " having count(*) filter (where fact.is_leaf_of_stage) > 0"
        " and count(*) filter (where fact.is_total) > 0"
        " and count(*) filter (where fact.is_leaf_of_stage and fact.closure = 'no_total') = 0"
    )


CLOSURE_RULES: Final = (
    Rule("支出闭合", "每张支出表的末级金额之和＝印出的合计（未公开差额自成一行）",
         "the leaves of every expenditure table sum to its printed total",
         _closing("marts.fct_expenditures", "fact.table_kind <> 'three_public'"),
         "abs(leaves_yuan - total_yuan) <= tolerance_yuan", is_optional=True),
    Rule("收入闭合", "每张收入表的末级金额之和＝印出的合计",
         "the leaves of every revenue table sum to its printed total",
         _closing("marts.fct_revenues", "true"),
         "abs(leaves_yuan - total_yuan) <= tolerance_yuan", is_optional=True),
    Rule("三公闭合", "“三公”末级之和＝公开总额", "the leaves of 三公 sum to the disclosure's total",
         "select leaf.disclosure_id, leaf.leaves_yuan, total.three_public_yuan, leaf.row_count"
         " from (select disclosure_id, sum(total_yuan) as leaves_yuan, count(*) as row_count"
         " from marts.fct_three_public where is_leaf and total_yuan is not null"
         " group by disclosure_id) as leaf"
         " inner join marts.fct_disclosure_totals as total using (disclosure_id)"
         " where total.three_public_yuan is not null"
         " and not contains(total.three_public_from, '-n')",
         # 万元 with two decimals: every row is known to 50 yuan
         "abs(leaves_yuan - three_public_yuan) <= 100 * (row_count + 1)", is_optional=True),
    Rule("一数一事实", "已知表类的每个金额要么在一个事实表中，要么写明原因",
         "every amount of a table of known kind is in a fact or says why not",
         "select * from marts.fct_figures where amount_yuan is not null and table_kind <> 'other'",
         "(fact is not null) <> (fact_reason is not null)", is_optional=True),
    Rule("总额有出处", "公开总额都有数字或陈述为据", "every total is printed somewhere",
         "select disclosure_id, basic_yuan, basic_from, expenditure_total_yuan,"
         " expenditure_total_from, general_budget_yuan, general_budget_from"
         " from marts.fct_disclosure_totals",
         "(basic_yuan is null) = (basic_from is null)"
         " and (expenditure_total_yuan is null) = (expenditure_total_from is null)"
         " and (general_budget_yuan is null) = (general_budget_from is null)"
         " and coalesce(expenditure_total_from in (select figure_id from marts.fct_figures)"
         " or expenditure_total_from in (select claim_id from marts.fct_narrative_claims), true)",
         is_optional=True),
    Rule("人均合理", "人均人员经费在1万元与200万元之间",
         "personnel cost per head lies between 10,000 and 2,000,000 yuan",
         "select disclosure_id, personnel_yuan, staff_count,"
         " personnel_yuan / staff_count as per_head_yuan from marts.fct_disclosure_totals"
         " where staff_count > 0 and personnel_yuan > 0",
         "per_head_yuan between 10000 and 2000000", is_optional=True),
)  # fmt: skip
