{#
    The terms of C1, C2, C3: the code tree, in every money column of every table with codes, `other` included.

    A total row is the sum of the top rows (units where units have rows of their own, else codes
    without a printed parent) and of the leaves. Side-by-side blocks are one table: the n-th
    money column of each block is one column.
#}
-- by name, a union may leave columns out
-- noqa: disable=AM07
with

lines as (

    select *
    from {{ ref('int_lines_situated') }}
    where table_kind not in ('projects', 'procurement', 'three_public')

),

codes as (

    select * from {{ ref('int_codes_nested') }}

),

columns as (

    select * from {{ ref('int_columns_nested') }}

),

figures as (

    select * from {{ ref('int_figures_situated') }}

),

units as (

    select * from lines
    where row_role = 'unit'

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
    inner join units as above using (report_id, table_number)
    where units.unit_code <> above.unit_code and starts_with(units.unit_code, above.unit_code)
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
    anti join nested_units using (report_id, table_number, row_number, block)
    union all
    select
        report_id,
        table_number,
        codes.row_number,
        codes.block,
    from codes
    anti join units using (report_id, table_number)
    where codes.is_root

),

totals as (

    select
        * exclude (row_label),
        row_number as whole_row_number,
        coalesce(min(row_label) over (partition by report_id, table_number, row_number), '合计') as row_label,
    from lines
    where row_role = 'total'

),

-- a department's row above those of its units, without codes to tell them: each level sums to
-- the total, so that all rows together are as many times the total as there are levels
unit_levels as (

    select
        whole.report_id,
        whole.table_number,
        whole.row_number as whole_row_number,
        cast(round(sum(part.amount_yuan) / nullif(any_value(whole.amount_yuan), 0)) as integer) as level_count,
    from figures as whole
    semi join totals using (report_id, table_number, row_number)
    inner join (
        select figures.*
        from figures
        semi join tops using (report_id, table_number, row_number, block)
        semi join units using (report_id, table_number, row_number, block)
    ) as part using (report_id, table_number, slot)
    where whole.slot = 1
    group by whole.report_id, whole.table_number, whole.row_number
    -- no unit has more than all: that is an error, and no level
    having level_count between 2 and 4 and max(part.amount_yuan) <= any_value(whole.amount_yuan)

),

-- 人员经费合计 and 公用经费合计 together are the total where no row of their table is
subtotals as (

    select
        lines.*,
        min(lines.row_number) over of_table as whole_row_number,
        string_agg(lines.row_label, '＋' order by lines.block, lines.row_number) over of_table as whole_label,
    from lines
    anti join (
        select figures.*
        from figures
        semi join totals using (report_id, table_number, row_number)
    ) as printed_totals using (report_id, table_number)
    where
        lines.table_kind = 'basic_by_economic'
        and lines.row_role = 'subtotal'
        and regexp_matches(lines.row_label, '人员|公用')
    window of_table as (partition by lines.report_id, lines.table_number)
    qualify
        count(*) filter (where contains(lines.row_label, '人员')) over of_table = 1
        and count(*) filter (where contains(lines.row_label, '公用')) over of_table = 1

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

-- the rows that state the sum of a whole table, or of its columns of one measure
summits as (

    select
        *,
        '' as variant,
    from totals
    union all by name
    select
        * replace (whole_label as row_label),
        's' as variant,
    from subtotals
    union all by name
    -- 人员经费合计 = Σ what stands in the columns of 人员经费, where each side has columns of its own
    select
        subtotals.* replace (subtotals.row_number as whole_row_number),
        'm' || measured_blocks.measure[1] as variant,
        measured_blocks.measure,
    from subtotals
    inner join measured_blocks using (report_id, table_number, block)
    where contains(subtotals.row_label, if(measured_blocks.measure = 'personnel', '人员', '公用'))

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

-- the rows that a code's row heads
below as (

    select
        parent.*,
        child.row_number as part_row_number,
        child.block as part_block,
    from codes as parent
    inner join codes as child using (report_id, table_number, unit_key)
    where
        parent.row_code = child.parent_code
        -- 301 once per class of the government's classification: what stands below each
        and (parent.times_printed = 1 or parent.row_number = child.parent_row_number)
    union all
    select
        parent.*,
        uncoded.row_number as part_row_number,
        uncoded.block as part_block,
    from codes as parent
    inner join uncoded using (report_id, table_number, block)
    where parent.row_number = uncoded.parent_row and not parent.is_leaf

),

-- what a sum over a whole table may stop at: its top rows (C1), its leaves (C2), of 公用经费 the top codes
-- (C3). Names without codes are leaves where a sum counts them, and tops of the row that heads them.
ends as (

    select
        'C1' as invariant_id,
        *,
    from tops
    union all by name
    select
        'C1' as invariant_id,
        *,
        parent_row as head_row,
    from uncoded
    union all by name
    select
        'C2' as invariant_id,
        *,
    from codes
    where is_leaf
    union all by name
    select
        'C2' as invariant_id,
        *,
    from uncoded
    where
        (report_id, table_number, parent_row) in (
            select (below.report_id, below.table_number, below.row_number) from below
            union all
            select (summits.report_id, summits.table_number, summits.whole_row_number) from summits
        )
    union all by name
    select
        'C3' as invariant_id,
        tops.*,
    from tops
    semi join (select * from codes where table_kind = 'basic_by_economic') as economic
        using (report_id, table_number, row_number, block)

),

-- a row of a sum and a row that it is the sum of
pairs as (

    -- 款 = Σ 项, 类 = Σ 款; of two blocks side by side, each has a parent of its own in a row
    select
        report_id,
        'C1' as invariant_id,
        table_number,
        row_number as whole_row_number,
        row_number as stated_row_number,
        block as whole_block,
        if(block > 1, 'b' || block, '') as variant,
        row_code || ' ' || coalesce(row_label, '') || '＝下级科目之和' as what,
        part_row_number,
        part_block,
    from below
    union all
    -- a unit = Σ its codes
    select
        units.report_id,
        'C1' as invariant_id,
        units.table_number,
        units.row_number as whole_row_number,
        units.row_number as stated_row_number,
        units.block as whole_block,
        '' as variant,
        '单位“' || coalesce(units.row_label, units.unit_name, units.unit_code) || '”＝该单位各科目之和' as what,
        codes.row_number as part_row_number,
        codes.block as part_block,
    from units
    inner join codes using (report_id, table_number, unit_key)
    where codes.is_root
    union all
    -- a unit = Σ the units beneath it
    select
        report_id,
        'C1' as invariant_id,
        table_number,
        whole_row_number,
        whole_row_number as stated_row_number,
        whole_block,
        'u' as variant,
        '单位“' || coalesce(whole_label, whole_code) || '”＝下属各单位之和' as what,
        row_number as part_row_number,
        block as part_block,
    from nested_units
    union all
    -- a table = Σ what its sums may stop at
    select
        summits.report_id,
        ends.invariant_id,
        summits.table_number,
        summits.whole_row_number,
        -- 公用经费合计 may stand in a row below 人员经费合计
        summits.row_number as stated_row_number,
        summits.block as whole_block,
        summits.variant,
        summits.row_label
        || case ends.invariant_id
            when 'C1' then '＝最上级各行之和'
            when 'C2' then '＝最末级科目之和'
            else '公用经费＝各类公用经费之和'
        end as what,
        ends.row_number as part_row_number,
        ends.block as part_block,
    from summits
    inner join ends using (report_id, table_number)
    where
        (ends.invariant_id <> 'C3' or summits.variant = '')
        and (
            -- names without codes belong to the row that heads them, whatever the columns
            ends.parent_row is not null
            or summits.measure is null
            or (ends.report_id, ends.table_number, ends.block, summits.measure) in (
                select (blocks.report_id, blocks.table_number, blocks.block, blocks.measure)
                from measured_blocks as blocks
            )
        )
        and coalesce(ends.head_row, summits.whole_row_number) = summits.whole_row_number

),

members as (

    {{ members('pairs', ['row_number', 'block'], stated='stated_row_number') }}

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

)

select
    members.report_id,
    members.invariant_id,
    slots.table_kind,
    printf('t%03d-r%04d-s%02d', members.table_number, members.whole_row_number, slots.slot) || members.variant
        as instance_key,
    members.table_number as key_table_number,
    members.whole_row_number as key_row_number,
    slots.slot as key_slot,
    {{ table_kind_zh('slots.table_kind') }} || '（表' || members.table_number || '）“' || slots.column_path || '”栏：'
    || members.what as subject,
    '=' as relation,
    members.side,
    if(members.side = 'left' and members.invariant_id <> 'C2', coalesce(unit_levels.level_count, 1), 1) as level_weight,
    members.table_number,
    members.row_number,
    columns.column_number,
from members
inner join columns using (report_id, table_number, block)
inner join slots using (report_id, table_number, slot)
left join unit_levels using (report_id, table_number, whole_row_number)
where members.invariant_id <> 'C3' or slots.measure = 'operating'
