{#
    The units of a department: those that its tables list and the one of its own name, each with its
    report of that year and sort where one is loaded.
#}
with

reports as (

    select * from {{ ref('int_reports_addressed') }}

),

departments as (

    select * from reports
    where level = 'department'

),

-- the units whose rows the whole department's own tables print
listed as (

    select distinct
        departments.report_id,
        -- 某局 among the units of 某市某局 is its own 本级
        if(ends_with(departments.name_key, names.name_key), departments.name_key, names.name_key) as name_key,
        true as is_listed,
    from departments
    inner join (
        select
            report_id,
            {{ institution_key('unit_name') }} as name_key,
        from {{ ref('int_lines_situated') }}
        where unit_name is not null and table_kind in ('revenue', 'expenditure', 'general_budget')
    ) as names using (report_id)
    where names.name_key <> ''

),

named as (

    select * from listed
    union all
    select
        report_id,
        name_key,
        false as is_listed,
    from departments
    anti join listed using (report_id, name_key)
    where name_key is not null

)

select
    named.report_id,
    named.name_key,
    named.is_listed,
    units.report_id as unit_report_id,
    units.department_name || units.title_zh as unit_zh,
from named
inner join departments using (report_id)
left join reports as units
    on
        units.level = 'unit'
        and units.is_counterpart
        and named.name_key = units.name_key
        and departments.place_key = units.place_key
        and departments.budget_year = units.budget_year
        and departments.report_kind = units.report_kind
