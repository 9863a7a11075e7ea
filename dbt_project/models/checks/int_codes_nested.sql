{#
    The tree of the printed codes, per table and unit. The parent of a code is its longest printed
    prefix: a table that skips 款 still sums its 项 into their 类.
#}
{{ config(materialized='table') }}

with

lines as (

    select *
    from {{ ref('int_lines_situated') }}
    where row_role = 'code' and row_code is not null and table_kind not in ('projects', 'procurement', 'three_public')

),

parents as (

    select
        child.report_id,
        child.table_number,
        child.row_number,
        child.block,
        arg_max(parent.row_code, length(parent.row_code)) as parent_code,
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

nested as (

    select
        lines.*,
        parents.parent_code,
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
