with

source as (

    select * from {{ source('raw', 'paragraphs') }}

)

select
    report_id,
    paragraph_number,
    page_number,
    section,
    role,
    text,
from source
