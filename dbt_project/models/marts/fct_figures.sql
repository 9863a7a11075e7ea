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

reports as (

    select * from {{ ref('int_reports_published') }}

),

witnesses as (

    select * from {{ ref('int_figures_witnessed') }}

)

select
    figures.figure_id,
    figures.report_id,
    reports.file_name,
    figures.table_number,
    tables.table_kind,
    tables.table_title,
    figures.page_number,
    figures.row_number,
    figures.column_number,
    lines.row_code,
    lines.row_label,
    columns.column_path,
    figures.printed_text,
    figures.value,
    figures.unit,
    figures.decimals,
    figures.amount_yuan,
    figures.x0,
    figures.y0,
    figures.x1,
    figures.y1,
    figures.is_unread,
    columns.measure,
    columns.stage,
    columns.year,
    reports.status as report_status,
    cast(coalesce(witnesses.check_count, 0) as integer) as witness_count,
from figures
inner join reports on figures.report_id = reports.report_id
inner join tables
    on
        figures.report_id = tables.report_id
        and figures.table_number = tables.table_number
left join columns
    on
        figures.report_id = columns.report_id
        and figures.table_number = columns.table_number
        and figures.column_number = columns.column_number
left join lines
    on
        figures.report_id = lines.report_id
        and figures.table_number = lines.table_number
        and figures.row_number = lines.row_number
        and figures.block = lines.block
left join witnesses on figures.figure_id = witnesses.figure_id
order by figures.report_id, figures.table_number, figures.row_number, figures.column_number
