{#
    N3 for things that are counted and listed by kind: vehicles, floor areas. A list that ends with
    其他 is complete, and so is one of two complements (地上, 地下; 计容, 不计容); kinds of vehicles
    never overlap, so that they are together no more than all vehicles.
#}
with

claims as (

    select *
    from {{ ref('int_claims_situated') }}
    where measure = 'count' and claimed_value is not null

),

lists as (

    select
        whole.claim_id,
        any_value(whole.report_id) as report_id,
        any_value(whole.page_number) as page_number,
        any_value(whole.subject) as subject,
        any_value(whole.unit) as unit,
        any_value(whole.claimed_value) as whole_value,
        sum(parts.claimed_value) as parts_value,
        any_value(whole.is_ambiguous) or bool_or(parts.is_ambiguous) as is_rough,
        list_prepend(whole.claim_id, list(parts.claim_id order by parts.position)) as claim_ids,
        list(parts.subject order by parts.position) as kinds,
    from claims as parts
    inner join claims as whole on parts.whole_claim_id = whole.claim_id
    group by whole.claim_id

),

understood as (

    select
        *,
        starts_with(kinds[-1], '其他')
        or starts_with(kinds[-1], '其它')
        or (
            len(kinds) = 2
            and (
                (contains(kinds[1], '地上') and contains(kinds[2], '地下'))
                or replace(kinds[2], '不', '') = kinds[1]
                or replace(kinds[2], '非', '') = kinds[1]
            )
        ) as is_complete,
        unit = '辆' and len(list_filter(kinds, lambda kind: not contains(kind, '车'))) = 0 as is_disjoint,
    from lists

)

select
    {{ claim_check("'N3'", suffix='-count') }},
    '第' || page_number || '页“' || subject || '”' || cast(cast(whole_value as double) as varchar) || unit
    || '＝其中各项之和' as subject,
    cast(whole_value as decimal(22, 6)) as left_value,
    cast(parts_value as decimal(22, 6)) as right_value,
    case
        when whole_value = parts_value then null
        when is_rough then 'counts_rough'
        when is_complete then 'parts_differ'
        when is_disjoint and parts_value > whole_value then 'parts_above_whole'
        when parts_value < whole_value then 'some_parts_only'
        else 'parts_overlap'
    end as reason_code,
    claim_ids,
from understood
