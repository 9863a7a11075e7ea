{#
    Rows whose status does not follow from their own numbers; a reason must stand with everything
    that is not a plain pass. Fails when there is nothing to judge.
#}
{% test consistent_check_status(model) %}

with

checks as (

    select * from {{ model }}

),

wrong as (

    select
        check_id,
        status,
        reason,
        left_yuan,
        right_yuan,
        difference_yuan,
        tolerance_yuan,
    from checks
    where
        (status <> 'holds' and reason is null)
        or (left_yuan - right_yuan <> difference_yuan)
        -- a part may be less than its whole (≤ identities), never more
        or (status = 'holds' and difference_yuan > tolerance_yuan)
        or (status = 'violated' and difference_yuan is not null and abs(difference_yuan) <= tolerance_yuan)
        or (status in ('holds', 'violated') and left_yuan is not null and len(figure_ids) = 0 and len(claim_ids) = 0)

),

nothing as (

    select
        'no check at all' as check_id,
        cast(null as varchar) as status,
        cast(null as varchar) as reason,
        cast(null as decimal(22, 4)) as left_yuan,
        cast(null as decimal(22, 4)) as right_yuan,
        cast(null as decimal(22, 4)) as difference_yuan,
        cast(null as decimal(22, 4)) as tolerance_yuan,
    from (select count(*) as check_count from checks) as counted
    where counted.check_count = 0

)

select * from wrong
union all
select * from nothing

{% endtest %}
