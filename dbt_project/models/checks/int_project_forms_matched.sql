{#
    One row per performance form: its project, its amount and the row of the project list that it
    belongs to. A form is matched by code, else by name (without a leading year), else by the one
    name that holds the other.
#}
{{ config(materialized='table') }}

with

fields as (

    select
        fields.*,
        tables.table_kind,
    from {{ ref('stg_form_fields') }} as fields
    inner join {{ ref('stg_tables') }} as tables using (report_id, table_number)
    where tables.table_kind = 'project_performance'

),

forms as (

    select
        report_id,
        table_number,
        any_value(value_text order by row_number) filter (where field = 'project_code') as project_code,
        coalesce(
            any_value(value_text order by row_number) filter (where field = 'project_name'),
            any_value(value_text order by row_number) filter (where field = 'project')
        ) as project_name,
        any_value(amount_yuan order by row_number) filter (where field = 'amount') as amount_yuan,
        any_value(figure_id order by row_number) filter (where field = 'amount') as figure_id,
    from fields
    group by report_id, table_number

),

named as (

    select
        *,
        regexp_replace({{ normalised_name('project_name') }}, '^[0-9]{4}年度?', '') as form_name,
    from forms

),

projects as (

    select
        lines.report_id,
        lines.table_number,
        lines.row_number,
        lines.project_code,
        coalesce(lines.project_name, lines.row_label) as project_name,
        regexp_replace(
            {{ normalised_name('coalesce(lines.project_name, lines.row_label)') }}, '^[0-9]{4}年度?', ''
        ) as list_name,
        figures.figure_id,
        figures.amount_yuan,
    from {{ ref('int_lines_situated') }} as lines
    inner join {{ ref('int_tables_picked') }} using (report_id, table_number)
    left join {{ ref('int_figures_situated') }} as figures
        on
            lines.report_id = figures.report_id
            and lines.table_number = figures.table_number
            and lines.row_number = figures.row_number
            and figures.measure = 'total'
            and figures.stage in (lines.main_stage, '')
    where lines.table_kind = 'projects' and lines.row_role = 'project'

),

candidates as (

    select
        named.report_id,
        named.table_number as form_table_number,
        projects.table_number as list_table_number,
        projects.row_number as list_row_number,
        case
            when named.project_code = projects.project_code then 1
            when named.form_name = projects.list_name then 2
            when
                length(projects.list_name) >= 4
                and (contains(named.form_name, projects.list_name) or contains(projects.list_name, named.form_name))
                then 3
        end as match_rank,
        case when named.amount_yuan = projects.amount_yuan then 0 else 1 end as amount_rank,
    from named
    inner join projects using (report_id)

),

matched as (

    select *
    from candidates
    where match_rank is not null
    qualify row_number() over (
            partition by report_id, form_table_number
            order by match_rank, amount_rank, list_row_number
        ) = 1

)

select
    coalesce(named.report_id, projects.report_id) as report_id,
    named.table_number as form_table_number,
    named.project_code,
    named.project_name as form_project_name,
    named.amount_yuan as form_amount_yuan,
    named.figure_id as form_figure_id,
    projects.table_number as list_table_number,
    projects.row_number as list_row_number,
    projects.project_name as list_project_name,
    projects.amount_yuan as list_amount_yuan,
    projects.figure_id as list_figure_id,
    matched.match_rank,
from named
left join matched
    on named.report_id = matched.report_id and named.table_number = matched.form_table_number
full join projects
    on
        matched.report_id = projects.report_id
        and matched.list_table_number = projects.table_number
        and matched.list_row_number = projects.row_number
