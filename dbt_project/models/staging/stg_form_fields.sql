with

source as (

    select * from {{ source('raw', 'form_fields') }}

)

select
    report_id,
    table_number,
    row_number,
    field,
    field_label,
    value_text,
    value,
    amount_yuan,
    figure_id,
    page_number,
from source
where {{ of_proven_tables() }}
