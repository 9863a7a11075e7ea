{#
    Which parts count in which row: one row per row of a table, whole column and part column.

    Words propose, sums decide. A whole may be the sum of its known parts with or without those
    that are perhaps only mentioned (经营, 上缴, 补助, what stands under 其中), and of these with or
    without the columns whose header nobody knows (政府采购项目 / 小计, 单位预留机动经费):

    - all: known parts, those that are perhaps memo too;
    - core: known parts but those;
    - with_unknown: all, and the unknown columns.

    The reading of a column is that of most of its rows in which the readings differ. Unknown
    columns are settled only where that reading holds in nine of ten rows; else they gate the
    identity as before. Where parts are perhaps memo, a row that holds in either reading holds:
    98 of 98 violated R1 of that kind in 252 unseen reports were no errors.
#}
{{ config(materialized='table') }}

with

figures as (

    select * from {{ ref('int_figures_situated') }}

),

-- the parts of wholes over which there is something to decide
undecided as (

    select
        *,
        bool_or(is_summable and is_perhaps_memo) over of_whole as has_memo,
        bool_or(is_unknown) over of_whole as has_unknown,
    from {{ ref('int_row_parts_proposed') }}
    where whole_column_number is not null
    window of_whole as (partition by report_id, table_number, whole_column_number)
    qualify has_unknown or (has_memo and bool_or(is_summable and not is_perhaps_memo) over of_whole)

),

added as (

    select
        whole.report_id,
        whole.table_number,
        whole.row_number,
        parts.whole_column_number,
        parts.has_memo,
        parts.has_unknown,
        any_value(whole.amount_yuan) as whole_yuan,
        coalesce(
            sum(part_figures.amount_yuan) filter (where parts.is_summable and not parts.is_perhaps_memo), 0
        ) as core_yuan,
        coalesce(sum(part_figures.amount_yuan) filter (where parts.is_summable and parts.is_perhaps_memo), 0)
            as memo_yuan,
        coalesce(sum(part_figures.amount_yuan) filter (where parts.is_unknown), 0) as unknown_yuan,
        any_value(whole.half_unit_yuan) + coalesce(sum(part_figures.half_unit_yuan), 0) as tolerance_yuan,
    from undecided as parts
    inner join figures as whole
        on
            parts.report_id = whole.report_id
            and parts.table_number = whole.table_number
            and parts.whole_column_number = whole.column_number
    left join figures as part_figures
        on
            whole.report_id = part_figures.report_id
            and whole.table_number = part_figures.table_number
            and whole.row_number = part_figures.row_number
            and whole.block = part_figures.block
            and parts.column_number = part_figures.column_number
    where whole.amount_yuan is not null
    group by
        whole.report_id, whole.table_number, whole.row_number, parts.whole_column_number, parts.has_memo,
        parts.has_unknown

),

held as (

    select
        *,
        abs(whole_yuan - core_yuan - memo_yuan) <= tolerance_yuan as holds_all,
        abs(whole_yuan - core_yuan) <= tolerance_yuan as holds_core,
        abs(whole_yuan - core_yuan - memo_yuan - unknown_yuan) <= tolerance_yuan as holds_with_unknown,
        memo_yuan <> 0 or unknown_yuan <> 0 as is_telling,
    from added

),

settled as (

    select
        report_id,
        table_number,
        whole_column_number,
        count(*) filter (where holds_all and is_telling) as all_told,
        count(*) filter (where holds_core and is_telling) as core_told,
        count(*) filter (where holds_with_unknown and is_telling) as with_unknown_told,
        case
            when has_unknown and with_unknown_told > greatest(all_told, core_told) then 'with_unknown'
            when has_memo and core_told > all_told then 'core'
            else 'all'
        end as reading,
        -- the paper must be seen to follow it
        not has_unknown
        or (
            greatest(
                count(*) filter (where holds_all and whole_yuan <> 0),
                count(*) filter (where holds_core and whole_yuan <> 0),
                count(*) filter (where holds_with_unknown and whole_yuan <> 0)
            ) * 10 >= count(*) filter (where whole_yuan <> 0) * 9
            and count(*) filter (where whole_yuan <> 0) > 0
        ) as is_settled,
    from held
    group by report_id, table_number, whole_column_number, has_memo, has_unknown

),

row_readings as (

    select
        held.report_id,
        held.table_number,
        held.row_number,
        held.whole_column_number,
        settled.is_settled,
        case
            when not held.has_memo or settled.reading = 'with_unknown' then settled.reading
            when held.holds_all and held.holds_core then settled.reading
            when held.holds_all then 'all'
            when held.holds_core then 'core'
            else settled.reading
        end as reading,
    from held
    inner join settled using (report_id, table_number, whole_column_number)

)

select
    row_readings.report_id,
    row_readings.table_number,
    row_readings.row_number,
    row_readings.whole_column_number,
    parts.column_number,
    row_readings.reading,
    row_readings.is_settled,
    case row_readings.reading
        when 'core' then parts.is_summable and not parts.is_perhaps_memo
        when 'all' then parts.is_summable
        else parts.is_summable or parts.is_unknown
    end as is_added,
from row_readings
inner join undecided as parts using (report_id, table_number, whole_column_number)
