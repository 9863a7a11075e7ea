with

source as (

    select * from {{ source('raw', 'figures') }}

)

select
    figure_id,
    report_id,
    table_number,
    row_number,
    column_number,
    block,
    page_number,
    printed_text,
    value,
    unit,
    decimals,
    is_money,
    is_unread,
    amount_yuan,
    x0,
    y0,
    x1,
    y1,
    locator,
    stored_text,
    reading_status,
    first_reading,
    second_reading,
from source
