{#
    One row per printed row that carries a subject code, in all proven reports: those of this
    batch, and those that the warehouse holds from earlier ones.
#}
{# a view: a table would keep the other batches' codes of the day it was built #}
{{ config(materialized='view') }}
select
    report_id,
    budget_year,
    code,
    name,
    classification,
from {{ ref('int_codes_printed') }}

union all

select
    report_id,
    budget_year,
    code,
    name,
    classification,
from {{ source('history', 'codes_printed') }}
