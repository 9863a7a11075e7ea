{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='勾稽项') }}

select
    check_id as "核对编号",
    report_id as "报告编号",
    invariant_id as "勾稽关系",
    side as "边",
    sign as "符号",
    level_weight as "层数",
    coefficient as "系数",
    figure_id as "数字编号",
    claim_id as "陈述编号",
    printed_report_id as "印在报告",
    table_number as "表号",
    row_number as "行号",
    column_number as "列号",
    amount_yuan as "金额（元）",
    half_unit_yuan as "末位之半（元）",
    is_unread as "未读出",
from {{ ref('fct_invariant_terms') }}
