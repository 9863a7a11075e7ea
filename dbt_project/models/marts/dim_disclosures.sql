with

reports as (

    select * from {{ ref('int_reports_seen') }}

),

ranked as (

    select * from {{ ref('int_reports_ranked') }}

),

contents as (

    select * from {{ ref('int_report_contents') }}

),

{# the file that says most names the disclosure: a full one, then tables, then prose #}
parts as (

    select
        ranked.disclosure_id,
        ranked.current_disclosure_id,
        ranked.is_current,
        ranked.part,
        reports.*,
        coalesce(contents.has_prose, false) as has_prose,
        coalesce(contents.has_tables, false) as has_tables,
        row_number() over (
            partition by ranked.disclosure_id
            order by
                list_position(['full', 'tables', 'prose', 'performance', 'annex'], ranked.part),
                reports.report_id
        ) as part_rank,
    from ranked
    inner join reports using (report_id)
    left join contents using (report_id)

)

select
    disclosure_id,
    min_by(place_name, part_rank) filter (where place_name is not null) as place_name,
    min_by(division_code, part_rank) filter (where division_code is not null) as division_code,
    min_by(department_code, part_rank) filter (where department_code is not null)
        as department_code,
    min_by(department_name, part_rank) filter (where department_name is not null)
        as department_name,
    min_by(level, if(has_prose, 0, 10) + part_rank) filter (where level is not null) as level,
    min_by(budget_year, part_rank) filter (where budget_year is not null) as budget_year,
    min_by(report_kind, part_rank) as report_kind,
    cast(count(*) as integer) as part_count,
    bool_or(has_prose) as has_prose,
    bool_or(has_tables) as has_tables,
    bool_or(is_current) as is_current,
    if(bool_or(is_current), null, any_value(current_disclosure_id)) as superseded_by,
    list(distinct department_name order by department_name) filter (
        where department_name is not null
    ) as department_names,
    list(part order by part_rank) as parts,
    list(report_id order by part_rank) as report_ids,
    min_by(report_id, part_rank) as report_id,
from parts
group by disclosure_id
order by disclosure_id
