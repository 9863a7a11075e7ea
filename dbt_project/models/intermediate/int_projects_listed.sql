{# One row per project row of a projects table (项目支出明细表) of a proven report. #}
with

lines as (

    select * from {{ ref('stg_lines') }}

),

tables as (

    select * from {{ ref('stg_tables') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

)

select
    lines.report_id,
    reports.budget_year,
    reports.department_name,
    lines.table_number,
    lines.row_number,
    lines.block,
    {{ project_key('reports.department_name', 'coalesce(lines.project_name, lines.row_label)') }}
        as project_key,
    lines.project_code,
    coalesce(lines.project_name, lines.row_label) as project_name,
    lines.unit_name,
    lines.function_code,
from lines
inner join reports on lines.report_id = reports.report_id
inner join tables
    on
        lines.report_id = tables.report_id
        and lines.table_number = tables.table_number
where
    reports.is_proven
    and tables.table_kind = 'projects'
    and lines.row_role = 'project'
    and coalesce(lines.project_name, lines.row_label) is not null
