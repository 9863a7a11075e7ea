with

pivoted as (

    select * from {{ ref('int_three_public_pivoted') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

situated as (

    select
        pivoted.*,
        reports.disclosure_id,
        {# a row of the whole: 合计, the table's only row, or the department's own above its units #}
        coalesce(pivoted.unit_name = '合计', count(*) over same_year = 1)
        or (
            {{ institution_key('pivoted.unit_name') }} = {{ institution_key('reports.department_name') }}
            and abs(pivoted.total_yuan * 2 - sum(pivoted.total_yuan) over same_year)
            <= 200 * count(*) over same_year
        ) as is_whole,
        pivoted.stage = if(reports.report_kind = 'final_account', 'final', 'budget')
        and coalesce(pivoted.year = reports.budget_year, true) as is_own_year,
        dense_rank() over (
            partition by reports.disclosure_id, pivoted.stage, pivoted.year
            order by pivoted.report_id, pivoted.table_number
        ) as table_rank,
    from pivoted
    inner join reports using (report_id)
    window same_year as (
        partition by pivoted.report_id, pivoted.table_number, pivoted.stage, pivoted.year
    )

),

summed as (

    select
        *,
        sum(total_yuan) filter (where not is_whole) over same_year as parts_yuan,
        max(total_yuan) filter (where is_whole) over same_year as whole_yuan,
        count(*) over same_year as row_count,
        bool_or(is_whole) over same_year as has_whole,
        row_number() over (same_year order by is_whole desc, total_yuan desc nulls last, row_number asc)
            as standing,
    from situated
    window same_year as (partition by report_id, table_number, stage, year)

)

select
    report_id,
    year,
    unit_name,
    total_yuan,
    overseas_yuan,
    vehicle_yuan,
    vehicle_purchase_yuan,
    vehicle_running_yuan,
    reception_yuan,
    operating_cost_yuan,
    stage,
    table_number,
    row_number,
    disclosure_id,
    {# the units where they come to the whole, else the whole alone; of several tables the first #}
    coalesce(
        is_own_year
        and table_rank = 1
        and case
            when not has_whole then true
            when abs(parts_yuan - whole_yuan) <= 100 * row_count then not is_whole
            else is_whole and standing = 1
        end,
        false
    ) as is_leaf,
    coalesce(is_whole, false) as is_total,
    list_distinct(list_transform(figures_from, lambda one: struct_extract(one, 'figure_id'))) -- noqa: RF02
        as figure_ids,
from summed
order by report_id, table_number, row_number, year
