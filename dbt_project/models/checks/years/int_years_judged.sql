{#
    Y1, Y2, Y3 where nothing is compared: one row per report and identity that says why, and one
    per table and column for places that the other report does not print.
#}
with

reports as (

    select * from {{ ref('int_reports_addressed') }}

),

repeated as (

    select * from {{ ref('int_years_compared') }}

),

judged as (

    select * from {{ ref('int_checks_summed') }}

),

-- figures that the other report has no row or column for: one row for each table and column
unmet as (

    select
        report_id || '-' || invariant_id || '-' || table_kind || '-' || stage || '-' || measure || '-unmet' as check_id,
        report_id,
        invariant_id,
        table_kind,
        {{ table_kind_zh('table_kind') }} || '“' || min(column_path) || '”：对方没有的行或栏' as subject,
        'not_checkable' as status,
        counterpart_zh || '的' || {{ table_kind_zh('table_kind') }} || '没有这些行或栏：'
        || string_agg(distinct place_label, '、' order by place_label) as reason,
    from repeated
    where counterpart_id is not null and not is_met and amount_yuan <> 0
    group by report_id, invariant_id, table_kind, stage, measure, counterpart_zh

),

identities (invariant_id, nothing_reason) as (

    values
    ('Y1', '本报告没有上年预算数或上年决算数的栏'),
    ('Y2', '本报告没有年初预算数的栏'),
    ('Y3', '本报告没有上年结转')

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
        identities.nothing_reason,
        reports.name_key is null or reports.budget_year is null as is_nameless,
        reports.report_kind = 'budget' and identities.invariant_id = 'Y2' as is_out_of_kind,
        sought.missing_zh,
        coalesce(sought.repeated_count, 0) as repeated_count,
        coalesce(sought.wanted_count, 0) as wanted_count,
        exists (
            select 1
            from judged
            where judged.report_id = reports.report_id and judged.invariant_id = identities.invariant_id
        )
        or exists (
            select 1
            from unmet
            where unmet.report_id = reports.report_id and unmet.invariant_id = identities.invariant_id
        ) as is_spoken_of,
    from reports
    cross join identities
    left join sought
        on reports.report_id = sought.report_id and identities.invariant_id = sought.invariant_id

),

untried as (

    select
        report_id || '-' || invariant_id || '-report-gate' as check_id,
        report_id,
        invariant_id,
        cast(null as varchar) as table_kind,
        '全报告' as subject,
        case
            when is_out_of_kind then 'not_applicable'
            when is_nameless then 'not_checkable'
            when repeated_count = 0 or wanted_count = 0 then 'not_applicable'
            else 'not_checkable'
        end as status,
        case
            when is_out_of_kind then '只有决算报告才有年初预算数'
            when is_nameless then '报告没有写明部门或年度，无从找到所比的报告'
            when repeated_count = 0 then nothing_reason
            when wanted_count = 0 and invariant_id = 'Y3' then '预算没有编列上年结转'
            when wanted_count = 0 and invariant_id = 'Y2' then nothing_reason
            when wanted_count = 0 then '上年栏所印是执行数、预计数或调整数，不与上年预算或决算比较'
            when missing_zh is not null then '需载入' || missing_zh
            else '两份报告没有可比的行和栏'
        end as reason,
    from standing
    where missing_zh is not null or not is_spoken_of

),

unsummed as (

    select * from unmet
    union all
    select * from untried

)

select
    *,
    cast([] as varchar[]) as figure_ids,
from unsummed
