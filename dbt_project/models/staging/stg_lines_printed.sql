with

source as (

    select * from {{ source('raw', 'lines') }}

)

select
    report_id,
    table_number,
    row_number,
    block,
    row_code,
    row_label,
from source
