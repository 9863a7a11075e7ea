"""The controlled terms that landed frames use: what a table, column, row or claim can be.

Vocabulary files map publishers' words onto these terms; dbt and the expectations read them.
Adding a term is a code change; adding a wording for one is a vocabulary line.
"""

from __future__ import annotations

from typing import Final

REPORT_KINDS: Final = ("budget", "final_account", "other")
# What a person is told who reads a page, letter or workbook.
REPORT_KINDS_ZH: Final = {"budget": "预算", "final_account": "决算"}
LEVELS: Final = ("department", "unit")
STATUSES: Final = ("proven", "partial", "quarantined", "rejected")
# of a table
TABLE_STATUSES: Final = ("proven", "held_back")

# Kinds that only some places print, with the Chinese name by which a budget officer knows each;
# their figures are all the facts that they have.
_FURTHER_KINDS_ZH: Final = {
    "basic_expenditure": "基本支出表",  # 基本支出 as a whole, by unit or class and fund
    "basic_by_function": "基本支出表（按功能科目）",  # 基本支出 by functional code, 人员 and 公用
    "expenditure_by_economic": "支出表（按部门预算经济分类）",
    "government_economic": "支出表（按政府预算经济分类）",
    "fiscal_revenue": "财政拨款收入表",  # 财政拨款 by code or source
    "fiscal_expenditure": "财政拨款支出表",  # 财政拨款 spending by functional code
    "projects_by_code": "项目支出表（按科目）",  # 项目支出 by code instead of by project
    "service_purchases": "政府购买服务表",  # what is bought from whom under 政府购买服务
    "agency_operating": "机关运行经费表",  # 机关运行经费 by economic class
    "meeting_training": "会议费、培训费表",  # 会议费, 培训费 of a unit or one by one
    "carry_over": "上年结转资金表",  # spending out of 上年结转
    "assets": "国有资产情况表",  # what is owned: buildings, vehicles, equipment
    "fiscal_account": "财政专户管理资金表",  # spending of 财政专户管理资金
    "transfers": "转移支付表",  # 转移支付 to places below
    "special_funds": "专项资金表",  # 重点项目, 专项资金: named programmes
    "non_tax": "非税收入征收计划表",  # 非税收入 that is to be collected
    "debt": "债务情况表",  # debt
    "staffing": "机构人员情况表",  # posts, people, units
}

# Every kind of table by its Chinese name: the one list, also for SQL (python -m tests.chinese
# writes it there), suites and pages.
TABLE_KINDS_ZH: Final = {
    "summary": "部门收支总表",
    "revenue": "部门收入总表",
    "expenditure": "部门支出总表",
    "appropriation": "财政拨款收支总表",
    "general_budget": "一般公共预算支出表",  # (functional)
    "basic_by_economic": "一般公共预算基本支出表",  # (economic)
    "three_public": "“三公”经费表",
    "government_fund": "政府性基金预算支出表",
    "state_capital": "国有资本经营预算支出表",
    "procurement": "采购预算表",
    "projects": "项目支出明细表",
    "department_performance": "整体绩效目标表",
    "project_performance": "项目绩效目标表",
    **_FURTHER_KINDS_ZH,
    "other": "其他表",  # landed whole, not understood
}

FURTHER_KINDS: Final = tuple(_FURTHER_KINDS_ZH)
TABLE_KINDS: Final = tuple(TABLE_KINDS_ZH)

SIDES: Final = ("revenue", "expenditure")

COLUMN_ROLES: Final = (
    "code",  # whole code in one column
    "code_class",  # 类 of a code split over columns
    "code_group",  # 款
    "code_item",  # 项
    "name",  # 科目名称, 项目 (line label)
    "ordinal",  # 序号, 行次
    "unit_code",
    "unit_name",
    "project_code",
    "project_name",
    "function_code",  # in tables whose rows are not codes
    "function_name",
    "figure",  # holds figures; see measure
    "text",  # anything else
)

