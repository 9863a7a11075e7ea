with

source as (

    select * from {{ source('raw', 'columns') }}

)

select
    report_id,
    table_number,
    column_number,
    block,
    side,
    column_path,
    role,
    measure,
    stage,
    year,
    unit,
    is_money,
    sum_role,
    whole_column,
    is_leaf,
    fund,
    nature,
from source
