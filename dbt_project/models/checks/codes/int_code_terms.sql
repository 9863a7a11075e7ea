{#
    The terms of C1, C2, C3: the code tree, in every money column of every table with codes, `other` included.

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

-- what a sum over a whole table may stop at: its top rows (C1), its leaves (C2), of 公用经费 the top codes (C3)
ends as (

    select
        'C1' as invariant_id,
        '最上级各行之和' as ends_zh,
        report_id,
        table_number,
        row_number,
        block,
    from tops
    union all
    select
        'C2' as invariant_id,
        '最末级科目之和' as ends_zh,
        report_id,
        table_number,
        row_number,
        block,
    from codes
    where is_leaf
    union all
    select
        'C3' as invariant_id,
        '各类公用经费之和' as ends_zh,
        tops.report_id,
        tops.table_number,
        tops.row_number,
        tops.block,
    from tops
    inner join codes using (report_id, table_number, row_number, block)
    where codes.table_kind = 'basic_by_economic'

),

-- the rows that state the sum of a whole table, or of its columns of one measure
summits as (

    select
        lines.report_id,
        lines.table_number,
        lines.row_number as whole_row_number,
        '' as variant,
        cast(null as varchar) as measure,
        coalesce(totals.row_label, '合计') as row_label,
        lines.row_number,
        lines.block,
    from totals
    inner join lines using (report_id, table_number, row_number)
    where lines.row_role = 'total'
    union all
    select
        subtotals.report_id,
        subtotals.table_number,
        subtotals.row_number as whole_row_number,
        's' as variant,
        null as measure,
        subtotals.row_label,
        place.unnest.row_number,
        place.unnest.block,
    from subtotals
    cross join unnest(subtotals.places) as place
    union all
    select
        report_id,
        table_number,
        row_number as whole_row_number,
        variant,
        measure,
        row_label,
        row_number,
        block,
    from measured_subtotals

),

-- instance × its own row
wholes as (

    -- 款 = Σ 项, 类 = Σ 款; of two blocks side by side, each has a parent of its own in a row
    select
        report_id,
        'C1' as invariant_id,
        table_number,
        row_number as whole_row_number,
        case when block > 1 then 'b' || block else '' end as variant,
        row_code || ' ' || coalesce(row_label, '') || '＝下级科目之和' as what,
        row_number,
        block,
    from codes
    where not is_leaf
    union all
    -- a unit = Σ its codes
    select distinct
        units.report_id,
        'C1' as invariant_id,
        units.table_number,
        units.row_number as whole_row_number,
        '' as variant,
        '单位“' || coalesce(units.row_label, units.unit_name, units.unit_code) || '”＝该单位各科目之和' as what,
        units.row_number,
        units.block,
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
        whole_row_number as row_number,
        whole_block as block,
    from nested_units
    union all
    select distinct
        summits.report_id,
        ends.invariant_id,
        summits.table_number,
        summits.whole_row_number,
        summits.variant,
        summits.row_label || if(ends.invariant_id = 'C3', '公用经费＝', '＝') || ends.ends_zh as what,
        summits.row_number,
        summits.block,
    from summits
    inner join ends using (report_id, table_number)
    where ends.invariant_id <> 'C3' or summits.variant = ''

),

-- names without codes, one of them new or the place's own: where it stands by the table's sums
uncoded as (

    select
        report_id,
        table_number,
        block,
        row_number,
        parent_row,
    from {{ ref('stg_lines') }}
    where
        row_role = 'line'
        and row_code is null
        and is_leaf
        and parent_row > 0
        and (report_id, table_number) in (
            select (coded.report_id, coded.table_number) from {{ ref('stg_lines') }} as coded
            where coded.is_code_inferred
        )

),

uncoded_parts as (

    select
        uncoded.report_id,
        uncoded.table_number,
        uncoded.parent_row as whole_row_number,
        case when parent.block > 1 then 'b' || parent.block else '' end as variant,
        uncoded.row_number,
        uncoded.block,
    from uncoded
    inner join codes as parent
        on
            uncoded.report_id = parent.report_id
            and uncoded.table_number = parent.table_number
            and uncoded.block = parent.block
            and uncoded.parent_row = parent.row_number
    where not parent.is_leaf
    union all
    select distinct
        uncoded.report_id,
        uncoded.table_number,
        uncoded.parent_row as whole_row_number,
        summits.variant,
        uncoded.row_number,
        uncoded.block,
    from uncoded
    inner join summits
        on
            uncoded.report_id = summits.report_id
            and uncoded.table_number = summits.table_number
            and uncoded.parent_row = summits.whole_row_number

),

parts as (

    select
        report_id,
        'C1' as invariant_id,
        table_number,
        whole_row_number,
        variant,
        row_number,
        block,
    from uncoded_parts
    union all
    select distinct
        uncoded_parts.report_id,
        'C2' as invariant_id,
        uncoded_parts.table_number,
        summits.whole_row_number,
        summits.variant,
        uncoded_parts.row_number,
        uncoded_parts.block,
    from uncoded_parts
    inner join summits using (report_id, table_number)
    union all
    select
        parent.report_id,
        'C1' as invariant_id,
        parent.table_number,
        parent.row_number as whole_row_number,
        case when parent.block > 1 then 'b' || parent.block else '' end as variant,
        child.row_number,
        child.block,
    from codes as parent
    inner join codes as child
        on
            parent.report_id = child.report_id
            and parent.table_number = child.table_number
            and parent.unit_key = child.unit_key
            and parent.row_code = child.parent_code
            -- 301 once per class of the government's classification: what stands below each
            and (parent.times_printed = 1 or parent.row_number = child.parent_row_number)
    union all
    select
        units.report_id,
        'C1' as invariant_id,
        units.table_number,
        units.row_number as whole_row_number,
        '' as variant,
        codes.row_number,
        codes.block,
    from units
    inner join codes using (report_id, table_number, unit_key)
    where codes.is_root
    union all
    select
        report_id,
        'C1' as invariant_id,
        table_number,
        whole_row_number,
        'u' as variant,
        row_number,
        block,
    from nested_units
    union all
    select
        summits.report_id,
        ends.invariant_id,
        summits.table_number,
        summits.whole_row_number,
        summits.variant,
        ends.row_number,
        ends.block,
    from (
        select distinct
            report_id,
            table_number,
            whole_row_number,
            variant,
            measure,
        from summits
    ) as summits
    inner join ends using (report_id, table_number)
    left join measured_blocks
        on
            ends.report_id = measured_blocks.report_id
            and ends.table_number = measured_blocks.table_number
            and ends.block = measured_blocks.block
            and summits.measure = measured_blocks.measure
    where
        (ends.invariant_id <> 'C3' or summits.variant = '')
        and (summits.measure is null or measured_blocks.block is not null)

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
        max(wholes.what) as what,
    from wholes
    semi join parts using (report_id, invariant_id, table_number, whole_row_number, variant)
    group by report_id, invariant_id, table_number, whole_row_number, variant

),

members as (

    select
        * exclude (what),
        'left' as side,
    from wholes
    union all by name
    select
        *,
        'right' as side,
    from parts

)

select
    complete.report_id,
    complete.invariant_id,
    slots.table_kind,
    printf('t%03d-r%04d-s%02d', complete.table_number, complete.whole_row_number, slots.slot) || complete.variant
        as instance_key,
    complete.table_number as key_table_number,
    complete.whole_row_number as key_row_number,
    slots.slot as key_slot,
    {{ table_kind_zh('slots.table_kind') }} || '（表' || complete.table_number || '）“' || slots.column_path || '”栏：'
    || complete.what as subject,
    '=' as relation,
    members.side,
    case when members.side = 'left' then coalesce(unit_levels.level_count, 1) else 1 end as level_weight,
    complete.table_number,
    members.row_number,
    columns.column_number,
    cast(null as varchar) as gate_code,
    cast(null as varchar[]) as gate_parameters,
from complete
inner join members using (report_id, invariant_id, table_number, whole_row_number, variant)
inner join columns
    on
        complete.report_id = columns.report_id
        and complete.table_number = columns.table_number
        and members.block = columns.block
inner join slots
    on
        complete.report_id = slots.report_id
        and complete.table_number = slots.table_number
        and columns.slot = slots.slot
left join unit_levels
    on
        complete.report_id = unit_levels.report_id
        and complete.table_number = unit_levels.table_number
        and complete.whole_row_number = unit_levels.row_number
        and complete.invariant_id in ('C1', 'C3')
where complete.invariant_id <> 'C3' or slots.measure = 'operating'
