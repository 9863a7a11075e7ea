with

source as (

    select * from {{ source('raw', 'pages') }}

)

select
    report_id,
    page_number,
    width_pt,
    height_pt,
    rotation,
    page_role,
    character_count,
    grid_count,
    number_count,
    conserved_count,
    missing_numbers,
    invented_numbers,
    reading,
    reading_reason,
    skew_degrees,
from source
