{#
    Which rows of a list (projects, procurement, three_public) make up its total.

    A list may print headings that carry the sum of the rows below them, and no code or indent
    says which they are. Three readings, the nearest to the printed total taken, the plainest
    first: every row counts once; a row that equals the sum of two or more rows right below it is
    a heading; the list is printed in n levels that each sum to the total (`level_count`).
#}
{{ config(materialized='table') }}

with

lines as (

    select *
    from {{ ref('int_lines_situated') }}
    where table_kind in ('projects', 'procurement', 'three_public')

),

-- the column that tells: the first, or the one of the greatest total where the first has none (the
-- numbers of the rows, a year without any cost)
telling_slots as (

    select
        report_id,
        table_number,
        arg_max(slot, (coalesce(measure, '') = 'total' and amount_yuan <> 0, slot = 1, amount_yuan, -slot)) as slot,
    from {{ ref('int_figures_situated') }}
    where table_kind in ('projects', 'procurement', 'three_public') and row_role = 'total' and amount_yuan is not null
    group by report_id, table_number

),

figures as (

    select situated.*
    from {{ ref('int_figures_situated') }} as situated
    left join telling_slots using (report_id, table_number)
    where
        situated.table_kind in ('projects', 'procurement', 'three_public')
        and situated.slot = coalesce(telling_slots.slot, 1)

),

-- the finest rows that a list prints, once each
role_ranks (table_kind, row_role, role_rank) as (

    values
    ('projects', 'project', 1),
    ('projects', 'line', 2),
    ('projects', 'code', 3),
    ('projects', 'unit', 4),
    ('procurement', 'category', 1),
    ('procurement', 'project', 2),
    ('procurement', 'line', 3),
    ('procurement', 'code', 4),
    ('procurement', 'unit', 5),
    ('three_public', 'unit', 1),
    ('three_public', 'line', 2)

),

-- 工程建设管理 among codes is a 项 like its neighbours, whatever its name says of 工程
coded as (

    select * replace (if(row_role = 'category' and row_code is not null, 'code', row_role) as row_role)
    from lines

),

ranked as (

    select
        lines.*,
        rank() over (
            partition by lines.report_id, lines.table_number
            order by
                role_ranks.role_rank,
                case when lines.row_role = 'category' then lines.depth else 0 end
        ) as part_rank,
    from coded as lines
    inner join role_ranks using (table_kind, row_role)

),

-- a unit below its department, or a code below its parent, is already in the row above it
finest as (

    select ranked.*
    from ranked
    where
        ranked.part_rank = 1
        and not exists (
            select 1
            from lines as above
            where
                ranked.row_role = 'unit'
                and above.row_role = 'unit'
                and above.report_id = ranked.report_id
                and above.table_number = ranked.table_number
                and above.unit_code <> ranked.unit_code
                and starts_with(ranked.unit_code, above.unit_code)
        )
        and not exists (
            select 1
            from coded as below
            where
                ranked.row_role = 'code'
                and below.row_role = 'code'
                and below.report_id = ranked.report_id
                and below.table_number = ranked.table_number
                and below.unit_key = ranked.unit_key
                and length(below.row_code) > length(ranked.row_code)
                and starts_with(below.row_code, ranked.row_code)
        )

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
        sum(coalesce(figures.amount_yuan, 0)) over (
            partition by finest.report_id, finest.table_number, finest.block
            order by finest.row_number
        ) as running_yuan,
        row_number() over (
            partition by finest.report_id, finest.table_number, finest.block
            order by finest.row_number
        ) as position,
    from finest
    left join figures using (report_id, table_number, block, row_number)

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

    select
        report_id,
        table_number,
        amount_yuan,
        half_unit_yuan,
    from figures
    where row_role = 'total'
    qualify row_number() over (partition by report_id, table_number order by row_number) = 1

),

sums as (

    select
        headed.report_id,
        headed.table_number,
        any_value(totals.amount_yuan) as total_yuan,
        sum(headed.amount_yuan) as all_yuan,
        sum(headed.half_unit_yuan) + 4 * any_value(totals.half_unit_yuan) as tolerance_yuan,
        coalesce(sum(headed.amount_yuan) filter (where not headed.is_heading), 0) as unheaded_yuan,
        -- no row has more than all: that is an error, and no level
        case
            when max(headed.amount_yuan) > any_value(totals.amount_yuan) then 1
            else coalesce(round(sum(headed.amount_yuan) / nullif(any_value(totals.amount_yuan), 0)), 1)
        end as level_count,
    from headed
    left join totals using (report_id, table_number)
    group by headed.report_id, headed.table_number

),

chosen as (

    select
        *,
        case
            when total_yuan is null then 'plain'
            when
                abs(all_yuan - total_yuan) <= abs(unheaded_yuan - total_yuan)
                and (
                    level_count not between 2 and 4
                    or abs(all_yuan - total_yuan) <= abs(all_yuan - level_count * total_yuan)
                ) then 'plain'
            when
                level_count not between 2 and 4
                or abs(unheaded_yuan - total_yuan) <= abs(all_yuan - level_count * total_yuan) then 'headed'
            else 'levels'
        end as reading,
    from sums

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
    chosen.reading = 'levels'
    and abs(chosen.all_yuan - chosen.level_count * chosen.total_yuan) > chosen.tolerance_yuan as is_unclear,
from headed
inner join chosen using (report_id, table_number)
where chosen.reading <> 'headed' or not headed.is_heading
