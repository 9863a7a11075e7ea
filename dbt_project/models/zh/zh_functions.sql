{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='功能科目') }}

select
    function_code as "功能科目编码",
    function_name as "功能科目名称",
    level as "级次",
    parent_code as "上级编码",
    first_year as "最早年度",
    last_year as "最近年度",
    report_count as "报告数",
    is_observed as "已出现",
    is_listed as "在清单中",
    is_latest as "现行名称",
from {{ ref('dim_functions') }}
