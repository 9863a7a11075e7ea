{#
    Which rows of a list (projects, procurement, three_public) make up its total.

    A list may print headings that carry the sum of the rows below them, and no code or indent
    says which they are. Three readings, the nearest to the printed total taken, the plainest
    first: every row counts once; a row that equals the sum of two or more rows right below it is
    a heading; the list is printed in n levels that each sum to the total (`level_count`).
#}
{{ config(materialized='table') }}

with

-- the figures of the column that tells: the first, or the one of the greatest total where the first has
-- none (the numbers of the rows, a year without any cost)
figures as (

    select *
    from {{ ref('int_figures_situated') }}
    where table_kind in ('projects', 'procurement', 'three_public')
    qualify
        slot = coalesce(
            arg_max(slot, (coalesce(measure, '') = 'total' and amount_yuan <> 0, slot = 1, amount_yuan, -slot))
            filter (where row_role = 'total' and amount_yuan is not null)
                over (partition by report_id, table_number),
            1
        )

),

-- the finest rows that a list prints, once each
ranked as (

    select
        *,
        list_position(
            case table_kind
                when 'projects' then ['project', 'line', 'code', 'unit']
                when 'procurement' then ['category', 'project', 'line', 'code', 'unit']
                when 'three_public' then ['unit', 'line']
            end,
            row_role
        ) as role_rank,
        list(unit_code) filter (where row_role = 'unit') over (partition by report_id, table_number) as unit_codes,
        list(row_code) filter (where row_role = 'code') over (partition by report_id, table_number, unit_key)
            as row_codes,
    from (
        -- 工程建设管理 among codes is a 项 like its neighbours, whatever its name says of 工程
        select * replace (if(row_role = 'category' and row_code is not null, 'code', row_role) as row_role)
        from {{ ref('int_lines_situated') }}
        where table_kind in ('projects', 'procurement', 'three_public')
    ) as coded

),

-- a unit below its department, or a code below its parent, is already in the row above it
finest as (

    select *
    from ranked
    where role_rank is not null
    qualify
        rank() over (
            partition by report_id, table_number
            order by role_rank, if(row_role = 'category', depth, 0)
        ) = 1
        and case row_role
            when 'unit'
                then
                    len(list_filter(
                        unit_codes, lambda above: above <> unit_code and starts_with(unit_code, above)
                    )) = 0
            when 'code'
                then
                    len(list_filter(
                        row_codes, lambda below: length(below) > length(row_code) and starts_with(below, row_code)
                    )) = 0
            else true
        end

),

amounts as (

    select
        finest.report_id,
        finest.table_number,
        finest.table_kind,
        finest.block,
        finest.row_number,
        coalesce(figures.amount_yuan, 0) as amount_yuan,
        coalesce(figures.half_unit_yuan, 0) as half_unit_yuan,
        sum(coalesce(figures.amount_yuan, 0)) over (in_order) as running_yuan,
        row_number() over (in_order) as position,
    from finest
    left join figures using (report_id, table_number, block, row_number)
    window
        in_order as (
            partition by finest.report_id, finest.table_number, finest.block
            order by finest.row_number
        )

),

headed as (

    select
        amounts.*,
        exists(
            select 1
            from amounts as below
            where
                below.report_id = amounts.report_id
                and below.table_number = amounts.table_number
                and below.block = amounts.block
                and below.position >= amounts.position + 2
                and amounts.amount_yuan <> 0
                and below.running_yuan - amounts.running_yuan = amounts.amount_yuan
                and below.amount_yuan <> 0
        ) as is_heading,
    from amounts

),

totals as (

    select *
    from figures
    where row_role = 'total'
    qualify row_number() over (partition by report_id, table_number order by row_number) = 1

),

sums as (

    select
        headed.report_id,
        headed.table_number,
        totals.amount_yuan as total_yuan,
        sum(headed.amount_yuan) as all_yuan,
        sum(headed.half_unit_yuan) + 4 * totals.half_unit_yuan as tolerance_yuan,
        coalesce(sum(headed.amount_yuan) filter (where not headed.is_heading), 0) as unheaded_yuan,
        -- no row has more than all: that is an error, and no level
        case
            when max(headed.amount_yuan) > totals.amount_yuan then 1
            else coalesce(round(sum(headed.amount_yuan) / nullif(totals.amount_yuan, 0)), 1)
        end as level_count,
    from headed
    left join totals using (report_id, table_number)
    group by headed.report_id, headed.table_number, totals.amount_yuan, totals.half_unit_yuan

),

-- how far each reading is from the printed total
missed as (

    select
        *,
        abs(all_yuan - total_yuan) as plain_miss_yuan,
        abs(unheaded_yuan - total_yuan) as headed_miss_yuan,
        if(level_count between 2 and 4, abs(all_yuan - level_count * total_yuan), null) as levels_miss_yuan,
    from sums

),

chosen as (

    select
        *,
        case
            when
                total_yuan is null
                or plain_miss_yuan <= least(headed_miss_yuan, levels_miss_yuan) then 'plain'
            when headed_miss_yuan <= coalesce(levels_miss_yuan, headed_miss_yuan) then 'headed'
            else 'levels'
        end as reading,
    from missed

)

select
    headed.report_id,
    headed.table_number,
    headed.table_kind,
    headed.block,
    headed.row_number,
    chosen.reading,
    case when chosen.reading = 'levels' then cast(chosen.level_count as integer) else 1 end as level_count,
    -- levels that do not each sum to the total: branches of unequal depth, or an error; no telling
    chosen.reading = 'levels' and chosen.levels_miss_yuan > chosen.tolerance_yuan as is_unclear,
from headed
inner join chosen using (report_id, table_number)
where chosen.reading <> 'headed' or not headed.is_heading
