{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='项目') }}

select
    project_key as "项目键",
    project_code as "项目编码",
    project_name as "项目名称",
    department_name as "部门名称",
    function_code as "功能科目编码",
    start_year as "起始年度",
    end_year as "终止年度",
    first_year as "最早年度",
    last_year as "最近年度",
    report_count as "报告数",
from {{ ref('dim_projects') }}
