{#
    C1, C2, C3: the code tree, in every money column of every table with codes, `other` included.

    A total row is the sum of the top rows (units where units have rows of their own, else codes
    without a printed parent) and of the leaves. Side-by-side blocks are one table: the n-th
    money column of each block is one column.
#}
with

lines as (

    select *
    from {{ ref('int_lines_situated') }}
    where table_kind not in ('projects', 'procurement', 'three_public')

),

codes as (

    select *
    from {{ ref('int_codes_nested') }}
    where table_kind not in ('projects', 'procurement', 'three_public')

),

columns as (

    select * from {{ ref('int_columns_nested') }}

),

figures as (

    select * from {{ ref('int_figures_situated') }}

),

units as (

    select
        lines.*,
        exists(
            select 1
            from lines as above
            where
                above.report_id = lines.report_id
                and above.table_number = lines.table_number
                and above.row_role = 'unit'
                and above.unit_code <> lines.unit_code
                and starts_with(lines.unit_code, above.unit_code)
        ) as has_unit_above,
    from lines
    where lines.row_role = 'unit'

),

-- the nearest unit whose code begins the code of another: a department above its units
nested_units as (

    select
        units.report_id,
        units.table_number,
        units.row_number,
        units.block,
        arg_max(above.row_number, length(above.unit_code)) as whole_row_number,
        arg_max(above.block, length(above.unit_code)) as whole_block,
        arg_max(above.row_label, length(above.unit_code)) as whole_label,
        arg_max(above.unit_code, length(above.unit_code)) as whole_code,
    from units
    inner join units as above
        on
            units.report_id = above.report_id
            and units.table_number = above.table_number
            and units.unit_code <> above.unit_code
            and starts_with(units.unit_code, above.unit_code)
    where units.has_unit_above
    group by units.report_id, units.table_number, units.row_number, units.block

),

-- the rows that a total is made of
tops as (

    select
        report_id,
        table_number,
        row_number,
        block,
    from units
    where not has_unit_above
    union all
    select
        codes.report_id,
        codes.table_number,
        codes.row_number,
        codes.block,
    from codes
    where
        codes.is_root
        and not exists (
            select 1
            from units
            where units.report_id = codes.report_id and units.table_number = codes.table_number
        )

),

totals as (

    select
        report_id,
        table_number,
        row_number,
        min(row_label) as row_label,
    from lines
    where row_role = 'total'
    group by report_id, table_number, row_number

),

-- a department's row above those of its units, without codes to tell them: each level sums to
-- the total, so that all rows together are as many times the total as there are levels
unit_levels as (

    select
        totals.report_id,
        totals.table_number,
        totals.row_number,
        cast(
            round(
                sum(part.amount_yuan) / nullif(any_value(whole.amount_yuan), 0)
            ) as integer
        ) as level_count,
    from totals
    inner join figures as whole using (report_id, table_number, row_number)
    inner join tops using (report_id, table_number)
    inner join units
        on
            tops.report_id = units.report_id
            and tops.table_number = units.table_number
            and tops.row_number = units.row_number
            and tops.block = units.block
    inner join figures as part
        on
            tops.report_id = part.report_id
            and tops.table_number = part.table_number
            and tops.row_number = part.row_number
            and tops.block = part.block
            and whole.slot = part.slot
    where whole.slot = 1
    group by totals.report_id, totals.table_number, totals.row_number
    -- no unit has more than all: that is an error, and no level
    having level_count between 2 and 4 and max(part.amount_yuan) <= any_value(whole.amount_yuan)

),

-- 人员经费合计 and 公用经费合计 together are the total where no row of their table is
subtotals as (

    select
        lines.report_id,
        lines.table_number,
        min(lines.row_number) as row_number,
        string_agg(lines.row_label, '＋' order by lines.block, lines.row_number) as row_label,
        list({ 'row_number': lines.row_number, 'block': lines.block }) as places,
    from lines
    where
        lines.table_kind = 'basic_by_economic'
        and lines.row_role = 'subtotal'
        and regexp_matches(lines.row_label, '人员|公用')
        and not exists (
            select 1
            from totals
            inner join figures using (report_id, table_number, row_number)
            where totals.report_id = lines.report_id and totals.table_number = lines.table_number
        )
    group by lines.report_id, lines.table_number
    having
        count(*) filter (where regexp_matches(lines.row_label, '人员')) = 1
        and count(*) filter (where regexp_matches(lines.row_label, '公用')) = 1

),

-- 人员经费合计 = Σ what stands in the columns of 人员经费, where each side has columns of its own
measured_subtotals as (

    select
        subtotals.report_id,
        subtotals.table_number,
        lines.row_number,
        lines.block,
        lines.row_label,
        sides.measure,
        'm' || sides.measure[1] as variant,
    from subtotals
    inner join lines using (report_id, table_number)
    inner join (
        values
        ('人员', 'personnel'),
        ('公用', 'operating')
    ) as sides (word, measure)
        on contains(lines.row_label, sides.word)
    where
        lines.row_role = 'subtotal'
        and exists (
            select 1
            from columns
            where
                columns.report_id = lines.report_id
                and columns.table_number = lines.table_number
                and columns.block = lines.block
                and columns.measure = sides.measure
        )

),

measured_blocks as (

    select distinct
        report_id,
        table_number,
        block,
        measure,
    from columns
    where measure in ('personnel', 'operating')

),

-- instance × side × row; the columns are added below
members as (

    -- 款 = Σ 项, 类 = Σ 款; of two blocks side by side, each has a parent of its own in a row
    select
        parent.report_id,
        'C1' as invariant_id,
        parent.table_number,
        parent.row_number as whole_row_number,
        case when parent.block > 1 then 'b' || parent.block else '' end as variant,
        parent.row_code || ' ' || coalesce(parent.row_label, '') || '＝下级科目之和' as what,
        'left' as side,
        parent.row_number,
        parent.block,
        case when parent.times_printed > 1 then 'not_checkable' end as gate_status,
        case when parent.times_printed > 1 then '科目' || parent.row_code || '印了不止一行' end as gate_reason,
    from codes as parent
    where not parent.is_leaf
    union all
    select
        parent.report_id,
        'C1' as invariant_id,
        parent.table_number,
        parent.row_number as whole_row_number,
        case when parent.block > 1 then 'b' || parent.block else '' end as variant,
        null as what,
        'right' as side,
        child.row_number,
        child.block,
        null as gate_status,
        null as gate_reason,
    from codes as parent
    inner join codes as child
        on
            parent.report_id = child.report_id
            and parent.table_number = child.table_number
            and parent.unit_key = child.unit_key
            and parent.row_code = child.parent_code
    union all
    -- a unit = Σ its codes
    select distinct
        units.report_id,
        'C1' as invariant_id,
        units.table_number,
        units.row_number as whole_row_number,
        '' as variant,
        '单位“' || coalesce(units.row_label, units.unit_name, units.unit_code) || '”＝该单位各科目之和' as what,
        'left' as side,
        units.row_number,
        units.block,
        null as gate_status,
        null as gate_reason,
    from units
    inner join codes using (report_id, table_number, unit_key)
    where codes.is_root
    union all
    select
        units.report_id,
        'C1' as invariant_id,
        units.table_number,
        units.row_number as whole_row_number,
        '' as variant,
        null as what,
        'right' as side,
        codes.row_number,
        codes.block,
        null as gate_status,
        null as gate_reason,
    from units
    inner join codes using (report_id, table_number, unit_key)
    where codes.is_root
    union all
    -- a unit = Σ the units beneath it
    select distinct
        report_id,
        'C1' as invariant_id,
        table_number,
        whole_row_number,
        'u' as variant,
        '单位“' || coalesce(whole_label, whole_code) || '”＝下属各单位之和' as what,
        'left' as side,
        whole_row_number as row_number,
        whole_block as block,
        null as gate_status,
        null as gate_reason,
    from nested_units
    union all
    select
        report_id,
        'C1' as invariant_id,
        table_number,
        whole_row_number,
        'u' as variant,
        null as what,
        'right' as side,
        row_number,
        block,
        null as gate_status,
        null as gate_reason,
    from nested_units
    union all
    -- 合计 = Σ tops
    select
        lines.report_id,
        'C1' as invariant_id,
        lines.table_number,
        lines.row_number as whole_row_number,
        '' as variant,
        coalesce(totals.row_label, '合计') || '＝最上级各行之和' as what,
        'left' as side,
        lines.row_number,
        lines.block,
        null as gate_status,
        null as gate_reason,
    from totals
    inner join lines using (report_id, table_number, row_number)
    where lines.row_role = 'total'
    union all
    select
        totals.report_id,
        'C1' as invariant_id,
        totals.table_number,
        totals.row_number as whole_row_number,
        '' as variant,
        null as what,
        'right' as side,
        tops.row_number,
        tops.block,
        null as gate_status,
        null as gate_reason,
    from totals
    inner join tops using (report_id, table_number)
    union all
    -- 合计 = Σ leaves
    select
        lines.report_id,
        'C2' as invariant_id,
        lines.table_number,
        lines.row_number as whole_row_number,
        '' as variant,
        coalesce(totals.row_label, '合计') || '＝最末级科目之和' as what,
        'left' as side,
        lines.row_number,
        lines.block,
        null as gate_status,
        null as gate_reason,
    from totals
    inner join lines using (report_id, table_number, row_number)
    where lines.row_role = 'total'
    union all
    select
        totals.report_id,
        'C2' as invariant_id,
        totals.table_number,
        totals.row_number as whole_row_number,
        '' as variant,
        null as what,
        'right' as side,
        codes.row_number,
        codes.block,
        null as gate_status,
        null as gate_reason,
    from totals
    inner join codes using (report_id, table_number)
    where codes.is_leaf
    union all
    -- 人员经费合计 + 公用经费合计 = Σ 类 (C1) = Σ leaves (C2)
    select
        subtotals.report_id,
        identities.invariant_id,
        subtotals.table_number,
        subtotals.row_number as whole_row_number,
        's' as variant,
        subtotals.row_label || '＝'
        || case identities.invariant_id when 'C1' then '最上级各行之和' else '最末级科目之和' end as what,
        'left' as side,
        place.unnest.row_number,
        place.unnest.block,
        null as gate_status,
        null as gate_reason,
    from subtotals
    cross join (values ('C1'), ('C2')) as identities (invariant_id)
    cross join unnest(subtotals.places) as place
    union all
    select
        subtotals.report_id,
        'C1' as invariant_id,
        subtotals.table_number,
        subtotals.row_number as whole_row_number,
        's' as variant,
        null as what,
        'right' as side,
        tops.row_number,
        tops.block,
        null as gate_status,
        null as gate_reason,
    from subtotals
    inner join tops using (report_id, table_number)
    union all
    select
        subtotals.report_id,
        'C2' as invariant_id,
        subtotals.table_number,
        subtotals.row_number as whole_row_number,
        's' as variant,
        null as what,
        'right' as side,
        codes.row_number,
        codes.block,
        null as gate_status,
        null as gate_reason,
    from subtotals
    inner join codes using (report_id, table_number)
    where codes.is_leaf
    union all
    -- 人员经费合计 = Σ 类 (C1) = Σ leaves (C2) of its columns
    select
        measured_subtotals.report_id,
        identities.invariant_id,
        measured_subtotals.table_number,
        measured_subtotals.row_number as whole_row_number,
        measured_subtotals.variant,
        measured_subtotals.row_label || '＝'
        || case identities.invariant_id when 'C1' then '最上级各行之和' else '最末级科目之和' end as what,
        'left' as side,
        measured_subtotals.row_number,
        measured_subtotals.block,
        null as gate_status,
        null as gate_reason,
    from measured_subtotals
    cross join (values ('C1'), ('C2')) as identities (invariant_id)
    union all
    select
        measured_subtotals.report_id,
        'C1' as invariant_id,
        measured_subtotals.table_number,
        measured_subtotals.row_number as whole_row_number,
        measured_subtotals.variant,
        null as what,
        'right' as side,
        tops.row_number,
        tops.block,
        null as gate_status,
        null as gate_reason,
    from measured_subtotals
    inner join measured_blocks using (report_id, table_number, measure)
    inner join tops
        on
            measured_blocks.report_id = tops.report_id
            and measured_blocks.table_number = tops.table_number
            and measured_blocks.block = tops.block
    union all
    select
        measured_subtotals.report_id,
        'C2' as invariant_id,
        measured_subtotals.table_number,
        measured_subtotals.row_number as whole_row_number,
        measured_subtotals.variant,
        null as what,
        'right' as side,
        codes.row_number,
        codes.block,
        null as gate_status,
        null as gate_reason,
    from measured_subtotals
    inner join measured_blocks using (report_id, table_number, measure)
    inner join codes
        on
            measured_blocks.report_id = codes.report_id
            and measured_blocks.table_number = codes.table_number
            and measured_blocks.block = codes.block
    where codes.is_leaf
    union all
    -- operating column of 合计 = Σ operating of 类; the column is chosen below
    select
        lines.report_id,
        'C3' as invariant_id,
        lines.table_number,
        lines.row_number as whole_row_number,
        '' as variant,
        coalesce(totals.row_label, '合计') || '公用经费＝各类公用经费之和' as what,
        'left' as side,
        lines.row_number,
        lines.block,
        null as gate_status,
        null as gate_reason,
    from totals
    inner join lines using (report_id, table_number, row_number)
    where lines.row_role = 'total' and lines.table_kind = 'basic_by_economic'
    union all
    select
        totals.report_id,
        'C3' as invariant_id,
        totals.table_number,
        totals.row_number as whole_row_number,
        '' as variant,
        null as what,
        'right' as side,
        tops.row_number,
        tops.block,
        null as gate_status,
        null as gate_reason,
    from totals
    inner join tops using (report_id, table_number)
    inner join codes
        on
            tops.report_id = codes.report_id
            and tops.table_number = codes.table_number
            and tops.row_number = codes.row_number
            and tops.block = codes.block
    where codes.table_kind = 'basic_by_economic'

),

slots as (

    select
        report_id,
        table_number,
        slot,
        any_value(table_kind) as table_kind,
        any_value(measure order by column_number) as measure,
        any_value(column_path order by column_number) as column_path,
    from columns
    group by report_id, table_number, slot

),

-- an identity needs both sides: a total over no codes says nothing
complete as (

    select
        report_id,
        invariant_id,
        table_number,
        whole_row_number,
        variant,
        max(what) as what,
        max(gate_status) as gate_status,
        max(gate_reason) as gate_reason,
    from members
    group by report_id, invariant_id, table_number, whole_row_number, variant
    having count(*) filter (where side = 'left') > 0 and count(*) filter (where side = 'right') > 0

),

terms as (

    select
        complete.report_id,
        complete.invariant_id,
        slots.table_kind,
        printf('t%03d-r%04d-s%02d', complete.table_number, complete.whole_row_number, slots.slot) || complete.variant
            as instance_key,
        {{ table_kind_zh('slots.table_kind') }} || '（表' || complete.table_number || '）“' || slots.column_path || '”栏：'
        || complete.what as subject,
        '=' as relation,
        members.side,
        case when members.side = 'left' then coalesce(unit_levels.level_count, 1) else 1 end as sign,
        figures.figure_id,
        figures.amount_yuan,
        figures.half_unit_yuan,
        figures.is_unread,
        figures.cell_label,
        complete.gate_status,
        complete.gate_reason,
    from complete
    inner join members using (report_id, invariant_id, table_number, whole_row_number, variant)
    inner join slots using (report_id, table_number)
    left join unit_levels
        on
            complete.report_id = unit_levels.report_id
            and complete.table_number = unit_levels.table_number
            and complete.whole_row_number = unit_levels.row_number
            and complete.invariant_id in ('C1', 'C3')
    left join figures
        on
            members.report_id = figures.report_id
            and members.table_number = figures.table_number
            and members.row_number = figures.row_number
            and members.block = figures.block
            and slots.slot = figures.slot
    where complete.invariant_id <> 'C3' or slots.measure = 'operating'

),

instances as (

    {{ settled_terms('terms') }}

)

{{ judged_instances('instances') }}
