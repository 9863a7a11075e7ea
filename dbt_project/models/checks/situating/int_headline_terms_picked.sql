{#
    The figures that state a report's headline amounts, as signed terms.

    headline: `total` and `net_total` (without 上年结转) of coded tables and lists; `current_…`
    and `grand_…` of two-sided tables. A two-sided table without a line 本年收入 states it as
    its grand total less what is carried over. A 收入总表 or 支出总表 that lists its side of the
    balance states, as a coded one does, its 总计 and its 本年支出.
#}
{{ config(materialized='table') }}

with

picked as (

    select * from {{ ref('int_tables_picked') }}

),

columns as (

    select
        columns.* exclude (measure),
        case columns.measure when 'amount' then 'total' else columns.measure end as measure,
    from {{ ref('int_columns_nested') }} as columns
    inner join picked using (report_id, table_number)

),

lines as (

    select lines.*
    from {{ ref('int_lines_situated') }} as lines
    inner join picked using (report_id, table_number)

),

figures as (

    select * from {{ ref('int_figures_situated') }}

),

balance_lines as (

    select lines.*
    from {{ ref('int_balance_lines_nested') }} as lines
    inner join picked using (report_id, table_number)

),

total_rows as (

    select
        report_id,
        table_number,
        table_kind,
        row_number,
        block,
        main_stage,
    from lines
    where
        row_role = 'total'
        and not exists (
            select 1
            from balance_lines
            where
                balance_lines.report_id = lines.report_id
                and balance_lines.table_number = lines.table_number
        )
    qualify row_number = min(row_number) over (partition by report_id, table_number)
    union all
    -- 人员经费合计 + 公用经费合计
    select
        report_id,
        table_number,
        table_kind,
        row_number,
        block,
        main_stage,
    from lines
    where
        table_kind = 'basic_by_economic'
        and row_role = 'subtotal'
        and regexp_matches(row_label, '人员|公用')
        and not exists (
            select 1
            from figures
            where
                figures.report_id = lines.report_id
                and figures.table_number = lines.table_number
                and figures.row_role = 'total'
        )

),

coded as (

    select
        total_rows.report_id,
        total_rows.table_kind,
        total_rows.table_number,
        'total' as headline,
        columns.measure,
        1 as sign,
        total_rows.row_number,
        columns.column_number,
    from total_rows
    inner join columns using (report_id, table_number, block)
    where columns.stage in (total_rows.main_stage, '')

),

net as (

    select
        report_id,
        table_kind,
        table_number,
        'net_total' as headline,
        'total' as measure,
        case measure when 'total' then 1 else -1 end as sign,
        row_number,
        column_number,
    from coded
    where
        table_kind = 'revenue'
        and (
            measure = 'total'
            or (
                measure in ('carried_over', 'opening_balance')
                -- parts of 上年结转 stand under their whole
                and not exists (
                    select 1
                    from columns as part
                    inner join columns as whole
                        on
                            part.report_id = whole.report_id
                            and part.table_number = whole.table_number
                            and part.whole_column_number = whole.column_number
                    where
                        part.report_id = coded.report_id
                        and part.table_number = coded.table_number
                        and part.column_number = coded.column_number
                        and whole.measure in ('carried_over', 'opening_balance')
                )
            )
        )

),

balance_figures as (

    select
        balance_lines.report_id,
        balance_lines.table_kind,
        balance_lines.table_number,
        balance_lines.side,
        balance_lines.block,
        balance_lines.line_class,
        balance_lines.row_number,
        columns.column_number,
        columns.measure,
        figures.figure_id,
        min(balance_lines.block) filter (
            where balance_lines.line_class in ('current', 'grand') and figures.figure_id is not null
        ) over (partition by balance_lines.report_id, balance_lines.table_number, balance_lines.side) as first_block,
        count(figures.figure_id) filter (where balance_lines.line_class = 'current') over (
            partition by
                balance_lines.report_id, balance_lines.table_number, balance_lines.side, balance_lines.block,
                columns.measure
        ) as current_printed,
        count(figures.figure_id) filter (where balance_lines.line_class = 'grand') over (
            partition by
                balance_lines.report_id, balance_lines.table_number, balance_lines.side, balance_lines.block,
                columns.measure
        ) as grand_printed,
        count(*) filter (where balance_lines.line_class = 'carried') over (
            partition by
                balance_lines.report_id, balance_lines.table_number, balance_lines.side, balance_lines.block,
                columns.measure
        ) as carried_lines,
    from balance_lines
    inner join columns using (report_id, table_number, block)
    left join figures using (report_id, table_number, row_number, column_number)
    where columns.stage in (balance_lines.main_stage, '')

),

balances as (

    select
        report_id,
        table_kind,
        table_number,
        'grand_' || side as headline,
        measure,
        1 as sign,
        row_number,
        column_number,
    from balance_figures
    where line_class = 'grand' and block = coalesce(first_block, block)
    union all
    select
        report_id,
        table_kind,
        table_number,
        'current_' || side as headline,
        measure,
        case when line_class in ('grand', 'current') then 1 else -1 end as sign,
        row_number,
        column_number,
    from balance_figures
    where
        block = coalesce(first_block, block)
        and case
            when current_printed > 0 then line_class = 'current'
            when grand_printed > 0
                then
                    line_class in ('grand', 'carried', 'reserves_in', 'reserves_out')
                    or (line_class = 'carried_part' and carried_lines = 0)
            else line_class = 'current'
        end

),

-- 支出总表 by 基本支出 and 项目支出, one line each
natures as (

    select
        lines.report_id,
        lines.table_kind,
        lines.table_number,
        'total' as headline,
        if(lines.row_label = '基本支出', 'basic', 'project') as measure,
        1 as sign,
        lines.row_number,
        columns.column_number,
    from balance_lines as lines
    inner join columns using (report_id, table_number, block)
    where
        lines.table_kind = 'expenditure'
        and lines.line_class = 'item'
        and lines.row_label in ('基本支出', '项目支出')
        and columns.measure = 'total'
        and columns.stage in (lines.main_stage, '')

),

headlines as (

    select * from coded
    union all
    select * from net
    union all
    select
        * replace (
            case
                when table_kind = 'revenue' then if(headline = 'grand_revenue', 'total', 'net_total')
                when table_kind = 'expenditure' then 'total'
                else headline
            end as headline
        )
    from balances
    where table_kind <> 'expenditure' or headline = 'current_expenditure'
    union all
    select * from natures

)

select
    headlines.report_id,
    headlines.table_kind,
    headlines.table_number,
    headlines.headline,
    headlines.measure,
    headlines.sign,
    headlines.row_number,
    headlines.column_number,
    figures.figure_id,
    figures.amount_yuan,
    figures.half_unit_yuan,
    figures.is_unread,
    figures.cell_label,
from headlines
left join figures using (report_id, table_number, row_number, column_number)
