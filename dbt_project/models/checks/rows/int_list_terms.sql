{#
    The terms of C4 (合计 = Σ rows of projects, procurement and three_public, and of each row that heads
    others there where the table's sums bear out which rows do) and R6 of three_public tables that are
    turned by 90°: kinds of cost in rows.
#}
-- by name, a union may leave columns out
-- noqa: disable=AM07
with

lines as (

    select
        * exclude (row_number),
        row_number as whole_row_number,
    from {{ ref('int_lines_situated') }}
    where table_kind in ('projects', 'procurement', 'three_public')

),

columns as (

    {# a column without any header may number the rows; the price of one is no part of a sum #}
    select *
    from {{ ref('int_columns_nested') }}
    where column_path <> '' and not regexp_matches(column_path, '单价|均价|单位价格|收费标准|开支标准')

),

parts as (

    select * from {{ ref('int_list_rows_read') }}

),

-- of 三公 turned by 90°, the rows that print an amount: 一、“三公”经费支出 over （一）支出合计 prints none,
-- 国内公务接待人次 no money
kinds as (

    select
        lines.*,
        if(lines.row_role = 'total', 'total', lines.line_source) as kind,
        -- 购置费 and 运行费 may stand beside 公务接待费, with no row for both
        coalesce(bool_or(lines.line_source = 'vehicle') over in_block, false) as has_vehicle,
    from lines
    semi join (
        select *
        from {{ ref('int_lines_situated') }}
        where row_role in ('kind', 'line') and line_source in ('overseas', 'vehicle', 'reception')
    ) as turned using (report_id, table_number)
    anti join (
        select
            *,
            row_number as whole_row_number,
        from {{ ref('stg_lines') }}
        where sum_role = 'none'
    ) as blank using (report_id, table_number, whole_row_number, block)
    where lines.table_kind = 'three_public' and lines.row_role in ('kind', 'line', 'total')
    window in_block as (partition by lines.report_id, lines.table_number, lines.block)

),

-- a row that is a sum, and a row that it is the sum of
pairs as (

    select
        totals.*,
        'C4' as invariant_id,
        coalesce(totals.row_label, '合计') || '＝各行之和' as what,
        true as is_of_all,
        parts.row_number as part_row_number,
    from lines as totals
    inner join parts using (report_id, table_number, block)
    where totals.row_role = 'total'
    union all by name
    -- where the table's sums say which rows head which
    select
        heads.*,
        'C4' as invariant_id,
        coalesce(heads.row_label, '') || '＝其下各行之和' as what,
        false as is_of_all,
        below.row_number as part_row_number,
    from lines as heads
    inner join {{ ref('stg_tables') }} as tables using (report_id, table_number)
    inner join {{ ref('stg_lines') }} as below using (report_id, table_number, block)
    where
        heads.row_role <> 'total'
        and tables.roles_status = 'supported'
        and heads.whole_row_number = below.parent_row
    union all by name
    select
        whole.*,
        'R6' as invariant_id,
        coalesce(whole.row_label, '合计') || '＝各分项之和' as what,
        false as is_of_all,
        part.whole_row_number as part_row_number,
    from kinds as whole
    inner join kinds as part using (report_id, table_number, block)
    where
        case whole.kind
            when 'total'
                then
                    part.kind in ('overseas', 'vehicle', 'reception')
                    or (not whole.has_vehicle and part.kind in ('vehicle_purchase', 'vehicle_running'))
            when 'vehicle' then part.kind in ('vehicle_purchase', 'vehicle_running')
        end

),

members as (

    {{ members('pairs', ['row_number']) }}

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
        when members.side = 'left' and members.is_of_all then levels.level_count
        else 1
    end as level_weight,
    members.table_number,
    members.row_number,
    columns.column_number,
    case
        when levels.is_unclear and members.is_of_all then 'levels_unclear'
    end as gate_code,
from members
inner join columns using (report_id, table_number, block)
left join levels using (report_id, table_number)
