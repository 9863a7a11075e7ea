{#
    Lines of balances (two-sided tables, and 收入总表 and 支出总表 that list one side), each with
    the line whose part it is (`whole_row_number`).

    A line's whole is the nearest line above it in its block that stands higher. 本年收入 and
    本年支出 stand either above their lines (一、本年收入 …（一）…) or below them (本年收入合计);
    where a table has neither, the grand total stands below all lines.
#}
{{ config(materialized='table') }}

with

lines as (

    select *
    from {{ ref('int_lines_situated') }}
    where
        table_kind in ('summary', 'appropriation', 'revenue', 'expenditure')
        and row_label is not null
        and row_label <> ''
        and coalesce(row_role, '') not in ('note', 'text', 'blank')

),

classed as (

    select
        lines.*,
        columns.side,
        case
            when lines.line_concept in ('current_revenue', 'current_expenditure') then 'current'
            when lines.line_concept in ('grand_revenue', 'grand_expenditure') then 'grand'
            when lines.line_concept in ('carried_over_in', 'carried_over_out') then 'carried'
            when lines.line_concept in ('carried_over_in_part', 'carried_over_out_part') then 'carried_part'
            when lines.line_concept = 'use_of_reserves' then 'reserves_in'
            when lines.line_concept = 'reserves_allocated' then 'reserves_out'
            when lines.line_concept = 'part' or regexp_matches(lines.row_label, '^[(（]?其中') then 'part'
            else 'item'
        end as line_class,
        -- 其他支出, 转移性支出 … are names of both classifications: after economic classes, economic
        case
            when
                lines.line_concept = 'function_class'
                and min(lines.row_number) filter (where lines.line_concept = 'by_economic') over block_lines
                < min(lines.row_number) filter (where lines.line_concept = 'function_class') over block_lines
                and count(*) filter (where lines.line_concept = 'by_economic') over block_lines
                > count(*) filter (where lines.line_concept = 'function_class') over block_lines
                then 'by_economic'
            else coalesce(lines.line_concept, '')
        end as concept,
    from lines
    inner join (
        select distinct
            report_id,
            table_number,
            block,
            side,
        from {{ ref('stg_columns') }}
        where side is not null
    ) as columns using (report_id, table_number, block)
    window block_lines as (partition by lines.report_id, lines.table_number, lines.block)

),

amounts as (

    select
        report_id,
        table_number,
        block,
        row_number,
        arg_min(amount_yuan, (stage not in (main_stage, ''), column_number)) as first_yuan,
    from {{ ref('int_figures_situated') }}
    where amount_yuan is not null
    group by report_id, table_number, block, row_number

),

{# 一、部门预算 above 1., 2. without an amount of its own, where 本年收入合计 stands below: a heading.
   上年实户资金余额 and 上年结转 below it are two sources: only a 结转 is made up of 结转. #}
sorted as (

    select
        * replace (
            case
                when
                    line_class = 'current'
                    and not has_amount
                    and coalesce(
                        max(row_number) filter (where line_class = 'current' and has_amount) over block_lines
                        > row_number,
                        false
                    )
                    then 'heading'
                when
                    line_class = 'carried_part'
                    and regexp_matches(row_label, '^(上年|年初|上年度)结转')
                    and coalesce(not regexp_matches(carried_label, '结转|结余'), false)
                    then 'carried'
                else line_class
            end as line_class
        ),
    from (
        select
            classed.*,
            amounts.first_yuan is not null as has_amount,
            coalesce(amounts.first_yuan, 0) as first_yuan,
            {{ last_above("if(classed.line_class = 'carried', classed.row_label, null)", 'classed') }}
                as carried_label,
        from classed
        left join amounts using (report_id, table_number, block, row_number)
    ) as labelled
    window block_lines as (partition by report_id, table_number, block)

),

-- 年初财政拨款结转和结余 below 本年收入合计, and the funds that it is made of below it
placed as (

    select
        * replace (
            if(is_carried_fund, 'carried_part', line_class) as line_class,
            if(is_carried_fund, depth + 10, depth) as depth
        ),
    from (
        select
            *,
            coalesce(
                max(row_number) filter (where line_class = 'carried') over lines_above
                > max(row_number) filter (where line_class in ('current', 'grand')) over lines_above,
                false
            )
            and line_class = 'item'
            and coalesce(line_source, '') in ('general_budget', 'government_fund', 'state_capital') as is_carried_fund,
        from sorted
        window
            lines_above as (
                partition by report_id, table_number, block
                order by row_number
                rows between unbounded preceding and 1 preceding
            )
    ) as funded

),

-- one expenditure side may print 类, then 基本/项目, then economic classes: the first that it has
-- is the one that its total is made of. A lone line of another class (其他支出 among economic
-- classes) is an ordinary line of its block.
ranked as (

    select
        *,
        if(
            count(*) over (partition by report_id, table_number, block, concept) = 1,
            null,
            list_position(['function_class', 'by_nature', 'by_economic'], concept)
        ) as concept_rank,
    from placed

),

itemised as (

    select
        *,
        line_class = 'item' and (concept_rank is null or concept_rank = min(concept_rank) over in_block) as is_item,
        bool_or(line_source = 'fiscal_appropriation' and line_class = 'item') over in_block as has_fiscal_line,
        coalesce(bool_or(line_class = 'current') over in_block, false) as has_current_line,
        lead(depth) over (in_block order by row_number) as next_depth,
        lead(line_class) over (in_block order by row_number) as next_class,
    from ranked
    window in_block as (partition by report_id, table_number, block)

),

-- where the lines of each sum line begin and end
summing as (

    select
        *,
        line_class = 'current'
        and next_class = 'item'
        and (next_depth > depth or not coalesce(bool_or(is_item) over lines_above, false)) as is_heading,
        coalesce(
            (
                select min(below.row_number)
                from itemised as below
                where
                    below.report_id = itemised.report_id
                    and below.table_number = itemised.table_number
                    and below.block = itemised.block
                    and below.row_number > itemised.row_number
                    and (
                        below.line_class in ('current', 'grand', 'carried', 'reserves_in', 'reserves_out')
                        or (below.line_class = 'item' and not below.is_item and below.depth <= itemised.depth)
                    )
            ),
            1000000
        ) as end_row_number,
    from itemised
    window
        lines_above as (
            partition by report_id, table_number, block
            order by row_number
            rows between unbounded preceding and 1 preceding
        )
    qualify line_class = 'current' or (line_class = 'grand' and not has_current_line)

),

item_candidates as (

    select
        item.*,
        whole.row_number as sum_row_number,
        whole.is_heading as is_under_heading,
        min(item.depth) over (partition by item.report_id, item.table_number, item.block, whole.row_number)
            as top_depth,
        whole.first_yuan as sum_yuan,
    from itemised as item
    inner join summing as whole using (report_id, table_number, block)
    where
        item.is_item
        and if(
            whole.is_heading,
            item.row_number > whole.row_number and item.row_number < whole.end_row_number,
            item.row_number < whole.row_number
        )

),

-- 财政拨款 printed with its funds beside it, not under it; unless the lines come to the sum with them
-- (一、财政拨款收入 that means 一般公共预算 alone)
weighed_items as (

    select
        *,
        has_fiscal_line
        and coalesce(line_source, '') in ('general_budget', 'government_fund', 'state_capital')
        and abs(
            sum(if(depth = top_depth, first_yuan, 0)) over (
                partition by report_id, table_number, block, sum_row_number
            ) - sum_yuan
        ) > 300 as is_fund_beside,
    from item_candidates

),

-- 一、本年收入 above its lines and 本年收入合计 below them: the lines belong to the first
sum_items as (

    select
        report_id,
        table_number,
        block,
        row_number,
        sum_row_number,
    from weighed_items
    where depth = top_depth and not is_fund_beside
    qualify row_number() over (
            partition by report_id, table_number, block, row_number
            order by is_under_heading desc, sum_row_number asc
        ) = 1
    union all
    select
        heading.report_id,
        heading.table_number,
        heading.block,
        heading.row_number,
        min(below.row_number) as sum_row_number,
    from summing as heading
    inner join summing as below using (report_id, table_number, block)
    where
        heading.is_heading
        and heading.line_class = 'current'
        and heading.row_number < below.row_number
        and below.line_class = 'current'
        and not below.is_heading
    group by heading.report_id, heading.table_number, heading.block, heading.row_number

),

-- the nearest higher line above: what a "1." or "（一）" line is a part of
detail_wholes as (

    select
        part.report_id,
        part.table_number,
        part.block,
        part.row_number,
        max(whole.row_number) as detail_row_number,
        arg_max(
            whole.ordinal is not null and coalesce(whole.line_source, '') <> 'fiscal_appropriation', whole.row_number
        ) as is_below_ordinal,
    from itemised as part
    inner join itemised as whole using (report_id, table_number, block)
    where
        part.row_number > whole.row_number
        and part.depth > whole.depth
        and part.line_class in ('item', 'part', 'carried_part')
    group by part.report_id, part.table_number, part.block, part.row_number

)

select
    itemised.report_id,
    itemised.table_number,
    itemised.table_kind,
    itemised.main_stage,
    itemised.block,
    itemised.side,
    itemised.row_number,
    itemised.row_label,
    itemised.row_name,
    itemised.row_role,
    itemised.ordinal,
    itemised.depth,
    itemised.concept,
    itemised.line_source,
    case
        when itemised.line_class = 'current' and sum_items.sum_row_number is not null then 'current_part'
        else itemised.line_class
    end as line_class,
    itemised.is_item,
    -- sources without an ordinal below one that has one: whether they are all of it is not said,
    -- but for the funds of 财政拨款
    regexp_matches(itemised.row_label, '其中')
    or (
        itemised.side = 'revenue'
        and itemised.line_class = 'part'
        and itemised.ordinal is null
        and coalesce(detail_wholes.is_below_ordinal, false)
    ) as is_among,
    sum_items.sum_row_number,
    detail_wholes.detail_row_number,
from itemised
left join sum_items using (report_id, table_number, block, row_number)
left join detail_wholes using (report_id, table_number, block, row_number)
