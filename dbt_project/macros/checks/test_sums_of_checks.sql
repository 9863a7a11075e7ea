{# Checks whose sides or tolerance are not what their terms add up to. #}
{% test sums_of_checks(model) %}

with

terms as (

    select * from {{ model }}

),

checks as (

    select * from {{ ref('fct_invariant_checks') }}

),

added as (

    select
        check_id,
        coalesce(sum(amount_yuan * sign * level_weight) filter (where side = 'left'), 0) as left_yuan,
        coalesce(sum(amount_yuan * sign * level_weight) filter (where side = 'right'), 0) as right_yuan,
        coalesce(sum(half_unit_yuan * level_weight), 0) as tolerance_yuan,
    from terms
    group by check_id

)

select
    checks.check_id,
    checks.left_yuan,
    checks.right_yuan,
    checks.tolerance_yuan,
    added.left_yuan as added_left_yuan,
    added.right_yuan as added_right_yuan,
    added.tolerance_yuan as added_tolerance_yuan,
from added
inner join checks using (check_id)
where
    checks.left_yuan <> added.left_yuan
    or checks.right_yuan <> added.right_yuan
    or abs(checks.tolerance_yuan - added.tolerance_yuan) > 0.0001

{% endtest %}
