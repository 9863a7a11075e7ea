{#
    Y1, Y2, Y3: a report against the report of the year, or of the sort, that its own figures
    repeat. Depends on a report and its counterpart alone.

    Y1  last year's column = last year's budget (or, where it says 决算数, last year's final account)
    Y2  年初预算数 of a final account = that year's budget
    Y3  上年结转 = 年末结转 of last year's final account

    Only places that both reports print are compared. Where nothing is, one row per report and
    identity says why, and which report would have to be loaded.
#}
-- by name, a union may leave columns out
-- noqa: disable=AM07
with

reports as (

    select * from {{ ref('int_reports_addressed') }}

),

amounts as (

    select * from {{ ref('int_amounts_placed') }}

),

-- the columns and lines that repeat another report, and of which year and kind that report is
repeated as (

    select
        amounts.*,
        if(amounts.stage = 'initial_budget', 'Y2', 'Y1') as invariant_id,
        if(amounts.stage = 'prior_final', 'final_account', 'budget') as wanted_kind,
        amounts.year as wanted_year,
        amounts.place as wanted_place,
        case
            when regexp_matches(amounts.column_path, '预计|调整|执行|完成') then false
            when amounts.stage = 'prior_final' then contains(amounts.column_path, '决算')
            when amounts.stage = 'initial_budget'
                then regexp_matches(amounts.column_path, '年初|预算(数|额|金额|安排)')
            else true
        end as is_admitted,
        -- 2024年 or 上年 over a column says nothing of 预算数 or 执行数
        bool_or(
            amounts.stage <> 'prior_budget'
            or regexp_matches(amounts.column_path, '年初|经费预算|预算(数|额|金额|安排)')
        ) over (partition by amounts.report_id, amounts.table_number, amounts.stage) as is_titled,
    from amounts
    inner join reports using (report_id)
    where
        (amounts.stage in ('prior_budget', 'prior_final') and amounts.year < reports.budget_year)
        or (
            amounts.stage = 'initial_budget'
            and reports.report_kind = 'final_account'
            and amounts.year = reports.budget_year
        )
    union all by name
    select
        amounts.*,
        'Y3' as invariant_id,
        'final_account' as wanted_kind,
        reports.budget_year - 1 as wanted_year,
        'expenditure-carried' as wanted_place,
        -- a budget need not plan the money carried over; a final account accounts for it
        reports.report_kind = 'final_account' or coalesce(amounts.amount_yuan <> 0, false) as is_admitted,
        true as is_titled,
    from amounts
    inner join reports using (report_id)
    where
        amounts.place = 'revenue-carried'
        and amounts.measure = 'total'
        and amounts.stage = reports.main_stage
        and amounts.year = reports.budget_year

),

wanted as (

    select distinct
        repeated.report_id,
        repeated.invariant_id,
        repeated.wanted_kind,
        repeated.wanted_year,
        reports.name_key,
        reports.place_key,
        reports.level,
        reports.department_name
        || repeated.wanted_year
        || '年'
        || if(reports.level = 'unit', '单位', '部门')
        || if(repeated.wanted_kind = 'budget', '预算', '决算') as wanted_zh,
    from repeated
    inner join reports using (report_id)
    where repeated.is_admitted

),

met as (

    select
        wanted.report_id,
        wanted.invariant_id,
        wanted.wanted_kind,
        wanted.wanted_year,
        wanted.wanted_zh,
        counterparts.report_id as counterpart_id,
        counterparts.main_stage as counterpart_stage,
        counterparts.title_zh as counterpart_zh,
    from wanted
    left join reports as counterparts
        on
            wanted.name_key = counterparts.name_key
            and wanted.place_key = counterparts.place_key
            and wanted.level = counterparts.level
            and wanted.wanted_kind = counterparts.report_kind
            and wanted.wanted_year = counterparts.budget_year
            and counterparts.is_counterpart

),

cells as (

    select
        here.report_id,
        here.invariant_id,
        here.table_kind,
        here.table_number,
        here.place,
        here.place_label,
        here.measure,
        here.stage,
        here.column_path,
        here.is_titled,
        if(
            here.invariant_id = 'Y3',
            here.table_kind,
            printf('t%03d-r%04d-c%03d', here.table_number, here.row_number, here.column_number)
        ) as instance_key,
        here.figure_id,
        here.amount_yuan,
        here.half_unit_yuan,
        here.is_unread,
        here.cell_label,
        met.counterpart_zh,
        there.report_id is not null as is_met,
        there.table_number as there_table_number,
        there.column_path as there_column_path,
        there.place_label as there_place_label,
        there.figure_id as there_figure_id,
        there.amount_yuan as there_amount_yuan,
        there.half_unit_yuan as there_half_unit_yuan,
        coalesce(there.is_unread, false) as there_is_unread,
        there.cell_label as there_cell_label,
        case
            when here.amount_yuan is not null and there.amount_yuan is not null
                then
                    abs(here.amount_yuan - there.amount_yuan)
                    <= here.half_unit_yuan + there.half_unit_yuan
        end as is_equal,
    from repeated as here
    inner join met using (report_id, invariant_id, wanted_kind, wanted_year)
    left join amounts as there
        on
            met.counterpart_id = there.report_id
            and here.table_kind = there.table_kind
            and here.wanted_place = there.place
            and here.measure = there.measure
            and met.counterpart_stage = there.stage
            and met.wanted_year = there.year
    where here.is_admitted and met.counterpart_id is not null

),

-- a column without 预算数 in its head is last year's budget if most of it is
weighed as (

    select
        *,
        is_titled
        or count(*) filter (where is_equal) over (partition by report_id, table_number, stage) * 2
        > count(is_equal) over (partition by report_id, table_number, stage) as is_understood,
    from cells

),

gated as (

    select
        *,
        {{ table_kind_zh('table_kind') }} as kind_zh,
        if(is_understood, null, 'not_checkable') as gate_status,
        if(
            is_understood,
            null,
            '栏名“' || column_path || '”没有写明是预算数还是执行数，且多数与' || counterpart_zh || '不同'
        ) as gate_reason,
        kind_zh
        || '（表' || table_number || '）“' || place_label || '”“' || column_path || '”＝'
        || counterpart_zh
        || kind_zh
        || '（表' || there_table_number || '）“' || there_place_label || '”“' || there_column_path || '”' as subject,
    from weighed

),

terms as (

    select
        report_id,
        invariant_id,
        table_kind,
        instance_key,
        subject,
        '=' as relation,
        'left' as side,
        1 as sign,
        figure_id,
        amount_yuan,
        half_unit_yuan,
        is_unread,
        cell_label,
        gate_status,
        gate_reason,
    from gated
    where is_met
    union all
    select
        report_id,
        invariant_id,
        table_kind,
        instance_key,
        subject,
        '=' as relation,
        'right' as side,
        1 as sign,
        there_figure_id as figure_id,
        there_amount_yuan as amount_yuan,
        there_half_unit_yuan as half_unit_yuan,
        there_is_unread as is_unread,
        counterpart_zh || there_cell_label as cell_label,
        gate_status,
        gate_reason,
    from gated
    where is_met

),

instances as (

    {{ settled_terms('terms') }}

),

-- figures that the other report has no row or column for: one row for each table and column
unmet as (

    select
        report_id || '-' || invariant_id || '-' || table_kind || '-' || stage || '-' || measure || '-unmet' as check_id,
        report_id,
        invariant_id,
        table_kind,
        any_value(kind_zh) || '“' || min(column_path) || '”：对方没有的行或栏' as subject,
        'not_checkable' as status,
        counterpart_zh || '的' || any_value(kind_zh) || '没有这些行或栏：'
        || string_agg(distinct place_label, '、' order by place_label) as reason,
    from gated
    where not is_met and amount_yuan <> 0
    group by report_id, invariant_id, table_kind, stage, measure, counterpart_zh

),

judged as (

    {{ judged_instances('instances') }}

),

identities (invariant_id, nothing_reason) as (

    values
    ('Y1', '本报告没有上年预算数或上年决算数的栏'),
    ('Y2', '本报告没有年初预算数的栏'),
    ('Y3', '本报告没有上年结转')

),

standing as (

    select
        reports.report_id,
        identities.invariant_id,
        identities.nothing_reason,
        reports.name_key is null or reports.budget_year is null as is_nameless,
        reports.report_kind = 'budget' and identities.invariant_id = 'Y2' as is_out_of_kind,
        (
            select string_agg(distinct met.wanted_zh, '、' order by met.wanted_zh)
            from met
            where
                met.report_id = reports.report_id
                and met.invariant_id = identities.invariant_id
                and met.counterpart_id is null
        ) as missing_zh,
        (
            select count(*)
            from repeated
            where repeated.report_id = reports.report_id and repeated.invariant_id = identities.invariant_id
        ) as repeated_count,
        (
            select count(*)
            from wanted
            where wanted.report_id = reports.report_id and wanted.invariant_id = identities.invariant_id
        ) as wanted_count,
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

select * from judged
union all by name
select
    *,
    cast([] as varchar[]) as figure_ids,
from unsummed
