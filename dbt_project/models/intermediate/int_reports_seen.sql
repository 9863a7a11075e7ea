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
        min(first_seen) over (partition by report_id) as first_seen,
        is_present,
        row_number() over (
            partition by report_id
            order by is_present desc, is_primary desc, file_path asc
        ) as file_rank,
        list(file_path order by file_path) filter (where is_present)
            over (partition by report_id) as present_paths,
    from files

)

select
    ranked.report_id,
    ranked.sha256,
    ranked.file_name,
    ranked.file_path,
    coalesce(
        list_filter(ranked.present_paths, lambda path: path <> ranked.file_path), [] -- noqa: RF02
    ) as other_file_paths,
    ranked.first_seen,
    ranked.is_present,
    reports.report_title,
    reports.place_name,
    reports.division_code,
    reports.department_code,
    reports.department_name,
    reports.department_key,
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
left join reports using (report_id)
where ranked.file_rank = 1
