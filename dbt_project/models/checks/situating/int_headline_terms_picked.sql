{#
    The figures that state a report's headline amounts, as signed terms.

    headline: `total` and `net_total` (without 上年结转) of coded tables and lists; `current_…`
    and `grand_…` of two-sided tables. A two-sided table without a line 本年收入 states it as
    its grand total less what is carried over. A 收入总表 or 支出总表 that lists its side of the
    balance states, as a coded one does, its 总计 and its 本年支出.
#}
{{ config(materialized='table') }}
-- by name, a union may leave columns out
-- noqa: disable=AM07

with

nested_columns as (

    select * from {{ ref('int_columns_nested') }}

),

columns as (

    select
        columns.* replace (if(columns.measure = 'amount', 'total', columns.measure) as measure),
        whole.measure as whole_measure,
    from nested_columns as columns
    semi join {{ ref('int_tables_picked') }} using (report_id, table_number)
    left join nested_columns as whole
        on
            columns.report_id = whole.report_id
            and columns.table_number = whole.table_number
            and columns.whole_column_number = whole.column_number

),

lines as (

    select * from {{ ref('int_lines_situated') }}

),

figures as (

    select * from {{ ref('int_figures_situated') }}

),

balance_lines as (

    select * from {{ ref('int_balance_lines_nested') }}

),

total_rows as (

    select lines.*
    from lines
    anti join balance_lines using (report_id, table_number)
    where lines.row_role = 'total'
    qualify lines.row_number = min(lines.row_number) over (partition by lines.report_id, lines.table_number)
    union all
    -- 人员经费合计 + 公用经费合计
    select lines.*
    from lines
    anti join (select * from figures where row_role = 'total') as totals using (report_id, table_number)
    where
        lines.table_kind = 'basic_by_economic'
        and lines.row_role = 'subtotal'
        and regexp_matches(lines.row_label, '人员|公用')

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
        columns.whole_measure,
    from total_rows
    inner join columns using (report_id, table_number, block)
    where columns.stage in (total_rows.main_stage, '')

),

net as (

    select * replace ('net_total' as headline, 'total' as measure, if(measure = 'total', 1, -1) as sign)
    from coded
    where
        table_kind = 'revenue'
        and (
            measure = 'total'
            or (
                measure in ('carried_over', 'opening_balance')
                -- parts of 上年结转 stand under their whole
                and coalesce(whole_measure, '') not in ('carried_over', 'opening_balance')
            )
        )

),

balance_figures as (

    select
        balance_lines.*,
        columns.column_number,
        columns.measure,
        min(balance_lines.block) filter (
            where balance_lines.line_class in ('current', 'grand') and figures.figure_id is not null
        ) over (partition by balance_lines.report_id, balance_lines.table_number, balance_lines.side) as first_block,
        count(figures.figure_id) filter (where balance_lines.line_class = 'current') over by_column as current_printed,
        count(figures.figure_id) filter (where balance_lines.line_class = 'grand') over by_column as grand_printed,
        count(*) filter (where balance_lines.line_class = 'carried') over by_column as carried_lines,
    from balance_lines
    inner join columns using (report_id, table_number, block)
    left join figures using (report_id, table_number, row_number, column_number)
    where columns.stage in (balance_lines.main_stage, '')
    window
        by_column as (
            partition by
                balance_lines.report_id, balance_lines.table_number, balance_lines.side, balance_lines.block,
                columns.measure
        )

),

balances as (

    select
        balance_figures.report_id,
        balance_figures.table_kind,
        balance_figures.table_number,
        stated.sum || '_' || balance_figures.side as side_headline,
        case
            when balance_figures.table_kind = 'revenue' then if(side_headline = 'grand_revenue', 'total', 'net_total')
            when balance_figures.table_kind = 'expenditure' then 'total'
            else side_headline
        end as headline,
        balance_figures.measure,
        if(balance_figures.line_class in ('grand', 'current'), 1, -1) as sign,
        balance_figures.row_number,
        balance_figures.column_number,
    from balance_figures
    cross join (values ('grand'), ('current')) as stated (sum)
    where
        balance_figures.block = coalesce(balance_figures.first_block, balance_figures.block)
        and case
            when stated.sum = 'grand' then balance_figures.line_class = 'grand'
            when balance_figures.current_printed > 0 then balance_figures.line_class = 'current'
            when balance_figures.grand_printed > 0
                then
                    balance_figures.line_class in ('grand', 'carried', 'reserves_in', 'reserves_out')
                    or (balance_figures.line_class = 'carried_part' and balance_figures.carried_lines = 0)
            else balance_figures.line_class = 'current'
        end
        and (balance_figures.table_kind <> 'expenditure' or side_headline = 'current_expenditure')

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

    {% for stating in ['coded', 'net', 'balances', 'natures'] %}
        select * from {{ stating }}
        {% if not loop.last %}union all by name{% endif %}
    {% endfor %}

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
