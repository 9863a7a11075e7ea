with

observed as (

    select * from {{ ref('int_codes_observed') }}
    where classification = 'functional'

),

seed as (

    select * from {{ ref('seed_functional_codes') }}

),

dimension as (

    {{ code_dimension('observed', 'seed', [3, 5, 7]) }}

)

select
    code as function_code,
    name as function_name,
    level,
    parent_code,
    first_year,
    last_year,
    cast(report_count as integer) as report_count,
    is_observed,
    is_listed,
    is_latest,
from dimension
order by function_code, first_year