MEASURES: Final = (
    "total",  # 合计, 总计, 小计 over the row's other measures
    "amount",  # the single 预算数 / 决算数 of a two-sided table
    # kinds of expenditure
    "basic",  # 基本支出
    "project",  # 项目支出
    "personnel",  # 人员经费
    "operating",  # 公用经费
    "remit_superior",  # 上缴上级支出
    "business_expenditure",  # 经营支出
    "subsidise_affiliate",  # 对附属单位补助支出
    # sources and funds
    "fiscal_appropriation",  # 财政拨款 as a whole
    "general_budget",  # 一般公共预算
    "government_fund",  # 政府性基金
    "state_capital",  # 国有资本经营预算
    "fiscal_account",  # 财政专户管理资金
    "operation",  # 事业收入
    "superior_subsidy",  # 上级补助收入
    "affiliate_remittance",  # 附属单位上缴收入
    "business",  # 事业单位经营收入
    "other",  # 其他收入
    "unit_funds",  # 单位资金 as a whole
    "carried_over",  # 上年结转结余
    # three public
    "overseas",  # 因公出国（境）费
    "vehicle",  # 公务用车购置及运行费
    "vehicle_purchase",
    "vehicle_running",
    "reception",  # 公务接待费
    "operating_cost",  # 机关运行经费
    "meeting",  # 会议费
    "training",  # 培训费
    # projects
    "initial_targeted",  # 年初特定目标 小计
    "superior_special",  # 上级专项 小计
    "project_kind",  # one kind of project money inside such a group; see column_path
    # final accounts: stocks
    "opening_balance",  # 年初结转和结余
    "current_revenue",  # 本年收入
    "current_expenditure",  # 本年支出 as a whole
    "closing_balance",  # 年末结转和结余
    # comparisons
    "increase",  # 增减额
    "increase_rate",  # 增减 %
    "share",  # 占比 %
    # indicators
    "target",
    "weight",
)

STAGES: Final = (
    "budget",  # this year's budget
    "initial_budget",  # 年初预算数 inside a final account
    "adjusted_budget",  # 全年预算数, 调整预算数
    "final",  # 决算数, 执行数 of this year
    "prior_budget",  # last year's budget
    "prior_final",  # last year's execution or final account
)

ROW_ROLES: Final = (
    "total",  # 合计 of the whole table
    "subtotal",  # 小计, 人员经费合计 …: sums of some rows
    "code",  # a subject code
    "line",  # a line of a two-sided table
    "unit",  # a unit (预算单位)
    "project",  # a project
    "category",  # 货物 / 工程 / 服务
    "year",  # a year (三公 tables that put years in rows)
    "kind",  # a kind of cost in rows (三公 tables turned by 90°)
    "field",  # head field of a form
    "indicator",
    "blank",  # an empty row, kept because the page prints it
    "note",
    "text",
)

# How a row's amounts stand to the other rows of its table: words propose, sums decide.
SUM_ROLES: Final = (
    "total",  # of the whole table
    "subtotal",  # of some rows, and of nothing else: 小计, 人员经费合计
    "page_subtotal",  # of the rows of one page
    "category",  # heads the rows of one kind: 专用项目, 工程类
    "unit",  # heads (or is) the money of one unit
    "code",  # a subject code, alone or above deeper ones
    "item",  # an amount of its own: a project, a purchase, a line
    "memo",  # mentioned under 其中, or said a second time: not added
    "none",  # prints no amount: blank, note, text
    "unknown",
)

COLUMN_SUM_ROLES: Final = (
    "whole",  # the columns that it contains add up to it
    "addend",
    "memo",  # mentioned beside the addends, not added
    "other",  # no amount of this table's money: a rate, a count, a change, another year
    "unknown",
)

READING_STATUSES: Final = (
    "proven",  # two readings of a scan agree, and a sum that is no repetition holds with it
    "agreed",  # two readings agree, and no sum says more
    "settled",  # they differ, and exactly one of them makes all sums hold: it was taken
    "unread",  # they differ, and nothing says which is right: no value
)

ROLES_STATUSES: Final = (
    "supported",  # the sums that the roles ask for hold
    "unknown",  # no reading was found under which they do
    "untested",  # there is no sum to try
)

# Whose money a column states, and what it is spent on; both terms of MEASURES.
FUNDS: Final = (
    "all",
    "fiscal_appropriation",
    "general_budget",
    "government_fund",
    "state_capital",
    "fiscal_account",
    "operation",
    "superior_subsidy",
    "affiliate_remittance",
    "business",
    "other",
    "unit_funds",
    "carried_over",
)

NATURES: Final = (
    "total",
    "basic",
    "project",
    "personnel",
    "operating",
    "remit_superior",
    "business_expenditure",
    "subsidise_affiliate",
    "overseas",
    "vehicle",
    "vehicle_purchase",
    "vehicle_running",
    "reception",
    "operating_cost",
    "meeting",
    "training",
    "initial_targeted",
    "superior_special",
    "project_kind",
)

