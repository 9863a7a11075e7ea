{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='基本事实') }}

select
    report_id as "报告编号",
    fact as "事项",
    value as "数值",
    unit as "单位",
    page_number as "页码",
    sentence as "原句",
    value_number as "事项数值",
    fact_number as "事项序号",
    holder as "所属单位",
from {{ ref('fct_report_facts') }}
