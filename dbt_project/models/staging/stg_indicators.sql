with

source as (

    select * from {{ source('raw', 'indicators') }}

)

select
    report_id,
    table_number,
    row_number,
    scope,
    level_1,
    level_2,
    level_3,
    operator,
    target_text,
    target_value,
    unit,
    weight,
    target_figure_id,
    weight_figure_id,
    page_number,
from source
where {{ of_proven_tables() }}
