{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='项目绩效目标表金额') }}

select
    disclosure_id as "公开编号",
    report_id as "报告编号",
    project_key as "项目键",
    project_code as "项目编码",
    project_name as "项目名称",
    unit_name as "单位名称",
    amount_yuan as "金额（元）",
    fiscal_appropriation_yuan as "财政拨款（元）",
    carried_over_yuan as "上年结转（元）",
    other_yuan as "其他资金（元）",
    start_year as "开始年份",
    end_year as "结束年份",
    goal as "绩效目标",
    table_number as "表序号",
    row_number as "行号",
    figure_ids as "数字编号列表",
from {{ ref('fct_project_forms') }}
