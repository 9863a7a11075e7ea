{#
    N5: what is stated twice is stated alike, an amount and a change.
#}
-- by name, a union may leave columns out
-- noqa: disable=AM07
with

claims as (

    select * from {{ ref('int_claims_situated') }}

),

amounts as (

    select
        *,
        claim_id as amount_claim_id,
        amount_yuan as said_yuan,
        claim_id in (
            select judged.claim_id from {{ ref('int_claim_amounts_judged') }} as judged
            where judged.is_confirmed
        ) as is_confirmed,
        -- how many amounts a report gives one indicator within one scope: two are a contradiction, many
        -- are a form that is repeated for something which its headings did not tell us
        count(distinct amount_yuan) over (
            partition by
                report_id, subject_concept, function_name, source, subject, claim_year, stage, scope
        ) as value_count,
        -- within a unit's own section only
        [subject, cast(claim_year as varchar), whole_concept, scope, if(scope is null, null, section)] as likeness,
    from claims
    where
        measure = 'amount'
        and amount_yuan is not null
        and half_unit_yuan is not null
        and claim_year is not null
        and stage is not null
        and subject_concept in (
            'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure', 'general_budget',
            'government_fund', 'state_capital', 'basic', 'project', 'personnel', 'operating', 'function_class',
            'function_group', 'function_item', 'three_public', 'overseas', 'vehicle', 'vehicle_purchase',
            'vehicle_running', 'reception', 'operating_cost'
        )
        and (
            subject_concept not in ('function_class', 'function_group', 'function_item')
            or function_name like '% / %'
        )
        -- of a unit, a code may stand there under 基本支出 and under 项目支出
        and if(scope is null, is_scope_clear, not is_function)
        and has_two_readings is not true

),

-- the change of one indicator, said of one amount that is stated twice
changes as (

    select
        changes.*,
        told.told_claim_id as amount_claim_id,
        if(changes.measure = 'decrease', -changes.amount_yuan, changes.amount_yuan) as said_yuan,
        false as is_confirmed,
        '-change' as suffix,
        [cast(changes.compared_year as varchar), cast(told.value_yuan as varchar)] as likeness,
    from claims as changes
    inner join {{ ref('int_claim_amounts_told') }} as told using (claim_id)
    where
        told.moment = 'then'
        and changes.measure in ('increase', 'decrease')
        and changes.amount_yuan is not null
        and changes.half_unit_yuan is not null
        and changes.is_scope_clear
        and changes.has_two_readings is not true
        and changes.subject_concept in (
            'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure', 'general_budget',
            'government_fund', 'state_capital', 'basic', 'project', 'three_public', 'overseas', 'vehicle',
            'vehicle_purchase', 'vehicle_running', 'reception', 'operating_cost'
        )

),

said as (

    select * from amounts
    union all by name
    select * from changes

),

repeated as (

    select
        later_said.*,
        coalesce(later_said.suffix, '') as check_suffix,
        first_said.claim_id as first_claim_id,
        first_said.said_yuan as left_yuan,
        later_said.said_yuan as right_yuan,
        first_said.half_unit_yuan + later_said.half_unit_yuan as tolerance_yuan,
        if(
            check_suffix = '', 2 * least(first_said.half_unit_yuan, later_said.half_unit_yuan), tolerance_yuan / 2
        ) as step_yuan,
        -- so near to each other, they are one thing with a slip in it, not two
        abs(left_yuan - right_yuan) <= 0.01 * abs(left_yuan)
        -- a paragraph speaks of one scope; two sections may not
        or check_suffix = ''
        and (
            first_said.paragraph_number = later_said.paragraph_number
            or first_said.is_confirmed
            or later_said.is_confirmed
        ) as is_one_scope,
        first_said.is_confirmed and later_said.is_confirmed as are_confirmed,
    from said as first_said
    inner join said as later_said using (report_id, subject_concept)
    where
        first_said.claim_id < later_said.claim_id
        and first_said.amount_claim_id <> later_said.amount_claim_id
        and first_said.suffix is not distinct from later_said.suffix
        and first_said.function_name is not distinct from later_said.function_name
        and first_said.source is not distinct from later_said.source
        and first_said.stage is not distinct from later_said.stage
        and first_said.likeness is not distinct from later_said.likeness
    qualify row_number() over (partition by later_said.claim_id order by first_said.claim_id) = 1

)

select
    claim_id || '-N5' || check_suffix as check_id,
    claim_id,
    report_id,
    'N5' as invariant_id,
    '第' || page_number || '页“' || subject || '”' || if(check_suffix = '', '', '的增减') || '前后所述' as subject,
    left_yuan,
    right_yuan,
    tolerance_yuan,
    case
        when abs(left_yuan - right_yuan) <= tolerance_yuan then null
        when check_suffix <> '' then 'changes_told_differently'
        when value_count > 2 then 'said_of_many'
        else 'told_differently'
    end as reason_code,
    if(check_suffix = '', [first_claim_id, claim_id], [claim_id, first_claim_id]) as claim_ids,
    if(is_one_scope, 'sure', 'two_readings') as certainty,
    if(
        reason_code is not null and abs(left_yuan - right_yuan) <= tolerance_yuan + step_yuan, 'last_digit', null
    ) as slip_size,
from repeated
-- each true of its own table: two senses, not one indicator
where abs(left_yuan - right_yuan) <= tolerance_yuan or not are_confirmed
