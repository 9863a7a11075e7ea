with

facts as (

    select * from {{ ref('stg_facts') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

)

select
    facts.report_id,
    facts.fact,
    facts.value,
    facts.unit,
    facts.page_number,
    facts.sentence,
    facts.value_number,
    facts.fact_number,
    facts.holder,
from facts
inner join reports using (report_id)
where reports.is_proven
order by facts.report_id, facts.fact_number
