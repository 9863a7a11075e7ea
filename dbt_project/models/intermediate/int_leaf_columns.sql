{#
    Which money columns of a table are to be added, borne out by the table's own totals. A column
    that contains others gives way to them only where they sum to it in the printed digits; where
    they do not (a part that is only mentioned, a part that is not printed) it is added itself and
    they are not. What the columns come to is read off the total row, or the leaves.
#}
{{ config(materialized='table') }}

with recursive

figures as (

    select
        * exclude (block, column_number),
        list_block as block,
        list_column as column_number,
    from {{ ref('int_figures_described') }}
    {# of a list over several blocks the first column stands for all #}
    where not is_list_continued or column_number = list_column

),

totalled as (

    select * from {{ ref('int_columns_totalled') }}

),

columns as (

    select distinct
        report_id,
        table_number,
        block,
        column_number,
        stage,
        whole_column,
        column_sum_role,
        coalesce(is_column_leaf, false) as is_column_leaf,
    from figures
    where column_sum_role <> 'other' or stage <> main_stage

),

{# the column that contains a column and all above it, in its own block and stage #}
climbed (report_id, table_number, block, column_number, root_column, whole_column, steps) as (

    select
        report_id,
        table_number,
        block,
        column_number,
        column_number as root_column,
        whole_column,
        0 as steps,
    from columns

    union all

    select
        climbed.report_id,
        climbed.table_number,
        climbed.block,
        climbed.column_number,
        above.column_number as root_column,
        above.whole_column,
        climbed.steps + 1 as steps,
    from climbed
    inner join columns as above
        on
            climbed.report_id = above.report_id
            and climbed.table_number = above.table_number
            and climbed.block = above.block
            and climbed.whole_column = above.column_number
    where climbed.steps < 6

),

rooted as (

    select
        report_id,
        table_number,
        block,
        column_number,
        max_by(root_column, steps) as root_column,
    from climbed
    group by report_id, table_number, block, column_number

),

tolerances as (

    select
        report_id,
        table_number,
        block,
        column_number,
        max(half_unit_yuan) as half_unit_yuan,
    from figures
    group by report_id, table_number, block, column_number

),

families as (

    select
        rooted.report_id,
        rooted.table_number,
        rooted.block,
        rooted.root_column,
        count(*) filter (where columns.is_column_leaf) as leaf_count,
        bool_or(columns.is_column_leaf) filter (where columns.column_number = rooted.root_column)
            as is_root_leaf,
        sum(totalled.total_yuan) filter (where columns.is_column_leaf) as leaves_yuan,
        any_value(totalled.total_yuan) filter (where columns.column_number = rooted.root_column)
            as root_yuan,
        sum(tolerances.half_unit_yuan) * 2 as tolerance_yuan,
    from rooted
    inner join columns using (report_id, table_number, block, column_number)
    left join totalled using (report_id, table_number, block, column_number)
    left join tolerances using (report_id, table_number, block, column_number)
    group by rooted.report_id, rooted.table_number, rooted.block, rooted.root_column

)

select
    columns.report_id,
    columns.table_number,
    columns.block,
    columns.column_number,
    rooted.root_column,
    columns.column_number = rooted.root_column as is_root,
    case
        when families.is_root_leaf then columns.is_column_leaf
        when abs(families.root_yuan - families.leaves_yuan) <= families.tolerance_yuan
            then columns.is_column_leaf
        when families.root_yuan is null then columns.is_column_leaf
        else columns.column_number = rooted.root_column
    end as is_column_leaf,
from columns
inner join rooted using (report_id, table_number, block, column_number)
inner join families using (report_id, table_number, block, root_column)
