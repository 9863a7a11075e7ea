{#
    One row per project row of a projects table (项目支出明细表) of a proven report. The unit is the
    row's own, else the unit row above it; the code is the row's own, else the one on the form.
#}
with

lines as (

    select * from {{ ref('stg_lines') }}

),

tables as (

    select * from {{ ref('stg_tables') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

forms as (

    select
        report_id,
        project_key,
        min(project_code) as project_code,
    from {{ ref('int_project_forms') }}
    group by report_id, project_key

),

situated as (

    select
        report_id,
        table_number,
        row_number,
        block,
        row_role,
        sum_role,
        row_label,
        project_code,
        project_name,
        function_code,
        {{ unit_of_row('lines') }} as unit_name,
    from lines

),

listed as (

    select
        situated.report_id,
        reports.budget_year,
        reports.department_name,
        situated.table_number,
        situated.row_number,
        situated.block,
        {{ project_key('reports.department_name', 'coalesce(situated.project_name, situated.row_label)') }}
            as project_key,
        situated.project_code,
        coalesce(situated.project_name, situated.row_label) as project_name,
        situated.unit_name,
        situated.function_code,
    from situated
    inner join reports using (report_id)
    inner join tables using (report_id, table_number)
    where
        reports.is_proven
        and tables.table_kind = 'projects'
        and situated.row_role = 'project'
        {# a row that heads or sums others is no project: 全额, 专用项目, 小计 #}
        and coalesce(situated.sum_role, '') not in (
            'total', 'subtotal', 'page_subtotal', 'category', 'unit'
        )
        and coalesce(situated.project_name, situated.row_label) is not null

)

select
    listed.report_id,
    listed.budget_year,
    listed.department_name,
    listed.table_number,
    listed.row_number,
    listed.block,
    listed.project_key,
    coalesce(listed.project_code, forms.project_code) as project_code,
    listed.project_name,
    listed.unit_name,
    listed.function_code,
from listed
left join forms using (report_id, project_key)
