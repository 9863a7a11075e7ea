{#
    What the prose itself says of the amounts that a change, rate or share speaks of: in the same
    sentence, else in one of the three sentences before it in the paragraph (项目支出预算数为
    4335.3万元。与上年相比减少了1237.7万元，减少13.22%). The nearest amount of the same subject counts.

    A view: it has no report_id, and a table without one cannot be merged from batch to batch.
#}
{{ config(materialized='view') }}

with

claims as (

    select
        *,
        -- subjects that a report has one of, however it is worded (收入、支出预算总计, 收、支预算总计)
        if(
            subject_concept in (
                'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure', 'general_budget',
                'government_fund', 'state_capital', 'three_public', 'overseas', 'vehicle', 'vehicle_purchase',
                'vehicle_running', 'reception', 'meeting', 'training', 'operating_cost'
            ),
            subject_concept,
            subject
        ) as subject_key,
    from {{ ref('int_claims_situated') }}

),

amounts as (

    select *
    from claims
    where measure = 'amount' and amount_yuan is not null and half_unit_yuan is not null

),

paired as (

    select
        spoken.claim_id,
        if(
            amounts.claim_year = spoken.claim_year and coalesce(amounts.stage = amounts.main_stage, false),
            'then',
            'before'
        ) as moment,
        amounts.claim_id as told_claim_id,
        amounts.amount_yuan as value_yuan,
        amounts.half_unit_yuan,
        amounts.whole_claim_id,
        amounts.sentence_number = spoken.sentence_number as is_same_sentence,
        spoken.sentence_number - amounts.sentence_number as sentences_before,
        amounts.position,
        abs(amounts.position - spoken.position) as steps,
        amounts.subject = spoken.subject as is_same_wording,
    from claims as spoken
    inner join amounts
        on
            spoken.report_id = amounts.report_id
            and spoken.paragraph_number = amounts.paragraph_number
            and spoken.sentence_number - amounts.sentence_number between 0 and 3
            and spoken.subject_key = amounts.subject_key
            and spoken.subject_concept is not distinct from amounts.subject_concept
            and spoken.function_name is not distinct from amounts.function_name
            and spoken.source is not distinct from amounts.source
            and spoken.scope is not distinct from amounts.scope
            and amounts.is_in_reason is not true
            and (
                (
                    spoken.claim_year = amounts.claim_year
                    and amounts.stage is not distinct from amounts.main_stage
                    and (spoken.sentence_number > amounts.sentence_number or spoken.position > amounts.position)
                )
                or (
                    coalesce(spoken.compared_year, spoken.claim_year) = amounts.claim_year
                    and amounts.stage is distinct from amounts.main_stage
                    and (
                        amounts.stage is not distinct from spoken.stage
                        -- 2022年6.06万元，同比减少: of what stage that year's is, the words do not say
                        or (spoken.stage is null and amounts.stage in ('prior_budget', 'prior_final'))
                    )
                )
            )
    where spoken.measure in ('increase', 'decrease', 'rate', 'share')

)

select *
from paired
-- a base that another sentence states may be of another comparison
where moment = 'then' or is_same_sentence
qualify row_number() over (
        partition by claim_id, moment
        order by sentences_before asc, is_same_wording desc, steps asc, told_claim_id asc
    ) = 1
