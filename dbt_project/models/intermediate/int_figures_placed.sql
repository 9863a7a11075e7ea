{#
    The fact whose row a money figure is, one row per figure that is in one. Amounts of 三公 that the
    pivot does not take (parts by fund beside their 合计, rows of differences) are in none.
#}
{{ config(materialized='table') }}

with

placed as (

    select
        report_id,
        figure_id,
        'fct_expenditures' as fact,
        1 as fact_rank,
    from {{ ref('fct_expenditures') }}
    union all
    select
        report_id,
        figure_id,
        'fct_revenues' as fact,
        2 as fact_rank,
    from {{ ref('fct_revenues') }}
    union all
    select
        report_id,
        figure_id,
        'fct_balances' as fact,
        3 as fact_rank,
    from {{ ref('fct_balances') }}
    union all
    select
        report_id,
        figure_id,
        'fct_procurements' as fact,
        4 as fact_rank,
    from {{ ref('fct_procurements') }}
    union all
    select
        report_id,
        figure_id,
        'fct_service_purchases' as fact,
        5 as fact_rank,
    from {{ ref('fct_service_purchases') }}
    union all
    select
        report_id,
        unnest(figure_ids) as figure_id,
        'fct_three_public' as fact,
        6 as fact_rank,
    from {{ ref('fct_three_public') }}
    union all
    select
        report_id,
        unnest(figure_ids) as figure_id,
        'fct_project_forms' as fact,
        7 as fact_rank,
    from {{ ref('fct_project_forms') }}

)

select
    figure_id,
    report_id,
    min_by(fact, fact_rank) as fact,
    cast(count(distinct fact) as integer) as fact_count,
from placed
where figure_id is not null
group by report_id, figure_id
