{#
    What decides whether an X identity binds in a report: is money carried over, is there money
    from outside the three fiscal funds, and is it known at all.
#}
{{ config(materialized='table') }}

with

reports as (

    {# a report whose file is gone keeps its row in stg_reports; nothing is left to check #}
    select *
    from {{ ref('stg_reports') }} as reports
    where reports.report_id in (select published.report_id from {{ ref('int_reports_published') }} as published)

),

figures as (

    select *
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

    select distinct figures.report_id
    from figures
    inner join balance_lines using (report_id, table_number, block, row_number)
    where
        balance_lines.line_class in ('carried', 'carried_part', 'reserves_in', 'reserves_out')
        and (figures.amount_yuan <> 0 or figures.is_unread)
    union
    select distinct report_id
    from figures
    where
        measure in ('carried_over', 'opening_balance', 'closing_balance')
        and (amount_yuan <> 0 or is_unread)

),

-- 支出总计 ≠ 本年支出 says that money is carried over, even where its line was not understood
unlike as (

    select report_id
    from {{ ref('int_headline_terms_picked') }}
    where table_kind = 'summary' and measure = 'total' and headline in ('grand_revenue', 'current_revenue')
    group by report_id
    having
        count(figure_id) filter (where headline = 'current_revenue') > 0
        and sum(amount_yuan * sign) filter (where headline = 'grand_revenue')
        <> sum(amount_yuan * sign) filter (where headline = 'current_revenue')

),

source_columns as (

    select
        columns.report_id,
        columns.measure,
    from {{ ref('int_columns_nested') }} as columns
    inner join picked using (report_id, table_number)
    where picked.table_kind = 'revenue'
    union
    select
        report_id,
        line_source as measure,
    from balance_lines
    where table_kind = 'summary' and side = 'revenue' and line_source is not null

),

sourced as (

    select
        figures.report_id,
        case
            when figures.table_kind = 'revenue' then figures.measure
            else figures.line_source
        end as source,
    from figures
    inner join picked using (report_id, table_number)
    where
        (figures.amount_yuan <> 0 or figures.is_unread)
        and (figures.table_kind = 'revenue' or (figures.table_kind = 'summary' and figures.line_source is not null))

)

select
    reports.report_id,
    case reports.report_kind when 'final_account' then 'final' else 'budget' end as main_stage,
    reports.report_id in (select carried.report_id from carried)
    or reports.report_id in (select unlike.report_id from unlike) as is_carried_over,
    exists(
        select 1
        from source_columns
        where
            source_columns.report_id = reports.report_id
            and source_columns.measure in (
                'fiscal_account',
                'operation',
                'superior_subsidy',
                'affiliate_remittance',
                'business',
                'other',
                'unit_funds'
            )
    ) as is_source_known,
    exists(
        select 1
        from sourced
        where
            sourced.report_id = reports.report_id
            and sourced.source in (
                'fiscal_account',
                'operation',
                'superior_subsidy',
                'affiliate_remittance',
                'business',
                'other',
                'unit_funds'
            )
    ) as is_non_fiscal,
    exists(
        select 1
        from sourced
        where sourced.report_id = reports.report_id and sourced.source = 'government_fund'
    ) as has_government_fund,
    exists(
        select 1
        from sourced
        where sourced.report_id = reports.report_id and sourced.source = 'state_capital'
    ) as has_state_capital,
    coalesce(list_contains(kinds.table_kinds, 'general_budget'), false) as has_general_budget_table,
    coalesce(list_contains(kinds.table_kinds, 'government_fund'), false) as has_government_fund_table,
    coalesce(list_contains(kinds.table_kinds, 'state_capital'), false) as has_state_capital_table,
    kinds.table_kinds,
from reports
left join (
    select
        report_id,
        list(table_kind order by table_kind) as table_kinds,
    from picked
    group by report_id
) as kinds using (report_id)
