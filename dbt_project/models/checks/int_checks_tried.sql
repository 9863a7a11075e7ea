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
    ] %}
        select * from {{ ref(model) }}
        {% if not loop.last %}union all by name{% endif %}
    {% endfor %}

)

select * from summed
union all by name
select * from stated
