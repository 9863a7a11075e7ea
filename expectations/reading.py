"""What must hold across tables and of the reading itself: provenance, coverage, dimensions."""

from __future__ import annotations

from typing import Final

from expectations.facts import YUAN_PER_UNIT_SQL
from expectations.rules import Rule

ACROSS_RULES: Final = (
    Rule("检查自洽·差额", "差额＝左方－右方", "difference = left − right",
         # identities about codes or weights have no sides in yuan
         "select * from facts where status in ('holds', 'violated')"
         " and coalesce(left_yuan, right_yuan, difference_yuan) is not null",
         "difference_yuan = left_yuan - right_yuan", is_optional=True),
    Rule("检查自洽·结论", "差额不超过容差即成立，超过即违反",
         "holds exactly when the difference is within the tolerance",
         # X10 and D1 compare by ≤: there a negative difference holds however large
         "select * from facts where status in ('holds', 'violated')"
         " and invariant_id not in ('X10', 'D1') and difference_yuan is not null",
         "(status = 'holds') = (abs(difference_yuan) <= tolerance_yuan)", is_optional=True),
    Rule("检查自洽·理由", "未比较的检查都说明理由", "a check that was not tried says why",
         "select * from facts where status in ('not_applicable', 'not_checkable')",
         "length(trim(reason)) > 0", is_optional=True),
    Rule("检查自洽·出处", "已比较的检查所引数字都在数字表中",
         "figures of a tried check exist in fct_figures",
         "select check_id, report_id, invariant_id, figure_id from"
         " (select *, unnest(figure_ids) as figure_id from facts"
         " where status in ('holds', 'violated'))",
         "figure_id in (select figure_id from marts.fct_figures)"),
    Rule("覆盖", "每份已证实且有金额表的报告至少比较过一个恒等式",
         "every proven report with money is touched by a tried identity",
         "select report_id, file_name from marts.dim_reports as report where status = 'proven'"
         " and exists (select 1 from marts.fct_figures as figure"
         " where figure.report_id = report.report_id and figure.amount_yuan is not null"
         " and figure.table_kind <> 'other')",
         "report_id in (select report_id from facts where status in ('holds', 'violated'))",
         is_optional=True),
    Rule("表号连续", "报告内表号从1起连续", "tables are numbered from 1 without gaps",
         "select report_id, min(table_number) as first_number, max(table_number) as last_number,"
         " count(distinct table_number) as table_count from marts.fct_tables group by report_id",
         "first_number = 1 and last_number = table_count", is_optional=True),
    Rule("科目有名", "表中印出的功能科目都有名称", "printed functional codes have names",
         "select * from marts.dim_functions where function_code in"
         " (select row_code from marts.fct_figures where table_status = 'proven'"
         " and table_kind in ('revenue', 'expenditure',"
         " 'general_budget', 'government_fund', 'state_capital'))",
         "length(trim(function_name)) > 0", is_optional=True),
    Rule("经济科目有名", "表中印出的经济科目都有名称", "printed economic codes have names",
         "select * from marts.dim_economic_classes where economic_code in"
         " (select row_code from marts.fct_figures where table_status = 'proven'"
         " and table_kind = 'basic_by_economic')",
         "length(trim(economic_name)) > 0", is_optional=True),
    Rule("科目父级", "款、项的上级在维表中", "the parent of a code is in the dimension",
         "select * from marts.dim_functions where parent_code is not null",
         "starts_with(function_code, parent_code) and parent_code in"
         " (select function_code from marts.dim_functions)", is_optional=True),
    Rule("文字金额", "文字所述金额＝所述数值乘以单位", "claimed yuan = claimed value × unit",
         f"select *, {YUAN_PER_UNIT_SQL} as yuan_per_unit"
         " from marts.fct_narrative_claims where amount_yuan is not null"
         # 事业收入为0 names no unit, and needs none
         " and (unit is not null or claimed_value <> 0)",
         "abs(abs(amount_yuan) - abs(claimed_value * yuan_per_unit)) <= 0.0001",
         is_optional=True),
)  # fmt: skip

READING_RULES: Final = (
    Rule("证实", "已证实的报告数字全部守恒", "a proven report conserves every number",
         "select * from facts where status = 'proven' and conserved_share is not null",
         "conserved_share = 1", is_optional=True),
    Rule("未证实有因", "部分入库、隔离或拒收的报告写明原因", "reports that are not proven say why",
         "select * from facts where status <> 'proven'", "length(trim(status_reason)) > 0",
         is_optional=True),
    Rule("身份", "已读报告都识别出部门与年度", "department and year are known",
         "select * from facts where status <> 'rejected'",
         "length(trim(department_name)) > 0 and budget_year between 2007 and 2099",
         is_optional=True),
    Rule("数字已读", "已证实的表中数字都已读出", "no number of a proven table is left unread",
         "select * from marts.fct_figures where table_status = 'proven'", "value is not null",
         is_optional=True),
    Rule("暂缓有因", "暂不入库的表写明原因", "a table that is held back says why",
         "select * from marts.fct_tables where status = 'held_back'",
         "length(trim(status_reason)) > 0", is_optional=True),
    Rule("数字有框", "每个数字都有页上的框", "every figure has a box on its page",
         "select * from marts.fct_figures", "x0 < x1 and y0 < y1", is_optional=True),
    Rule("页码", "数字的页码在其表的页内、在报告页数内",
         "a figure's page lies within its table and its report",
         "select figure.figure_id, figure.report_id, figure.page_number, tab.first_page,"
         " tab.last_page, page.page_role from marts.fct_figures as figure"
         " left join marts.fct_tables as tab using (report_id, table_number)"
         " left join raw.pages as page using (report_id, page_number)",
         "page_number between first_page and last_page and page_role is not null",
         is_optional=True),
    Rule("数字计数", "表的数字个数＝数字表中的行数", "a table's figure count = its figures",
         "select tab.report_id, tab.table_number, tab.figure_count,"
         " count(figure.figure_id) as counted from marts.fct_tables as tab"
         " left join marts.fct_figures as figure using (report_id, table_number)"
         " group by tab.report_id, tab.table_number, tab.figure_count",
         "figure_count = counted", is_optional=True),
    Rule("一格一数", "一格只有一个数字", "one figure per cell",
         "select report_id, table_number, row_number, column_number, count(*) as figure_count"
         " from marts.fct_figures group by report_id, table_number, row_number, column_number",
         "figure_count = 1", is_optional=True),
    Rule("功能科目入维", "表中功能科目编码都在维表中", "dim_functions covers the codes read",
         "select distinct row_code from marts.fct_figures where row_code is not null"
         " and table_status = 'proven' and table_kind in ('revenue', 'expenditure',"
         " 'general_budget', 'government_fund', 'state_capital')"
         " and regexp_full_match(row_code, '2[0-9][0-9]([0-9][0-9])?([0-9][0-9])?')",
         "row_code in (select function_code from marts.dim_functions)", is_optional=True),
    Rule("经济科目入维", "表中经济科目编码都在维表中", "dim_economic_classes covers the codes read",
         "select distinct row_code from marts.fct_figures where row_code is not null"
         " and table_status = 'proven' and table_kind = 'basic_by_economic'"
         " and regexp_full_match(row_code, '[35][0-9][0-9]([0-9][0-9])?')",
         "row_code in (select economic_code from marts.dim_economic_classes)",
         is_optional=True),
)  # fmt: skip
