{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='勾稽核对') }}

select
    check_id as "核对编号",
    report_id as "报告编号",
    invariant_id as "勾稽关系",
    table_kind as "表类型",
    subject as "对象",
    left_yuan as "左边（元）",
    right_yuan as "右边（元）",
    difference_yuan as "差额（元）",
    tolerance_yuan as "尾差允许（元）",
    left_value as "左值",
    right_value as "右值",
    relation as "关系",
    status as "状态",
    reason_code as "原因代码",
    reason_parameters as "原因参数",
    reason as "原因",
    figure_ids as "涉及数字",
    claim_ids as "涉及陈述",
    support_for as "同类成立数",
    support_against as "同类不成立数",
    is_doubt as "存疑",
    doubt_code as "存疑原因",
    certainty as "把握",
    slip_size as "笔误大小",
from {{ ref('fct_invariant_checks') }}
