{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='表') }}

select
    report_id as "报告编号",
    table_number as "表序号",
    table_kind as "表类型",
    table_title as "表名",
    first_page as "起始页",
    last_page as "终止页",
    unit as "单位",
    row_count as "行数",
    figure_count as "数字个数",
    is_nil as "空表",
    note as "备注",
    annex_label as "附件号",
    column_count as "列数",
    recognition as "识别依据",
    report_status as "报告状态",
    status as "表状态",
    status_reason as "表状态说明",
from {{ ref('fct_tables') }}
