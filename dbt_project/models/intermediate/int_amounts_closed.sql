{#
    The money figures of one-sided tables of known kind, with what may be added. Leaves of a column
    sum to its printed total, or

    * `undisclosed`: they come to less; the difference is a row of its own, below the total's figure
      (Beijing's 公安 tables print 2.4 of 106.3 亿);
    * `unproven`: they come to more, or there are none: the printed total is the only leaf, because
      what its rows mean is not borne out;
    * `no_total`: the column prints no total to hold them against.

    So `sum(amount_yuan) where is_leaf` of a table is its printed total. A table that prints the same
    kind, fund and total as an earlier one of the disclosure, and a block beside another that comes
    to the same, say that money again: they have no leaves. So does a table of 工资福利支出 alone that comes
    to what another of its kind prints in the row 301.
#}
{{ config(materialized='table') }}

with

three_public as (

    select
        unnest(
            list_transform(figures_from, lambda one: struct_extract(one, 'figure_id')) -- noqa: RF02
        ) as figure_id,
    from {{ ref('int_three_public_pivoted') }}

),

figures as (

    select * from {{ ref('int_figures_described') }}
    where
        (
            table_kind not in (
                'summary', 'appropriation', 'three_public', 'other', 'department_performance',
                'project_performance', 'assets', 'debt', 'staffing'
            )
            {# 会议费 and 培训费 beside 三公 are no part of it; what is printed by fund beside its 合计 #}
            or (table_kind = 'three_public' and figure_id not in (from three_public))
        )
        and coalesce(measure, '') not in ('increase', 'increase_rate', 'share')
        and not regexp_matches(coalesce(column_path, ''), '增减|比上年|变化')
        and not regexp_matches(coalesce(row_label, ''), '^增减')

),

leaf_columns as (

    select * from {{ ref('int_leaf_columns') }}

),

totalled as (

    select * from {{ ref('int_columns_totalled') }}

),

lines as (

    select * from {{ ref('stg_lines') }}

),

coded as (

    select
        report_id,
        table_number,
        block,
        row_number,
    from {{ ref('int_coded_rows_chosen') }}
    where is_leaf

),

units as (

    select
        report_id,
        table_number,
        block,
        row_number,
        {{ unit_of_row('lines') }} as unit_name,
    from lines

),

placed as (

    select
        figures.*,
        units.unit_name as unit_above,
        leaf_columns.root_column,
        coalesce(leaf_columns.is_root, false)
        and not figures.is_not_spent
        and (figures.table_kind <> 'three_public' or figures.nature in ('meeting', 'training'))
            as is_root_column,
        coalesce(leaf_columns.is_column_leaf, false)
        and not figures.is_not_spent
        and (figures.table_kind <> 'three_public' or figures.nature in ('meeting', 'training'))
            as is_added_column,
        if(totalled.is_printed, totalled.total_yuan, null) as total_yuan,
        if(totalled.is_printed, totalled.total_from, null) as total_from,
        coalesce(totalled.is_printed and totalled.total_from = figures.figure_id, false)
            as is_total_row,
        {# where no reading of the rows is borne out, the tree of the codes is tried #}
        if(figures.roles_status = 'unknown', coded.row_number is not null, figures.is_row_leaf)
        and coalesce(not totalled.is_printed or totalled.total_from <> figures.figure_id, true)
        {# 预算数 and 决算数 of 会议费 as rows of an account: only what was spent is added #}
        and not (
            figures.table_kind = 'three_public'
            and figures.main_stage = 'final'
            and regexp_full_match(coalesce(figures.row_label, ''), '(年初|全年|调整)?预算(数|额)')
        ) as is_added_row,
        arg_min(totalled.total_yuan, figures.list_column) filter (where leaf_columns.is_root) over (
            partition by figures.report_id, figures.table_number, figures.list_block, figures.stage
        ) as block_total_yuan,
    from figures
    left join leaf_columns
        on
            figures.report_id = leaf_columns.report_id
            and figures.table_number = leaf_columns.table_number
            and figures.list_block = leaf_columns.block
            and figures.list_column = leaf_columns.column_number
    left join totalled
        on
            figures.report_id = totalled.report_id
            and figures.table_number = totalled.table_number
            and figures.list_block = totalled.block
            and figures.list_column = totalled.column_number
    left join coded
        on
            figures.report_id = coded.report_id
            and figures.table_number = coded.table_number
            and figures.block = coded.block
            and figures.row_number = coded.row_number
    left join units
        on
            figures.report_id = units.report_id
            and figures.table_number = units.table_number
            and figures.block = units.block
            and figures.row_number = units.row_number

),

{# the same money in a block beside, or in a later table of the kind; or split over the later tables,
   one per unit #}
blocks as (

    select
        disclosure_id,
        report_id,
        table_number,
        table_kind,
        table_title,
        block,
        stage,
        row_number() over (
            partition by disclosure_id, table_kind, side, stage, min_fund, block_total_yuan
            order by report_id, table_number, block
        ) as saying,
        row_number() over (
            partition by disclosure_id, table_kind, side, stage, min_fund
            order by report_id, table_number, block
        ) > 1
        and abs(
            first_value(block_total_yuan) over (
                partition by disclosure_id, table_kind, side, stage, min_fund
                order by report_id, table_number, block
            ) * 2
            - sum(block_total_yuan) over (partition by disclosure_id, table_kind, side, stage, min_fund)
        ) <= 100 * count(*) over (partition by disclosure_id, table_kind, side, stage, min_fund)
            as is_of_unit,
        block_total_yuan,
    from (
        select
            disclosure_id,
            report_id,
            table_number,
            table_kind,
            list_block as block,
            stage,
            any_value(table_title) as table_title,
            any_value(side) as side,
            min(fund) as min_fund,
            any_value(block_total_yuan) as block_total_yuan,
        from placed
        group by disclosure_id, report_id, table_number, table_kind, list_block, stage
    ) as distinct_blocks

),

{# a table of 工资福利支出, of 人员经费 … beside one that prints its total as a row or a column #}
parts as (

    select distinct
        blocks.report_id,
        blocks.table_number,
        blocks.block,
        blocks.stage,
    from blocks
    inner join placed as whole
        on
            blocks.disclosure_id = whole.disclosure_id
            and blocks.table_kind = whole.table_kind
            and blocks.stage is not distinct from whole.stage
            and blocks.block_total_yuan = whole.amount_yuan
            and blocks.block_total_yuan < whole.block_total_yuan
            and (blocks.report_id <> whole.report_id or blocks.table_number <> whole.table_number)
    where
        blocks.block_total_yuan > 0
        and {{ basic_part('blocks.table_title') }} is not null
        and (
            (whole.is_root_column and not whole.is_added_row and not whole.is_total_row)
            or (whole.is_total_row and not whole.is_root_column)
        )

),

columns_closed as (

    select
        report_id,
        table_number,
        list_block,
        list_column,
        stage,
        any_value(total_yuan) as total_yuan,
        any_value(total_from) as total_from,
        coalesce(sum(amount_yuan) filter (where is_added_row), 0) as leaves_yuan,
        case
            when any_value(total_yuan) is null then 'no_total'
            when any_value(total_yuan) = 0 and coalesce(sum(amount_yuan) filter (where is_added_row), 0) = 0
                then 'closed'
            when count(*) filter (where is_added_row) = 0 then 'unproven'
            when
                abs(any_value(total_yuan) - sum(amount_yuan) filter (where is_added_row))
                <= sum(half_unit_yuan) filter (where is_added_row) + max(half_unit_yuan)
                then 'closed'
            when sum(amount_yuan) filter (where is_added_row) < any_value(total_yuan)
                then 'undisclosed'
            else 'unproven'
        end as closure,
    from placed
    where is_added_column
    group by report_id, table_number, list_block, list_column, stage

),

judged as (

    select
        placed.*,
        columns_closed.closure,
        (blocks.saying > 1 or coalesce(blocks.is_of_unit, false) or parts.block is not null)
        and coalesce(blocks.block_total_yuan, 0) <> 0 as is_said_before,
        columns_closed.total_yuan - columns_closed.leaves_yuan as missing_yuan,
    from placed
    left join columns_closed
        on
            placed.report_id = columns_closed.report_id
            and placed.table_number = columns_closed.table_number
            and placed.list_block = columns_closed.list_block
            and placed.list_column = columns_closed.list_column
            and placed.stage is not distinct from columns_closed.stage
    left join blocks
        on
            placed.report_id = blocks.report_id
            and placed.table_number = blocks.table_number
            and placed.list_block = blocks.block
            and placed.stage is not distinct from blocks.stage
    left join parts
        on
            placed.report_id = parts.report_id
            and placed.table_number = parts.table_number
            and placed.list_block = parts.block
            and placed.stage is not distinct from parts.stage

)

select
    * exclude (amount_yuan),
    figure_id as amount_id,
    amount_yuan,
    false as is_undisclosed,
    is_added_column
    and not is_said_before
    and if(closure = 'unproven', is_total_row, is_added_row) as is_leaf_of_stage,
    is_total_row and is_root_column as is_total,
from judged

union all by name

select
    * exclude (
        amount_yuan, row_code, row_label, row_role, row_sum_role, parent_row, is_row_leaf,
        unit_code, unit_name, unit_above, project_code, project_name, function_code, is_code_inferred
    ),
    figure_id || '-undisclosed' as amount_id,
    cast(missing_yuan as decimal(22, 4)) as amount_yuan,
    false as is_code_inferred,
    true as is_undisclosed,
    not is_said_before as is_leaf_of_stage,
    false as is_total,
from judged
where is_total_row and is_added_column and closure = 'undisclosed'
