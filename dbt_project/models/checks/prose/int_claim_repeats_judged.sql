{#
    N5: what is stated twice is stated alike, an amount and a change.
#}
with

claims as (

    select * from {{ ref('int_claims_situated') }}

),

confirmed as (

    select claim_id
    from {{ ref('int_claim_amounts_judged') }}
    where is_confirmed

),

-- how many amounts a report gives one indicator within one scope: two are a contradiction, many
-- are a form that is repeated for something which its headings did not tell us
indicators as (

    select
        *,
        count(distinct amount_yuan) over (
            partition by
                report_id, subject_concept, function_name, source, subject, claim_year, stage, scope
        ) as value_count,
    from claims
    where
        measure = 'amount'
        and amount_yuan is not null
        and half_unit_yuan is not null
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
        and (is_scope_clear or scope is not null)
        and has_two_readings is not true

),

repeated as (

    select
        first_said.claim_id as first_claim_id,
        later_said.claim_id as later_claim_id,
        first_said.report_id,
        later_said.page_number,
        later_said.subject,
        first_said.amount_yuan as left_yuan,
        later_said.amount_yuan as right_yuan,
        first_said.half_unit_yuan + later_said.half_unit_yuan as tolerance_yuan,
        2 * least(first_said.half_unit_yuan, later_said.half_unit_yuan) as step_yuan,
        later_said.value_count,
        -- a paragraph speaks of one scope; two sections may not
        first_said.paragraph_number = later_said.paragraph_number
        or first_confirmed.claim_id is not null
        or later_confirmed.claim_id is not null
        or abs(first_said.amount_yuan - later_said.amount_yuan) <= 0.01 * first_said.amount_yuan as is_one_scope,
        first_confirmed.claim_id is not null and later_confirmed.claim_id is not null as are_confirmed,
    from indicators as first_said
    inner join indicators as later_said
        on
            first_said.report_id = later_said.report_id
            and first_said.claim_id < later_said.claim_id
            and first_said.subject_concept = later_said.subject_concept
            and first_said.function_name is not distinct from later_said.function_name
            and first_said.source is not distinct from later_said.source
            and first_said.scope is not distinct from later_said.scope
            and first_said.subject = later_said.subject
            and first_said.claim_year = later_said.claim_year
            and first_said.stage = later_said.stage
            and (first_said.whole_concept is not distinct from later_said.whole_concept)
    left join confirmed as first_confirmed on first_said.claim_id = first_confirmed.claim_id
    left join confirmed as later_confirmed on later_said.claim_id = later_confirmed.claim_id
    -- within a unit's own section only: a code may stand there under 基本支出 and under 项目支出
    where
        first_said.scope is null
        or (first_said.section is not distinct from later_said.section and not first_said.is_function)
    qualify row_number() over (partition by later_said.claim_id order by first_said.claim_id) = 1

),

-- the change of one indicator, said with one amount and another change
changed as (

    select
        changes.claim_id,
        changes.report_id,
        changes.page_number,
        changes.subject,
        changes.subject_concept,
        changes.function_name,
        changes.source,
        changes.compared_year,
        changes.stage,
        if(changes.measure = 'decrease', -changes.amount_yuan, changes.amount_yuan) as change_yuan,
        changes.half_unit_yuan,
        told.value_yuan as now_yuan,
        told.told_claim_id,
    from claims as changes
    inner join {{ ref('int_claim_amounts_told') }} as told
        on changes.claim_id = told.claim_id and told.moment = 'then'
    where
        changes.measure in ('increase', 'decrease')
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

change_repeated as (

    select
        later_said.report_id,
        later_said.claim_id,
        later_said.page_number,
        later_said.subject,
        first_said.claim_id as first_claim_id,
        first_said.change_yuan as left_yuan,
        later_said.change_yuan as right_yuan,
        first_said.half_unit_yuan + later_said.half_unit_yuan as tolerance_yuan,
        -- so near to each other, they are one change with a slip in it, not two
        abs(first_said.change_yuan - later_said.change_yuan) <= 0.01 * abs(first_said.change_yuan) as is_one_scope,
    from changed as first_said
    inner join changed as later_said
        on
            first_said.report_id = later_said.report_id
            and first_said.claim_id < later_said.claim_id
            and first_said.subject_concept = later_said.subject_concept
            and first_said.function_name is not distinct from later_said.function_name
            and first_said.source is not distinct from later_said.source
            and first_said.compared_year is not distinct from later_said.compared_year
            and first_said.stage is not distinct from later_said.stage
            and first_said.now_yuan = later_said.now_yuan
            and first_said.told_claim_id <> later_said.told_claim_id
    qualify row_number() over (partition by later_said.claim_id order by first_said.claim_id) = 1

)

select
    {{ claim_check("'N5'", 'later_claim_id') }},
    '第' || page_number || '页“' || subject || '”前后所述' as subject,
    left_yuan,
    right_yuan,
    tolerance_yuan,
    case
        when abs(left_yuan - right_yuan) <= tolerance_yuan then null
        when value_count > 2 then 'said_of_many'
        else 'told_differently'
    end as reason_code,
    [first_claim_id, later_claim_id] as claim_ids,
    if(is_one_scope, 'sure', 'two_readings') as certainty,
    case
        when abs(left_yuan - right_yuan) <= tolerance_yuan then null
        when abs(left_yuan - right_yuan) <= tolerance_yuan + step_yuan then 'last_digit'
    end as slip_size,
from repeated
-- each true of its own table: two senses, not one indicator
where abs(left_yuan - right_yuan) <= tolerance_yuan or not are_confirmed
union all
select
    {{ claim_check("'N5'", suffix='-change') }},
    '第' || page_number || '页“' || subject || '”的增减前后所述' as subject,
    left_yuan,
    right_yuan,
    tolerance_yuan,
    if(abs(left_yuan - right_yuan) <= tolerance_yuan, null, 'changes_told_differently') as reason_code,
    [claim_id, first_claim_id] as claim_ids,
    if(is_one_scope, 'sure', 'two_readings') as certainty,
    case
        when abs(left_yuan - right_yuan) <= tolerance_yuan then null
        when abs(left_yuan - right_yuan) <= 3 * tolerance_yuan / 2 then 'last_digit'
    end as slip_size,
from change_repeated
