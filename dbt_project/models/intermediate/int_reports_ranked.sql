{#
    Which of several reports on the same subject counts: same department and place, year, kind and
    level. A proven one counts before a quarantined one. The content carries no clock, so of
    several proven ones the one whose content a build first saw last is the correction; two that
    arrived in the same build are ordered by their path, then by their content's hash. A report
    that does not say whose or of which year it is has no rivals.
#}
with

reports as (

    select * from {{ ref('int_reports_seen') }}

),

standing as (

    select
        report_id,
        first_seen,
        file_path,
        status = 'proven' as is_proven,
        if(
            department_name is null or budget_year is null,
            report_id,
            concat_ws(
                '|',
                coalesce(division_code, place_name, ''),
                nfc_normalize(department_name),
                budget_year,
                coalesce(report_kind, ''),
                coalesce(level, '')
            )
        ) as subject_key,
    from reports
    where is_present and status in ('proven', 'quarantined')

)

select
    report_id,
    subject_key,
    first_value(report_id) over newest_first as current_report_id,
from standing
window newest_first as (
    partition by subject_key
    order by is_proven desc, first_seen desc, file_path desc, report_id desc
)
