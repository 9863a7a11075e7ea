{#
    A report may print several tables of one kind (one per fund, one per unit). Facts by code take
    the first that has coded rows; the others stay visible in fct_figures.
#}
with

lines as (

    select * from {{ ref('stg_lines') }}

),

tables as (

    select * from {{ ref('stg_tables') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

)

select
    tables.report_id,
    tables.table_kind,
    min(tables.table_number) as table_number,
from tables
inner join reports on tables.report_id = reports.report_id
inner join lines
    on
        tables.report_id = lines.report_id
        and tables.table_number = lines.table_number
where lines.row_role = 'code' and reports.is_proven
group by tables.report_id, tables.table_kind
