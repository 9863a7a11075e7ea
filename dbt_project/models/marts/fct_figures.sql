with

figures as (

    select * from {{ ref('stg_figures_printed') }}

),

columns as (

    select * from {{ ref('stg_columns') }}

),

lines as (

    select * from {{ ref('stg_lines_printed') }}

),

tables as (

    select * from {{ ref('stg_tables') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

placed as (

    select * from {{ ref('int_figures_placed') }}

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
    figures.locator,
    figures.stored_text,
    figures.reading_status,
    figures.first_reading,
    figures.second_reading,
    figures.is_unread,
    columns.measure,
    columns.stage,
    columns.year,
    reports.status as report_status,
    cast(coalesce(witnesses.check_count, 0) as integer) as witness_count,
    placed.fact,
    case
        when placed.fact is not null then null
        when figures.amount_yuan is null then 'no amount of money (不是金额)'
        when reports.status = 'quarantined' then 'the report is quarantined (报告未通过核对)'
        when tables.status = 'held_back' then 'the table is held back (表未通过核对)'
        when tables.table_kind = 'other' then 'the kind of table is not known (表类型不明)'
        when columns.measure in ('increase', 'increase_rate', 'share')
            or regexp_matches(columns.column_path, '增减|比上年|变化')
            or regexp_matches(lines.row_label, '^增减')
            then 'a difference, no amount of a year (增减额)'
        when tables.table_kind in ('department_performance', 'project_performance')
            then 'a target, or a detail of a form (绩效目标表内的明细)'
        when tables.table_kind in ('assets', 'debt', 'staffing') then 'a stock, no flow of the year (存量)'
        else 'its row or column is not understood (行或列含义不明)'
    end as fact_reason,
    tables.status as table_status,
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
left join placed on figures.figure_id = placed.figure_id
left join witnesses on figures.figure_id = witnesses.figure_id
order by figures.report_id, figures.table_number, figures.row_number, figures.column_number
