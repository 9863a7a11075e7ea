{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='经济科目') }}

select
    economic_code as "经济科目编码",
    economic_name as "经济科目名称",
    level as "级次",
    parent_code as "上级编码",
    first_year as "最早年度",
    last_year as "最近年度",
    report_count as "报告数",
    is_observed as "已出现",
    is_listed as "在清单中",
    is_latest as "现行名称",
from {{ ref('dim_economic_classes') }}
