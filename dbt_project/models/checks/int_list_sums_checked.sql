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

    select * from {{ ref('int_columns_nested') }}

),

figures as (

    select * from {{ ref('int_figures_situated') }}

),

-- which rows a list is made of: the finest that it prints, once each
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

ranked as (

    select
        lines.*,
        rank() over (
            partition by lines.report_id, lines.table_number
            order by
                role_ranks.role_rank,
                case when lines.row_role = 'category' then lines.depth else 0 end
        ) as part_rank,
    from lines
    inner join role_ranks using (table_kind, row_role)

),

parts as (

    select ranked.*
    from ranked
    where
        ranked.part_rank = 1
        -- a unit whose own department has a row is already in it
        and not exists(
            select 1
            from lines as above
            where
                ranked.row_role = 'unit'
                and above.report_id = ranked.report_id
                and above.table_number = ranked.table_number
                and above.row_role = 'unit'
                and above.unit_code <> ranked.unit_code
                and starts_with(ranked.unit_code, above.unit_code)
        )

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
    where exists(
        select 1
        from parts
        where parts.report_id = totals.report_id and parts.table_number = totals.table_number
    )
    union all
    select
        totals.report_id,
        'C4',
        totals.table_kind,
        totals.table_number,
        totals.row_number,
        null,
        'right',
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
        and exists(
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
        'R6',
        whole.table_kind,
        whole.table_number,
        whole.row_number,
        null,
        'right',
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
        1 as sign,
        figures.figure_id,
        figures.amount_yuan,
        figures.half_unit_yuan,
        figures.is_unread,
        figures.cell_label,
        cast(null as varchar) as gate_status,
        cast(null as varchar) as gate_reason,
    from members
    inner join columns using (report_id, table_number, block)
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
