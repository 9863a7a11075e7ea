{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='收支总表') }}

select
    report_id as "报告编号",
    budget_year as "预算年度",
    table_kind as "表类型",
    side as "收支方向",
    line_label as "行名称",
    line_number as "行号",
    fund as "资金",
    amount_yuan as "金额（元）",
    stage as "阶段",
    year as "年度",
    ordinal as "序号",
    depth as "层次",
    line_concept as "行含义",
    line_source as "行来源",
    function_code as "功能科目编码",
    table_number as "表序号",
    column_number as "列号",
    figure_id as "数字编号",
    disclosure_id as "公开编号",
    unit_name as "单位名称",
    is_leaf as "是否末级",
    is_total as "是否合计",
from {{ ref('fct_balances') }}
