{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='绩效指标') }}

select
    report_id as "报告编号",
    budget_year as "预算年度",
    scope as "范围",
    project_key as "项目键",
    level_1 as "一级指标",
    level_2 as "二级指标",
    level_3 as "三级指标",
    operator as "指标性质",
    target_text as "指标值",
    target_value as "指标数值",
    unit as "单位",
    weight as "权重",
    project_name as "项目名称",
    table_number as "表序号",
    row_number as "行号",
    page_number as "页码",
    target_figure_id as "指标值数字编号",
    weight_figure_id as "权重数字编号",
from {{ ref('fct_performance_indicators') }}
