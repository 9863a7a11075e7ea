{#
    What decides whether an X identity binds in a report: is money carried over, is there money
    from outside the three fiscal funds, and is it known at all.
#}
{{ config(materialized='table') }}
{% set non_fiscal %}
    (
        'fiscal_account', 'operation', 'superior_subsidy', 'affiliate_remittance', 'business', 'other', 'unit_funds'
    )
{% endset %}

with

figures as (

    select
        *,
        amount_yuan <> 0 or is_unread as has_money,
    from {{ ref('int_figures_situated') }}
    where stage in (main_stage, '')

),

picked as (

    select * from {{ ref('int_tables_picked') }}

),

balance_lines as (

    select * from {{ ref('int_balance_lines_nested') }}

),

carried as (

    select figures.report_id
    from figures
    left join balance_lines using (report_id, table_number, block, row_number)
    where
        figures.has_money
        and (
            figures.measure in ('carried_over', 'opening_balance', 'closing_balance')
            or balance_lines.line_class in ('carried', 'carried_part', 'reserves_in', 'reserves_out')
        )
    union
    -- 支出总计 ≠ 本年支出 says that money is carried over, even where its line was not understood
    select report_id
    from {{ ref('int_headline_terms_picked') }}
    where table_kind = 'summary' and measure = 'total' and headline in ('grand_revenue', 'current_revenue')
    group by report_id
    having
        count(figure_id) filter (where headline = 'current_revenue') > 0
        and sum(amount_yuan * sign) filter (where headline = 'grand_revenue')
        <> sum(amount_yuan * sign) filter (where headline = 'current_revenue')

),

-- the columns of 收入总表 and the revenue lines of 收支总表 name sources, whether or not money comes from there
sources as (

    select
        columns.report_id,
        columns.measure as source,
        false as has_money,
    from {{ ref('int_columns_nested') }} as columns
    inner join picked using (report_id, table_number)
    where picked.table_kind = 'revenue'
    union all
    select
        report_id,
        line_source as source,
        false as has_money,
    from balance_lines
    where table_kind = 'summary' and side = 'revenue'
    union all
    select
        figures.report_id,
        if(figures.table_kind = 'revenue', figures.measure, figures.line_source) as source,
        true as has_money,
    from figures
    inner join picked using (report_id, table_number)
    where figures.has_money and figures.table_kind in ('revenue', 'summary')

),

sourced as (

    select
        report_id,
        bool_or(not has_money and source in {{ non_fiscal }}) as is_source_known,
        bool_or(has_money and source in {{ non_fiscal }}) as is_non_fiscal,
        bool_or(has_money and source = 'government_fund') as has_government_fund,
        bool_or(has_money and source = 'state_capital') as has_state_capital,
    from sources
    group by report_id

),

kinds as (

    select
        report_id,
        list(table_kind order by table_kind) as table_kinds,
    from picked
    group by report_id

)

select
    reports.report_id,
    if(reports.report_kind = 'final_account', 'final', 'budget') as main_stage,
    carried.report_id is not null as is_carried_over,
    coalesce(sourced.is_source_known, false) as is_source_known,
    coalesce(sourced.is_non_fiscal, false) as is_non_fiscal,
    coalesce(sourced.has_government_fund, false) as has_government_fund,
    coalesce(sourced.has_state_capital, false) as has_state_capital,
    coalesce(list_contains(kinds.table_kinds, 'general_budget'), false) as has_general_budget_table,
    coalesce(list_contains(kinds.table_kinds, 'government_fund'), false) as has_government_fund_table,
    coalesce(list_contains(kinds.table_kinds, 'state_capital'), false) as has_state_capital_table,
    kinds.table_kinds,
{# a report whose file is gone keeps its row in stg_reports; nothing is left to check #}
from {{ ref('stg_reports') }} as reports
semi join {{ ref('int_reports_published') }} using (report_id)
left join carried using (report_id)
left join sourced using (report_id)
left join kinds using (report_id)
