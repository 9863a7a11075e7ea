{# The terms of N1 and N6: an amount that the prose states, and the figures that it should equal. #}
-- by name, a union may leave columns out
-- noqa: disable=AM07
with

judged as (

    select
        check_id,
        report_id,
        invariant_id,
        claim_id,
        figure_ids,
    from {{ ref('int_claim_amounts_judged') }}
    where reason_code is distinct from 'cell_unread'
    union all
    select
        check_id,
        report_id,
        invariant_id,
        claim_id,
        figure_ids,
    from {{ ref('int_claim_names_judged') }}

),

claims as (

    select * from {{ ref('int_claims_situated') }}

),

printed as (

    select
        check_id,
        report_id,
        invariant_id,
        unnest(figure_ids) as figure_id,
    from judged

),

figures as (

    select * from {{ ref('int_figures_situated') }}

)

select
    judged.check_id,
    judged.report_id,
    judged.invariant_id,
    'left' as side,
    1 as sign,
    1 as level_weight,
    1 as coefficient,
    claims.claim_id,
    judged.report_id as printed_report_id,
    claims.amount_yuan,
    claims.half_unit_yuan,
    false as is_unread,
from judged
inner join claims on judged.claim_id = claims.claim_id
union all by name
select
    printed.check_id,
    printed.report_id,
    printed.invariant_id,
    'right' as side,
    1 as sign,
    1 as level_weight,
    -1 as coefficient,
    printed.figure_id,
    figures.report_id as printed_report_id,
    figures.table_number,
    figures.row_number,
    figures.column_number,
    figures.amount_yuan,
    figures.half_unit_yuan,
    figures.is_unread,
from printed
inner join figures using (figure_id)
