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

-- table_kind is the kind that instances carry; needed_kinds all that the identity reads
scopes (invariant_id, table_kind, needed_kinds) as (

    values
    ('R1', 'expenditure', ['expenditure']),
    ('R2', 'general_budget', ['general_budget']),
    ('R2', 'government_fund', ['government_fund']),
    ('R2', 'state_capital', ['state_capital']),
    ('R3', 'revenue', ['revenue']),
    ('R4', 'appropriation', ['appropriation']),
    ('R5', 'basic_by_economic', ['basic_by_economic']),
    ('R6', 'three_public', ['three_public']),
    ('R7', 'projects', ['projects']),
    ('R8', 'procurement', ['procurement']),
    ('R9', 'summary', ['summary']),
    ('C1', 'revenue', ['revenue']),
    ('C1', 'expenditure', ['expenditure']),
    ('C1', 'general_budget', ['general_budget']),
    ('C1', 'basic_by_economic', ['basic_by_economic']),
    ('C1', 'government_fund', ['government_fund']),
    ('C1', 'state_capital', ['state_capital']),
    ('C2', 'revenue', ['revenue']),
    ('C2', 'expenditure', ['expenditure']),
    ('C2', 'general_budget', ['general_budget']),
    ('C2', 'basic_by_economic', ['basic_by_economic']),
    ('C2', 'government_fund', ['government_fund']),
    ('C2', 'state_capital', ['state_capital']),
    ('C3', 'basic_by_economic', ['basic_by_economic']),
    ('C4', 'projects', ['projects']),
    ('C4', 'procurement', ['procurement']),
    ('C4', 'three_public', ['three_public']),
    ('C5', 'summary', ['summary']),
    ('C5', 'appropriation', ['appropriation']),
    ('B1', 'summary', ['summary']),
    ('B1', 'appropriation', ['appropriation']),
    ('B2', 'summary', ['summary']),
    ('B2', 'appropriation', ['appropriation']),
    ('X1', 'summary', ['summary', 'revenue', 'expenditure']),
    ('X2', 'summary', ['summary', 'expenditure']),
    ('X3', 'appropriation', ['appropriation', 'general_budget']),
    ('X4', 'appropriation', ['appropriation', 'general_budget']),
    ('X5', 'expenditure', ['expenditure', 'general_budget']),
    ('X6', 'revenue', ['revenue', 'expenditure']),
    ('X7', 'general_budget', ['general_budget', 'basic_by_economic']),
    ('X8', 'projects', ['projects', 'general_budget']),
    ('X9', 'general_budget', ['general_budget', 'basic_by_economic']),
    ('X10', 'three_public', ['three_public', 'basic_by_economic']),
    ('X11', 'government_fund', ['government_fund', 'appropriation']),
    ('X11', 'state_capital', ['state_capital', 'appropriation']),
    ('X12', 'projects', ['projects', 'project_performance']),
    ('X13', 'department_performance', ['department_performance', 'expenditure']),
    ('X14', 'department_performance', ['department_performance']),
    ('X14', 'project_performance', ['project_performance']),
    ('X15', null, []),
    ('K1', null, []),
    ('K2', null, []),
    ('K3', 'expenditure', ['expenditure']),
    ('K3', 'general_budget', ['general_budget']),
    ('K3', 'basic_by_economic', ['basic_by_economic']),
    ('H1', null, []),
    ('H2', null, []),
    ('N1', null, []),
    ('N2', null, []),
    ('N3', null, []),
    ('N4', null, []),
    ('N5', null, []),
    ('N6', null, []),
    ('N7', null, [])

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

)

select
    report_id || '-' || invariant_id || '-' || coalesce(table_kind, 'report') || '-gate' as check_id,
    report_id,
    invariant_id,
    table_kind,
    case when table_kind is null then '全报告' else {{ table_kind_zh('table_kind') }} end as subject,
    case
        when missing_kinds is not null then 'not_checkable'
        when nil_kinds is not null then 'not_applicable'
        when invariant_id in ('R9', 'B2') then 'not_applicable'
        else 'not_checkable'
    end as status,
    case
        when missing_kinds is not null then '报告中没有' || missing_kinds
        when nil_kinds is not null then nil_kinds || '为空表'
        when invariant_id = 'R9' then '本表各行不分列人员、公用、项目'
        when invariant_id = 'B2' then '本表没有单列本年收支与结转'
        when invariant_id = 'K1' then '各表没有连续的编号'
        when invariant_id = 'K2' then '没有带表的页'
        when invariant_id in ('H1', 'H2') then '报告中没有科目编码'
        when starts_with(invariant_id, 'N') then '文字中没有可以这样核对的所述'
        when invariant_id = 'X15' then '没有一个编码印了两次'
        else '表中没有该恒等式所需的行或栏'
    end as reason,
from explained
