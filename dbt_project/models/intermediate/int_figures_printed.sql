{#
    Every printed number with its table, its column and its line: the one place where they meet.

    Numbers of tables that are held back are here too (`table_status`), and those whose column or
    line was not understood. What facts are made of is int_figures_described, what identities are
    tried on int_figures_situated, what is published of them all fct_figures.
#}
{{ config(materialized='table') }}

with

figures as (

    select * from {{ ref('stg_figures') }}

),

tables as (

    select * from {{ ref('stg_tables') }}

),

columns as (

    select * from {{ ref('stg_columns') }}

),

lines as (

    select * from {{ ref('stg_lines_printed') }}

),

nested as (

    select * from {{ ref('int_columns_nested') }}

),

situated as (

    select * from {{ ref('int_lines_situated') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

)

select
    figures.*,
    reports.file_name,
    reports.disclosure_id,
    reports.department_name,
    reports.budget_year,
    reports.report_kind,
    reports.status as report_status,
    reports.is_proven,
    if(reports.report_kind = 'final_account', 'final', 'budget') as main_stage,
    tables.table_kind,
    tables.table_title,
    tables.roles_status,
    tables.status as table_status,
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
    nested.slot,
    lines.row_role,
    lines.row_code,
    lines.row_label,
    situated.row_name,
    lines.line_concept,
    lines.line_source,
    lines.ordinal,
    lines.depth,
    lines.sum_role as row_sum_role,
    lines.parent_row,
    lines.is_leaf as is_row_leaf,
    lines.is_code_inferred,
    situated.unit_key,
    lines.unit_code,
    lines.unit_name,
    lines.project_code,
    lines.project_name,
    lines.function_code,
    {{ half_unit_yuan('figures.decimals', 'figures.unit') }} as half_unit_yuan,
from figures
inner join reports using (report_id)
inner join tables using (report_id, table_number)
left join lines using (report_id, table_number, row_number, block)
left join situated using (report_id, table_number, row_number, block)
left join columns using (report_id, table_number, column_number)
left join nested using (report_id, table_number, column_number)
