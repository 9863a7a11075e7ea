{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='公开信息') }}

select
    disclosure_id as "公开编号",
    place_name as "地区",
    division_code as "行政区划代码",
    department_code as "部门编码",
    department_name as "部门名称",
    level as "级次",
    budget_year as "预算年度",
    report_kind as "报告类型",
    part_count as "文件数",
    has_prose as "有说明",
    has_tables as "有报表",
    is_current as "是否现行",
    superseded_by as "被取代于",
    department_names as "名称写法",
    parts as "组成部分",
    report_ids as "报告编号列表",
    report_id as "主要报告编号",
from {{ ref('dim_disclosures') }}
