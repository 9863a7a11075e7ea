{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='文字陈述') }}

select
    claim_id as "陈述编号",
    report_id as "报告编号",
    page_number as "页码",
    sentence as "原句",
    subject as "对象",
    measure as "计量",
    claimed_value as "陈述数值",
    unit as "单位",
    amount_yuan as "金额（元）",
    direction as "方向",
    compared_year as "对比年度",
    status as "状态",
    matched_figure_id as "匹配数字编号",
    section as "章节",
    subject_concept as "对象含义",
    function_name as "功能科目名称",
    claimed_text as "陈述原文",
    decimals as "小数位数",
    claim_year as "陈述年度",
    sentence_number as "句号",
    position as "句内位置",
    part_of as "所属整体",
from {{ ref('fct_narrative_claims') }}
