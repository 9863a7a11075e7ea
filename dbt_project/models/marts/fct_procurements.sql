with

lines as (

    select * from {{ ref('stg_lines') }}

),

columns as (

    select * from {{ ref('stg_columns') }}

),

tables as (

    select * from {{ ref('stg_tables') }}

),

figures as (

    select * from {{ ref('int_figures_printed') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

closed as (

    select * from {{ ref('int_amounts_closed') }}
    where table_kind = 'procurement' and not is_undisclosed

)

select
    lines.report_id,
    reports.budget_year,
    coalesce(lines.row_label, lines.project_name, lines.function_name, lines.function_code)
        as category,
    case columns.measure
        when 'amount' then 'all'
        when 'total' then 'all'
        when 'general_budget' then 'general'
        else coalesce(columns.measure, columns.column_path)
    end as fund,
    figures.amount_yuan,
    lines.unit_name,
    lines.project_name,
    columns.stage,
    lines.table_number,
    lines.row_number,
    columns.column_number,
    figures.figure_id,
    reports.disclosure_id,
    coalesce(closed.is_leaf_of_stage and closed.stage = closed.main_stage, false) as is_leaf,
    coalesce(closed.is_total, false) as is_total,
from lines
inner join reports using (report_id)
inner join tables using (report_id, table_number)
inner join columns using (report_id, table_number, block)
left join figures using (report_id, table_number, row_number, column_number)
left join closed using (figure_id)
where
    reports.is_proven
    and tables.table_kind = 'procurement'
    and columns.role = 'figure'
    and columns.is_money
    and lines.row_role not in ('blank', 'note')
    and (
        coalesce(lines.row_label, lines.project_name, lines.function_name, lines.function_code)
        is not null
        or figures.figure_id is not null
    )
order by lines.report_id, lines.table_number, lines.row_number, columns.column_number
