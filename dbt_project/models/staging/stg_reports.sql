with

source as (

    select * from {{ source('raw', 'reports') }}

)

select
    report_id,
    sha256,
    page_count,
    report_title,
    place_name,
    division_code,
    department_code,
    department_name,
    department_key,
    budget_year,
    report_kind,
    level,
    status,
    status_reason,
    number_count,
    conserved_count,
    reader_version,
    producer,
from source
