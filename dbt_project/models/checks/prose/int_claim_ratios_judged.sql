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

    select claim_id
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

-- “三公”经费支出比上年减少6.75万元，下降18.43%: what there is now stands in the tables alone
placed as (

    select
        ratios.*,
        power(10, -coalesce(ratios.decimals, 0)) / 2 as half_digit,
        cast(null as varchar) as part_claim_id,
        places.value_yuan as part_yuan,
        places.half_unit_yuan as part_half_yuan,
        cast(null as varchar) as told_whole_claim_id,
        bool_and(places.is_certain) over (partition by ratios.claim_id) as is_now_certain,
    from claims as ratios
    inner join {{ ref('int_claims_matched') }} as places
        on
            ratios.claim_id = places.claim_id
            and places.moment = 'then'
            and not places.is_unread
            and not places.is_within
    where
        ratios.measure = 'rate'
        and ratios.direction in ('increase', 'decrease')
        and ratios.claimed_value is not null
        and ratios.unit = '%'
        and ratios.claim_id not in (select spoken.claim_id from spoken)
        -- an amount of its own sentence may be what a sentence goes on about
        and not exists (
            select 1
            from amounts
            where
                amounts.report_id = ratios.report_id
                and amounts.sentence_number = ratios.sentence_number
                and amounts.position < ratios.position
                and amounts.stage is not distinct from amounts.main_stage
        )
        and not (
            ratios.subject_concept in ('revenue', 'expenditure')
            and regexp_matches(coalesce(ratios.section, ''), '财政拨款|一般公共预算|政府性基金|国有资本')
        )

),

