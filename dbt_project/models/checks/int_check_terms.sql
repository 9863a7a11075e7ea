{#
    The terms of every identity that was tried on sums of printed money: what diagnosis reads.

    Printed terms come from the settled instances. Blank cells count as zeros in a sum and are no
    figures, but one of them may be the very cell that should hold a value: they are found from
    the instance's siblings, that is the same rows summed in another column (C, B2), the same
    columns summed in another row (R), or the same columns compared for another code (X5, X6) or
    another line (X2, X4).
#}
with

summed as (

    select
        *,
        regexp_matches(invariant_id, '^R') and not ends_with(check_id, 'k') as is_along_row,
        regexp_matches(invariant_id, '^(R|C|B2)') as has_siblings,
        replace(check_id, report_id || '-' || invariant_id || '-', '') as instance_key,
    from {{ ref('int_checks_summed') }}
    where
        status in ('holds', 'violated')
        -- a rule that this paper does not follow is no equation
        and check_id in (
            select supported.check_id
            from {{ ref('int_checks_supported') }} as supported
            where supported.status in ('holds', 'violated')
        )

),

situated as (

    select * from {{ ref('int_figures_situated') }}

),

figures as (

    select
        placed.figure_id,
        placed.report_id,
        placed.table_number,
        placed.row_number,
        placed.column_number,
        situated.block,
        situated.slot,
        situated.amount_yuan,
        situated.half_unit_yuan,
    from {{ ref('stg_figures') }} as placed
    left join situated using (figure_id)

),

listed as (

    select
        check_id,
        unnest(plus_figure_ids) as figure_id,
        1 as direction,
    from summed
    union all
    select
        check_id,
        unnest(minus_figure_ids) as figure_id,
        -1 as direction,
    from summed

),

added as (

    select
        listed.check_id,
        coalesce(sum(figures.amount_yuan) filter (where listed.direction > 0), 0) as plus_yuan,
        coalesce(sum(figures.amount_yuan) filter (where listed.direction < 0), 0) as minus_yuan,
        sum(figures.half_unit_yuan) as half_units_yuan,
        count(*) filter (where figures.amount_yuan is null) as unplaced_count,
    from listed
    inner join figures using (figure_id)
    group by listed.check_id

),

-- a total over a list that prints several levels counts once per level
weighed as (

    select
        added.check_id,
        -- an amount of a form stands in no money column: what the instance says of its one term
        -- that is not placed
        summed.difference_yuan - added.plus_yuan + added.minus_yuan as unplaced_yuan,
        summed.tolerance_yuan - coalesce(added.half_units_yuan, 0) as unplaced_half_unit_yuan,
        case
            when added.plus_yuan = 0 or added.unplaced_count > 0 then 1
            else greatest(1, cast(round((summed.difference_yuan + added.minus_yuan) / added.plus_yuan) as integer))
        end as level_count,
    from added
    inner join summed using (check_id)
    where added.unplaced_count <= 1

),

printed as (

    select
        summed.check_id,
        summed.report_id,
        summed.invariant_id,
        summed.relation,
        summed.status,
        summed.has_siblings,
        summed.is_along_row,
        summed.instance_key,
        listed.figure_id,
        figures.table_number,
        figures.row_number,
        figures.column_number,
        figures.block,
        figures.slot,
        case when listed.direction > 0 then 'left' else 'right' end as side,
        case when listed.direction > 0 then weighed.level_count else -1 end as sign,
        coalesce(figures.amount_yuan, weighed.unplaced_yuan * listed.direction) as amount_yuan,
        coalesce(figures.half_unit_yuan, weighed.unplaced_half_unit_yuan) as half_unit_yuan,
    from listed
    inner join summed using (check_id)
    inner join weighed using (check_id)
    inner join figures using (figure_id)

),

-- what an instance shares with its siblings, and what tells it from them
keyed as (

    select
        *,
        case
            when is_along_row then regexp_replace(instance_key, '-r[0-9]+', '')
            else regexp_replace(instance_key, '-[cs][0-9]+', '')
        end as family_key,
    from printed
    where has_siblings and regexp_matches(instance_key, '^t[0-9]+-r[0-9]+-[cs][0-9]+')

),

families as (

    select distinct
        report_id,
        invariant_id,
        family_key,
        is_along_row,
        case when is_along_row then column_number else row_number end as place,
        block,
        sign,
        side,
    from keyed

),

instances as (

    select
        check_id,
        any_value(report_id) as report_id,
        any_value(invariant_id) as invariant_id,
        any_value(family_key) as family_key,
        any_value(relation) as relation,
        any_value(status) as status,
        any_value(is_along_row) as is_along_row,
        any_value(table_number) as table_number,
        any_value(row_number) as row_number,
        any_value(slot) as slot,
    from keyed
    group by check_id

),

slot_columns as (

    select distinct
        report_id,
        table_number,
        block,
        slot,
        column_number,
    from {{ ref('int_columns_nested') }}

),

expected as (

    select
        instances.check_id,
        instances.report_id,
        instances.invariant_id,
        instances.relation,
        instances.status,
        instances.table_number,
        case when instances.is_along_row then instances.row_number else families.place end as row_number,
        case when instances.is_along_row then families.place else slot_columns.column_number end as column_number,
        families.side,
        families.sign,
    from instances
    inner join families using (report_id, invariant_id, family_key)
    left join slot_columns
        on
            instances.report_id = slot_columns.report_id
            and instances.table_number = slot_columns.table_number
            and families.block = slot_columns.block
            and instances.slot = slot_columns.slot
    where families.is_along_row or slot_columns.column_number is not null

),

blank as (

    select expected.*
    from expected
    left join printed using (check_id, table_number, row_number, column_number)
    left join figures
        on
            expected.report_id = figures.report_id
            and expected.table_number = figures.table_number
            and expected.row_number = figures.row_number
            and expected.column_number = figures.column_number
    where printed.check_id is null and figures.figure_id is null

),

-- X5-2010301-basic, X6-201-total: the code tells the row; X2-t001-r0005: the row is in the key
compared as (

    select
        *,
        case when contains(instance_key, '-r') then 'line' else split_part(instance_key, '-', 2) end as family_key,
        case when not contains(instance_key, '-r') then split_part(instance_key, '-', 1) end as row_code,
        case when contains(instance_key, '-r') then cast(right(instance_key, 4) as integer) end as line_row_number,
    from printed
    where
        regexp_matches(invariant_id, '^X[56]$') and regexp_matches(instance_key, '^[0-9]+-[a-z]+$')
        or regexp_matches(invariant_id, '^X[24]$') and regexp_matches(instance_key, '^t[0-9]+-r[0-9]+$')

),

compared_columns as (

    select distinct
        report_id,
        invariant_id,
        family_key,
        table_number,
        column_number,
        side,
        sign,
    from compared
    where family_key <> 'line' or side = 'left'

),

-- a code on one row only: of several, nobody knows which should hold the amount
code_rows as (

    select
        report_id,
        table_number,
        row_code,
        min(row_number) as row_number,
    from {{ ref('int_lines_situated') }}
    where row_role = 'code' and row_code is not null
    group by report_id, table_number, row_code
    having count(*) = 1

),

compared_blank as (

    select distinct
        compared.check_id,
        compared.report_id,
        compared.invariant_id,
        compared.relation,
        compared.status,
        compared_columns.table_number,
        coalesce(compared.line_row_number, code_rows.row_number) as row_number,
        compared_columns.column_number,
        compared_columns.side,
        compared_columns.sign,
    from compared
    inner join compared_columns using (report_id, invariant_id, family_key)
    left join code_rows
        on
            compared.report_id = code_rows.report_id
            and compared_columns.table_number = code_rows.table_number
            and compared.row_code = code_rows.row_code
    where
        coalesce(compared.line_row_number, code_rows.row_number) is not null
        and (
            compared.line_row_number is null
            or compared_columns.table_number = cast(substr(compared.instance_key, 2, 3) as integer)
        )

),

absent as (

    select compared_blank.*
    from compared_blank
    left join figures
        on
            compared_blank.report_id = figures.report_id
            and compared_blank.table_number = figures.table_number
            and compared_blank.row_number = figures.row_number
            and compared_blank.column_number = figures.column_number
    where figures.figure_id is null

)

select
    check_id,
    report_id,
    invariant_id,
    relation,
    status,
    figure_id,
    table_number,
    row_number,
    column_number,
    side,
    cast(sign as integer) as sign,
    cast(amount_yuan as decimal(22, 4)) as amount_yuan,
    cast(half_unit_yuan as decimal(28, 12)) as half_unit_yuan,
from printed
union all
select distinct
    check_id,
    report_id,
    invariant_id,
    relation,
    status,
    cast(null as varchar) as figure_id,
    table_number,
    row_number,
    column_number,
    side,
    cast(sign as integer) as sign,
    cast(null as decimal(22, 4)) as amount_yuan,
    cast(null as decimal(28, 12)) as half_unit_yuan,
from blank
union all
select
    check_id,
    report_id,
    invariant_id,
    relation,
    status,
    cast(null as varchar) as figure_id,
    table_number,
    row_number,
    column_number,
    side,
    cast(sign as integer) as sign,
    cast(null as decimal(22, 4)) as amount_yuan,
    cast(null as decimal(28, 12)) as half_unit_yuan,
from absent
