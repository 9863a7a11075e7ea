{#
    The tree of the printed codes, per table and unit. The parent of a code is its longest printed
    prefix: a table that skips 款 still sums its 项 into their 类.

    Where a code is printed several times (301 once per class of the government's classification),
    its children are those between it and its next row: `parent_row_number`.

    A list of leaves (项 × economic class) that prints one 款 for money without 项 has no tree: the
    most rows of a length must have a row above them, or none has. Nor is a row a parent where all of
    its length print names alone: a table may head its 项 with the names of their 类 and 款.
#}
{{ config(materialized='table') }}

with

lines as (

    select *
    from {{ ref('int_lines_situated') }}
    where
        row_role = 'code'
        and row_code is not null
        and table_kind not in ('projects', 'procurement', 'three_public')
        -- the trees of units below that of the department say its money again
        and says_again is distinct from true

),

-- what may be a parent: names over the rows that have the amounts are none
summed as (

    select *
    from (
        select
            *,
            (report_id, table_number, row_number) in (
                select (figures.report_id, figures.table_number, figures.row_number)
                from {{ ref('int_figures_situated') }} as figures
                where figures.amount_yuan is not null or figures.is_unread
            ) as has_amount,
        from lines
    ) as printed
    qualify
        bool_or(has_amount) over (partition by report_id, table_number, row_code[1], length(row_code))
        or not bool_or(has_amount) over (partition by report_id, table_number)

),

prefixed as (

    select
        child.report_id,
        child.table_number,
        child.row_number,
        child.block,
        arg_max(parent.row_code, length(parent.row_code)) as parent_code,
        arg_max(
            parent.row_number,
            (length(parent.row_code), parent.block = child.block and parent.row_number < child.row_number, case
                when parent.row_number < child.row_number then parent.row_number
                else -parent.row_number
            end)
        ) as parent_row_number,
    from lines as child
    inner join summed as parent using (report_id, table_number, unit_key)
    where length(child.row_code) > length(parent.row_code) and starts_with(child.row_code, parent.row_code)
    group by child.report_id, child.table_number, child.row_number, child.block

),

nested as (

    select
        lines.*,
        length(lines.row_code) > 3 and count(prefixed.parent_code) over of_length * 2 > count(*) over of_length
            as is_nested,
        if(is_nested, prefixed.parent_code, null) as parent_code,
        if(is_nested, prefixed.parent_row_number, null) as parent_row_number,
    from lines
    left join prefixed using (report_id, table_number, row_number, block)
    window
        of_length as (
            partition by lines.report_id, lines.table_number, lines.row_code[1], length(lines.row_code)
        )

)

select
    * exclude (is_nested),
    count(*) over (partition by report_id, table_number, unit_key, row_code) as times_printed,
    parent_code is null as is_root,
    not list_contains(list(parent_code) over (partition by report_id, table_number, unit_key), row_code) as is_leaf,
from nested
