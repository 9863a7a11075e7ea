with

tried as (

    select * from {{ ref('int_checks_supported') }}

),

gated as (

    select
        *,
        cast([] as varchar[]) as figure_ids,
        false as is_doubt,
    from {{ ref('int_checks_gated') }}

),

checks as (

    select * from tried
    union all by name
    select * from gated

)

select
    check_id,
    report_id,
    invariant_id,
    table_kind,
    subject,
    cast(left_yuan as decimal(22, 4)) as left_yuan,
    cast(right_yuan as decimal(22, 4)) as right_yuan,
    cast(difference_yuan as decimal(22, 4)) as difference_yuan,
    cast(tolerance_yuan as decimal(22, 4)) as tolerance_yuan,
    cast(left_value as decimal(22, 6)) as left_value,
    cast(right_value as decimal(22, 6)) as right_value,
    relation,
    status,
    reason_code,
    cast(coalesce(reason_parameters, []) as varchar[]) as reason_parameters,
    reason,
    cast(figure_ids as varchar[]) as figure_ids,
    cast(claim_id as varchar) as claim_id,
    cast(coalesce(claim_ids, []) as varchar[]) as claim_ids,
    cast(support_for as integer) as support_for,
    cast(support_against as integer) as support_against,
    -- a sentence of two readings that fails in one of them may be our reading
    coalesce(is_doubt, false) or (status = 'violated' and coalesce(certainty = 'two_readings', false)) as is_doubt,
    case
        when doubt_code is not null then doubt_code
        when status = 'violated' and certainty = 'two_readings' then 'two_readings'
    end as doubt_code,
    cast(certainty as varchar) as certainty,
    cast(slip_size as varchar) as slip_size,
from checks
