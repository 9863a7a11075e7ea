{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='项目金额') }}

select
    report_id as "报告编号",
    budget_year as "预算年度",
    project_key as "项目键",
    project_name as "项目名称",
    table_number as "表序号",
    row_number as "行号",
    column_number as "列号",
    column_path as "列标题",
    measure as "计量",
    project_kind as "项目类别",
    stage as "阶段",
    amount_yuan as "金额（元）",
    figure_id as "数字编号",
    is_counted as "计入",
    disclosure_id as "公开编号",
    unit_name as "单位名称",
    is_leaf as "是否末级",
    is_total as "是否合计",
from {{ ref('fct_project_amounts') }}
