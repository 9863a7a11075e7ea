with

observed as (

    select * from {{ ref('int_codes_observed') }}
    where classification = 'economic'

),

seed as (

    select * from {{ ref('seed_economic_codes') }}

),

dimension as (

    {{ code_dimension('observed', 'seed', [3, 5]) }}

)

select
    code as economic_code,
    name as economic_name,
    level,
    parent_code,
    first_year,
    last_year,
    cast(report_count as integer) as report_count,
    is_observed,
    is_listed,
    is_latest,
from dimension
order by economic_code, first_year
