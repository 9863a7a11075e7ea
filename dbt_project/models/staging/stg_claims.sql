with

source as (

    select * from {{ source('raw', 'claims') }}

)

select
    claim_id,
    report_id,
    sentence_number,
    position,
    page_number,
    section,
    sentence,
    subject,
    subject_concept,
    function_name,
    source.source,
    measure,
    claimed_text,
    claimed_value,
    decimals,
    unit,
    amount_yuan,
    direction,
    claim_year,
    compared_year,
    stage,
    part_of,
    scope,
    base_concept,
    coalesce(is_in_reason, false) as is_in_reason,
    coalesce(is_ambiguous, false) as is_ambiguous,
from source
