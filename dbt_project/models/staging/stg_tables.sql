with

source as (

    select * from {{ source('raw', 'tables') }}

)

select
    report_id,
    table_number,
    table_kind,
    table_title,
    annex_label,
    first_page,
    last_page,
    unit,
    row_count,
    column_count,
    figure_count,
    is_nil,
    note,
    recognition,
    roles_status,
    row_sums_held,
    row_sums_tried,
    column_sums_held,
    column_sums_tried,
    status,
    status_reason,
from source
