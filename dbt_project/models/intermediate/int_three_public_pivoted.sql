{#
    “三公” figures by report, table, row, stage and year. Tables put the kinds of cost in columns
    (measure from the column) or in rows (row_role kind: measure from the line, the total row is
    the total of the kinds), and years in columns or in rows (row_role year: the digits of the
    label). Increases, rates and shares are not amounts of a year and stay in fct_figures.
#}
with

figures as (

    select * from {{ ref('int_figures_described') }}

),

amounts as (

    select
        *,
        bool_or(row_role = 'kind') over (partition by report_id, table_number, block) as is_turned,
        bool_or(row_role = 'year') over (partition by report_id, table_number, block) as has_year_rows,
        case
            when stage in ('prior_budget', 'prior_final') then budget_year - 1
            else budget_year
        end as stage_year,
    from figures
    where
        table_kind = 'three_public'
        and coalesce(measure, '') not in ('increase', 'increase_rate', 'share')

),

placed as (

    select
        report_id,
        table_number,
        if(is_turned, 0, row_number) as row_number,
        stage,
        coalesce(
            if(
                row_role = 'year',
                try_cast(nullif(regexp_extract(row_label, '20[0-9]{2}'), '') as integer),
                null
            ),
            year,
            stage_year
        ) as year,
        case
            when is_turned then unit_name
            when row_role = 'total' then '合计'
            when row_role = 'year' then unit_name
            else coalesce(unit_name, row_label)
        end as unit_name,
        case
            when not is_turned then measure
            when row_role = 'total' then 'total'
            else line_source
        end as measure,
        amount_yuan,
    from amounts
    where
        (is_turned or is_chosen_column)
        {# beside rows of years stand rows of their differences (增减变化金额) #}
        and (row_role = 'year' or not has_year_rows)

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
having count(*) filter (
        where measure in (
            'total', 'overseas', 'vehicle', 'vehicle_purchase', 'vehicle_running', 'reception', 'operating_cost'
        )
    ) > 0
