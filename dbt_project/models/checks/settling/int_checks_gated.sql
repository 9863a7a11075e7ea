{#
    Identities that yielded no instance for a kind of table of a report: one row that says why.
    A check that never ran is not a pass.
#}
with

-- one row per identity and scope that it is tried on: table_kind is the kind that instances carry,
-- needed_kinds all that the identity reads
scopes as (

    select
        invariants.invariant_id,
        invariants.untried_code,
        string_split(tried_on.kinds, '+') as needed_kinds,
        nullif(needed_kinds[1], 'report') as table_kind,
    from {{ ref('seed_invariants') }} as invariants
    cross join unnest(string_split(invariants.tried_on, '|')) as tried_on (kinds)

),

-- what each report has of tables, and of those that say that they are nil
present as (

    select
        report_id,
        table_kind,
        bool_and(coalesce(is_nil, false)) as is_nil,
    from {{ ref('stg_tables') }}
    group by report_id, table_kind

),

kinds as (

    select
        report_id,
        list(table_kind) as printed_kinds,
        list(table_kind) filter (where is_nil) as nil_kinds,
    from present
    group by report_id

),

untried as (

    select
        reports.report_id,
        scopes.*,
        coalesce(kinds.printed_kinds, []) as printed_kinds,
        coalesce(kinds.nil_kinds, []) as nil_kinds,
    {# a report whose file is gone keeps its row in stg_reports; nothing is left to check #}
    from {{ ref('stg_reports') }} as reports
    semi join {{ ref('int_reports_published') }} using (report_id)
    cross join scopes
    left join kinds using (report_id)
    where
        not exists (
            select 1
            from {{ ref('int_checks_tried') }} as tried
            where
                tried.report_id = reports.report_id
                and tried.invariant_id = scopes.invariant_id
                and (scopes.table_kind is null or tried.table_kind is not distinct from scopes.table_kind)
        )

),

reasoned as (

    select
        *,
        list_filter(
            needed_kinds, lambda kind: kind <> 'report' and not list_contains(printed_kinds, kind)
        ) as missing_kinds,
        list_filter(needed_kinds, lambda kind: list_contains(nil_kinds, kind)) as needed_nil_kinds,
        case
            when len(missing_kinds) > 0 then 'tables_lacking'
            when len(needed_nil_kinds) > 0 then 'tables_nil'
            else untried_code
        end as reason_code,
        if(len(missing_kinds) > 0, missing_kinds, needed_nil_kinds) as named_kinds,
        if(len(named_kinds) > 0, [{{ table_kinds_zh('named_kinds', '、') }}], []) as reason_parameters,
    from untried

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
    reasoned.reason_parameters,
    {{ reason_words('reasons.reason_zh', 'reasoned.reason_parameters') }} as reason,
from reasoned
left join {{ ref('seed_reasons') }} as reasons using (reason_code)
