{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='单位') }}

select
    unit_key as "单位键",
    unit_code as "单位编码",
    unit_name as "单位名称",
    parent_unit_key as "上级单位键",
    department_name as "部门名称",
    first_year as "最早年度",
    last_year as "最晚年度",
    report_count as "报告数",
from {{ ref('dim_units') }}
