{#
    Y1, Y2, Y3 where nothing is compared: one row per report and identity that says why, and one
    per table and column for places that the other report does not print.
#}
-- by name, a union may leave columns out
-- noqa: disable=AM07
with

repeated as (

    select * from {{ ref('int_years_compared') }}

),

-- figures that the other report has no row or column for: one row for each table and column
unmet as (

    select
        report_id || '-' || invariant_id || '-' || table_kind || '-' || stage || '-' || measure || '-unmet' as check_id,
        report_id,
        invariant_id,
        table_kind,
        {{ table_kind_zh('table_kind') }} || '“' || min(column_path) || '”：对方没有的行或栏' as subject,
        'places_unmet' as reason_code,
        [
            counterpart_zh,
            {{ table_kind_zh('table_kind') }},
            string_agg(distinct place_label, '、' order by place_label)
        ] as reason_parameters,
    from repeated
    where counterpart_id is not null and not is_met and amount_yuan <> 0
    group by report_id, invariant_id, table_kind, stage, measure, counterpart_zh

),

identities (invariant_id, nothing_code) as (

    values
    ('Y1', 'no_prior_column'),
    ('Y2', 'no_initial_column'),
    ('Y3', 'nothing_carried_over')

),

-- what each report repeats of others, by identity
sought as (

    select
        report_id,
        invariant_id,
        count(*) as repeated_count,
        count(*) filter (where is_admitted) as wanted_count,
        string_agg(distinct wanted_zh, '、' order by wanted_zh) filter (where counterpart_id is null) as missing_zh,
    from repeated
    group by report_id, invariant_id

),

standing as (

    select
        reports.report_id,
        identities.invariant_id,
        identities.nothing_code,
        reports.name_key is null or reports.budget_year is null as is_nameless,
        reports.report_kind = 'budget' and identities.invariant_id = 'Y2' as is_out_of_kind,
        sought.missing_zh,
        coalesce(sought.repeated_count, 0) as repeated_count,
        coalesce(sought.wanted_count, 0) as wanted_count,
        (reports.report_id, identities.invariant_id) in (
            select (summed.report_id, summed.invariant_id) from {{ ref('int_checks_summed') }} as summed
            union all
            select (unmet.report_id, unmet.invariant_id) from unmet
        ) as is_spoken_of,
    from {{ ref('int_reports_addressed') }} as reports
    cross join identities
    left join sought using (report_id, invariant_id)

),

untried as (

    select
        report_id || '-' || invariant_id || '-report-gate' as check_id,
        report_id,
        invariant_id,
        '全报告' as subject,
        case
            when is_out_of_kind then 'budget_without_initial'
            when is_nameless then 'report_nameless'
            when repeated_count = 0 or (wanted_count = 0 and invariant_id = 'Y2') then nothing_code
            when wanted_count = 0 and invariant_id = 'Y3' then 'carried_over_unplanned'
            when wanted_count = 0 then 'prior_column_of_other_stage'
            when missing_zh is not null then 'report_to_load'
            else 'nothing_comparable'
        end as reason_code,
        [missing_zh] as reason_parameters,
    from standing
    where missing_zh is not null or not is_spoken_of

)

select * from unmet
union all by name
select * from untried
