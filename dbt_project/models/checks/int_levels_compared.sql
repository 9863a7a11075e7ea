{#
    D1: a department against its units, of one year and sort of report. Each amount is no less
    than any unit's, and their sum where every unit that the department's tables list is loaded.
    The rows stand with the department; depends on a department and its units alone.
#}
-- by name, a union may leave columns out
-- noqa: disable=AM07
with

reports as (

    select * from {{ ref('int_reports_addressed') }}

),

amounts as (

    select amounts.*
    from {{ ref('int_amounts_placed') }} as amounts
    inner join reports using (report_id)
    where
        amounts.stage = reports.main_stage
        and amounts.year = reports.budget_year
        and amounts.measure in ('total', 'basic', 'project')
        and amounts.table_kind in (
            'summary',
            'revenue',
            'expenditure',
            'appropriation',
            'general_budget',
            'government_fund',
            'state_capital'
        )
        -- money carried over from unit to unit is another matter
        and not contains(amounts.place, '-carried')

),

departments as (

    select * from reports
    where level = 'department'

),

units as (

    select * from reports
    where level = 'unit' and is_counterpart

),

-- the units whose rows the whole department's own tables print
listed as (

    select distinct
        departments.report_id,
        -- 某局 among the units of 某市某局 is its own 本级
        if(ends_with(departments.name_key, names.name_key), departments.name_key, names.name_key) as name_key,
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

belonging as (

    select
        departments.report_id,
        departments.title_zh,
        units.report_id as unit_report_id,
        units.name_key,
        units.department_name as unit_department_name,
        units.title_zh as unit_title_zh,
    from departments
    inner join units
        on
            departments.place_key = units.place_key
            and departments.budget_year = units.budget_year
            and departments.report_kind = units.report_kind
    where
        departments.name_key = units.name_key
        or exists (
            select 1
            from listed
            where listed.report_id = departments.report_id and listed.name_key = units.name_key
        )

),

-- a list of one is no list: most tables print the department's own name beside its rows
complete as (

    select
        listed.report_id,
        count(*) as unit_count,
        string_agg(listed.name_key, '、' order by listed.name_key)
        filter (where belonging.unit_report_id is null) as missing_zh,
    from listed
    left join belonging using (report_id, name_key)
    group by listed.report_id
    having count(*) > 1

),

pairs as (

    select
        whole.report_id,
        whole.table_kind,
        whole.place,
        whole.measure,
        whole.table_number,
        belonging.unit_report_id,
        belonging.unit_department_name || belonging.unit_title_zh as unit_zh,
        {{ table_kind_zh('whole.table_kind') }} || '（表' || whole.table_number || '）“' || whole.place_label || '”“'
        || whole.column_path || '”' as whole_zh,
        whole.figure_id,
        whole.amount_yuan,
        whole.half_unit_yuan,
        whole.is_unread,
        whole.cell_label,
        part.table_number as part_table_number,
        part.figure_id as part_figure_id,
        part.amount_yuan as part_amount_yuan,
        part.half_unit_yuan as part_half_unit_yuan,
        part.is_unread as part_is_unread,
        part.cell_label as part_cell_label,
    from amounts as whole
    inner join belonging using (report_id)
    inner join amounts as part
        on
            belonging.unit_report_id = part.report_id
            and whole.table_kind = part.table_kind
            and whole.place = part.place
            and whole.measure = part.measure

),

-- a unit that prints no such row has nil of it, so long as its table is there
sums as (

    select
        pairs.report_id,
        pairs.table_kind,
        pairs.place,
        pairs.measure,
        complete.unit_count,
    from pairs
    inner join complete using (report_id)
    where
        complete.missing_zh is null
        and (
            select count(distinct tables.report_id)
            from amounts as tables
            inner join belonging
                on
                    tables.report_id = belonging.unit_report_id
                    and belonging.report_id = pairs.report_id
            where tables.table_kind = pairs.table_kind and tables.measure = pairs.measure
        ) = complete.unit_count
    group by pairs.report_id, pairs.table_kind, pairs.place, pairs.measure, complete.unit_count

),

terms as (

    select
        report_id,
        'D1' as invariant_id,
        table_kind,
        table_kind || '-' || place || '-' || measure || '-' || unit_report_id as instance_key,
        unit_zh || '（表' || part_table_number || '）同行同栏≤' || whole_zh as subject,
        '<=' as relation,
        'left' as side,
        1 as sign,
        part_figure_id as figure_id,
        part_amount_yuan as amount_yuan,
        part_half_unit_yuan as half_unit_yuan,
        part_is_unread as is_unread,
        unit_zh || part_cell_label as cell_label,
        cast(null as varchar) as gate_status,
        cast(null as varchar) as gate_reason,
    from pairs
    where part_figure_id is not null
    union all
    select
        report_id,
        'D1' as invariant_id,
        table_kind,
        table_kind || '-' || place || '-' || measure || '-' || unit_report_id as instance_key,
        unit_zh || '（表' || part_table_number || '）同行同栏≤' || whole_zh as subject,
        '<=' as relation,
        'right' as side,
        1 as sign,
        figure_id,
        amount_yuan,
        half_unit_yuan,
        is_unread,
        cell_label,
        cast(null as varchar) as gate_status,
        cast(null as varchar) as gate_reason,
    from pairs
    where part_figure_id is not null
    union all
    select distinct
        pairs.report_id,
        'D1' as invariant_id,
        pairs.table_kind,
        pairs.table_kind || '-' || pairs.place || '-' || pairs.measure || '-sum' as instance_key,
        pairs.whole_zh || '＝所属' || sums.unit_count || '个单位之和' as subject,
        '=' as relation,
        'left' as side,
        1 as sign,
        pairs.figure_id,
        pairs.amount_yuan,
        pairs.half_unit_yuan,
        pairs.is_unread,
        pairs.cell_label,
        cast(null as varchar) as gate_status,
        cast(null as varchar) as gate_reason,
    from pairs
    inner join sums using (report_id, table_kind, place, measure)
    union all
    select
        pairs.report_id,
        'D1' as invariant_id,
        pairs.table_kind,
        pairs.table_kind || '-' || pairs.place || '-' || pairs.measure || '-sum' as instance_key,
        pairs.whole_zh || '＝所属' || sums.unit_count || '个单位之和' as subject,
        '=' as relation,
        'right' as side,
        1 as sign,
        pairs.part_figure_id as figure_id,
        pairs.part_amount_yuan as amount_yuan,
        pairs.part_half_unit_yuan as half_unit_yuan,
        pairs.part_is_unread as is_unread,
        pairs.unit_zh || pairs.part_cell_label as cell_label,
        cast(null as varchar) as gate_status,
        cast(null as varchar) as gate_reason,
    from pairs
    inner join sums using (report_id, table_kind, place, measure)

),

instances as (

    {{ settled_terms('terms') }}

),

judged as (

    {{ judged_instances('instances') }}

),

homes as (

    select
        unit_report_id,
        count(*) as home_count,
    from belonging
    group by unit_report_id

),

standing as (

    select
        reports.report_id,
        reports.level,
        reports.department_name,
        reports.title_zh,
        reports.budget_year,
        reports.report_kind,
        reports.name_key is null or reports.budget_year is null as is_nameless,
        coalesce(homes.home_count, 0) > 0 as is_at_home,
        exists(
            select 1
            from belonging
            where belonging.report_id = reports.report_id
        ) as has_unit,
        complete.missing_zh,
        exists(
            select 1
            from judged
            where judged.report_id = reports.report_id
        ) as is_tried,
    from reports
    left join homes on reports.report_id = homes.unit_report_id
    left join complete on reports.report_id = complete.report_id

),

untried as (

    select
        report_id || '-D1-report-gate' as check_id,
        report_id,
        'D1' as invariant_id,
        cast(null as varchar) as table_kind,
        '全报告' as subject,
        if(level = 'unit' and is_at_home, 'not_applicable', 'not_checkable') as status,
        case
            when is_nameless then '报告没有写明部门或年度，无从找到上下级报告'
            when level = 'unit' and is_at_home then '单位与部门的比较列在其部门的报告之下'
            when level = 'unit'
                then
                    '需载入' || department_name || '所属部门' || budget_year || '年部门'
                    || if(report_kind = 'budget', '预算', '决算')
            when has_unit and is_tried then '只与已载入的单位逐一比较；比较总和还需载入：' || missing_zh
            when has_unit then '两份报告没有可比的行和栏'
            else
                '需载入' || department_name || coalesce('所属单位（' || missing_zh || '）', '所属各单位')
                || budget_year || '年单位' || if(report_kind = 'budget', '预算', '决算')
        end as reason,
    from standing
    where not is_tried or missing_zh is not null

)

select * from judged
union all by name
select
    *,
    cast([] as varchar[]) as figure_ids,
from untried
