{#
    N3: the parts that a sentence lists are together their whole, where they are a known partition
    of it, and never more than it.
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

-- 采购预算100万元。其中：货物10万元，…: the list of a sentence of its own is of the one amount that the
-- sentence before it states; of two, it may be of either
listed_after as (

    select
        parts.claim_id,
        any_value(whole.claim_id) as whole_claim_id,
    from amounts as parts
    inner join amounts as whole
        on
            parts.report_id = whole.report_id
            and parts.paragraph_number = whole.paragraph_number
            and parts.sentence_number = whole.sentence_number + 1
            and whole.claim_year is not distinct from parts.claim_year
            -- 预算5.99万元，支出决算5.21万元。其中：国内公务接待支出…
            and whole.stage is not distinct from parts.stage
    where parts.part_of is null and regexp_matches(parts.sentence, '^其中')
    group by parts.claim_id
    having count(*) = 1

),

members as (

    select
        amounts.* exclude (whole_claim_id),
        coalesce(amounts.whole_claim_id, listed_after.whole_claim_id) as whole_claim_id,
        listed_after.claim_id is not null as is_after,
    from amounts
    left join listed_after using (claim_id)

),

-- the share that is stated of an amount: 财政拨款收入 …，占97.65%
shared as (

    select
        told.told_claim_id as claim_id,
        any_value(shares.claimed_value) as share,
        any_value(power(10, -coalesce(shares.decimals, 0)) / 2) as half_share,
    from {{ ref('int_claim_amounts_told') }} as told
    inner join claims as shares on told.claim_id = shares.claim_id
    where shares.measure = 'share' and shares.claimed_value is not null and told.is_same_sentence
    group by told.told_claim_id
    having count(*) = 1

),

lists as (

    select
        whole.claim_id,
        whole.report_id,
        whole.page_number,
        whole.subject,
        whole.subject_concept,
        any_value(whole.source) as source,
        regexp_matches(any_value(whole.sentence), '总计|总额|结转|结余') as is_carried,
        whole.amount_yuan as whole_yuan,
        sum(parts.amount_yuan) as parts_yuan,
        any_value(whole.half_unit_yuan) + sum(parts.half_unit_yuan) as tolerance_yuan,
        count(*) as part_count,
        count(distinct parts.subject_concept) as concept_count,
        count(parts.subject_concept) as known_count,
        count(distinct parts.subject) as subject_count,
        list(distinct parts.subject_concept order by parts.subject_concept) as concepts,
        list_prepend(whole.claim_id, list(parts.claim_id order by parts.claim_id)) as claim_ids,
        bool_or(parts.has_two_readings or whole.has_two_readings) as has_two_readings,
        bool_or(parts.is_after) as is_after,
        any_value(whole.half_unit_yuan) as half_unit_yuan,
        list_sort(list(distinct regexp_extract(parts.subject, '货物|工程|服务'))) as wares,
        list_sort(list(distinct regexp_extract(parts.subject, '国内|国（境）外|国[(]境[)]外|外宾|外事'))) as origins,
        -- shares that make up 100 % say that nothing is left out; all but one bear out the whole
        count(*) filter (where shared.share is null and parts.amount_yuan <> 0) = 0
        and coalesce(abs(sum(shared.share) - 100) <= sum(shared.half_share) + 1e-9, false) as is_fully_shared,
        is_fully_shared
        and count(*) filter (
            where shared.share <> 0
            and abs(shared.share - 100 * parts.amount_yuan / nullif(whole.amount_yuan, 0)) <= shared.half_share + 1e-9
        ) >= greatest(count(*) filter (where shared.share <> 0) - 1, 1)
        and regexp_matches(any_value(whole.sentence), '^[^，,]*(合计|本年|当年)') as is_all_shared,
        bool_and(
            parts.claim_year is not distinct from whole.claim_year and parts.stage is not distinct from whole.stage
        )
            as is_same_time,
    from members as parts
    inner join amounts as whole on parts.whole_claim_id = whole.claim_id
    left join shared on parts.claim_id = shared.claim_id
    group by
        whole.claim_id,
        whole.report_id,
        whole.page_number,
        whole.subject,
        whole.subject_concept,
        whole.amount_yuan

),

understood as (

    select
        *,
        -- what is procured is goods, works or services
        is_same_time
        and subject_concept = 'procurement'
        and len(wares) = part_count
        and not list_contains(wares, '') as is_of_wares,
        -- guests are received from within the country or from abroad
        is_same_time
        and subject_concept = 'reception'
        and len(origins) = part_count
        and not list_contains(origins, '') as is_of_guests,
        (is_of_wares and part_count = 3 and len(wares) = 3)
        or (
            is_same_time
            and part_count = concept_count
            and known_count = part_count
            and (
                (subject_concept, concepts) in (
                    select (partitions.whole_concept, string_split(partitions.part_concepts, '|'))
                    from {{ ref('seed_partitions') }} as partitions
                )
                or (
                    concepts = ['meeting', 'three_public', 'training']
                    and regexp_matches(subject, '三公.*会议费.*培训费|三公.*培训费.*会议费')
                )
            )
        ) as is_partition,
        -- what is paid from fiscal money is paid from one of its three funds
        known_count = part_count
        and is_same_time
        and part_count = concept_count
        and part_count >= 2
        and list_has_all(['general_budget', 'government_fund', 'state_capital'], concepts)
        and (
            source = 'fiscal_appropriation'
            or subject_concept in ('appropriation_revenue', 'appropriation_expenditure')
        ) as is_of_funds,
        -- nothing in such a list holds another member of it
        known_count = part_count
        and not is_after
        and is_same_time
        and subject_count = part_count
        and (
            concepts = ['function_class']
            or (
                list_has_all(['overseas', 'reception', 'vehicle'], concepts)
                and subject_concept = 'three_public'
            )
            or (list_has_all(['basic', 'project'], concepts) and subject_concept = 'expenditure')
            or (
                list_has_all(['general_budget', 'government_fund', 'state_capital', 'source'], concepts)
                and subject_concept = 'revenue'
            )
        ) as is_disjoint,
    from lists

)

select
    {{ claim_check("'N3'") }},
    '第' || page_number || '页“' || subject || '”＝其中各项之和' as subject,
    whole_yuan as left_yuan,
    parts_yuan as right_yuan,
    tolerance_yuan,
    case
        when abs(whole_yuan - parts_yuan) <= tolerance_yuan then null
        when is_partition then 'parts_differ'
        when is_all_shared and is_same_time and subject_count = part_count then 'parts_differ'
        when is_of_wares and is_fully_shared then 'parts_differ'
        when is_of_funds and part_count = 3 and not is_carried then 'parts_differ'
        when (is_of_wares or is_of_guests or is_of_funds) and parts_yuan > whole_yuan then 'parts_above_whole'
        when not is_same_time or known_count < part_count or subject_count < part_count then 'parts_unclear'
        when parts_yuan < whole_yuan then 'some_parts_only'
        when is_disjoint then 'parts_above_whole'
        else 'parts_overlap'
    end as reason_code,
    claim_ids,
    if(has_two_readings, 'two_readings', 'sure') as certainty,
    case
        when abs(whole_yuan - parts_yuan) <= tolerance_yuan then null
        when abs(whole_yuan - parts_yuan) <= tolerance_yuan + 2 * half_unit_yuan then 'last_digit'
    end as slip_size,
from understood
