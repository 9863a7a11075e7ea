with

source as (

    select * from {{ source('raw', 'lines') }}

)

select
    report_id,
    table_number,
    row_number,
    block,
    page_number,
    row_code,
    row_label,
    row_role,
    line_concept,
    line_source,
    ordinal,
    depth,
    unit_code,
    unit_name,
    project_code,
    project_name,
    function_code,
    function_name,
    sum_role,
    parent_row,
    is_leaf,
    is_code_inferred,
from source
