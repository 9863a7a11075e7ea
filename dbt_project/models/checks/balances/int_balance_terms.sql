{#
    The terms of C5, B1, B2: the two sides of `summary` and `appropriation`, and the one of `revenue` and
    `expenditure` where these list it without codes, per money column (per fund, stage and year
    where the table prints them).
#}
{% set balances = "('summary', 'appropriation', 'revenue', 'expenditure')" %}
-- by name, a union may leave columns out
-- noqa: disable=AM07
with

lines as (

    select * from {{ ref('int_balance_lines_nested') }}

),

columns as (

    select * from {{ ref('int_columns_nested') }} where table_kind in {{ balances }}

),

figures as (

    select * from {{ ref('int_figures_situated') }} where table_kind in {{ balances }}

),

grand_counts as (

    select
        report_id,
        table_number,
        block,
        count(*) filter (where line_class = 'grand') as grand_count,
        count(*) filter (where line_class = 'current') as current_count,
        min(row_number) filter (where line_class = 'current') as current_row_number,
        list(distinct sum_row_number) as sum_row_numbers,
        -- what is carried over is stated by its parts where no line states it
        list_append(
            ['carried', 'reserves_in', 'reserves_out'],
            if(count(*) filter (where line_class = 'carried') = 0, 'carried_part', 'carried')
        ) as stock_classes,
    from lines
    group by report_id, table_number, block

),

-- a line and one line of its sum, in the three ways that a balance adds its lines up
pairs as (

    select
        report_id,
        sums.invariant_id,
        table_number,
        block,
        whole.row_number as whole_row_number,
        whole.line_class as whole_class,
        sums.variant,
        case
            when sums.invariant_id = 'B2'
                then whole.row_label || if(whole.side = 'revenue', '＝本年收入＋上年结转', '＝本年支出＋结转下年')
            when sums.variant = '' then whole.row_label || '＝其各行之和'
            else whole.row_label || if(part.is_among, '≥其中各行之和', '＝其下各行之和')
        end as what,
        sums.variant = 'd' and part.is_among as is_among,
        part.row_number as part_row_number,
    from lines as whole
    inner join lines as part using (report_id, table_number, block)
    inner join grand_counts using (report_id, table_number, block)
    cross join (values ('C5', ''), ('C5', 'd'), ('B2', '')) as sums (invariant_id, variant)
    where
        case
            -- a "1." or "（一）" line is a part of the line above it
            when sums.variant = 'd'
                then
                    whole.line_class in ('item', 'carried', 'carried_part')
                    and whole.row_number = part.detail_row_number
            -- a table without 本年收入: its grand total holds the carried-over lines too
            when sums.invariant_id = 'C5'
                then
                    (
                        whole.line_class in ('current', 'current_part', 'grand')
                        and whole.row_number = part.sum_row_number
                    )
                    or (
                        whole.line_class = 'grand'
                        and list_contains(grand_counts.sum_row_numbers, whole.row_number)
                        and list_contains(grand_counts.stock_classes, part.line_class)
                    )
            -- grand total = current year + carried over (+ reserves)
            else
                whole.line_class = 'grand'
                and grand_counts.grand_count = 1
                and grand_counts.current_count = 1
                and (
                    part.line_class = 'current'
                    or list_contains(grand_counts.stock_classes, part.line_class)
                    -- 上缴上级支出 and the like, below 本年支出合计 and above 支出总计
                    or (
                        part.is_item
                        and part.sum_row_number is null
                        and part.row_number between grand_counts.current_row_number and whole.row_number
                    )
                )
        end

),

unambiguous as (

    select *
    from pairs
    window whole as (partition by report_id, invariant_id, table_number, block, whole_row_number, variant)
    -- 其中 lines beside numbered ones: neither = nor <= is what the page says
    qualify min(is_among) over whole = max(is_among) over whole

),

members as (

    {{ members('unambiguous', ['row_number']) }}

),

placed as (

    select
        members.*,
        columns.table_kind,
        columns.column_number,
        columns.column_path,
        columns.measure in ('general_budget', 'government_fund', 'state_capital') as is_fund,
        members.whole_class in ('grand', 'current', 'current_part') as is_sum_line,
        count(figures.figure_id) filter (where members.side = 'left') over by_column as whole_printed,
        count(figures.figure_id) filter (where members.side = 'right') over by_column as parts_printed,
        count(figures.figure_id) filter (where members.side = 'left') over by_line as whole_any_printed,
        -- a grand total that prints no fund at all is not split by fund
        count(figures.figure_id) filter (where members.side = 'left' and is_fund) over by_line as whole_funds_printed,
    from members
    inner join columns using (report_id, table_number, block)
    left join figures using (report_id, table_number, row_number, column_number)
    window
        by_line as (partition by report_id, invariant_id, table_number, block, whole_row_number, variant),
        by_column as (
            partition by
                report_id, invariant_id, table_number, block, whole_row_number, variant, column_number
        )

),

-- B1: the grand totals of the two sides, per stage and year, each expenditure block by itself
grand_columns as (

    select
        lines.* replace (columns.table_kind as table_kind),
        columns.column_number,
        columns.stage,
        columns.year,
    from lines
    inner join columns using (report_id, table_number, block)
    where lines.line_class = 'grand' and (columns.measure in ('amount', 'total'))

),

facing as (

    select
        revenue.*,
        expenditure.row_number as expenditure_row_number,
        expenditure.column_number as expenditure_column_number,
    from grand_columns as revenue
    inner join grand_columns as expenditure using (report_id, table_number, stage, year)
    where revenue.side = 'revenue' and expenditure.side = 'expenditure'

)

select
    report_id,
    invariant_id,
    table_kind,
    printf('t%03d-r%04d-c%03d', table_number, whole_row_number, column_number) || variant as instance_key,
    table_number as key_table_number,
    whole_row_number as key_row_number,
    column_number as key_column_number,
    nullif(variant, '') as variant,
    {{ table_kind_zh('table_kind') }} || '（表' || table_number || '）“' || column_path || '”栏：' || what as subject,
    if(is_among, '<=', '=') as relation,
    -- of ≤, the smaller side is the left one
    if((side = 'left') <> is_among, 'left', 'right') as side,
    table_number,
    row_number,
    column_number,
    case
        when is_sum_line and whole_any_printed = 0 then 'heading_only'
        when variant = 'd' and parts_printed = 0 then 'details_blank'
        when is_sum_line and whole_printed = 0 and whole_funds_printed = 0 and is_fund then 'total_not_by_fund'
    end as gate_code,
from placed
union all by name
select
    facing.report_id,
    'B1' as invariant_id,
    facing.table_kind,
    printf(
        't%03d-r%04dc%03d-r%04dc%03d', facing.table_number, facing.row_number, facing.column_number,
        facing.expenditure_row_number, facing.expenditure_column_number
    ) as instance_key,
    facing.table_number as key_table_number,
    {{ table_kind_zh('facing.table_kind') }} || '（表' || facing.table_number || '）：收入总计＝支出总计' as subject,
    '=' as relation,
    sides.side,
    facing.table_number,
    if(sides.side = 'left', facing.row_number, facing.expenditure_row_number) as row_number,
    if(sides.side = 'left', facing.column_number, facing.expenditure_column_number) as column_number,
from facing
cross join (values ('left'), ('right')) as sides (side)
