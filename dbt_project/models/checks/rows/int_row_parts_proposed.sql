{#
    What could be added up in a row: each money column below a whole, with what the words say of it.
    The sums decide (int_row_parts_read).
#}
{{ config(materialized='table') }}

with

columns as (

    select * from {{ ref('int_columns_nested') }}

),

nested as (

    select
        columns.*,
        summable.invariant_id,
        -- stocks and memorandum columns are no parts of a total
        coalesce(list_contains(string_split(summable.part_measures, '|'), columns.measure), false)
        or (
            columns.measure is null
            and coalesce(columns.is_part_by_heading, false)
            and whole_column.measure <> 'total'
            and not regexp_matches(columns.column_path, '其中|扣除')
        ) as is_summable,
        columns.measure is null
        and not regexp_matches(columns.column_path, '其中|扣除')
        and (whole_column.measure = 'total' or not coalesce(columns.is_part_by_heading, false)) as is_unknown,
        -- 经营, 上缴 and 补助 are parts in one place and mentioned (其中) in another
        summable.invariant_id = 'R1'
        and coalesce(
            list_contains(['remit_superior', 'business_expenditure', 'subsidise_affiliate'], columns.measure), false
        )
        or coalesce(regexp_matches(columns.column_path, '其中'), false) as is_perhaps_memo,
        coalesce(string_split(summable.required_measures, '|'), []) as required_measures,
    from columns
    inner join {{ ref('seed_row_sums') }} as summable
        on if(columns.table_kind in ({{ further_table_kinds() }}), 'other', columns.table_kind) = summable.table_kind
    left join columns as whole_column
        on
            columns.report_id = whole_column.report_id
            and columns.table_number = whole_column.table_number
            and columns.whole_column_number = whole_column.column_number

)

select
    report_id,
    table_number,
    table_kind,
    block,
    column_number,
    column_path,
    measure,
    stage,
    year,
    whole_column_number,
    invariant_id,
    required_measures,
    coalesce(is_summable, false) as is_summable,
    coalesce(is_unknown, false) as is_unknown,
    coalesce(is_perhaps_memo, false) as is_perhaps_memo,
from nested
