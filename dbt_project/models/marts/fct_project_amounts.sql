with

projects as (

    select * from {{ ref('int_projects_listed') }}

),

figures as (

    select * from {{ ref('int_figures_described') }}

),

closed as (

    select * from {{ ref('int_amounts_closed') }}
    where table_kind = 'projects' and not is_undisclosed

),

kinds as (

    select * from {{ ref('seed_project_kinds') }}

)

select
    projects.report_id,
    projects.budget_year,
    projects.project_key,
    projects.project_name,
    projects.table_number,
    projects.row_number,
    figures.column_number,
    figures.column_path,
    figures.measure,
    kinds.project_kind,
    figures.stage,
    figures.amount_yuan,
    figures.figure_id,
    coalesce(
        (figures.is_chosen_column or figures.measure = 'project_kind') and figures.stage = figures.main_stage,
        false
    ) as is_counted,
    figures.disclosure_id,
    projects.unit_name,
    coalesce(closed.is_leaf_of_stage and closed.stage = closed.main_stage, false) as is_leaf,
    coalesce(closed.is_total, false) as is_total,
from projects
inner join figures using (report_id, table_number, row_number, block)
left join closed using (figure_id)
left join kinds on list_last(string_split(figures.column_path, ' / ')) = kinds.header
order by projects.report_id, projects.table_number, projects.row_number, figures.column_number
