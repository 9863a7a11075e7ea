{#
    Reports whose figures are published: their file is present and they were read; with the
    disclosure that each is part of.
#}
with

reports as (

    select * from {{ ref('int_reports_seen') }}

),

ranked as (

    select * from {{ ref('int_reports_ranked') }}

)

select
    reports.report_id,
    reports.file_name,
    reports.department_name,
    reports.department_key,
    reports.budget_year,
    reports.report_kind,
    reports.level,
    reports.status,
    reports.status in ('proven', 'partial') as is_proven,
    ranked.disclosure_id,
    ranked.part,
    ranked.is_current,
from reports
inner join ranked using (report_id)
where reports.is_present and reports.status in ('proven', 'partial', 'quarantined')
