{# One row per report content ever seen under the reports folder, with its primary file. #}
with

files as (

    select * from {{ ref('stg_report_files') }}

),

reports as (

    select * from {{ ref('stg_reports') }}

),

ranked as (

    select
        report_id,
        sha256,
        file_name,
        file_path,
        first_seen,
        is_present,
        row_number() over (
            partition by report_id
            order by is_present desc, is_primary desc, file_path
        ) as file_rank,
        list(file_name order by file_path) over (partition by report_id) as file_names,
    from files

)

select
    ranked.report_id,
    ranked.sha256,
    ranked.file_name,
    ranked.file_path,
    list_filter(ranked.file_names, lambda name: name <> ranked.file_name) as other_file_names,
    ranked.first_seen,
    ranked.is_present,
    reports.report_title,
    reports.place_name,
    reports.division_code,
    reports.department_code,
    reports.department_name,
    reports.budget_year,
    reports.report_kind,
    reports.level,
    reports.page_count,
    coalesce(reports.status, 'rejected') as status,
    case
        when reports.report_id is null
            then 'not read in any build that is still landed (没有读取记录)'
        else reports.status_reason
    end as status_reason,
    reports.number_count,
    reports.conserved_count,
from ranked
left join reports on ranked.report_id = reports.report_id
where ranked.file_rank = 1