# What a line of `summary` / `appropriation` states. NULL where not understood.
LINE_CONCEPTS: Final = (
    "current_revenue",  # 本年收入(合计)
    "current_expenditure",  # 本年支出(合计)
    "grand_revenue",  # 收入总计
    "grand_expenditure",  # 支出总计
    "carried_over_in",  # 上年结转 (whole)
    "carried_over_in_part",  # a part of it, below the whole
    "carried_over_out",  # 结转下年, 年末结转和结余
    "carried_over_out_part",
    "source",  # a revenue source: lines.line_source says which, in terms of MEASURES
    "use_of_reserves",  # 使用非财政拨款结余, 用事业基金弥补收支差额
    "reserves_allocated",  # 结余分配
    "function_class",  # an expenditure line that is a functional 类
    "part",  # a "1." / "其中" line under another line
    "by_nature",  # 基本支出 / 项目支出 lines of final accounts
    "by_economic",  # 工资福利支出 … lines
)

CELL_ROLES: Final = (
    "title",
    "unit",
    "header",
    "repeated_header",
    "column_number",  # 栏次 rows
    "code",
    "label",
    "ordinal",
    "figure",
    "nil",  # — 无 / printed in a figure column
    "unread",
    "text",
    "note",
)

FORM_FIELDS: Final = (
    "project",  # code and name as one text
    "project_code",
    "project_name",
    "department",
    "unit",
    "amount",
    "attribute",
    "start_year",
    "end_year",
    "overview",
    "basis",
    "goal",
    "total_expenditure",
    "basic_expenditure",
    "project_expenditure",
    "department_expenditure",
    "contact",
    "other",
)

# Columns of a table of indicators; `block` heads a run of them.
INDICATOR_COLUMNS: Final = (
    "block",
    "level_1",
    "level_2",
    "level_3",
    "operator",
    "target",
    "unit",
    "weight",
    "remark",
)

# What a line above a table is.
HEADINGS: Final = ("annex", "department", "note", "page_number", "title", "unit", "year")

CLAIM_CONCEPTS: Final = (
    "revenue",
    "expenditure",
    "appropriation_revenue",
    "appropriation_expenditure",
    "general_budget",
    "government_fund",
    "state_capital",
    "basic",
    "project",
    "personnel",
    "operating",
    "function_class",
    "function_group",
    "function_item",
    "economic_class",
    "carried_over",
    "source",
    "three_public",
    "overseas",
    "vehicle",
    "vehicle_purchase",
    "vehicle_running",
    "reception",
    "operating_cost",
    "procurement",
    "performance",
    "state_assets",
    "meeting",
    "training",
)

# Yuan per printed unit. What is not here is not money.
YUAN_PER_UNIT: Final = {
    "元": 1,
    "百元": 100,
    "千元": 1_000,
    "万元": 10_000,
    "十万元": 100_000,
    "百万元": 1_000_000,
    "千万元": 10_000_000,
    "亿元": 100_000_000,
}

# What the prose counts: people, offices, vehicles.
COUNTED_FACTS: Final = (
    "staff_posts_administrative",
    "staff_posts_service",
    "staff_posts_institution",
    "staff_posts_total",
    "staff_total",
    "staff_and_others_total",
    "staff_retired_all",
    "staff_retired",
    "staff_retired_cadres",
    "staff_administrative",
    "staff_institution",
    "internal_offices",
    "affiliated_units",
    "vehicles_total",
    "vehicles_leading_officials",
    "vehicles_confidential",
    "vehicles_emergency",
    "vehicles_law_enforcement",
    "vehicles_special",
    "vehicles_retired_officials",
    "vehicles_general",
    "vehicles_other",
    "equipment_above_threshold",
    "performance_projects",
)
# What the prose tells as text.
TOLD_FACTS: Final = (
    "contact_person",
    "contact_phone",
    "vehicles_kind",
)
# What the prose says that there is none of; the fact is called `…_none`.
NIL_FACTS: Final = (
    "procurement",
    "government_fund",
    "state_capital",
    "operating_cost",
    "three_public",
)

# What a finding is called where a person reads it (`fct_findings.kind`).
FINDING_KINDS_ZH: Final = {
    "row_shift": "整栏错行",
    "digit": "数字误印",
    "transposition": "数字颠倒",
    "lost_digit": "漏印数位",
    "decimal_point": "小数点错位",
    "unit_slip": "单位错用",
    "sign": "正负号错误",
    "cell": "数字不符",
    "swapped_cells": "两格互换",
    "missing_row": "漏印行次",
    "doubled_row": "重复行次",
    "other_scope": "口径不一",
    "narrative": "文字说明不符",
    "missing_table": "缺表",
    "code": "科目编码不符",
    "last_year_text": "沿用上年文字",
    "other_text": "误用他处文字",
    "withheld": "应公开未公开",
    "other_version": "版本不一",
    "unexplained": "勾稽关系不符",
}
SEVERITIES_ZH: Final = {"error": "差错", "minor": "细微", "doubt": "存疑"}
