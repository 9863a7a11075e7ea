with

pivoted as (

    select * from {{ ref('int_three_public_pivoted') }}

)

select
    report_id,
    year,
    unit_name,
    total_yuan,
    overseas_yuan,
    vehicle_yuan,
    vehicle_purchase_yuan,
    vehicle_running_yuan,
    reception_yuan,
    operating_cost_yuan,
    stage,
    table_number,
    row_number,
from pivoted
order by report_id, table_number, row_number, year
