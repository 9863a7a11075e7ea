with

claims as (

    select * from {{ ref('stg_claims') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

-- what came of the checks that are about the claim itself
judged as (

    select
        claim_ids[1] as claim_id,
        case
            when bool_or(status = 'violated') then 'violated'
            when bool_or(status = 'holds') then 'holds'
            else 'not_checkable'
        end as status,
    from {{ ref('int_checks_tried') }}
    where starts_with(invariant_id, 'N') and len(claim_ids) > 0
    group by claim_ids[1]

),

matched as (

    select
        claim_ids[1] as claim_id,
        min(matched_figure_id) as matched_figure_id,
    from {{ ref('int_claim_amounts_judged') }}
    group by claim_ids[1]

)

select
    claims.claim_id,
    claims.report_id,
    claims.page_number,
    claims.sentence,
    claims.subject,
    claims.measure,
    claims.claimed_value,
    claims.unit,
    claims.amount_yuan,
    claims.direction,
    claims.compared_year,
    coalesce(judged.status, 'unmatched') as status,
    matched.matched_figure_id,
    claims.section,
    claims.subject_concept,
    claims.function_name,
    claims.claimed_text,
    claims.decimals,
    claims.claim_year,
    claims.sentence_number,
    claims.position,
    claims.part_of,
from claims
inner join reports using (report_id)
left join judged using (claim_id)
left join matched using (claim_id)
where reports.is_proven
order by claims.claim_id
