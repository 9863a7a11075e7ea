{#
    “三公” figures by report, table, row, stage and year. Tables put the kinds of cost in columns
    (measure from the column) or in rows (row_role kind: measure from the line), and years in
    columns or in rows (row_role year: the digits of the label).
#}
with

figures as (

    select * from {{ ref('int_figures_described') }}

),

placed as (

    select
        report_id,
        table_number,
        if(row_role = 'kind', 0, row_number) as row_number,
        stage,
        coalesce(
            if(
                row_role = 'year',
                try_cast(nullif(regexp_extract(row_label, '20[0-9]{2}'), '') as integer),
                null
            ),
            year,
            budget_year
        ) as year,
        case
            when row_role = 'kind' then null
            when row_role = 'total' then '合计'
            when row_role = 'year' then unit_name
            else coalesce(unit_name, row_label)
        end as unit_name,
        if(row_role = 'kind', line_source, measure) as measure,
        amount_yuan,
    from figures
    where table_kind = 'three_public'

)

select
    report_id,
    table_number,
    row_number,
    stage,
    year,
    unit_name,
    {% for measure, column in [
        ('total', 'total_yuan'),
        ('overseas', 'overseas_yuan'),
        ('vehicle', 'vehicle_yuan'),
        ('vehicle_purchase', 'vehicle_purchase_yuan'),
        ('vehicle_running', 'vehicle_running_yuan'),
        ('reception', 'reception_yuan'),
        ('operating_cost', 'operating_cost_yuan'),
    ] %}
    cast(
        sum(amount_yuan) filter (where measure = '{{ measure }}') as decimal(22, 4)
    ) as {{ column }},
    {% endfor %}
from placed
group by report_id, table_number, row_number, stage, year, unit_name
