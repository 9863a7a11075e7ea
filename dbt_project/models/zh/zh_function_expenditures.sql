{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='功能分类支出') }}

select
    report_id as "报告编号",
    budget_year as "预算年度",
    table_kind as "表类型",
    fund as "资金",
    function_code as "功能科目编码",
    function_name as "功能科目名称",
    level as "级次",
    is_leaf as "末级",
    total_yuan as "合计（元）",
    basic_yuan as "基本支出（元）",
    project_yuan as "项目支出（元）",
    prior_year_total_yuan as "上年合计（元）",
    final_total_yuan as "决算合计（元）",
    initial_budget_total_yuan as "年初预算合计（元）",
    report_kind as "报告类型",
    table_number as "表序号",
    disclosure_id as "公开编号",
    unit_name as "单位名称",
    is_total as "是否合计",
    figure_ids as "数字编号列表",
from {{ ref('fct_function_expenditures') }}
