with

rows_counted as (

    select * from {{ ref('int_coded_rows_chosen') }}

),

figures as (

    select * from {{ ref('int_figures_described') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

amounts as (

    select
        report_id,
        table_number,
        row_number,
        block,
        list(figure_id order by figure_id) as figure_ids,
        coalesce(
            sum(amount_yuan) filter (where measure = 'total'),
            sum(amount_yuan) filter (where measure = 'amount')
        ) as total_yuan,
        sum(amount_yuan) filter (where measure = 'personnel') as personnel_yuan,
        sum(amount_yuan) filter (where measure = 'operating') as operating_yuan,
    from figures
    where stage = main_stage and is_chosen_column
    group by report_id, table_number, row_number, block

)

select
    rows_counted.report_id,
    any_value(reports.budget_year) as budget_year,
    rows_counted.row_code as economic_code,
    min_by(rows_counted.row_label, rows_counted.row_number) as economic_name,
    {{ code_level('rows_counted.row_code') }} as level,
    bool_and(rows_counted.is_leaf) as is_leaf,
    cast(sum(amounts.total_yuan) as decimal(22, 4)) as total_yuan,
    cast(sum(amounts.personnel_yuan) as decimal(22, 4)) as personnel_yuan,
    cast(sum(amounts.operating_yuan) as decimal(22, 4)) as operating_yuan,
    any_value(reports.report_kind) as report_kind,
    min(rows_counted.table_number) as table_number,
    any_value(reports.disclosure_id) as disclosure_id,
    cast(null as varchar) as unit_name,
    false as is_total,
    coalesce(flatten(list(amounts.figure_ids order by rows_counted.row_number)), []) as figure_ids,
from rows_counted
inner join reports using (report_id)
left join amounts using (report_id, table_number, row_number, block)
where rows_counted.table_kind = 'basic_by_economic'
group by rows_counted.report_id, rows_counted.row_code
order by rows_counted.report_id, rows_counted.row_code
