{# Every identity instance that could be named, sums of money and others alike. #}
{{ config(materialized='table') }}

with

summed as (

    select
        *,
        cast(null as decimal(22, 6)) as left_value,
        cast(null as decimal(22, 6)) as right_value,
    from {{ ref('int_checks_summed') }}

),

stated as (

    {% for model in [
        'int_codes_judged',
        'int_completeness_judged',
        'int_funds_judged',
        'int_forms_judged',
        'int_years_judged',
        'int_levels_judged',
    ] %}
        select * from {{ ref(model) }}
        {% if not loop.last %}union all by name{% endif %}
    {% endfor %}

),

-- prose against tables: the claims concerned stand beside the figures
spoken as (

    select * exclude (matched_figure_id) from {{ ref('int_claim_amounts_judged') }}
    union all by name
    select * from {{ ref('int_claim_changes_judged') }}
    union all by name
    select * from {{ ref('int_claim_parts_judged') }}
    union all by name
    select * from {{ ref('int_claim_procurements_judged') }}
    union all by name
    select * from {{ ref('int_claim_names_judged') }}
    union all by name
    select * from {{ ref('int_claim_codes_judged') }}
    union all by name
    select * from {{ ref('int_claim_projects_judged') }}
    union all by name
    select * from {{ ref('int_claim_counts_judged') }}
    union all by name
    select * from {{ ref('int_changes_printed') }}

)

select * from summed
union all by name
select * from stated
union all by name
select
    * exclude (figure_ids, difference_yuan),
    cast(left_yuan - right_yuan as decimal(22, 4)) as difference_yuan,
    coalesce(figure_ids, cast([] as varchar[])) as figure_ids,
from spoken
