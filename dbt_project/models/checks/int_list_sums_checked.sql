{#
    C4 (合计 = Σ rows of projects, procurement and three_public) and R6 of three_public tables
    that are turned by 90°: kinds of cost in rows.
#}
with

lines as (

    select *
    from {{ ref('int_lines_situated') }}
    where table_kind in ('projects', 'procurement', 'three_public')

),

columns as (

    {# a column without any header may number the rows #}
    select * from {{ ref('int_columns_nested') }} where column_path <> ''

),

figures as (

    select * from {{ ref('int_figures_situated') }}

),

parts as (

    select * from {{ ref('int_list_rows_read') }}

),

totals as (

    select * from lines where row_role = 'total'

),

listed as (

    select
        totals.report_id,
        'C4' as invariant_id,
        totals.table_kind,
        totals.table_number,
        totals.row_number as whole_row_number,
        coalesce(totals.row_label, '合计') || '＝各行之和' as what,
        'left' as side,
        totals.row_number,
        totals.block,
    from totals
    where exists (
            select 1
            from parts
            where parts.report_id = totals.report_id and parts.table_number = totals.table_number
        )
    union all
    select
        totals.report_id,
        'C4' as invariant_id,
        totals.table_kind,
        totals.table_number,
        totals.row_number as whole_row_number,
        null as what,
        'right' as side,
        parts.row_number,
        parts.block,
    from totals
    inner join parts using (report_id, table_number, block)

),

kinds as (

    select
        *,
        case when row_role = 'total' or line_source = 'total' then 'total' else line_source end as kind,
    from lines
    where
        table_kind = 'three_public'
        and (row_role in ('kind', 'line') or row_role = 'total')
        and exists (
            select 1
            from lines as turned
            where
                turned.report_id = lines.report_id
                and turned.table_number = lines.table_number
                and turned.row_role in ('kind', 'line')
                and turned.line_source in ('overseas', 'vehicle', 'reception')
        )

),

kind_parts (whole_kind, part_kind) as (

    values
    ('total', 'overseas'),
    ('total', 'vehicle'),
    ('total', 'reception'),
    ('vehicle', 'vehicle_purchase'),
    ('vehicle', 'vehicle_running')

),

turned as (

    select distinct
        whole.report_id,
        'R6' as invariant_id,
        whole.table_kind,
        whole.table_number,
        whole.row_number as whole_row_number,
        coalesce(whole.row_label, '合计') || '＝各分项之和' as what,
        'left' as side,
        whole.row_number,
        whole.block,
    from kinds as whole
    inner join kind_parts on whole.kind = kind_parts.whole_kind
    inner join kinds as part
        on
            whole.report_id = part.report_id
            and whole.table_number = part.table_number
            and whole.block = part.block
            and kind_parts.part_kind = part.kind
    union all
    select
        whole.report_id,
        'R6' as invariant_id,
        whole.table_kind,
        whole.table_number,
        whole.row_number as whole_row_number,
        null as what,
        'right' as side,
        part.row_number,
        part.block,
    from kinds as whole
    inner join kind_parts on whole.kind = kind_parts.whole_kind
    inner join kinds as part
        on
            whole.report_id = part.report_id
            and whole.table_number = part.table_number
            and whole.block = part.block
            and kind_parts.part_kind = part.kind

),

members as (

    select * from listed
    union all
    select * from turned

),

terms as (

    select
        members.report_id,
        members.invariant_id,
        members.table_kind,
        printf('t%03d-r%04d-c%03d', members.table_number, members.whole_row_number, columns.column_number)
        || case members.invariant_id when 'R6' then 'k' else '' end as instance_key,
        {{ table_kind_zh('members.table_kind') }} || '（表' || members.table_number || '）“' || columns.column_path
        || '”栏：' || max(members.what) over (
            partition by members.report_id, members.invariant_id, members.table_number, members.whole_row_number
        ) as subject,
        '=' as relation,
        members.side,
        case
            when members.side = 'left' and members.invariant_id = 'C4' then coalesce(levels.level_count, 1) else 1
        end as sign,
        figures.figure_id,
        figures.amount_yuan,
        figures.half_unit_yuan,
        figures.is_unread,
        figures.cell_label,
        case when levels.is_unclear and members.invariant_id = 'C4' then 'not_checkable' end as gate_status,
        case
            when levels.is_unclear and members.invariant_id = 'C4' then '列表分级列示而没有编码，分不清各行的上下级'
        end as gate_reason,
    from members
    inner join columns using (report_id, table_number, block)
    left join (
        select
            report_id,
            table_number,
            max(level_count) as level_count,
            bool_or(is_unclear) as is_unclear,
        from parts
        group by report_id, table_number
    ) as levels using (report_id, table_number)
    left join figures
        on
            members.report_id = figures.report_id
            and members.table_number = figures.table_number
            and members.row_number = figures.row_number
            and columns.column_number = figures.column_number

),

instances as (

    {{ settled_terms('terms') }}

)

{{ judged_instances('instances') }}