moments as (

    select
        *,
        true as is_now_certain,
    from spoken
    union all by name
    select * from placed

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

-- 占本年支出合计的 95.72%: 收入 and 支出 have several senses, each with its place in the tables; a share
-- of an amount that the tables bear out, which is one of none of them, is wrong whatever was meant
senses as (

    select
        spoken.claim_id,
        cast(null as varchar) as whole_claim_id,
        stated.value_yuan as whole_yuan,
        stated.half_unit_yuan as whole_half_yuan,
        false as is_named,
        stated.concept = spoken.base_concept as is_sense,
    from spoken
    inner join {{ ref('int_stated_amounts_picked') }} as stated
        on
            spoken.report_id = stated.report_id
            and spoken.claim_year = stated.year
            and spoken.main_stage = stated.stage
            and stated.kind_of_spending = 'total'
            and not stated.is_unread
            and stated.concept in (
                'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure', 'general_budget'
            )
    where
        spoken.measure = 'share'
        and spoken.scope is null
        and spoken.base_concept in (
            'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure'
        )
        and spoken.part_claim_id in (select confirmed.claim_id from confirmed)
        and spoken.claim_year = spoken.budget_year
        and stated.value_yuan > 0
        and not regexp_matches(spoken.sentence, '占(上年|去年)')

),

-- 1.一般公共服务支出1649.33万元，占56.54%。 2.教育支出…: shares of nothing that is named, in a section of
-- one fund, are of all of that fund where all of them but one come out so
fund_shares as (

    select
        spoken.claim_id,
        spoken.report_id,
        spoken.section,
        stated.value_yuan as whole_yuan,
        stated.half_unit_yuan as whole_half_yuan,
        abs(spoken.claimed_value - 100 * spoken.part_yuan / stated.value_yuan) <= spoken.half_digit + 1e-9
            as is_agreeing,
    from spoken
    inner join {{ ref('int_stated_amounts_picked') }} as stated
        on
            spoken.report_id = stated.report_id
            and spoken.claim_year = stated.year
            and spoken.main_stage = stated.stage
            and stated.concept = 'general_budget'
            and stated.kind_of_spending = 'total'
            and not stated.is_unread
    where
        spoken.measure = 'share'
        and spoken.base_concept is null
        and spoken.is_function
        and spoken.source is not distinct from 'general_budget'
        and spoken.scope is null
        and spoken.section is not null
        and spoken.part_claim_id in (select confirmed.claim_id from confirmed)
        and stated.value_yuan > 0

),

fund_supported as (

    select
        *,
        count(distinct claim_id) over section_of as share_count,
        count(distinct claim_id) filter (where is_agreeing) over section_of as agreeing_count,
    from fund_shares
    window section_of as (partition by report_id, regexp_replace(section, ' / [0-9（(][^/]*$', ''))

),

fund_wholes as (

    select
        claim_id,
        cast(null as varchar) as whole_claim_id,
        whole_yuan,
        whole_half_yuan,
        true as is_named,
    from fund_supported
    where agreeing_count >= 2 and agreeing_count >= share_count - 1

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

    select
        *,
        false as is_sense,
    from share_wholes
    union all
    select
        *,
        false as is_sense,
    from summed_wholes
    union all
    select
        *,
        false as is_sense,
    from listed_wholes
    union all
    select
        *,
        false as is_sense,
    from fund_wholes
    union all
    select * from senses

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
        wholes.is_sense,
    from spoken
    inner join all_wholes as wholes using (claim_id)

),

-- 其中：财政拨款收入占97.65%，事业收入占2.35%, or beside the slices of a chart: what the parts are, the
-- tables alone state
placed_parts as (

    select
        ratios.*,
        power(10, -coalesce(ratios.decimals, 0)) / 2 as half_digit,
        places.part_yuan,
        places.part_half_yuan,
    from claims as ratios
    inner join (
        select
            claim_id,
            min(value_yuan) as part_yuan,
            max(half_unit_yuan) as part_half_yuan,
        from {{ ref('int_claims_matched') }}
        where moment = 'then' and not is_within and is_same_stage and is_certain
        group by claim_id
        having not bool_or(is_unread) and min(value_yuan) = max(value_yuan)
    ) as places using (claim_id)
    where
        ratios.measure = 'share'
        and ratios.claimed_value is not null
        and ratios.unit = '%'
        and ratios.claim_year = ratios.budget_year
        and ratios.is_in_reason is not true
        and ratios.claim_id not in (select spoken.claim_id from spoken)

),

-- … of which of the senses of 收入 and 支出, all of a list but one tell
placed_wholes as (

    select
        parts.*,
        stated.value_yuan as base_yuan,
        stated.half_unit_yuan as base_half_yuan,
        100 * parts.part_yuan / stated.value_yuan as recomputed,
        abs(parts.claimed_value - 100 * parts.part_yuan / stated.value_yuan) <= parts.half_digit + 1e-9 as is_right,
        count(distinct parts.claim_id) over list_of as share_count,
        count(distinct parts.claim_id) filter (where is_right) over list_of as right_count,
    from placed_parts as parts
    inner join {{ ref('int_stated_amounts_picked') }} as stated
        on
            parts.report_id = stated.report_id
            and parts.claim_year = stated.year
            and parts.main_stage = stated.stage
            and stated.kind_of_spending = 'total'
            and stated.code is null
            and stated.fund is null
            and not stated.is_unread
            and stated.value_yuan > 0
            and case
                when parts.base_concept in ('expenditure', 'appropriation_expenditure')
                    then stated.concept in ('expenditure', 'appropriation_expenditure', 'general_budget')
                when parts.base_concept in ('revenue', 'appropriation_revenue')
                    then stated.concept in ('revenue', 'appropriation_revenue', 'general_budget')
                when parts.base_concept is not null then parts.base_concept = stated.concept
                else stated.concept in ('revenue', 'expenditure')
            end
    window
        list_of as (
            partition by
                parts.report_id,
                coalesce(parts.section, 'paragraph ' || parts.paragraph_number),
                stated.concept,
                stated.value_yuan
        )

),

placed_shares as (

    select
        * exclude (is_right, share_count, right_count),
        [claim_id] as claim_ids,
        '占比' as kind,
        100 * greatest(part_yuan - part_half_yuan, 0) / (base_yuan + base_half_yuan) as low,
        100 * (part_yuan + part_half_yuan) / nullif(greatest(base_yuan - base_half_yuan, 0), 0) as high,
        false as is_named,
        true as is_sense,
    from placed_wholes
    where is_right or (share_count >= 2 and right_count >= greatest(share_count - 1, 1))

),

change_bases as (

    select distinct
        moments.claim_id,
        changes.claim_id as change_claim_id,
        changes.amount_yuan as change_yuan,
        changes.half_unit_yuan as change_half_yuan,
        case changes.measure when 'decrease' then 1 else -1 end as way,
    from moments
    inner join claims as changes
        on
            moments.report_id = changes.report_id
            and moments.sentence_number = changes.sentence_number
            and changes.position = moments.position - 1
            and moments.subject = changes.subject
            and changes.subject_concept is not distinct from moments.subject_concept
            and changes.measure in ('increase', 'decrease')
            and moments.direction = changes.direction
            and changes.amount_yuan is not null
            and changes.compared_year is not distinct from moments.compared_year
            and changes.stage is not distinct from moments.stage

),

change_rates as (

    select
        moments.*,
        moments.part_yuan + bases.way * bases.change_yuan as base_yuan,
        moments.part_half_yuan + bases.change_half_yuan as base_half_yuan,
        if(
            moments.part_claim_id is null,
            [moments.claim_id, bases.change_claim_id],
            [moments.claim_id, bases.change_claim_id, moments.part_claim_id]
        ) as claim_ids,
        '增减率' as kind,
        100 * bases.change_yuan / nullif(moments.part_yuan + bases.way * bases.change_yuan, 0) as recomputed,
        100
        * greatest(bases.change_yuan - bases.change_half_yuan, 0)
        / nullif(
            greatest(
                moments.part_yuan + bases.way * bases.change_yuan + moments.part_half_yuan + bases.change_half_yuan, 0
            ),
            0
        ) as low,
        100
        * (bases.change_yuan + bases.change_half_yuan)
        / nullif(
            greatest(
                moments.part_yuan + bases.way * bases.change_yuan - moments.part_half_yuan - bases.change_half_yuan, 0
            ),
            0
        ) as high,
        -- of the last or of all: the other readings are tried below
        moments.is_now_certain and moments.is_ambiguous is not true as is_named,
    from moments
    inner join change_bases as bases using (claim_id)
    where moments.measure = 'rate' and moments.direction in ('increase', 'decrease')

),

-- 完成年初预算的147.63%，比年初预算增加960.18万元: what was planned is what there is now less the change
completed_rates as (

    select
        spoken.*,
        changes.base_yuan,
        spoken.part_half_yuan + changes.change_half_yuan as base_half_yuan,
        [spoken.claim_id, changes.change_claim_id, spoken.part_claim_id] as claim_ids,
        '完成率' as kind,
        100 * spoken.part_yuan / nullif(changes.base_yuan, 0) as recomputed,
        100
        * greatest(spoken.part_yuan - spoken.part_half_yuan, 0)
        / nullif(greatest(changes.base_yuan + spoken.part_half_yuan + changes.change_half_yuan, 0), 0) as low,
        100
        * (spoken.part_yuan + spoken.part_half_yuan)
        / nullif(greatest(changes.base_yuan - spoken.part_half_yuan - changes.change_half_yuan, 0), 0) as high,
        true as is_named,
        false as is_sense,
    from spoken
    inner join (
        select
            rates.claim_id,
            changes.claim_id as change_claim_id,
            changes.half_unit_yuan as change_half_yuan,
            rates.part_yuan
            + if(changes.measure = 'decrease', changes.amount_yuan, -changes.amount_yuan) as base_yuan,
        from spoken as rates
        inner join claims as changes
            on
                rates.report_id = changes.report_id
                and rates.sentence_number = changes.sentence_number
                and rates.subject = changes.subject
                and rates.subject_concept = changes.subject_concept
                and rates.stage = changes.stage
                and rates.claim_year = changes.compared_year
                and changes.measure in ('increase', 'decrease')
                and changes.amount_yuan is not null
                and changes.is_ambiguous is not true
        qualify row_number() over (
                partition by rates.claim_id order by abs(rates.position - changes.position) asc, changes.claim_id asc
            ) = 1
    ) as changes on spoken.claim_id = changes.claim_id
    where
        spoken.measure = 'rate'
        and spoken.direction is null
        and spoken.stage in ('initial_budget', 'adjusted_budget')
        and not exists (
            select 1
            from {{ ref('int_claim_amounts_told') }} as base
            where base.claim_id = spoken.claim_id and base.moment = 'before'
        )

),

-- 收入总计A，其中本年收入B；与上年相比，增加C，增长D%: of the last or of the whole; where D is the rate of
-- neither, nor of what is listed taken together, it is wrong whatever was meant
either_readings as (

    select
        ratios.claim_id,
        changes.claim_id as change_claim_id,
        if(changes.measure = 'decrease', -changes.amount_yuan, changes.amount_yuan) as change_yuan,
        changes.half_unit_yuan as change_half_yuan,
        list(amounts.amount_yuan order by amounts.position) as amounts_yuan,
        sum(amounts.half_unit_yuan) as half_yuan,
    from claims as ratios
    inner join claims as changes
        on
            ratios.report_id = changes.report_id
            and ratios.sentence_number = changes.sentence_number
            and ratios.position = changes.position + 1
            and ratios.direction = changes.direction
            and changes.measure in ('increase', 'decrease')
            and changes.amount_yuan is not null
    inner join amounts
        on
            ratios.report_id = amounts.report_id
            and ratios.sentence_number = amounts.sentence_number
            and changes.position > amounts.position
            and ratios.claim_year = amounts.claim_year
            and amounts.stage is not distinct from amounts.main_stage
    where
        ratios.measure = 'rate'
        and ratios.direction in ('increase', 'decrease')
        and ratios.is_ambiguous
        and ratios.is_in_reason is not true
        and ratios.scope is null
        and ratios.compared_year < ratios.claim_year
    group by ratios.claim_id, changes.claim_id, changes.measure, changes.amount_yuan, changes.half_unit_yuan

),

read_either_way as (

    select
        claim_id,
        change_claim_id,
        change_yuan,
        change_half_yuan,
        half_yuan,
        unnest(
            list_distinct(
                list_concat(
                    amounts_yuan,
                    [list_sum(amounts_yuan), list_sum(amounts_yuan[2:]), list_sum(amounts_yuan[-2:])]
                )
            )
        ) as now_yuan,
    from either_readings

),

either_rates as (

    select
        claims.*,
        power(10, -coalesce(claims.decimals, 0)) / 2 as half_digit,
        either.now_yuan - either.change_yuan as base_yuan,
        either.half_yuan + either.change_half_yuan as base_half_yuan,
        [claims.claim_id, either.change_claim_id] as claim_ids,
        '增减率' as kind,
        100 * abs(either.change_yuan) / nullif(either.now_yuan - either.change_yuan, 0) as recomputed,
        100
        * greatest(abs(either.change_yuan) - either.change_half_yuan, 0)
        / nullif(greatest(either.now_yuan - either.change_yuan + either.half_yuan + either.change_half_yuan, 0), 0)
            as low,
        100
        * (abs(either.change_yuan) + either.change_half_yuan)
        / nullif(greatest(either.now_yuan - either.change_yuan - either.half_yuan - either.change_half_yuan, 0), 0)
            as high,
        false as is_named,
        true as is_sense,
    from claims
    inner join read_either_way as either using (claim_id)
    where either.now_yuan > either.change_yuan

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

    {% for kind in ['shares', 'placed_shares', 'change_rates', 'completed_rates', 'either_rates', 'told_rates'] %}
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
        coalesce(bool_or(is_sense) over (partition by claim_id), false) as is_of_no_sense,
    from ratios

)

select
    {{ claim_check("'N4'") }},
    '第' || page_number || '页“' || subject || '”' || kind || claimed_text as subject,
    claimed_value as left_value,
    cast(recomputed as decimal(22, 6)) as right_value,
    case
        when base_yuan = 0 and claimed_value = 0 then 'zero_of_zero'
        when base_yuan = 0 then if(is_named, 'zero_base', 'zero_base_unclear')
        when is_agreeing then null
        when high is null then 'base_below_rounding'
        when is_of_no_sense and kind = '增减率' then 'rate_differs'
        when is_ambiguous then 'last_or_all'
        -- a part larger than its whole: one of the two was not read as it is meant
        when kind = '占比' and low > 100.5 then 'share_above_whole'
        when is_named or is_of_no_sense or (candidate_count = 1 and kind = '占比') then 'rate_differs'
        when kind <> '占比' then 'rate_base_unclear'
        else 'share_of_unknown'
    end as reason_code,
    [kind, coalesce(cast(cast(recomputed as decimal(18, 4)) as varchar), '')] as reason_parameters,
    claim_ids,
    if((has_two_readings or not is_named) and not is_of_no_sense, 'two_readings', 'sure') as certainty,
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
        order by
            is_agreeing desc,
            is_named desc,
            -- of several senses, the one that is named and missed by least
            is_of_no_sense and coalesce(is_sense, false) desc,
            if(is_of_no_sense, abs(claimed_value - recomputed), 0) asc,
            claim_ids[3] desc,
            claim_ids asc,
            -- of wholes that tables print: equal input, equal answer
            abs(claimed_value - recomputed) asc,
            base_yuan asc
    ) = 1
