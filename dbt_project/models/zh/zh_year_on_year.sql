{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='年度比较') }}

select
    disclosure_id as "公开编号",
    measure as "计量",
    amount_yuan as "金额（元）",
    base_yuan as "上年金额（元）",
    base_from as "上年来源",
    change_yuan as "增减额（元）",
    change_rate as "增减率",
    amount_from as "金额来源",
    base_id as "上年金额编号",
    budget_year as "预算年度",
    report_id as "报告编号",
from {{ ref('fct_year_on_year') }}
