{#
    N4: shares, rates of change and rates of completion come out as printed; a zero base admits no
    rate. Where the words leave open what a number is a share of, one reading that agrees is enough.
#}
with

claims as (

    select * from {{ ref('int_claims_situated') }}

),

amounts as (

    select *
    from claims
    where measure = 'amount' and amount_yuan is not null and half_unit_yuan is not null

),

confirmed as (

    select claim_ids[1] as claim_id
    from {{ ref('int_claim_amounts_judged') }}
    where is_confirmed

),

-- the amount that a share or rate speaks of: the last one of its subject before it
spoken as (

    select
        ratios.*,
        power(10, -coalesce(ratios.decimals, 0)) / 2 as half_digit,
        told.told_claim_id as part_claim_id,
        told.value_yuan as part_yuan,
        told.half_unit_yuan as part_half_yuan,
        told.whole_claim_id as told_whole_claim_id,
    from claims as ratios
    inner join {{ ref('int_claim_amounts_told') }} as told
        on ratios.claim_id = told.claim_id and told.moment = 'then'
    where
        ratios.measure in ('share', 'rate')
        and ratios.claimed_value is not null
        and ratios.unit = '%'
        and (ratios.measure = 'rate' or told.is_same_sentence)

),

share_wholes as (

    -- 其中：基本支出 …，占 63.75%: the whole that the list is of, unless another is named
    select
        spoken.claim_id,
        whole.claim_id as whole_claim_id,
        whole.amount_yuan as whole_yuan,
        whole.half_unit_yuan as whole_half_yuan,
        coalesce(spoken.base_concept, whole.subject_concept, '') = coalesce(whole.subject_concept, '') as is_named,
    from spoken
    inner join amounts as whole using (report_id)
    where spoken.measure = 'share' and spoken.told_whole_claim_id = whole.claim_id
    union all
    -- 主要用于以下方面：…占 9.55%: the whole is what the paragraph speaks of
    select
        spoken.claim_id,
        whole.claim_id as whole_claim_id,
        whole.amount_yuan as whole_yuan,
        whole.half_unit_yuan as whole_half_yuan,
        false as is_named,
    from spoken
    inner join amounts as whole using (report_id)
    where
        spoken.measure = 'share'
        and spoken.told_whole_claim_id is null
        and spoken.base_concept is null
        and whole.paragraph_number = spoken.paragraph_number
        and whole.sentence_number < spoken.sentence_number
        and whole.scope is not distinct from spoken.scope
        and whole.subject_concept in (
            'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure', 'general_budget'
        )
    union all
    -- 占“三公”经费的 31.14%: the whole that the words name, as the prose states it
    select
        spoken.claim_id,
        whole.claim_id as whole_claim_id,
        whole.amount_yuan as whole_yuan,
        whole.half_unit_yuan as whole_half_yuan,
        -- 收入 and 支出 have several senses (本年, 总计, 财政拨款); what else is named is one thing
        spoken.base_concept not in (
            'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure'
        ) as is_named,
    from spoken
    inner join amounts as whole using (report_id)
    where
        spoken.measure = 'share'
        and spoken.base_concept = whole.subject_concept
        and whole.claim_id is distinct from spoken.told_whole_claim_id
        and whole.claim_year = spoken.claim_year
        and whole.stage is not distinct from whole.main_stage
        and whole.scope is not distinct from spoken.scope
        and whole.is_scope_clear
        and whole.is_in_reason is not true
    union all
    -- … or as the tables state it
    select
        spoken.claim_id,
        cast(null as varchar) as whole_claim_id,
        stated.value_yuan as whole_yuan,
        stated.half_unit_yuan as whole_half_yuan,
        -- the table was read as it is meant where the part agrees with it
        spoken.part_claim_id in (select confirmed.claim_id from confirmed)
        and spoken.base_concept not in (
            'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure'
        ) as is_named,
    from spoken
    inner join {{ ref('int_stated_amounts_picked') }} as stated
        on
            spoken.report_id = stated.report_id
            and spoken.base_concept = stated.concept
            and spoken.claim_year = stated.year
            and spoken.main_stage = stated.stage
            and stated.kind_of_spending = 'total'
            and not stated.is_unread
    where spoken.measure = 'share' and spoken.scope is null and stated.value_yuan > 0

),

-- shares of one section, or of the parts of one, that make up 100 % say by that what they are
-- shares of: their sum
sectioned as (

    select
        spoken.*,
        unnest(
            list_distinct([coalesce(spoken.section, ''), regexp_replace(spoken.section, ' / [^/]*$', '')])
        ) as within,
    from spoken
    where spoken.measure = 'share'

),

summed as (

    select
        report_id,
        within,
        base_concept,
        sum(part_yuan) as whole_yuan,
        sum(part_half_yuan) as whole_half_yuan,
    from sectioned
    where base_concept is not null
    group by report_id, within, base_concept
    having count(*) >= 2 and abs(sum(claimed_value) - 100) <= 0.11 and sum(part_yuan) > 0

),

summed_wholes as (

    select
        sectioned.claim_id,
        cast(null as varchar) as whole_claim_id,
        summed.whole_yuan,
        summed.whole_half_yuan,
        false as is_named,
    from sectioned
    inner join summed using (report_id, within, base_concept)

),

-- 其中：人员支出 A，占 61.9%；公用支出 B，占 11.8%；项目支出 C，占 26.3%: shares of nothing that is named,
-- in one sentence or one section, are of their sum where all of them but one come out so
listed as (

    select
        spoken.*,
        lists.unnest as list_key,
    from spoken
    cross join unnest(['sentence ' || spoken.sentence_number, 'section ' || spoken.section]) as lists
    where spoken.measure = 'share' and spoken.base_concept is null and lists.unnest is not null

),

listed_together as (

    select
        *,
        sum(part_yuan) over list_of as whole_yuan,
        sum(part_half_yuan) over list_of as whole_half_yuan,
        count(*) over list_of as share_count,
    from listed
    window list_of as (partition by report_id, list_key)

),

listed_supported as (

    select
        *,
        count(*) filter (where abs(claimed_value - 100 * part_yuan / nullif(whole_yuan, 0)) <= half_digit + 1e-9)
            over (partition by report_id, list_key) as agreeing_count,
    from listed_together

),

listed_wholes as (

    select
        claim_id,
        cast(null as varchar) as whole_claim_id,
        whole_yuan,
        whole_half_yuan,
        true as is_named,
    from listed_supported
    where share_count >= 2 and agreeing_count >= share_count - 1

),

all_wholes as (

    select * from share_wholes
    union all
    select * from summed_wholes
    union all
    select * from listed_wholes

),

shares as (

    select
        spoken.*,
        wholes.whole_yuan as base_yuan,
        wholes.whole_half_yuan as base_half_yuan,
        if(
            wholes.whole_claim_id is null,
            [spoken.claim_id, spoken.part_claim_id],
            [spoken.claim_id, spoken.part_claim_id, wholes.whole_claim_id]
        ) as claim_ids,
        '占比' as kind,
        100 * spoken.part_yuan / nullif(wholes.whole_yuan, 0) as recomputed,
        100
        * greatest(spoken.part_yuan - spoken.part_half_yuan, 0)
        / (wholes.whole_yuan + wholes.whole_half_yuan) as low,
        100
        * (spoken.part_yuan + spoken.part_half_yuan)
        / nullif(greatest(wholes.whole_yuan - wholes.whole_half_yuan, 0), 0) as high,
        wholes.is_named,
    from spoken
    inner join all_wholes as wholes using (claim_id)

),

change_bases as (

    select
        spoken.claim_id,
        changes.claim_id as change_claim_id,
        changes.amount_yuan as change_yuan,
        changes.half_unit_yuan as change_half_yuan,
        case changes.measure when 'decrease' then 1 else -1 end as way,
    from spoken
    inner join claims as changes
        on
            spoken.report_id = changes.report_id
            and spoken.sentence_number = changes.sentence_number
            and changes.position = spoken.position - 1
            and spoken.subject = changes.subject
            and changes.subject_concept is not distinct from spoken.subject_concept
            and changes.measure in ('increase', 'decrease')
            and spoken.direction = changes.direction
            and changes.amount_yuan is not null
            and changes.compared_year is not distinct from spoken.compared_year
            and changes.stage is not distinct from spoken.stage

),

change_rates as (

    select
        spoken.*,
        spoken.part_yuan + bases.way * bases.change_yuan as base_yuan,
        spoken.part_half_yuan + bases.change_half_yuan as base_half_yuan,
        [spoken.claim_id, bases.change_claim_id, spoken.part_claim_id] as claim_ids,
        '增减率' as kind,
        100 * bases.change_yuan / nullif(spoken.part_yuan + bases.way * bases.change_yuan, 0) as recomputed,
        100
        * greatest(bases.change_yuan - bases.change_half_yuan, 0)
        / nullif(
            greatest(
                spoken.part_yuan + bases.way * bases.change_yuan + spoken.part_half_yuan + bases.change_half_yuan, 0
            ),
            0
        ) as low,
        100
        * (bases.change_yuan + bases.change_half_yuan)
        / nullif(
            greatest(
                spoken.part_yuan + bases.way * bases.change_yuan - spoken.part_half_yuan - bases.change_half_yuan, 0
            ),
            0
        ) as high,
        true as is_named,
    from spoken
    inner join change_bases as bases using (claim_id)
    where spoken.measure = 'rate' and spoken.direction in ('increase', 'decrease')

),

-- 年初预算 A，支出决算 B，完成年初预算的 C%；执行数 A，预算 B，增加 C%
told_bases as (

    select
        spoken.*,
        base.told_claim_id as base_claim_id,
        base.value_yuan as base_yuan,
        base.half_unit_yuan as base_half_yuan,
    from spoken
    inner join {{ ref('int_claim_amounts_told') }} as base
        on spoken.claim_id = base.claim_id and base.moment = 'before'
    where
        spoken.measure = 'rate'
        and spoken.stage is not null
        and spoken.main_stage <> spoken.stage
        and not exists (select 1 from change_bases where change_bases.claim_id = spoken.claim_id)

),

-- 比2022年度决算数增长17.14%, and the base in last year's column or report
placed_bases as (

    select
        spoken.*,
        cast(null as varchar) as base_claim_id,
        places.value_yuan as base_yuan,
        places.half_unit_yuan as base_half_yuan,
        bool_and(places.is_certain and places.is_same_stage and not places.is_within) over (
            partition by spoken.claim_id
        ) as is_base_certain,
    from spoken
    inner join {{ ref('int_claims_matched') }} as places
        on spoken.claim_id = places.claim_id and places.moment = 'before' and not places.is_unread
    where
        spoken.measure = 'rate'
        and spoken.direction in ('increase', 'decrease')
        and not places.is_within
        and not exists (select 1 from change_bases where change_bases.claim_id = spoken.claim_id)
        and not exists (select 1 from told_bases where told_bases.claim_id = spoken.claim_id)

),

based as (

    select
        *,
        true as is_base_certain,
    from told_bases
    union all by name
    select * from placed_bases

),

told_rates as (

    select
        * exclude (base_claim_id, is_base_certain),
        if(base_claim_id is null, [claim_id, part_claim_id], [claim_id, base_claim_id, part_claim_id]) as claim_ids,
        case when direction is null then '完成率' else '增减率' end as kind,
        100 * ratio as recomputed,
        case
            when direction is null then 100 * (part_yuan - part_half_yuan) / (base_yuan + base_half_yuan)
            when direction = 'decrease'
                then 100 * (1 - (part_yuan + part_half_yuan) / nullif(greatest(base_yuan - base_half_yuan, 0), 0))
            else 100 * ((part_yuan - part_half_yuan) / (base_yuan + base_half_yuan) - 1)
        end as low,
        case
            when direction is null
                then 100 * (part_yuan + part_half_yuan) / nullif(greatest(base_yuan - base_half_yuan, 0), 0)
            when direction = 'decrease' then 100 * (1 - (part_yuan - part_half_yuan) / (base_yuan + base_half_yuan))
            else 100 * ((part_yuan + part_half_yuan) / nullif(greatest(base_yuan - base_half_yuan, 0), 0) - 1)
        end as high,
        is_base_certain as is_named,
    from (
        select
            *,
            case direction
                when 'increase' then part_yuan / nullif(base_yuan, 0) - 1
                when 'decrease' then 1 - part_yuan / nullif(base_yuan, 0)
                else part_yuan / nullif(base_yuan, 0)
            end as ratio,
        from based
        where direction is null or direction in ('increase', 'decrease')
    ) as bases

),

ratios as (

    {% for kind in ['shares', 'change_rates', 'told_rates'] %}
        select * from {{ kind }}
        {% if not loop.last %}union all by name{% endif %}
    {% endfor %}

),

weighed as (

    select
        *,
        coalesce(claimed_value + half_digit + 1e-9 >= low and claimed_value - half_digit - 1e-9 <= high, false)
            as is_agreeing,
        count(*) over (partition by claim_id) as candidate_count,
    from ratios

)

select
    claim_id || '-N4' as check_id,
    report_id,
    'N4' as invariant_id,
    '第' || page_number || '页“' || subject || '”' || kind || claimed_text as subject,
    claimed_value as left_value,
    cast(recomputed as decimal(22, 6)) as right_value,
    case
        when base_yuan = 0 and claimed_value = 0 then 'zero_of_zero'
        when base_yuan = 0 then if(is_named, 'zero_base', 'zero_base_unclear')
        when is_agreeing then null
        when high is null then 'base_below_rounding'
        when is_ambiguous then 'last_or_all'
        -- a part larger than its whole: one of the two was not read as it is meant
        when kind = '占比' and low > 100.5 then 'share_above_whole'
        when is_named or (candidate_count = 1 and kind = '占比') then 'rate_differs'
        when kind <> '占比' then 'rate_base_unclear'
        else 'share_of_unknown'
    end as reason_code,
    [kind, coalesce(cast(cast(recomputed as decimal(18, 4)) as varchar), '')] as reason_parameters,
    claim_ids,
    if(has_two_readings or not is_named, 'two_readings', 'sure') as certainty,
    case
        when is_agreeing then null
        when base_yuan = 0 and claimed_value = 100 then 'zero_base'
        when base_yuan = 0 then null
        -- 4.0% of 4.48: cut off at the whole percent
        when
            claimed_value = floor(claimed_value)
            and claimed_value >= 1
            and floor(greatest(recomputed, low)) = claimed_value
            and half_digit < 0.5
            then 'truncated'
        when claimed_value + 2 * half_digit > low and claimed_value <= low then 'truncated'
        when
            half_digit < 0.5
            and claimed_value + 3 * half_digit + 1e-9 >= low
            and claimed_value - 3 * half_digit - 1e-9 <= high
            then 'last_digit'
    end as slip_size,
from weighed
qualify row_number() over (
        partition by claim_id
        order by is_agreeing desc, is_named desc, claim_ids[3] desc, claim_ids asc
    ) = 1
