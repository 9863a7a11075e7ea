{#
    The tree of the money columns: which column is the total of which. Two routes, in this order:

    1. the header's own tree: 财政拨款 / 小计 is the whole of every 财政拨款 / …; a total (合计)
       is the whole of everything beneath its own heading that no nearer whole claims;
    2. where the header is flat, what the measures are: the three funds are parts of
       财政拨款, 人员经费 and 公用经费 of 基本支出, 购置 and 运行 of 公务用车, …

    Columns of different stages or years never add up with each other.
#}
{{ config(materialized='table') }}

with

money as (

    select
        columns.report_id,
        columns.table_number,
        tables.table_kind,
        tables.roles_status,
        columns.block,
        columns.side,
        columns.column_number,
        columns.column_path,
        columns.measure,
        columns.whole_column,
        coalesce(columns.stage, '') as stage,
        coalesce(columns.year, 0) as year,
        list_filter(
            string_split(columns.column_path, ' / '),
            lambda element: not regexp_matches(
                element,  -- noqa: RF02
                '^([0-9]{4}年)?(度)?(年初|全年|调整|调整后|当年|本年|上年|本年度|上年度)?(预算|决算|执行|预算执行)(数|额|金额)?$'
            )
        ) as printed_path,
        row_number() over (
            partition by columns.report_id, columns.table_number, columns.block
            order by columns.column_number
        ) as slot,
    from {{ ref('stg_columns') }} as columns
    inner join {{ ref('stg_tables') }} as tables using (report_id, table_number)
    where
        columns.role = 'figure'
        and columns.is_money
        and tables.table_kind not in ('department_performance', 'project_performance')
        and (columns.measure is null or columns.measure not in (
            'increase', 'increase_rate', 'share', 'target', 'weight'
        ))

),

-- a “三公” table may print each kind of cost once per fund: funds, like years, never mix
faceted as (

    select
        * exclude (printed_path),
        table_kind = 'three_public'
        and len(printed_path) > 1
        and coalesce(regexp_matches(printed_path[-1], '一般公共预算|政府性基金|国有资本'), false) as is_faceted,
        case when is_faceted then printed_path[-1] else '' end as facet,
        case when is_faceted then printed_path[1:len(printed_path) - 1] else printed_path end as path,
    from money

),

-- a whole by its title is that of what stands under its heading; a heading is the whole of what stands under it
marked as (

    select
        *,
        len(path) > 0
        and len(
            list_filter(
                list(path) over addable,
                lambda longer: len(longer) > len(path) and longer[1:len(path)] = path
            )
        ) > 0 as is_heading,
        is_heading
        or coalesce(measure = 'total', false)
        or coalesce(regexp_matches(path[-1], '^(小计|合计|总计|金额|.*总数|.*总额)$'), false) as is_whole,
        if(is_heading, path, path[1:len(path) - 1]) as prefix,
    from faceted
    window addable as (partition by report_id, table_number, block, stage, year, facet)

),

headed as (

    select
        part.report_id,
        part.table_number,
        part.column_number,
        arg_max(
            whole.column_number,
            len(whole.prefix) * 10 + case when whole.measure = 'total' then 1 else 0 end
        ) as whole_column_number,
        max(len(whole.prefix)) as prefix_length,
    from marked as part
    inner join marked as whole using (report_id, table_number, block, stage, year, facet)
    where
        whole.is_whole
        and part.column_number <> whole.column_number
        and part.path[1:len(whole.prefix)] = whole.prefix
        and (
            not part.is_whole
            or len(whole.prefix) < len(part.prefix)
            or (
                len(whole.prefix) = len(part.prefix)
                and whole.measure = 'total'
                and coalesce(part.measure, '') <> 'total'
            )
        )
    group by part.report_id, part.table_number, part.column_number

),

rooted as (

    select
        marked.*,
        headed.whole_column_number,
        headed.prefix_length,
        (marked.report_id, marked.table_number, marked.column_number) in (
            select (wholes.report_id, wholes.table_number, wholes.whole_column_number) from headed as wholes
        ) as has_parts,
    from marked
    left join headed using (report_id, table_number, column_number)

),

measured as (

    select
        part.report_id,
        part.table_number,
        part.column_number,
        arg_min(whole.column_number, measure_wholes.nearness) as whole_column_number,
    from rooted as part
    inner join {{ ref('seed_measure_wholes') }} as measure_wholes on part.measure = measure_wholes.part_measure
    inner join rooted as whole using (report_id, table_number, block, stage, year, facet)
    where
        part.column_number <> whole.column_number
        and measure_wholes.whole_measure = whole.measure
        and whole.whole_column_number is not distinct from part.whole_column_number
        -- a whole that the header already gave its parts is not given others
        and not whole.has_parts
    group by part.report_id, part.table_number, part.column_number

),

supported as (

    select
        part.report_id,
        part.table_number,
        part.column_number,
        whole.column_number as whole_column_number,
    from rooted as part
    inner join rooted as whole using (report_id, table_number, block, stage, year)
    where
        part.whole_column = whole.column_number
        and part.roles_status = 'supported'
        and part.table_kind = 'revenue'
        and len(part.path) = 1
        and part.measure <> 'total'
        and whole.measure = 'current_revenue'

)

select
    rooted.report_id,
    rooted.table_number,
    rooted.table_kind,
    rooted.block,
    rooted.side,
    rooted.column_number,
    rooted.slot,
    rooted.column_path,
    rooted.measure,
    rooted.stage,
    rooted.year,
    -- the header itself says that the column is a part: it stands under a heading that has a whole
    measured.column_number is null and rooted.prefix_length > 0 as is_part_by_heading,
    -- 其他收入 on the next sheet has lost its group 本年收入: where the sums of the table bear the
    -- roles out, they say of a column without a heading whose part it is
    coalesce(
        supported.whole_column_number, measured.whole_column_number, rooted.whole_column_number
    ) as whole_column_number,
from rooted
left join measured using (report_id, table_number, column_number)
left join supported using (report_id, table_number, column_number)
