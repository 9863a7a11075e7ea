{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='收入明细') }}

select
    revenue_id as "收入编号",
    disclosure_id as "公开编号",
    report_id as "报告编号",
    table_number as "表序号",
    table_kind as "表类型",
    unit_name as "单位名称",
    function_code as "功能科目编码",
    source as "收入来源",
    fund as "资金",
    stage as "阶段",
    is_leaf as "是否末级",
    is_total as "是否合计",
    is_code_inferred as "编码为推断",
    amount_yuan as "金额（元）",
    figure_id as "数字编号",
    row_label as "行名称",
    year as "年度",
    is_leaf_of_stage as "是否本阶段末级",
    is_undisclosed as "未公开差额",
    closure as "勾稽闭合",
    row_number as "行号",
    column_number as "列号",
    column_path as "列标题",
    budget_year as "预算年度",
from {{ ref('fct_revenues') }}
