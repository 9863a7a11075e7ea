-- by name, a union may leave columns out
-- noqa: disable=AM07
with

terms as (

    select * from {{ ref('int_invariant_terms') }}
    union all by name
    select * from {{ ref('int_claims_compared') }}

)

select
    check_id,
    report_id,
    invariant_id,
    side,
    cast(sign as integer) as sign,
    cast(level_weight as integer) as level_weight,
    cast(coefficient as integer) as coefficient,
    figure_id,
    claim_id,
    printed_report_id,
    table_number,
    row_number,
    column_number,
    cast(amount_yuan as decimal(22, 4)) as amount_yuan,
    cast(half_unit_yuan as decimal(28, 12)) as half_unit_yuan,
    is_unread,
from terms
order by report_id, check_id, side, table_number, row_number, column_number
