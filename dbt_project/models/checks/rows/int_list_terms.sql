{#
    The terms of C4 (合计 = Σ rows of projects, procurement and three_public, and of each row that heads
    others there where the table's sums bear out which rows do) and R6 of three_public tables that are
    turned by 90°: kinds of cost in rows.
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

parts as (

    select * from {{ ref('int_list_rows_read') }}

),

totals as (

    select * from lines where row_role = 'total'

),

-- tables whose sums say which rows head which
supported as (

    select
        report_id,
        table_number,
    from {{ ref('stg_tables') }}
    where roles_status = 'supported'

),

kinds as (

    select
        *,
        case when row_role = 'total' or line_source = 'total' then 'total' else line_source end as kind,
    from lines
    where
        table_kind = 'three_public'
        and (row_role in ('kind', 'line') or row_role = 'total')
        -- 一、“三公”经费支出 over （一）支出合计 prints no amount, 国内公务接待人次 no money
        and not exists (
            select 1
            from {{ ref('stg_lines') }} as blank
            where
                blank.report_id = lines.report_id
                and blank.table_number = lines.table_number
                and blank.row_number = lines.row_number
                and blank.block = lines.block
                and blank.sum_role = 'none'
        )
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

pairs as (

    select
        totals.report_id,
        'C4' as invariant_id,
        totals.table_number,
        totals.block,
        totals.row_number as whole_row_number,
        coalesce(totals.row_label, '合计') || '＝各行之和' as what,
        false as is_nested,
        parts.row_number as part_row_number,
    from totals
    inner join parts using (report_id, table_number, block)
    union all
    select
        heads.report_id,
        'C4' as invariant_id,
        heads.table_number,
        heads.block,
        heads.row_number as whole_row_number,
        coalesce(heads.row_label, '') || '＝其下各行之和' as what,
        true as is_nested,
        below.row_number as part_row_number,
    from lines as heads
    inner join supported using (report_id, table_number)
    inner join {{ ref('stg_lines') }} as below
        on
            heads.report_id = below.report_id
            and heads.table_number = below.table_number
            and heads.block = below.block
            and heads.row_number = below.parent_row
    where heads.row_role <> 'total'
    union all
    select
        whole.report_id,
        'R6' as invariant_id,
        whole.table_number,
        whole.block,
        whole.row_number as whole_row_number,
        coalesce(whole.row_label, '合计') || '＝各分项之和' as what,
        false as is_nested,
        part.row_number as part_row_number,
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

    select distinct
        * exclude (part_row_number),
        'left' as side,
        whole_row_number as row_number,
    from pairs
    union all by name
    select
        * exclude (part_row_number),
        'right' as side,
        part_row_number as row_number,
    from pairs

),

levels as (

    select
        report_id,
        table_number,
        max(level_count) as level_count,
        bool_or(is_unclear) as is_unclear,
    from parts
    group by report_id, table_number

)

select
    members.report_id,
    members.invariant_id,
    columns.table_kind,
    printf('t%03d-r%04d-c%03d', members.table_number, members.whole_row_number, columns.column_number)
    || if(members.invariant_id = 'R6', 'k', '') as instance_key,
    members.table_number as key_table_number,
    members.whole_row_number as key_row_number,
    columns.column_number as key_column_number,
    if(members.invariant_id = 'R6', 'k', null) as variant,
    {{ table_kind_zh('columns.table_kind') }} || '（表' || members.table_number || '）“' || columns.column_path
    || '”栏：' || members.what as subject,
    '=' as relation,
    members.side,
    case
        when members.side = 'left' and members.invariant_id = 'C4' and not members.is_nested then levels.level_count
        else 1
    end as level_weight,
    members.table_number,
    members.row_number,
    columns.column_number,
    case
        when levels.is_unclear and members.invariant_id = 'C4' and not members.is_nested then 'levels_unclear'
    end as gate_code,
from members
inner join columns using (report_id, table_number, block)
left join levels using (report_id, table_number)
