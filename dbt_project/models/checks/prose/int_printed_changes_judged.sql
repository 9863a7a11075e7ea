{#
    N2 in a small table beside a chart: two years as rows and, signed (+406.39, -19.11), their
    difference as the third. It binds where the difference comes out in most columns.
#}
with

figures as (

    select
        *,
        max(row_number) over (partition by report_id, table_number) as last_row,
    from {{ ref('int_figures_printed') }}
    where table_status = 'proven'

),

tables as (

    select
        report_id,
        table_number,
        max(row_number) as changes_row,
    from figures
    group by report_id, table_number
    having
        count(distinct row_number) = 3
        and count(*) filter (where row_number = last_row) >= 2
        and count(*) filter (where row_number = last_row and regexp_matches(printed_text, '^[+＋]')) > 0
        and count(*) filter (where row_number = last_row and not regexp_matches(printed_text, '^[+＋−－-]|^0')) = 0

),

triples as (

    select
        tables.report_id,
        tables.table_number,
        changes.column_number,
        changes.column_path,
        changes.page_number,
        earlier.printed_text as earlier_text,
        later.printed_text as later_text,
        changes.printed_text as change_text,
        changes.amount_yuan as change_yuan,
        later.amount_yuan - earlier.amount_yuan as difference_yuan,
        earlier.half_unit_yuan + later.half_unit_yuan + changes.half_unit_yuan as tolerance_yuan,
        [later.figure_id, earlier.figure_id, changes.figure_id] as figure_ids,
    from tables
    inner join figures as changes using (report_id, table_number)
    inner join figures as later using (report_id, table_number, column_number)
    inner join figures as earlier using (report_id, table_number, column_number)
    where
        changes.row_number = tables.changes_row
        and later.row_number = tables.changes_row - 1
        and earlier.row_number = tables.changes_row - 2
        and changes.amount_yuan is not null
        and later.amount_yuan is not null
        and earlier.amount_yuan is not null

),

supported as (

    select
        *,
        abs(change_yuan - difference_yuan) <= tolerance_yuan as is_equal,
        2 * count(*) filter (where abs(change_yuan - difference_yuan) <= tolerance_yuan) over (
            partition by report_id, table_number
        ) > count(*) over (partition by report_id, table_number) as is_supported,
    from triples

)

select
    printf('%s-N2-t%03d-c%03d-printed', report_id, table_number, column_number) as check_id,
    report_id,
    'N2' as invariant_id,
    '第' || page_number || '页“' || coalesce(column_path, '') || '”：' || later_text || '－' || earlier_text || '＝'
    || change_text as subject,
    change_yuan as left_yuan,
    difference_yuan as right_yuan,
    cast(tolerance_yuan as decimal(22, 4)) as tolerance_yuan,
    case
        when is_equal then null
        when is_supported then 'printed_change_differs'
        else 'last_row_no_change'
    end as reason_code,
    [cast(page_number as varchar), coalesce(column_path, ''), later_text, earlier_text, change_text]
        as reason_parameters,
    figure_ids,
    cast([] as varchar[]) as claim_ids,
from supported
