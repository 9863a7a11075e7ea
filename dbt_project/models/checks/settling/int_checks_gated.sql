{#
    Identities that yielded no instance for a kind of table of a report: one row that says why.
    A check that never ran is not a pass.
#}
with

reports as (

    {# a report whose file is gone keeps its row in stg_reports; nothing is left to check #}
    select *
    from {{ ref('stg_reports') }} as reports
    where reports.report_id in (select published.report_id from {{ ref('int_reports_published') }} as published)

),

tables as (

    select * from {{ ref('stg_tables') }}

),

tried as (

    select distinct
        report_id,
        invariant_id,
        table_kind,
    from {{ ref('int_checks_tried') }}

),

invariants as (

    select * from {{ ref('seed_invariants') }}

),

-- table_kind is the kind that instances carry; needed_kinds all that the identity reads
scopes as (

    select
        invariants.invariant_id,
        nullif(string_split(tried.unnest, '+')[1], 'report') as table_kind,
        string_split(tried.unnest, '+') as needed_kinds,
    from invariants
    cross join unnest(string_split(invariants.tried_on, '|')) as tried

),

present as (

    select
        report_id,
        table_kind,
        bool_and(coalesce(is_nil, false)) as is_nil,
    from tables
    group by report_id, table_kind

),

untried as (

    select
        reports.report_id,
        scopes.invariant_id,
        scopes.table_kind,
        scopes.needed_kinds,
    from reports
    cross join scopes
    where
        not exists (
            select 1
            from tried
            where
                tried.report_id = reports.report_id
                and tried.invariant_id = scopes.invariant_id
                and (scopes.table_kind is null or tried.table_kind is not distinct from scopes.table_kind)
        )

),

explained as (

    select
        untried.report_id,
        untried.invariant_id,
        untried.table_kind,
        string_agg({{ table_kind_zh('needed.table_kind') }}, '、' order by needed.position)
        filter (where needed.table_kind is not null and present.table_kind is null) as missing_kinds,
        string_agg({{ table_kind_zh('needed.table_kind') }}, '、' order by needed.position)
        filter (where present.is_nil) as nil_kinds,
    from untried
    left join (
        select
            scopes.invariant_id,
            scopes.table_kind as scope_kind,
            unnest(scopes.needed_kinds) as table_kind,
            generate_subscripts(scopes.needed_kinds, 1) as position,
        from scopes
    ) as needed
        on untried.invariant_id = needed.invariant_id and untried.table_kind = needed.scope_kind
    left join present
        on untried.report_id = present.report_id and needed.table_kind = present.table_kind
    group by untried.report_id, untried.invariant_id, untried.table_kind

),

reasoned as (

    select
        explained.*,
        case
            when explained.missing_kinds is not null then 'tables_lacking'
            when explained.nil_kinds is not null then 'tables_nil'
            else invariants.untried_code
        end as reason_code,
        [coalesce(explained.missing_kinds, explained.nil_kinds)] as reason_parameters,
    from explained
    inner join invariants using (invariant_id)

)

select
    reasoned.report_id || '-' || reasoned.invariant_id || '-' || coalesce(reasoned.table_kind, 'report') || '-gate'
        as check_id,
    reasoned.report_id,
    reasoned.invariant_id,
    reasoned.table_kind,
    case when reasoned.table_kind is null then '全报告' else {{ table_kind_zh('reasoned.table_kind') }} end as subject,
    reasons.status,
    reasons.reason_code,
    if(reasoned.reason_code in ('tables_lacking', 'tables_nil'), reasoned.reason_parameters, []) as reason_parameters,
    {{ reason_words('reasons.reason_zh', 'reasoned.reason_parameters') }} as reason,
from reasoned
left join {{ ref('seed_reasons') }} as reasons using (reason_code)
