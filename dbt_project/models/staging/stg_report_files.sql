with

source as (

    select * from {{ source('raw', 'report_files') }}

)

select
    report_id,
    sha256,
    file_name,
    file_path,
    byte_count,
    is_present,
    is_primary,
    first_seen,
from source
