with

reports as (

    select * from {{ ref('int_reports_seen') }}

),

ranked as (

    select * from {{ ref('int_reports_ranked') }}

),

coverage as (

    select * from {{ ref('int_figures_witnessed') }}

),

placed as (

    select * from {{ ref('int_figures_placed') }}

),

figures as (

    select * from {{ ref('int_figures_described') }}

),

known_figures as (

    select
        figures.report_id,
        count(*) as known_count,
        count(placed.figure_id) as placed_count,
    from figures
    left join placed using (figure_id)
    where
        figures.table_kind not in ('other', 'department_performance', 'assets', 'debt', 'staffing')
        {# differences between years are no amounts of a year #}
        and coalesce(figures.measure, '') not in ('increase', 'increase_rate', 'share')
        and not regexp_matches(coalesce(figures.column_path, ''), '增减|比上年|变化')
        and not regexp_matches(coalesce(figures.row_label, ''), '^增减')
    group by figures.report_id

),

money_figures as (

    select
        report_id,
        count(*) as money_count,
        count(*) filter (where check_count > 0) as witnessed_count,
    from coverage
    where is_money
    group by report_id

)

select
    reports.report_id,
    reports.file_name,
    reports.sha256,
    reports.place_name,
    reports.division_code,
    reports.department_code,
    reports.department_name,
    reports.budget_year,
    reports.report_kind,
    reports.level,
    reports.page_count,
    reports.status,
    nullif(
        concat_ws(
            '; ',
            reports.status_reason,
            if(
                len(reports.other_file_paths) > 0,
                'same content also as (内容相同的文件): '
                || array_to_string(reports.other_file_paths, ', '),
                null
            ),
            if(not reports.is_present, 'the file is no longer in the folder (文件已移除)', null)
        ),
        ''
    ) as status_reason,
    cast(
        reports.conserved_count / nullif(reports.number_count, 0) as decimal(7, 6)
    ) as conserved_share,
    cast(
        money_figures.witnessed_count / nullif(money_figures.money_count, 0) as decimal(7, 6)
    ) as coverage_share,
    cast(
        known_figures.placed_count / nullif(known_figures.known_count, 0) as decimal(7, 6)
    ) as fact_share,
    ranked.disclosure_id,
    ranked.part,
    coalesce(ranked.current_report_id = reports.report_id, false) as is_current,
    if(
        ranked.current_report_id <> reports.report_id, ranked.current_report_id, null
    ) as superseded_by,
    reports.report_title,
    reports.file_path,
    reports.other_file_paths,
    reports.is_present,
    reports.first_seen,
    reports.number_count,
    reports.conserved_count,
from reports
left join ranked using (report_id)
left join known_figures using (report_id)
left join money_figures using (report_id)
order by reports.file_path
