{#
    C5, B1, B2: the two sides of `summary` and `appropriation`, and the one of `revenue` and
    `expenditure` where these list it without codes, per money column (per fund, stage and year
    where the table prints them).
#}
{% set balances = "('summary', 'appropriation', 'revenue', 'expenditure')" %}
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
        count(*) filter (where line_class = 'carried') as carried_count,
        min(row_number) filter (where line_class = 'current') as current_row_number,
    from lines
    group by report_id, table_number, block

),

members as (

    -- C5: the sum line and its lines
    select
        whole.report_id,
        'C5' as invariant_id,
        whole.table_number,
        whole.block,
        whole.row_number as whole_row_number,
        '' as variant,
        whole.row_label || '＝其各行之和' as what,
        '=' as relation,
        'left' as side,
        whole.row_number,
    from lines as whole
    where whole.line_class in ('current', 'current_part', 'grand')
    union all
    select
        item.report_id,
        'C5' as invariant_id,
        item.table_number,
        item.block,
        item.sum_row_number as whole_row_number,
        '' as variant,
        null as what,
        '=' as relation,
        'right' as side,
        item.row_number,
    from lines as item
    where item.sum_row_number is not null
    union all
    -- a table without 本年收入: its grand total holds the carried-over lines too
    select
        carried.report_id,
        'C5' as invariant_id,
        carried.table_number,
        carried.block,
        item.sum_row_number as whole_row_number,
        '' as variant,
        null as what,
        '=' as relation,
        'right' as side,
        carried.row_number,
    from lines as carried
    inner join (
        select distinct
            lines.report_id,
            lines.table_number,
            lines.block,
            lines.sum_row_number,
        from lines
        inner join lines as whole
            on
                lines.report_id = whole.report_id
                and lines.table_number = whole.table_number
                and lines.block = whole.block
                and lines.sum_row_number = whole.row_number
        where whole.line_class = 'grand'
    ) as item using (report_id, table_number, block)
    inner join grand_counts using (report_id, table_number, block)
    where
        carried.line_class in ('carried', 'reserves_in', 'reserves_out')
        or (carried.line_class = 'carried_part' and grand_counts.carried_count = 0)
    union all
    -- C5: a "1." or "（一）" line is a part of the line above it
    select distinct
        whole.report_id,
        'C5' as invariant_id,
        whole.table_number,
        whole.block,
        whole.row_number as whole_row_number,
        'd' as variant,
        whole.row_label || case when part.is_among then '≥其中各行之和' else '＝其下各行之和' end as what,
        case when part.is_among then '<=' else '=' end as relation,
        case when part.is_among then 'right' else 'left' end as side,
        whole.row_number,
    from lines as part
    inner join lines as whole
        on
            part.report_id = whole.report_id
            and part.table_number = whole.table_number
            and part.block = whole.block
            and part.detail_row_number = whole.row_number
    where whole.line_class in ('item', 'carried', 'carried_part')
    union all
    select
        part.report_id,
        'C5' as invariant_id,
        part.table_number,
        part.block,
        whole.row_number as whole_row_number,
        'd' as variant,
        null as what,
        case when part.is_among then '<=' else '=' end as relation,
        case when part.is_among then 'left' else 'right' end as side,
        part.row_number,
    from lines as part
    inner join lines as whole
        on
            part.report_id = whole.report_id
            and part.table_number = whole.table_number
            and part.block = whole.block
            and part.detail_row_number = whole.row_number
    where whole.line_class in ('item', 'carried', 'carried_part')
    union all
    -- B2: grand total = current year + carried over (+ reserves)
    select
        whole.report_id,
        'B2' as invariant_id,
        whole.table_number,
        whole.block,
        whole.row_number as whole_row_number,
        '' as variant,
        whole.row_label
        || case whole.side when 'revenue' then '＝本年收入＋上年结转' else '＝本年支出＋结转下年' end as what,
        '=' as relation,
        'left' as side,
        whole.row_number,
    from lines as whole
    inner join grand_counts using (report_id, table_number, block)
    where whole.line_class = 'grand' and grand_counts.grand_count = 1 and grand_counts.current_count = 1
    union all
    select
        whole.report_id,
        'B2' as invariant_id,
        whole.table_number,
        whole.block,
        whole.row_number as whole_row_number,
        '' as variant,
        null as what,
        '=' as relation,
        'right' as side,
        part.row_number,
    from lines as whole
    inner join grand_counts using (report_id, table_number, block)
    inner join lines as part using (report_id, table_number, block)
    where
        whole.line_class = 'grand'
        and grand_counts.grand_count = 1
        and grand_counts.current_count = 1
        and (
            part.line_class in ('current', 'carried', 'reserves_in', 'reserves_out')
            or (part.line_class = 'carried_part' and grand_counts.carried_count = 0)
            -- 上缴上级支出 and the like, below 本年支出合计 and above 支出总计
            or (
                part.is_item
                and part.sum_row_number is null
                and part.row_number between grand_counts.current_row_number and whole.row_number
            )
        )

),

complete as (

    select
        report_id,
        invariant_id,
        table_number,
        block,
        whole_row_number,
        variant,
        max(what) as what,
        max(relation) as relation,
    from members
    group by report_id, invariant_id, table_number, block, whole_row_number, variant
    having
        count(*) filter (where side = 'left') > 0
        and count(*) filter (where side = 'right') > 0
        -- 其中 lines beside numbered ones: neither = nor <= is what the page says
        and count(distinct relation) = 1

),

