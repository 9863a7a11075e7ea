{#
    Which of several reports on the same subject counts: same department and place, year, kind and
    level. The content carries no clock, so the one that a build first saw last is the correction;
    two that arrived in the same build are ordered by their path.
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
        concat_ws(
            '|',
            coalesce(division_code, place_name, ''),
            department_name,
            budget_year,
            report_kind,
            level
        ) as subject_key,
    from reports
    where
        is_present
        and status = 'proven'
        and department_name is not null
        and budget_year is not null

)

select
    report_id,
    subject_key,
    first_value(report_id) over newest_first as current_report_id,
from standing
window newest_first as (partition by subject_key order by first_seen desc, file_path desc)
