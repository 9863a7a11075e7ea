{#
    Which disclosure each present report that was read is part of, and which report replaces which.

    A disclosure is one department or unit × year × kind, in one file or several. Two files of one
    subject are rivals where what they hold overlaps: the same kinds of tables, the same text, forms
    of the same projects. Of rivals a proven one counts before a partial one, that before a
    quarantined one; the content carries no clock, so of several the one whose content a build first
    saw last is the correction; of those that arrived together the one that holds more, then by path
    and hash. What is replaced is a version of its own. A report that does not say whose or of which year it is has no rivals.

    Where the prose of a subject says department and its tables say unit, or the other way round, and
    neither has a counterpart of its own level, they are one disclosure: the level of the prose counts.
#}
{{ config(materialized='table') }}

with

reports as (

    select * from {{ ref('int_reports_seen') }}

),

contents as (

    select * from {{ ref('int_report_contents') }}

),

standing as (

    select
        reports.report_id,
        reports.first_seen,
        reports.file_path,
        reports.level,
        case reports.status when 'proven' then 0 when 'partial' then 1 else 2 end as trust,
        contents.part,
        coalesce(contents.table_kinds, []) as table_kinds,
        coalesce(contents.sentences_held, []) as sentences_held,
        coalesce(contents.projects_held, []) as projects_held,
        coalesce(contents.has_prose, false) as has_prose,
        coalesce(contents.has_tables, false) as has_tables,
        if(
            reports.department_name is null or reports.budget_year is null,
            reports.report_id,
            concat_ws(
                '|',
                coalesce(reports.division_code, reports.place_name, ''),
                coalesce(reports.department_key, nfc_normalize(reports.department_name)),
                reports.budget_year,
                coalesce(reports.report_kind, '')
            )
        ) as body_key,
    from reports
    left join contents using (report_id)
    where reports.is_present and reports.status in ('proven', 'partial', 'quarantined')

),

bodies as (

    select
        body_key,
        bool_or(has_prose) filter (where level = 'department') as department_has_prose,
        bool_or(has_tables) filter (where level = 'department') as department_has_tables,
        bool_or(has_prose) filter (where level = 'unit') as unit_has_prose,
        bool_or(has_tables) filter (where level = 'unit') as unit_has_tables,
        any_value(level) filter (where has_prose) as prose_level,
    from standing
    group by body_key

),

levelled as (

    select
        standing.*,
        standing.body_key || '|' || coalesce(
            if(
                bodies.department_has_prose <> bodies.unit_has_prose
                and bodies.department_has_tables <> bodies.unit_has_tables
                and bodies.department_has_prose <> bodies.department_has_tables,
                bodies.prose_level,
                standing.level
            ),
            ''
        ) as subject_key,
    from standing
    inner join bodies using (body_key)

),

ranked as (

    select
        *,
        row_number() over (
            partition by subject_key
            order by
                trust asc,
                first_seen desc,
                has_tables and has_prose desc,
                len(table_kinds) desc,
                file_path desc,
                report_id desc
        ) as standing_rank,
    from levelled

),

replaced as (

    select
        older.report_id,
        arg_min(newer.report_id, newer.standing_rank) as current_report_id,
    from ranked as older
    inner join ranked as newer
        on
            older.subject_key = newer.subject_key
            and older.standing_rank > newer.standing_rank
    where
        {# half of what the smaller one holds #}
        (
            len(list_intersect(older.table_kinds, newer.table_kinds)) > 0
            and len(list_intersect(older.table_kinds, newer.table_kinds)) * 2
            >= least(len(older.table_kinds), len(newer.table_kinds))
        )
        or (
            not older.has_tables
            and older.has_prose
            and newer.has_prose
            and len(list_intersect(older.sentences_held, newer.sentences_held)) * 2
            >= least(len(older.sentences_held), len(newer.sentences_held))
        )
        or (
            older.part = 'performance'
            and len(older.projects_held) > 0
            and len(list_intersect(older.projects_held, newer.projects_held)) * 2
            >= len(older.projects_held)
        )
    group by older.report_id

)

select
    ranked.report_id,
    ranked.subject_key,
    coalesce(replaced.current_report_id, ranked.report_id) as current_report_id,
    left(
        md5(
            ranked.subject_key
            || if(replaced.current_report_id is null, '', '|' || ranked.report_id)
        ),
        16
    ) as disclosure_id,
    left(md5(ranked.subject_key), 16) as current_disclosure_id,
    coalesce(ranked.part, 'annex') as part,
    replaced.current_report_id is null as is_current,
from ranked
left join replaced using (report_id)