within_block as (

    select
        complete.report_id,
        complete.invariant_id,
        columns.table_kind,
        columns.table_number,
        complete.whole_row_number,
        columns.column_number,
        complete.variant,
        columns.column_path,
        columns.measure,
        complete.what,
        complete.relation,
        members.side,
        figures.figure_id,
        figures.amount_yuan,
        figures.half_unit_yuan,
        figures.is_unread,
        figures.cell_label,
        count(figures.figure_id) filter (where members.row_number = complete.whole_row_number) over (
            partition by
                complete.report_id, complete.invariant_id, complete.table_number, complete.block,
                complete.whole_row_number, complete.variant, columns.column_number
        ) as whole_printed,
        count(figures.figure_id) filter (where members.row_number <> complete.whole_row_number) over (
            partition by
                complete.report_id, complete.invariant_id, complete.table_number, complete.block,
                complete.whole_row_number, complete.variant, columns.column_number
        ) as parts_printed,
        -- a grand total that prints no fund at all is not split by fund
        count(figures.figure_id) filter (
            where members.row_number = complete.whole_row_number
            and columns.measure in ('general_budget', 'government_fund', 'state_capital')
        ) over (
            partition by
                complete.report_id, complete.invariant_id, complete.table_number, complete.block,
                complete.whole_row_number, complete.variant
        ) as whole_funds_printed,
        bool_or(
            lines.line_class in ('grand', 'current', 'current_part') and members.row_number = complete.whole_row_number
        ) over (
            partition by
                complete.report_id, complete.invariant_id, complete.table_number, complete.block,
                complete.whole_row_number, complete.variant, columns.column_number
        ) as is_sum_line,
        count(figures.figure_id) over (
            partition by
                complete.report_id, complete.invariant_id, complete.table_number, complete.block,
                complete.whole_row_number, complete.variant
        ) - count(figures.figure_id) filter (where members.row_number <> complete.whole_row_number) over (
            partition by
                complete.report_id, complete.invariant_id, complete.table_number, complete.block,
                complete.whole_row_number, complete.variant
        ) as whole_any_printed,
    from complete
    inner join members
        using (report_id, invariant_id, table_number, block, whole_row_number, variant, relation)
    inner join lines
        on
            members.report_id = lines.report_id
            and members.table_number = lines.table_number
            and members.block = lines.block
            and members.row_number = lines.row_number
    inner join columns
        on
            complete.report_id = columns.report_id
            and complete.table_number = columns.table_number
            and complete.block = columns.block
    left join figures
        on
            members.report_id = figures.report_id
            and members.table_number = figures.table_number
            and members.row_number = figures.row_number
            and columns.column_number = figures.column_number

),

grand_columns as (

    select
        lines.report_id,
        lines.table_number,
        columns.table_kind,
        lines.block,
        lines.side,
        lines.row_number,
        columns.column_number,
        columns.stage,
        columns.year,
    from lines
    inner join columns using (report_id, table_number, block)
    where lines.line_class = 'grand' and (columns.measure in ('amount', 'total'))

),

-- B1: the grand totals of the two sides, per stage and year, each expenditure block by itself
facing as (

    select
        revenue.report_id,
        revenue.table_number,
        revenue.table_kind,
        revenue.row_number as revenue_row_number,
        revenue.column_number as revenue_column_number,
        expenditure.row_number as expenditure_row_number,
        expenditure.column_number as expenditure_column_number,
    from grand_columns as revenue
    inner join grand_columns as expenditure using (report_id, table_number, stage, year)
    where revenue.side = 'revenue' and expenditure.side = 'expenditure'

),

across as (

    select
        facing.*,
        'left' as side,
        facing.revenue_row_number as row_number,
        facing.revenue_column_number as column_number,
    from facing
    union all
    select
        facing.*,
        'right' as side,
        facing.expenditure_row_number as row_number,
        facing.expenditure_column_number as column_number,
    from facing

),

terms as (

    select
        report_id,
        invariant_id,
        table_kind,
        printf('t%03d-r%04d-c%03d', table_number, whole_row_number, column_number) || variant as instance_key,
        {{ table_kind_zh('table_kind') }} || '（表' || table_number || '）“' || column_path || '”栏：' || what as subject,
        relation,
        side,
        1 as sign,
        figure_id,
        amount_yuan,
        half_unit_yuan,
        is_unread,
        cell_label,
        case
            when is_sum_line and whole_any_printed = 0 then 'not_applicable'
            when variant = 'd' and parts_printed = 0 then 'not_applicable'
            when
                is_sum_line and whole_printed = 0 and whole_funds_printed = 0
                and measure in ('general_budget', 'government_fund', 'state_capital') then 'not_applicable'
        end as gate_status,
        case
            when is_sum_line and whole_any_printed = 0 then '该行是标题，未印金额'
            when variant = 'd' and parts_printed = 0 then '其下各行未印金额'
            when
                is_sum_line and whole_printed = 0 and whole_funds_printed = 0
                and measure in ('general_budget', 'government_fund', 'state_capital') then '总计行未分资金列数'
        end as gate_reason,
    from within_block
    union all
    select
        across.report_id,
        'B1' as invariant_id,
        across.table_kind,
        printf(
            't%03d-r%04dc%03d-r%04dc%03d', across.table_number, across.revenue_row_number, across.revenue_column_number,
            across.expenditure_row_number, across.expenditure_column_number
        ) as instance_key,
        {{ table_kind_zh('across.table_kind') }} || '（表' || across.table_number || '）：收入总计＝支出总计' as subject,
        '=' as relation,
        across.side,
        1 as sign,
        figures.figure_id,
        figures.amount_yuan,
        figures.half_unit_yuan,
        figures.is_unread,
        figures.cell_label,
        cast(null as varchar) as gate_status,
        cast(null as varchar) as gate_reason,
    from across
    left join figures using (report_id, table_number, row_number, column_number)

),

instances as (

    {{ settled_terms('terms') }}

)

{{ judged_instances('instances') }}
