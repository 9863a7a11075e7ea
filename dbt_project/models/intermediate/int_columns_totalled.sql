{#
    What each money column of a table comes to: the figure of its 合计 row, the greatest where
    several are printed (a total per unit, and one of all), else the sum of its leaves. Where a
    table has no 合计 but one row contains all others, that row is it. `total_from` is the figure,
    of equal ones the first, of a sum the first addend. A list that goes on in a block beside is one column, the first.

    Tables of 三公 that put kinds of cost or years in rows are read by int_three_public_pivoted.
#}
{{ config(materialized='table') }}

with

figures as (

    select
        * exclude (block, column_number),
        list_block as block,
        list_column as column_number,
        row_role = 'total'
        or coalesce(row_sum_role, '') = 'total'
        or regexp_full_match(coalesce(row_label, ''), '(本年)?(收入|支出|预算)?(总计|合计)')
        {# closes the last of the blocks that a list runs over #}
        or (
            is_list_continued
            and regexp_full_match(coalesce(row_label, ''), '(人员|日?常?公用)(经费|支出)?(合计|小计)')
        ) as is_total_row,
    from {{ ref('int_figures_described') }}
    where table_kind not in ('summary', 'appropriation', 'other')

),

by_column as (

    select
        report_id,
        table_number,
        block,
        column_number,
        max(amount_yuan) filter (where is_total_row)
            as total_yuan,
        arg_min(figure_id, (-amount_yuan, figure_id)) filter (where is_total_row and amount_yuan is not null)
            as total_from,
        count(*) filter (where parent_row is null and row_sum_role <> 'none') as top_count,
        max(amount_yuan) filter (where parent_row is null and row_sum_role <> 'none') as top_yuan,
        arg_min(figure_id, (-amount_yuan, figure_id)) filter (
            where parent_row is null and row_sum_role <> 'none' and amount_yuan is not null
        ) as top_from,
        sum(amount_yuan) filter (where parent_row is null and row_sum_role <> 'none')
            as top_sum_yuan,
        sum(half_unit_yuan) filter (where parent_row is null and row_sum_role <> 'none')
            as top_tolerance_yuan,
        count(*) as figure_count,
        sum(amount_yuan) filter (where is_row_leaf) as leaves_yuan,
        count(*) filter (where is_row_leaf) as leaf_count,
        max(amount_yuan) filter (where is_row_leaf) as greatest_leaf_yuan,
        arg_min(figure_id, (-amount_yuan, figure_id)) filter (where is_row_leaf and amount_yuan is not null)
            as greatest_leaf_from,
        sum(half_unit_yuan) filter (where is_row_leaf) as leaves_tolerance_yuan,
        min_by(figure_id, row_number) filter (where is_row_leaf) as leaves_from,
        bool_or(row_sum_role = 'unknown') as has_unknown_rows,
        coalesce(bool_and(row_role = 'unit'), false) as has_units_only,
    from figures
    group by report_id, table_number, block, column_number

),

judged as (

    select
        *,
        (top_count = 1 and figure_count > 1)
        {# two equal rows are two payments, unless both are units: a department and its only one #}
        or (
            top_count > if(has_units_only, 1, 2)
            and abs(top_yuan * 2 - top_sum_yuan) <= top_tolerance_yuan
        ) as has_top,
        leaf_count > if(has_units_only, 1, 2)
        and greatest_leaf_yuan <> 0
        and abs(greatest_leaf_yuan * 2 - leaves_yuan) <= leaves_tolerance_yuan as has_whole_leaf,
    from by_column

)

select
    report_id,
    table_number,
    block,
    column_number,
    case
        when total_from is not null then total_yuan
        when has_top then top_yuan
        when has_whole_leaf then greatest_leaf_yuan
        when not has_unknown_rows then leaves_yuan
    end as total_yuan,
    case
        when total_from is not null then total_from
        when has_top then top_from
        when has_whole_leaf then greatest_leaf_from
        when not has_unknown_rows then leaves_from
    end as total_from,
    total_from is not null or has_top or has_whole_leaf as is_printed,
from judged
