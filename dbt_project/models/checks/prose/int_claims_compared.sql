{# The terms of N1 and N6: an amount that the prose states, and the figures that it should equal. #}
-- by name, a union may leave columns out
-- noqa: disable=AM07
with

judged as (

    select *
    from {{ ref('int_claim_amounts_judged') }}
    where reason_code is distinct from 'cell_unread'
    union all by name
    select * from {{ ref('int_claim_names_judged') }}

),

-- one row per figure that a claim is held against
figured as (

    select
        * exclude (figure_ids),
        unnest(figure_ids) as figure_id,
    from judged

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
inner join {{ ref('int_claims_situated') }} as claims using (claim_id)
union all by name
select
    figured.check_id,
    figured.report_id,
    figured.invariant_id,
    'right' as side,
    1 as sign,
    1 as level_weight,
    -1 as coefficient,
    figured.figure_id,
    figures.report_id as printed_report_id,
    figures.table_number,
    figures.row_number,
    figures.column_number,
    figures.amount_yuan,
    figures.half_unit_yuan,
    figures.is_unread,
from figured
inner join {{ ref('int_figures_situated') }} as figures using (figure_id)
