{#
    The tree of the printed codes, per table and unit. The parent of a code is its longest printed
    prefix: a table that skips 款 still sums its 项 into their 类.

    Where a code is printed several times (301 once per class of the government's classification),
    its children are those between it and its next row: `parent_row_number`.

    A list of leaves (项 × economic class) that prints one 款 for money without 项 has no tree: the
    most rows of a length must have a row above them, or none has.
#}
{{ config(materialized='table') }}

with

lines as (

    select *
    from {{ ref('int_lines_situated') }}
    where row_role = 'code' and row_code is not null and table_kind not in ('projects', 'procurement', 'three_public')

),

prefixed as (

    select
        child.report_id,
        child.table_number,
        child.row_number,
        child.block,
        any_value(child.row_code) as row_code,
        arg_max(parent.row_code, length(parent.row_code)) as parent_code,
        arg_max(
            parent.row_number,
            (length(parent.row_code), parent.block = child.block and parent.row_number < child.row_number, case
                when parent.row_number < child.row_number then parent.row_number
                else -parent.row_number
            end)
        ) as parent_row_number,
    from lines as child
    inner join lines as parent
        on
            child.report_id = parent.report_id
            and child.table_number = parent.table_number
            and child.unit_key = parent.unit_key
            and length(child.row_code) > length(parent.row_code)
            and starts_with(child.row_code, parent.row_code)
    group by child.report_id, child.table_number, child.row_number, child.block

),

lengths as (

    select
        lines.report_id,
        lines.table_number,
        lines.row_code[1] as class_digit,
        length(lines.row_code) as code_length,
    from lines
    left join prefixed using (report_id, table_number, row_number, block)
    where length(lines.row_code) > 3
    group by lines.report_id, lines.table_number, lines.row_code[1], length(lines.row_code)
    having count(prefixed.parent_code) * 2 > count(*)

),

parents as (

    select prefixed.*
    from prefixed
    inner join lengths
        on
            prefixed.report_id = lengths.report_id
            and prefixed.table_number = lengths.table_number
            and prefixed.row_code[1] = lengths.class_digit
            and length(prefixed.row_code) = lengths.code_length

),

nested as (

    select
        lines.*,
        parents.parent_code,
        parents.parent_row_number,
        count(*) over (
            partition by lines.report_id, lines.table_number, lines.unit_key, lines.row_code
        ) as times_printed,
    from lines
    left join parents using (report_id, table_number, row_number, block)

)

select
    nested.*,
    nested.parent_code is null as is_root,
    not exists (
        select 1
        from parents
        inner join lines as child using (report_id, table_number, row_number, block)
        where
            parents.report_id = nested.report_id
            and parents.table_number = nested.table_number
            and child.unit_key = nested.unit_key
            and parents.parent_code = nested.row_code
    ) as is_leaf,
from nested
