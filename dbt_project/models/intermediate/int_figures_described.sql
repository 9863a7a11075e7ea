{#
    Money figures of proven reports with the meaning of their row and column: the ground on which
    every derived fact stands. `main_stage` is what the report is about: budget or final;
    `is_chosen_column` marks the columns that facts by measure add up.

    How rows and columns add up (`row_sum_role`, `parent_row`, `is_row_leaf`, `column_sum_role`,
    `whole_column`, `is_column_leaf`, `fund`, `nature`) is the reading's judgement, see
    ingest/reading/tables/roles.py. A table because most facts read it.
#}
{{ config(materialized='table') }}

with

figures as (

    select * from {{ ref('stg_figures') }}

),

columns as (

    select * from {{ ref('stg_columns') }}

),

lines as (

    select * from {{ ref('stg_lines') }}

),

tables as (

    select * from {{ ref('stg_tables') }}

),

chosen as (

    select * from {{ ref('int_columns_chosen') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

)

select
    figures.figure_id,
    figures.report_id,
    reports.disclosure_id,
    reports.department_name,
    reports.budget_year,
    reports.report_kind,
    if(reports.report_kind = 'final_account', 'final', 'budget') as main_stage,
    figures.table_number,
    tables.table_kind,
    tables.table_title,
    tables.roles_status,
    figures.row_number,
    figures.block,
    figures.column_number,
    columns.side,
    columns.column_path,
    columns.measure,
    columns.stage,
    columns.year,
    columns.sum_role as column_sum_role,
    columns.whole_column,
    columns.is_leaf as is_column_leaf,
    columns.fund,
    columns.nature,
    lines.row_role,
    lines.row_code,
    lines.row_label,
    lines.line_concept,
    lines.line_source,
    lines.ordinal,
    lines.depth,
    lines.sum_role as row_sum_role,
    lines.parent_row,
    lines.is_leaf as is_row_leaf,
    coalesce(lines.is_code_inferred, false) as is_code_inferred,
    lines.unit_code,
    lines.unit_name,
    lines.project_code,
    lines.project_name,
    lines.function_code,
    figures.amount_yuan,
    cast({{ half_unit_yuan('figures.decimals', 'figures.unit') }} as decimal(22, 4)) as half_unit_yuan,
    chosen.column_number is not null as is_chosen_column,
from figures
inner join reports on figures.report_id = reports.report_id
inner join tables
    on
        figures.report_id = tables.report_id
        and figures.table_number = tables.table_number
inner join columns
    on
        figures.report_id = columns.report_id
        and figures.table_number = columns.table_number
        and figures.column_number = columns.column_number
inner join lines
    on
        figures.report_id = lines.report_id
        and figures.table_number = lines.table_number
        and figures.row_number = lines.row_number
        and figures.block = lines.block
left join chosen
    on
        figures.report_id = chosen.report_id
        and figures.table_number = chosen.table_number
        and figures.column_number = chosen.column_number
where reports.is_proven and figures.is_money
