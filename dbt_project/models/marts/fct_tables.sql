with

tables as (

    select * from {{ ref('stg_tables') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

)

select
    tables.report_id,
    tables.table_number,
    tables.table_kind,
    tables.table_title,
    tables.first_page,
    tables.last_page,
    tables.unit,
    tables.row_count,
    tables.figure_count,
    tables.is_nil,
    tables.note,
    tables.annex_label,
    tables.column_count,
    tables.recognition,
    reports.status as report_status,
    tables.status,
    tables.status_reason,
from tables
inner join reports using (report_id)
order by tables.report_id, tables.table_number
