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

columns as (

    select * from {{ ref('stg_columns') }}

),

tables as (

    select * from {{ ref('stg_tables') }}

),

money as (

    select
        columns.report_id,
        columns.table_number,
        tables.table_kind,
        columns.block,
        columns.side,
        columns.column_number,
        columns.column_path,
        columns.measure,
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
    from columns
    inner join tables using (report_id, table_number)
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

marked as (

    select
        faceted.*,
        coalesce(faceted.measure = 'total', false)
        or coalesce(regexp_matches(faceted.path[-1], '^(小计|合计|总计|金额|.*总数|.*总额)$'), false) as is_titled_whole,
        exists(
            select 1
            from faceted as longer
            where
                longer.report_id = faceted.report_id
                and longer.table_number = faceted.table_number
                and longer.block = faceted.block
                and longer.stage = faceted.stage
                and longer.year = faceted.year
                and longer.facet = faceted.facet
                and len(longer.path) > len(faceted.path)
                and longer.path[1:len(faceted.path)] = faceted.path
                and len(faceted.path) > 0
        ) as is_heading_whole,
    from faceted

),

wholes as (

    select
        *,
        case
            when is_heading_whole then path
            when len(path) = 0 then path
            else path[1:len(path) - 1]
        end as prefix,
    from marked
    where is_titled_whole or is_heading_whole

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
        count(*) filter (where whole.measure = 'total' and part.measure = 'total') as rival_count,
    from marked as part
    inner join wholes as whole
        on
            part.report_id = whole.report_id
            and part.table_number = whole.table_number
            and part.block = whole.block
            and part.stage = whole.stage
            and part.year = whole.year
            and part.facet = whole.facet
            and part.column_number <> whole.column_number
            and part.path[1:len(whole.prefix)] = whole.prefix
    left join wholes as part_whole
        on
            part.report_id = part_whole.report_id
            and part.table_number = part_whole.table_number
            and part.column_number = part_whole.column_number
    where
        part_whole.column_number is null
        or len(whole.prefix) < len(part_whole.prefix)
        or (
            len(whole.prefix) = len(part_whole.prefix)
            and whole.measure = 'total'
            and coalesce(part.measure, '') <> 'total'
        )
    group by part.report_id, part.table_number, part.column_number

),

rooted as (

    select
        marked.*,
        headed.whole_column_number,
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
    inner join rooted as whole
        on
            part.report_id = whole.report_id
            and part.table_number = whole.table_number
            and part.block = whole.block
            and part.stage = whole.stage
            and part.year = whole.year
            and part.facet = whole.facet
            and part.column_number <> whole.column_number
            and measure_wholes.whole_measure = whole.measure
            and whole.whole_column_number is not distinct from part.whole_column_number
            -- a whole that the header already gave its parts is not given others
            and not exists (
                select 1
                from headed
                where
                    headed.report_id = whole.report_id
                    and headed.table_number = whole.table_number
                    and headed.whole_column_number = whole.column_number
            )
    group by part.report_id, part.table_number, part.column_number

),

supported as (

    select
        part.report_id,
        part.table_number,
        part.column_number,
        whole.column_number as whole_column_number,
    from rooted as part
    inner join columns using (report_id, table_number, column_number)
    inner join tables using (report_id, table_number)
    inner join rooted as whole
        on
            part.report_id = whole.report_id
            and part.table_number = whole.table_number
            and part.block = whole.block
            and part.stage = whole.stage
            and part.year = whole.year
            and columns.whole_column = whole.column_number
    where
        tables.roles_status = 'supported'
        and tables.table_kind = 'revenue'
        and len(part.path) = 1
        and part.measure is not null
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
    measured.column_number is null and headed_prefixes.prefix_length > 0 as is_part_by_heading,
    -- 其他收入 on the next sheet has lost its group 本年收入: where the sums of the table bear the
    -- roles out, they say of a column without a heading whose part it is
    coalesce(
        supported.whole_column_number, measured.whole_column_number, rooted.whole_column_number
    ) as whole_column_number,
from rooted
left join measured using (report_id, table_number, column_number)
left join supported using (report_id, table_number, column_number)
left join (
    select
        report_id,
        table_number,
        column_number,
        len(prefix) as prefix_length,
    from wholes
) as headed_prefixes
    on
        rooted.report_id = headed_prefixes.report_id
        and rooted.table_number = headed_prefixes.table_number
        and rooted.whole_column_number = headed_prefixes.column_number
