with

amounts as (

    select * from {{ ref('int_amounts_closed') }}
    where
        table_kind in ('revenue', 'fiscal_revenue', 'non_tax')
        or (side = 'revenue' and table_kind <> 'procurement')

)

select
    amount_id as revenue_id,
    disclosure_id,
    report_id,
    table_number,
    table_kind,
    coalesce(unit_name, unit_above) as unit_name,
    if(regexp_full_match(row_code, '2[0-9]{2}([0-9]{2}){0,2}'), row_code, function_code)
        as function_code,
    {# the column says the source, or the row where sources are rows #}
    case
        when measure is not null and measure not in ('total', 'amount', 'current_revenue') then measure
        when line_source is not null then line_source
        when fund not in ('all', 'fiscal_appropriation') then fund
        else 'total'
    end as source,
    fund,
    stage,
    coalesce(is_leaf_of_stage and stage = main_stage, false) as is_leaf,
    is_total,
    is_code_inferred,
    amount_yuan,
    if(is_undisclosed, null, figure_id) as figure_id,
    row_label,
    year,
    coalesce(is_leaf_of_stage, false) as is_leaf_of_stage,
    is_undisclosed,
    closure,
    row_number,
    column_number,
    column_path,
    budget_year,
from amounts
order by report_id, table_number, row_number, column_number, amount_id
