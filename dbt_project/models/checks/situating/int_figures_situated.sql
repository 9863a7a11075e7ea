{# Money figures with their line, their column and how far each may be off by its last digit. #}
{{ config(materialized='table') }}

with

figures as (

    select * from {{ ref('stg_figures') }}

),

columns as (

    select * from {{ ref('int_columns_nested') }}

),

lines as (

    select * from {{ ref('int_lines_situated') }}

)

select
    figures.figure_id,
    figures.report_id,
    figures.table_number,
    columns.table_kind,
    figures.row_number,
    figures.block,
    figures.column_number,
    columns.slot,
    columns.measure,
    columns.stage,
    columns.year,
    columns.column_path,
    lines.main_stage,
    lines.row_role,
    lines.row_code,
    lines.row_label,
    lines.row_name,
    lines.line_concept,
    lines.line_source,
    lines.unit_key,
    lines.function_code,
    figures.amount_yuan,
    {{ half_unit_yuan('figures.decimals', 'figures.unit') }} as half_unit_yuan,
    coalesce(figures.is_unread, false) as is_unread,
    '第'
    || figures.row_number
    || '行“'
    || coalesce(lines.row_label, '')
    || '”“'
    || columns.column_path
    || '”' as cell_label,
from figures
inner join columns using (report_id, table_number, column_number)
inner join lines
    on
        figures.report_id = lines.report_id
        and figures.table_number = lines.table_number
        and figures.row_number = lines.row_number
        and figures.block = lines.block
where figures.is_money or figures.is_unread
