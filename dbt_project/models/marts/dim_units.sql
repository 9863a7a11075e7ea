{#
    Units that tables list, with the department that lists them. A unit's parent is the unit whose
    code its own extends (234001 below 234), else the department itself where it is listed.
#}
with

lines as (

    select * from {{ ref('stg_lines') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

mentions as (

    select
        reports.department_name,
        lines.unit_name,
        {{ institution_key('lines.unit_name') }}
        || if(regexp_matches(lines.unit_name, '本级|本部|机关[)）]$'), '|本级', '') as name_key,
        lines.unit_code,
        reports.budget_year,
        reports.report_id,
    from lines
    inner join reports using (report_id)
    where
        reports.is_proven
        and lines.unit_name is not null
        and not regexp_matches(lines.unit_name, '合计|总计|小计')

),

units as (

    select
        md5(coalesce(department_name, '') || '|' || name_key) as unit_key,
        max_by(unit_code, (budget_year, report_id)) filter (where unit_code is not null) as unit_code,
        max_by(unit_name, (budget_year, report_id)) as unit_name,
        name_key,
        department_name,
        min(budget_year) as first_year,
        max(budget_year) as last_year,
        cast(count(distinct report_id) as integer) as report_count,
    from mentions
    group by department_name, name_key

),

parents as (

    select
        units.unit_key,
        max_by(above.unit_key, length(above.unit_code)) as parent_unit_key,
    from units
    inner join units as above
        on
            units.department_name is not distinct from above.department_name
            and starts_with(units.unit_code, above.unit_code)
            and length(units.unit_code) > length(above.unit_code)
    group by units.unit_key

)

select
    units.unit_key,
    units.unit_code,
    units.unit_name,
    coalesce(
        parents.parent_unit_key,
        if(department.unit_key <> units.unit_key, department.unit_key, null)
    ) as parent_unit_key,
    units.department_name,
    units.first_year,
    units.last_year,
    units.report_count,
from units
left join parents using (unit_key)
left join units as department
    on
        units.department_name = department.department_name
        and department.name_key = {{ institution_key('department.department_name') }}
order by units.unit_key
