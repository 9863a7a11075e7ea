{#
    The rows that facts by code add up, of the chosen tables. A code may stand in several rows:

    * under each unit, or once per class of a second classification printed beside it (政府经济分类
      beside 部门经济分类, seen in Beijing and Yantai): the rows are parts, all of them count;
    * without a unit beside rows with one: the row without is the whole and counts alone;
    * an exact copy of the row just above, cell by cell: a doubled row counts once, unless the rows
      come to the printed total with it (two payments may be equal).

    The revenue side of a two-sided fund table is not expenditure and is left out.
#}
with

lines as (

    select * from {{ ref('stg_lines') }}

),

cells as (

    select * from {{ ref('stg_cells') }}

),

columns as (

    select * from {{ ref('stg_columns') }}

),

figures as (

    select * from {{ ref('int_figures_described') }}
    where is_chosen_column and stage = main_stage and measure in ('total', 'amount')

),

totalled as (

    select * from {{ ref('int_columns_totalled') }}
    where is_printed

),

chosen as (

    select * from {{ ref('int_coded_tables_chosen') }}

),

printed as (

    select
        report_id,
        table_number,
        row_number,
        string_agg(column_number || ':' || printed_text, '|' order by column_number) as row_text,
    from cells
    where row_number is not null
    group by report_id, table_number, row_number

),

revenue_blocks as (

    select distinct
        report_id,
        table_number,
        block,
    from columns
    where side = 'revenue'

),

coded as (

    select
        lines.report_id,
        lines.table_number,
        chosen.table_kind,
        lines.row_number,
        lines.block,
        lines.row_code,
        lines.row_label,
        coalesce(lines.unit_code, lines.unit_name) is not null as is_of_unit,
        bool_or(coalesce(lines.unit_code, lines.unit_name) is null) over same_code as is_whole_printed,
        coalesce(
            printed.row_text = lag(printed.row_text) over (
                partition by lines.report_id, lines.table_number, lines.block
                order by lines.row_number
            ),
            false
        ) as is_copy,
    from lines
    inner join chosen
        on
            lines.report_id = chosen.report_id
            and lines.table_number = chosen.table_number
    left join revenue_blocks
        on
            lines.report_id = revenue_blocks.report_id
            and lines.table_number = revenue_blocks.table_number
            and lines.block = revenue_blocks.block
    left join printed
        on
            lines.report_id = printed.report_id
            and lines.table_number = printed.table_number
            and lines.row_number = printed.row_number
    where
        lines.row_role = 'code'
        and lines.row_code is not null
        {# a unit's tree that says again what the department's said #}
        and lines.sum_role is distinct from 'memo'
        and revenue_blocks.block is null
    window same_code as (
        partition by lines.report_id, lines.table_number, lines.row_code
    )

),

{# what the rows come to with the copies, where the table prints a total #}
with_copies as (

    select
        coded.report_id,
        coded.table_number,
        coalesce(
            bool_or(coded.is_copy)
            and abs(sum(figures.amount_yuan) - any_value(totalled.total_yuan)) <= sum(figures.half_unit_yuan) * 2,
            false
        ) as is_whole,
    from coded
    inner join figures
        on
            coded.report_id = figures.report_id
            and coded.table_number = figures.table_number
            and coded.row_number = figures.row_number
            and coded.block = figures.block
    inner join totalled
        on
            figures.report_id = totalled.report_id
            and figures.table_number = totalled.table_number
            and figures.block = totalled.block
            and figures.column_number = totalled.column_number
    where
        not (coded.is_of_unit and coded.is_whole_printed)
        and not exists (
            select 1
            from coded as longer
            where
                longer.report_id = coded.report_id
                and longer.table_number = coded.table_number
                and length(longer.row_code) > length(coded.row_code)
                and starts_with(longer.row_code, coded.row_code)
        )
    group by coded.report_id, coded.table_number

),

counted as (

    select
        coded.report_id,
        coded.table_number,
        coded.table_kind,
        coded.row_number,
        coded.block,
        coded.row_code,
        coded.row_label,
    from coded
    left join with_copies
        on
            coded.report_id = with_copies.report_id
            and coded.table_number = with_copies.table_number
    where
        (not coded.is_copy or coalesce(with_copies.is_whole, false))
        and not (coded.is_of_unit and coded.is_whole_printed)

)

select
    counted.report_id,
    counted.table_number,
    counted.table_kind,
    counted.row_number,
    counted.block,
    counted.row_code,
    counted.row_label,
    not exists (
        select 1
        from counted as longer
        where
            longer.report_id = counted.report_id
            and longer.table_number = counted.table_number
            and length(longer.row_code) > length(counted.row_code)
            and starts_with(longer.row_code, counted.row_code)
    ) as is_leaf,
from counted
