{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='政府采购') }}

select
    report_id as "报告编号",
    budget_year as "预算年度",
    category as "类别",
    fund as "资金",
    amount_yuan as "金额（元）",
    unit_name as "单位名称",
    project_name as "项目名称",
    stage as "阶段",
    table_number as "表序号",
    row_number as "行号",
    column_number as "列号",
    figure_id as "数字编号",
    disclosure_id as "公开编号",
    is_leaf as "是否末级",
    is_total as "是否合计",
from {{ ref('fct_procurements') }}
