{#
    N4: shares, rates of change and rates of completion come out as printed; a zero base admits no
    rate. Where the words leave open what a number is a share of, one reading that agrees is enough.

    Each reading says of what amount (`over_yuan`) and of what base (`base_yuan`), each known to a half
    of its last digit, the number is a share or a rate; what comes out, and between what bounds, is worked
    out once, behind them all. 收入 and 支出 have several senses (本年, 总计, 财政拨款).
#}
-- by name, a union may leave columns out
-- noqa: disable=AM07
{% set of_several_senses %}
    ('revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure')
{% endset %}
with

claims as (

    select
        *,
        power(10, -coalesce(decimals, 0)) / 2 as half_digit,
    from {{ ref('int_claims_situated') }}

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

-- what the tables state of the year that a claim speaks of
stated as (

    select
        *,
        year as claim_year,
        stage as main_stage,
    from {{ ref('int_stated_amounts_picked') }}
    where kind_of_spending = 'total' and not is_unread and value_yuan > 0

),

told as (

    select * from {{ ref('int_claim_amounts_told') }}

),

percentages as (

    select *
    from claims
    where measure in ('share', 'rate') and claimed_value is not null and unit = '%'

),

-- the amount that a share or rate speaks of: the last one of its subject before it
spoken as (

    select
        ratios.*,
        told.told_claim_id as part_claim_id,
        told.value_yuan as part_yuan,
        told.half_unit_yuan as part_half_yuan,
        told.whole_claim_id as told_whole_claim_id,
        true as is_now_certain,
    from percentages as ratios
    inner join told using (claim_id)
    where told.moment = 'then' and (ratios.measure = 'rate' or told.is_same_sentence)

),

-- “三公”经费支出比上年减少6.75万元，下降18.43%: what there is now stands in the tables alone
placed as (

    select
        ratios.*,
        places.value_yuan as part_yuan,
        places.half_unit_yuan as part_half_yuan,
        bool_and(places.is_certain) over (partition by ratios.claim_id) as is_now_certain,
    from percentages as ratios
    inner join {{ ref('int_claims_matched') }} as places using (claim_id)
    anti join spoken using (claim_id)
    -- an amount of its own sentence may be what a sentence goes on about
    anti join amounts
        on
            ratios.report_id = amounts.report_id
            and ratios.sentence_number = amounts.sentence_number
            and ratios.position > amounts.position
            and amounts.stage is not distinct from amounts.main_stage
    where
        places.moment = 'then'
        and not places.is_unread
        and not places.is_within
        and ratios.measure = 'rate'
        and ratios.direction in ('increase', 'decrease')
        and not (
            ratios.subject_concept in ('revenue', 'expenditure')
            and regexp_matches(coalesce(ratios.section, ''), '财政拨款|一般公共预算|政府性基金|国有资本')
        )

),

moments as (

    select * from spoken
    union all by name
    select * from placed

),

-- what a share is of, as the prose states it
said_wholes as (

    select
        spoken.claim_id,
        whole.claim_id as whole_claim_id,
        whole.amount_yuan as whole_yuan,
        whole.half_unit_yuan as whole_half_yuan,
        case
            when spoken.told_whole_claim_id = whole.claim_id
                then coalesce(spoken.base_concept, whole.subject_concept, '') = coalesce(whole.subject_concept, '')
            else coalesce(spoken.base_concept not in {{ of_several_senses }}, false)
        end as is_named,
    from spoken
    inner join amounts as whole using (report_id)
    where
        spoken.measure = 'share'
        and case
            -- 其中：基本支出 …，占 63.75%: the whole that the list is of, unless another is named
            when spoken.told_whole_claim_id = whole.claim_id then true
            -- 占“三公”经费的 31.14%: the whole that the words name
            when spoken.base_concept is not null
                then
                    spoken.base_concept = whole.subject_concept
                    and whole.claim_year = spoken.claim_year
                    and whole.stage is not distinct from whole.main_stage
                    and whole.scope is not distinct from spoken.scope
                    and whole.is_scope_clear
                    and whole.is_in_reason is not true
            -- 主要用于以下方面：…占 9.55%: the whole is what the paragraph speaks of
            else
                spoken.told_whole_claim_id is null
                and whole.paragraph_number = spoken.paragraph_number
                and whole.sentence_number < spoken.sentence_number
                and whole.scope is not distinct from spoken.scope
                and whole.subject_concept in (
                    'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure', 'general_budget'
                )
        end

),

-- … as the tables state what the words name
stated_wholes as (

    select
        spoken.claim_id,
        stated.value_yuan as whole_yuan,
        stated.half_unit_yuan as whole_half_yuan,
        -- the table was read as it is meant where the part agrees with it
        spoken.part_claim_id in (select confirmed.claim_id from confirmed)
        and spoken.base_concept not in {{ of_several_senses }} as is_named,
    from spoken
    inner join stated using (report_id, claim_year, main_stage)
    where spoken.measure = 'share' and spoken.scope is null and spoken.base_concept = stated.concept

),

-- 占本年支出合计的 95.72%: each sense has its place in the tables; a share of an amount that the tables bear
-- out, which is one of none of them, is wrong whatever was meant
sense_wholes as (

    select
        spoken.claim_id,
        stated.value_yuan as whole_yuan,
        stated.half_unit_yuan as whole_half_yuan,
        false as is_named,
        stated.concept = spoken.base_concept as is_sense,
    from spoken
    inner join stated using (report_id, claim_year, main_stage)
    where
        spoken.measure = 'share'
        and spoken.scope is null
        and spoken.base_concept in {{ of_several_senses }}
        and stated.concept in (
            'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure', 'general_budget'
        )
        and spoken.part_claim_id in (select confirmed.claim_id from confirmed)
        and spoken.claim_year = spoken.budget_year
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
    inner join stated using (report_id, claim_year, main_stage)
    where
        spoken.measure = 'share'
        and stated.concept = 'general_budget'
        and spoken.base_concept is null
        and spoken.is_function
        and spoken.source is not distinct from 'general_budget'
        and spoken.scope is null
        and spoken.section is not null
        and spoken.part_claim_id in (select confirmed.claim_id from confirmed)

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
        whole_yuan,
        whole_half_yuan,
        true as is_named,
    from listed_supported
    where share_count >= 2 and agreeing_count >= share_count - 1

),

all_wholes as (

    {% for kind in ['said', 'stated', 'sense', 'fund', 'summed', 'listed'] %}
        select * from {{ kind }}_wholes
        {% if not loop.last %}union all by name{% endif %}
    {% endfor %}

),

shares as (

    select
        spoken.*,
        spoken.part_yuan as over_yuan,
        spoken.part_half_yuan as over_half_yuan,
        wholes.whole_yuan as base_yuan,
        wholes.whole_half_yuan as base_half_yuan,
        [spoken.claim_id, spoken.part_claim_id, wholes.whole_claim_id] as claim_ids,
        '占比' as kind,
        wholes.is_named,
        coalesce(wholes.is_sense, false) as is_sense,
    from spoken
    inner join all_wholes as wholes using (claim_id)

),

-- 其中：财政拨款收入占97.65%，事业收入占2.35%, or beside the slices of a chart: what the parts are, the
-- tables alone state
placed_parts as (

    select
        ratios.*,
        places.part_yuan,
        places.part_half_yuan,
    from percentages as ratios
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
    anti join spoken using (claim_id)
    where
        ratios.measure = 'share'
        and ratios.claim_year = ratios.budget_year
        and ratios.is_in_reason is not true

),

-- … of which of the senses of 收入 and 支出, all of a list but one tell
placed_wholes as (

    select
        parts.*,
        stated.value_yuan as base_yuan,
        stated.half_unit_yuan as base_half_yuan,
        abs(parts.claimed_value - 100 * parts.part_yuan / stated.value_yuan) <= parts.half_digit + 1e-9 as is_right,
        count(distinct parts.claim_id) over list_of as share_count,
        count(distinct parts.claim_id) filter (where is_right) over list_of as right_count,
    from placed_parts as parts
    inner join stated using (report_id, claim_year, main_stage)
    where
        stated.code is null
        and stated.fund is null
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
        part_yuan as over_yuan,
        part_half_yuan as over_half_yuan,
        false as is_named,
        true as is_sense,
    from placed_wholes
    where is_right or (share_count >= 2 and right_count >= greatest(share_count - 1, 1))

),

changes as (

    select *
    from claims
    where measure in ('increase', 'decrease') and amount_yuan is not null

),

change_bases as (

    select distinct
        moments.claim_id,
        changes.claim_id as change_claim_id,
        changes.amount_yuan as change_yuan,
        changes.half_unit_yuan as change_half_yuan,
        case changes.measure when 'decrease' then 1 else -1 end as way,
    from moments
    inner join changes using (report_id, sentence_number, subject, direction)
    where
        changes.position = moments.position - 1
        and changes.subject_concept is not distinct from moments.subject_concept
        and changes.compared_year is not distinct from moments.compared_year
        and changes.stage is not distinct from moments.stage

),

change_rates as (

    select
        moments.*,
        bases.change_yuan as over_yuan,
        bases.change_half_yuan as over_half_yuan,
        moments.part_yuan + bases.way * bases.change_yuan as base_yuan,
        moments.part_half_yuan + bases.change_half_yuan as base_half_yuan,
        [moments.claim_id, bases.change_claim_id, moments.part_claim_id] as claim_ids,
        '增减率' as kind,
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
        spoken.part_yuan as over_yuan,
        spoken.part_half_yuan as over_half_yuan,
        spoken.part_yuan + if(changes.measure = 'decrease', changes.amount_yuan, -changes.amount_yuan) as base_yuan,
        spoken.part_half_yuan + changes.half_unit_yuan as base_half_yuan,
        [spoken.claim_id, changes.claim_id, spoken.part_claim_id] as claim_ids,
        '完成率' as kind,
        true as is_named,
    from spoken
    inner join changes using (report_id, sentence_number, subject, subject_concept, stage)
    anti join (select * from told where moment = 'before') as base on spoken.claim_id = base.claim_id
    where
        spoken.measure = 'rate'
        and spoken.direction is null
        and spoken.stage in ('initial_budget', 'adjusted_budget')
        and spoken.claim_year = changes.compared_year
        and changes.is_ambiguous is not true
    qualify row_number() over (
            partition by spoken.claim_id order by abs(spoken.position - changes.position) asc, changes.claim_id asc
        ) = 1

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
    inner join changes using (report_id, sentence_number, direction)
    inner join amounts using (report_id, sentence_number)
    where
        ratios.position = changes.position + 1
        and changes.position > amounts.position
        and ratios.claim_year = amounts.claim_year
        and amounts.stage is not distinct from amounts.main_stage
        and ratios.measure = 'rate'
        and ratios.direction in ('increase', 'decrease')
        and ratios.is_ambiguous
        and ratios.is_in_reason is not true
        and ratios.scope is null
        and ratios.compared_year < ratios.claim_year
    group by ratios.claim_id, changes.claim_id, changes.measure, changes.amount_yuan, changes.half_unit_yuan

),

read_either_way as (

    select
        *,
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
        abs(either.change_yuan) as over_yuan,
        either.change_half_yuan as over_half_yuan,
        either.now_yuan - either.change_yuan as base_yuan,
        either.half_yuan + either.change_half_yuan as base_half_yuan,
        [claims.claim_id, either.change_claim_id] as claim_ids,
        '增减率' as kind,
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
        true as is_base_certain,
    from spoken
    inner join told as base using (claim_id)
    anti join change_bases using (claim_id)
    where
        base.moment = 'before'
        and spoken.measure = 'rate'
        and spoken.main_stage <> spoken.stage

),

-- 比2022年度决算数增长17.14%, and the base in last year's column or report
placed_bases as (

    select
        spoken.*,
        places.value_yuan as base_yuan,
        places.half_unit_yuan as base_half_yuan,
        bool_and(places.is_certain and places.is_same_stage) over (partition by spoken.claim_id) as is_base_certain,
    from spoken
    inner join {{ ref('int_claims_matched') }} as places using (claim_id)
    anti join change_bases using (claim_id)
    anti join told_bases using (claim_id)
    where
        places.moment = 'before'
        and not places.is_unread
        and not places.is_within
        and spoken.measure = 'rate'
        and spoken.direction in ('increase', 'decrease')

),

told_rates as (

    select
        *,
        [claim_id, base_claim_id, part_claim_id] as claim_ids,
        if(direction is null, '完成率', '增减率') as kind,
        is_base_certain as is_named,
        -- of a completion all is as of a share; of a change, what is more or less than the base
        if(direction is null, part_yuan, null) as over_yuan,
        if(direction is null, part_half_yuan, null) as over_half_yuan,
        case direction when 'increase' then 1 when 'decrease' then -1 end as way,
        100 * way * (part_yuan / nullif(base_yuan, 0) - 1) as recomputed,
        100 * ((part_yuan - part_half_yuan) / (base_yuan + base_half_yuan) - 1) as least_rise,
        100 * ((part_yuan + part_half_yuan) / nullif(greatest(base_yuan - base_half_yuan, 0), 0) - 1) as most_rise,
        case way when 1 then least_rise when -1 then -most_rise end as low,
        case way when 1 then most_rise when -1 then -least_rise end as high,
    from (
        select * from told_bases
        union all by name
        select * from placed_bases
    ) as bases
    where direction is null or direction in ('increase', 'decrease')

),

ratios as (

    {% for kind in ['shares', 'placed_shares', 'change_rates', 'completed_rates', 'either_rates', 'told_rates'] %}
        select * from {{ kind }}
        {% if not loop.last %}union all by name{% endif %}
    {% endfor %}

),

worked_out as (

    select
        * replace (
            list_filter(claim_ids, lambda claim: claim is not null) as claim_ids,
            coalesce(recomputed, 100 * over_yuan / nullif(base_yuan, 0)) as recomputed,
            coalesce(
                low,
                100 * greatest(over_yuan - over_half_yuan, 0) / nullif(greatest(base_yuan + base_half_yuan, 0), 0)
            ) as low,
            coalesce(
                high, 100 * (over_yuan + over_half_yuan) / nullif(greatest(base_yuan - base_half_yuan, 0), 0)
            ) as high
        ),
    from ratios

),

weighed as (

    select
        *,
        coalesce(claimed_value + half_digit + 1e-9 >= low and claimed_value - half_digit - 1e-9 <= high, false)
            as is_agreeing,
        count(*) over (partition by claim_id) as candidate_count,
        coalesce(bool_or(is_sense) over (partition by claim_id), false) as is_of_no_sense,
    from worked_out

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
