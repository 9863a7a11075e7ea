with

rows_counted as (

    select * from {{ ref('int_coded_rows_chosen') }}

),

figures as (

    select * from {{ ref('int_figures_described') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

)

select
    rows_counted.report_id,
    any_value(reports.budget_year) as budget_year,
    rows_counted.row_code as function_code,
    bool_and(rows_counted.is_leaf) as is_leaf,
    if(figures.measure = 'amount', 'total', figures.measure) as source,
    cast(sum(figures.amount_yuan) as decimal(22, 4)) as amount_yuan,
    min_by(rows_counted.row_label, rows_counted.row_number) as function_name,
    {{ code_level('rows_counted.row_code') }} as level,
    any_value(reports.report_kind) as report_kind,
    min(rows_counted.table_number) as table_number,
    any_value(reports.disclosure_id) as disclosure_id,
    cast(null as varchar) as unit_name,
    false as is_total,
    list(figures.figure_id order by figures.figure_id) as figure_ids,
from rows_counted
inner join reports using (report_id)
inner join figures using (report_id, table_number, row_number, block)
where
    rows_counted.table_kind = 'revenue'
    and figures.is_chosen_column
    and figures.stage = figures.main_stage
group by
    rows_counted.report_id,
    rows_counted.row_code,
    if(figures.measure = 'amount', 'total', figures.measure)
order by rows_counted.report_id, rows_counted.row_code, source
