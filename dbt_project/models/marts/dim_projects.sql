with

listed as (

    select * from {{ ref('int_projects_listed') }}

),

forms as (

    select * from {{ ref('int_project_forms') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

mentions as (

    select
        project_key,
        report_id,
        project_code,
        project_name,
        department_name,
        function_code,
        null as start_year,
        null as end_year,
        1 as source_rank,
    from listed

    union all

    select
        project_key,
        report_id,
        project_code,
        project_name,
        department_name,
        null as function_code,
        start_year,
        end_year,
        2 as source_rank,
    from forms

)

select
    mentions.project_key,
    min_by(mentions.project_code, -reports.budget_year)
    filter (where mentions.project_code is not null) as project_code,
    {# the list's wording before the form's, the newest report's before older ones #}
    min_by(
        mentions.project_name,
        mentions.source_rank * 10000 - coalesce(reports.budget_year, 0)
    ) as project_name,
    any_value(mentions.department_name) as department_name,
    min_by(mentions.function_code, -reports.budget_year)
    filter (where mentions.function_code is not null) as function_code,
    cast(min(mentions.start_year) as integer) as start_year,
    cast(max(mentions.end_year) as integer) as end_year,
    min(reports.budget_year) as first_year,
    max(reports.budget_year) as last_year,
    cast(count(distinct mentions.report_id) as integer) as report_count,
from mentions
inner join reports using (report_id)
group by mentions.project_key
order by mentions.project_key
