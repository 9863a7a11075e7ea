with

claims as (

    select * from {{ ref('stg_claims') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

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
    'unmatched' as status,
    cast(null as varchar) as matched_figure_id,
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
inner join reports on claims.report_id = reports.report_id
where reports.is_proven
order by claims.claim_id
