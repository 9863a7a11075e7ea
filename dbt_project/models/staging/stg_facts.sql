with

source as (

    select * from {{ source('raw', 'facts') }}

)

select
    report_id,
    fact_number,
    fact,
    value,
    value_number,
    unit,
    page_number,
    sentence,
    holder,
from source
