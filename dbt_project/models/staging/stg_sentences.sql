with

source as (

    select * from {{ source('raw', 'sentences') }}

)

select
    report_id,
    sentence_number,
    paragraph_number,
    page_number,
    section,
    sentence,
from source
