{#
    Every identity instance that could be named, sums of money and others alike: here a reason gets
    its words, and with them what became of the check. A model without a reason says that it holds.
#}
{{ config(materialized='table') }}
-- by name, a union may leave columns out
-- noqa: disable=AM07
with

judged as (

    select * from {{ ref('int_checks_summed') }}
    {% for model in judged_models().split() %}
        union all by name
        select * from {{ ref(model) }}
    {% endfor %}

),

reasons as (

    select * from {{ ref('seed_reasons') }}

),

reasoned as (

    select
        * exclude (is_confirmed, matched_figure_id) replace (
            coalesce(figure_ids, []) as figure_ids,
            case
                when reason_code is not null then reason_code
                when left_yuan <> right_yuan and relation is distinct from '<=' then 'within_rounding'
            end as reason_code
        ),
        cast(left_yuan - right_yuan as decimal(22, 4)) as difference_yuan,
    from judged

)

select
    reasoned.* replace (
        case when reasoned.reason_code is not null then reasoned.reason_parameters end as reason_parameters,
        case when reasoned.claim_ids is not null then coalesce(reasoned.certainty, 'sure') end as certainty
    ),
    coalesce(reasons.status, 'holds') as status,
    {{ reason_words('reasons.reason_zh', 'reasoned.reason_parameters') }} as reason,
from reasoned
left join reasons using (reason_code)
