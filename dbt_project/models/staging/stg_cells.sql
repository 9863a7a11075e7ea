with

source as (

    select * from {{ source('raw', 'cells') }}

)

select
    report_id,
    table_number,
    page_number,
    cell_number,
    row_number,
    column_number,
    column_span,
    role,
    printed_text,
    x0,
    y0,
    x1,
    y1,
from source
