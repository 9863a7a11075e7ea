{# How many identities that were tried (holds or violated) touch each figure. #}
{{ config(materialized='table') }}

with

figures as (

    select * from {{ ref('int_figures_printed') }}
    where table_status = 'proven'

),

tried as (

    select
        report_id,
        invariant_id,
        status,
        check_id,
        unnest(figure_ids) as figure_id,
    from {{ ref('int_checks_supported') }}
    where status in ('holds', 'violated')

),

counted as (

    select
        figure_id,
        count(distinct check_id) as check_count,
        count(distinct check_id) filter (where status = 'violated') as violated_check_count,
        count(distinct invariant_id) as identity_count,
    from tried
    group by figure_id

)

select
    figures.figure_id,
    figures.report_id,
    figures.is_money,
    coalesce(counted.check_count, 0) as check_count,
    coalesce(counted.violated_check_count, 0) as violated_check_count,
    coalesce(counted.identity_count, 0) as identity_count,
from figures
left join counted using (figure_id)
