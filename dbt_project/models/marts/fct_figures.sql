with

figures as (

    select * from {{ ref('int_figures_printed') }}

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
    figures.file_name,
    figures.table_number,
    figures.table_kind,
    figures.table_title,
    figures.page_number,
    figures.row_number,
    figures.column_number,
    figures.row_code,
    figures.row_label,
    figures.column_path,
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
    figures.measure,
    figures.stage,
    figures.year,
    figures.report_status,
    cast(coalesce(witnesses.check_count, 0) as integer) as witness_count,
    placed.fact,
    case
        when placed.fact is not null then null
        when figures.amount_yuan is null then 'no amount of money (不是金额)'
        when figures.report_status = 'quarantined' then 'the report is quarantined (报告未通过核对)'
        when figures.table_status = 'held_back' then 'the table is held back (表未通过核对)'
        when figures.table_kind = 'other' then 'the kind of table is not known (表类型不明)'
        when figures.measure in ('increase', 'increase_rate', 'share')
            or regexp_matches(figures.column_path, '增减|比上年|变化')
            or regexp_matches(figures.row_label, '^增减')
            then 'a difference, no amount of a year (增减额)'
        when figures.table_kind in ('department_performance', 'project_performance')
            then 'a target, or a detail of a form (绩效目标表内的明细)'
        when figures.table_kind in ('assets', 'debt', 'staffing') then 'a stock, no flow of the year (存量)'
        else 'its row or column is not understood (行或列含义不明)'
    end as fact_reason,
    figures.table_status,
from figures
left join placed using (figure_id)
left join witnesses using (figure_id)
order by figures.report_id, figures.table_number, figures.row_number, figures.column_number
