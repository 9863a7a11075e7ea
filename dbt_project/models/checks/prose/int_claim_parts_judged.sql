{#
    N3: the parts that a sentence lists are together their whole, where they are a known partition
    of it, and never more than it. N4: shares, rates of change and rates of completion come out as
    printed; a zero base admits no rate. N5: what is stated twice is stated alike.
#}
{{ config(materialized='table') }}

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

    select unnest(claim_ids) as claim_id
    from {{ ref('int_claim_amounts_judged') }}
    where status = 'holds'

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

lists as (

    select
        whole.claim_id,
        whole.report_id,
        whole.page_number,
        whole.subject,
        whole.subject_concept,
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
        bool_and(
            parts.claim_year is not distinct from whole.claim_year and parts.stage is not distinct from whole.stage
        )
            as is_same_time,
    from members as parts
    inner join amounts as whole on parts.whole_claim_id = whole.claim_id
    group by
        whole.claim_id,
        whole.report_id,
        whole.page_number,
        whole.subject,
        whole.subject_concept,
        whole.amount_yuan

),

list_checks as (

    select
        claim_id || '-N3' as check_id,
        report_id,
        'N3' as invariant_id,
        '第' || page_number || '页“' || subject || '”＝其中各项之和' as subject,
        whole_yuan as left_yuan,
        parts_yuan as right_yuan,
        tolerance_yuan,
        case
            when abs(whole_yuan - parts_yuan) <= tolerance_yuan then 'holds'
            when is_partition or (is_of_wares and parts_yuan > whole_yuan) then 'violated'
            when not is_same_time or known_count < part_count or subject_count < part_count then 'not_checkable'
            when parts_yuan < whole_yuan then 'not_applicable'
            when is_disjoint then 'violated'
            else 'not_checkable'
        end as status,
        case
            when whole_yuan = parts_yuan then null
            when abs(whole_yuan - parts_yuan) <= tolerance_yuan then '相差在尾数允许的范围内'
            when is_partition then '其中各项之和与总数不符'
            when is_of_wares and parts_yuan > whole_yuan then '其中各项之和大于总数'
            when not is_same_time or known_count < part_count or subject_count < part_count
                then '其中各项的口径不能确定'
            when parts_yuan < whole_yuan then '其中只列了一部分'
            when is_disjoint then '其中各项之和大于总数'
            else '其中各项可能相互包含'
        end as reason,
        claim_ids,
        if(has_two_readings, 'two_readings', 'sure') as certainty,
        case
            when abs(whole_yuan - parts_yuan) <= tolerance_yuan then null
            when abs(whole_yuan - parts_yuan) <= tolerance_yuan + 2 * half_unit_yuan then 'last_digit'
        end as slip_size,
    from (
        select
            *,
            -- what is procured is goods, works or services
            is_same_time
            and subject_concept = 'procurement'
            and len(wares) = part_count
            and not list_contains(wares, '') as is_of_wares,
            (
                is_same_time
                and subject_concept = 'procurement'
                and part_count = 3
                and len(wares) = 3
                and not list_contains(wares, '')
            )
            or (
                is_same_time
                and part_count = concept_count
                and known_count = part_count
                and (
                    (
                        concepts = ['basic', 'project']
                        and subject_concept in (
                            'expenditure',
                            'general_budget',
                            'appropriation_expenditure',
                            'function_class',
                            'function_group',
                            'function_item'
                        )
                        and part_count = 2
                    )
                    or (concepts = ['overseas', 'reception', 'vehicle'] and subject_concept = 'three_public')
                    or (
                        concepts = ['overseas', 'reception', 'vehicle_purchase', 'vehicle_running']
                        and subject_concept = 'three_public'
                    )
                    or (concepts = ['vehicle_purchase', 'vehicle_running'] and subject_concept = 'vehicle')
                    or (concepts = ['operating', 'personnel'] and subject_concept = 'basic')
                    or (
                        concepts = ['meeting', 'three_public', 'training']
                        and regexp_matches(subject, '三公.*会议费.*培训费|三公.*培训费.*会议费')
                    )
                )
            ) as is_partition,
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
    ) as judged_lists

),

-- the amount that a share or rate speaks of: the last one of its subject before it
spoken as (

    select
        ratios.claim_id,
        ratios.report_id,
        ratios.page_number,
        ratios.paragraph_number,
        ratios.section,
        ratios.subject,
        ratios.subject_concept,
        ratios.source,
        ratios.scope,
        ratios.measure,
        ratios.direction,
        ratios.stage,
        ratios.claim_year,
        ratios.compared_year,
        ratios.position,
        ratios.sentence_number,
        ratios.claimed_text,
        ratios.claimed_value,
        ratios.base_concept,
        ratios.has_two_readings,
        ratios.is_ambiguous,
        power(10, -coalesce(ratios.decimals, 0)) / 2 as half_digit,
        ratios.main_stage,
        told.told_claim_id as part_claim_id,
        told.value_yuan as part_yuan,
        told.half_unit_yuan as part_half_yuan,
        told.whole_claim_id,
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
    where spoken.measure = 'share' and spoken.whole_claim_id = whole.claim_id
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
        and spoken.whole_claim_id is null
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
        and whole.claim_id is distinct from spoken.whole_claim_id
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
        coalesce(spoken.section, '') as within,
    from spoken
    where spoken.measure = 'share'
    union all
    select
        spoken.*,
        regexp_replace(spoken.section, ' / [^/]*$', '') as within,
    from spoken
    where spoken.measure = 'share' and spoken.section like '% / %'

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
        report_id,
        'sentence ' || sentence_number as list_key,
        claim_id,
        claimed_value,
        half_digit,
        part_yuan,
        part_half_yuan,
    from spoken
    where measure = 'share' and base_concept is null
    union all
    select
        report_id,
        'section ' || section as list_key,
        claim_id,
        claimed_value,
        half_digit,
        part_yuan,
        part_half_yuan,
    from spoken
    where measure = 'share' and base_concept is null and section is not null

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

    {% for source in ['shares', 'change_rates', 'told_rates'] %}
        select
            claim_id,
            report_id,
            page_number,
            subject,
            claimed_text,
            claimed_value,
            half_digit,
            base_yuan,
            claim_ids,
            kind,
            recomputed,
            low,
            high,
            is_named,
            has_two_readings,
            is_ambiguous,
        from {{ source }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

ratio_checks as (

    select
        claim_id || '-N4' as check_id,
        report_id,
        'N4' as invariant_id,
        '第' || page_number || '页“' || subject || '”' || kind || claimed_text as subject,
        claimed_value as left_value,
        cast(recomputed as decimal(22, 6)) as right_value,
        case
            when base_yuan = 0 and claimed_value <> 0 and is_named then 'violated'
            when base_yuan = 0 then 'not_applicable'
            when is_agreeing then 'holds'
            when high is null then 'not_checkable'
            when is_ambiguous then 'not_checkable'
            -- a part larger than its whole: one of the two was not read as it is meant
            when kind = '占比' and low > 100.5 then 'not_checkable'
            when is_named or (candidate_count = 1 and kind = '占比') then 'violated'
            else 'not_checkable'
        end as status,
        case
            when base_yuan = 0 and claimed_value <> 0 then '基数为零，没有' || kind
            when base_yuan = 0 then '基数为零'
            when is_agreeing then null
            when high is null then '基数小于尾数'
            when is_ambiguous then '所述的是末项还是全部，文字没有说明'
            when kind = '占比' and low > 100.5 then '所占的数比总数还大，口径不能确定'
            when is_named or (candidate_count = 1 and kind = '占比')
                then kind || '应为' || cast(cast(recomputed as decimal(18, 4)) as varchar) || '%'
            when kind <> '占比' then '与上年的数不合，口径不能确定'
            else '占什么的比，文字没有说明'
        end as reason,
        if(base_yuan = 0, 'zero_base', 'rate_differs') as reason_code,
        [kind] as reason_parameters,
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
    from (
        select
            *,
            coalesce(claimed_value + half_digit + 1e-9 >= low and claimed_value - half_digit - 1e-9 <= high, false)
                as is_agreeing,
            count(*) over (partition by claim_id) as candidate_count,
        from ratios
    ) as judged_ratios
    qualify row_number() over (
            partition by claim_id
            order by is_agreeing desc, is_named desc, claim_ids[3] desc, claim_ids asc
        ) = 1

),

-- how many amounts a report gives one indicator within one scope: two are a contradiction, many
-- are a form that is repeated for something which its headings did not tell us
indicators as (

    select
        *,
        count(distinct amount_yuan) over (
            partition by
                report_id, subject_concept, function_name, source, subject, claim_year, stage, scope
        ) as value_count,
    from amounts
    where
        subject_concept in (
            'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure', 'general_budget',
            'government_fund', 'state_capital', 'basic', 'project', 'personnel', 'operating', 'function_class',
            'function_group', 'function_item', 'three_public', 'overseas', 'vehicle', 'vehicle_purchase',
            'vehicle_running', 'reception', 'operating_cost'
        )
        and (
            subject_concept not in ('function_class', 'function_group', 'function_item')
            or function_name like '% / %'
        )
        and (is_scope_clear or scope is not null)
        and has_two_readings is not true

),

repeated as (

    select
        first_said.claim_id as first_claim_id,
        later_said.claim_id as later_claim_id,
        first_said.report_id,
        later_said.page_number,
        later_said.subject,
        first_said.amount_yuan as left_yuan,
        later_said.amount_yuan as right_yuan,
        first_said.half_unit_yuan + later_said.half_unit_yuan as tolerance_yuan,
        2 * least(first_said.half_unit_yuan, later_said.half_unit_yuan) as step_yuan,
        later_said.value_count,
        -- a paragraph speaks of one scope; two sections may not
        first_said.paragraph_number = later_said.paragraph_number
        or first_confirmed.claim_id is not null
        or later_confirmed.claim_id is not null
        or abs(first_said.amount_yuan - later_said.amount_yuan) <= 0.01 * first_said.amount_yuan as is_one_scope,
        first_confirmed.claim_id is not null and later_confirmed.claim_id is not null as are_confirmed,
    from indicators as first_said
    inner join indicators as later_said
        on
            first_said.report_id = later_said.report_id
            and first_said.claim_id < later_said.claim_id
            and first_said.subject_concept = later_said.subject_concept
            and first_said.function_name is not distinct from later_said.function_name
            and first_said.source is not distinct from later_said.source
            and first_said.scope is not distinct from later_said.scope
            and first_said.subject = later_said.subject
            and first_said.claim_year = later_said.claim_year
            and first_said.stage = later_said.stage
            and (first_said.whole_concept is not distinct from later_said.whole_concept)
    left join confirmed as first_confirmed on first_said.claim_id = first_confirmed.claim_id
    left join confirmed as later_confirmed on later_said.claim_id = later_confirmed.claim_id
    -- within a unit's own section only: a code may stand there under 基本支出 and under 项目支出
    where
        first_said.scope is null
        or (first_said.section is not distinct from later_said.section and not first_said.is_function)
    qualify row_number() over (partition by later_said.claim_id order by first_said.claim_id) = 1

),

repeat_checks as (

    select
        later_claim_id || '-N5' as check_id,
        report_id,
        'N5' as invariant_id,
        '第' || page_number || '页“' || subject || '”前后所述' as subject,
        left_yuan,
        right_yuan,
        tolerance_yuan,
        case
            when abs(left_yuan - right_yuan) <= tolerance_yuan then 'holds'
            when value_count > 2 then 'not_checkable'
            else 'violated'
        end as status,
        case
            when left_yuan = right_yuan then null
            when abs(left_yuan - right_yuan) <= tolerance_yuan then '相差在尾数允许的范围内'
            when value_count > 2 then '同样的话说了多个数，各属什么口径不能确定'
            else '同一指标前后所述不一'
        end as reason,
        [first_claim_id, later_claim_id] as claim_ids,
        if(is_one_scope, 'sure', 'two_readings') as certainty,
        case
            when abs(left_yuan - right_yuan) <= tolerance_yuan then null
            when abs(left_yuan - right_yuan) <= tolerance_yuan + step_yuan then 'last_digit'
        end as slip_size,
    from repeated
    -- each true of its own table: two senses, not one indicator
    where abs(left_yuan - right_yuan) <= tolerance_yuan or not are_confirmed

),

-- the change of one indicator, said with one amount and another change
changed as (

    select
        changes.claim_id,
        changes.report_id,
        changes.page_number,
        changes.subject,
        changes.subject_concept,
        changes.function_name,
        changes.source,
        changes.compared_year,
        changes.stage,
        if(changes.measure = 'decrease', -changes.amount_yuan, changes.amount_yuan) as change_yuan,
        changes.half_unit_yuan,
        told.value_yuan as now_yuan,
        told.told_claim_id,
    from claims as changes
    inner join {{ ref('int_claim_amounts_told') }} as told
        on changes.claim_id = told.claim_id and told.moment = 'then'
    where
        changes.measure in ('increase', 'decrease')
        and changes.amount_yuan is not null
        and changes.half_unit_yuan is not null
        and changes.is_scope_clear
        and changes.has_two_readings is not true
        and changes.subject_concept in (
            'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure', 'general_budget',
            'government_fund', 'state_capital', 'basic', 'project', 'three_public', 'overseas', 'vehicle',
            'vehicle_purchase', 'vehicle_running', 'reception', 'operating_cost'
        )

),

change_repeat_checks as (

    select
        later_said.claim_id || '-N5-change' as check_id,
        later_said.report_id,
        'N5' as invariant_id,
        '第' || later_said.page_number || '页“' || later_said.subject || '”的增减前后所述' as subject,
        first_said.change_yuan as left_yuan,
        later_said.change_yuan as right_yuan,
        first_said.half_unit_yuan + later_said.half_unit_yuan as tolerance_yuan,
        case
            when
                abs(first_said.change_yuan - later_said.change_yuan)
                <= first_said.half_unit_yuan + later_said.half_unit_yuan
                then 'holds'
            else 'violated'
        end as status,
        case
            when first_said.change_yuan = later_said.change_yuan then null
            when
                abs(first_said.change_yuan - later_said.change_yuan)
                <= first_said.half_unit_yuan + later_said.half_unit_yuan
                then '相差在尾数允许的范围内'
            else '同一指标的增减前后所述不一'
        end as reason,
        [later_said.claim_id, first_said.claim_id] as claim_ids,
        -- so near to each other, they are one change with a slip in it, not two
        if(
            abs(first_said.change_yuan - later_said.change_yuan) <= 0.01 * abs(first_said.change_yuan),
            'sure',
            'two_readings'
        ) as certainty,
        case
            when
                abs(first_said.change_yuan - later_said.change_yuan)
                <= first_said.half_unit_yuan + later_said.half_unit_yuan
                then null
            when
                abs(first_said.change_yuan - later_said.change_yuan)
                <= 3 * (first_said.half_unit_yuan + later_said.half_unit_yuan) / 2
                then 'last_digit'
        end as slip_size,
    from changed as first_said
    inner join changed as later_said
        on
            first_said.report_id = later_said.report_id
            and first_said.claim_id < later_said.claim_id
            and first_said.subject_concept = later_said.subject_concept
            and first_said.function_name is not distinct from later_said.function_name
            and first_said.source is not distinct from later_said.source
            and first_said.compared_year is not distinct from later_said.compared_year
            and first_said.stage is not distinct from later_said.stage
            and first_said.now_yuan = later_said.now_yuan
            and first_said.told_claim_id <> later_said.told_claim_id
    qualify row_number() over (partition by later_said.claim_id order by first_said.claim_id) = 1

)

select
    check_id,
    report_id,
    invariant_id,
    subject,
    left_yuan,
    right_yuan,
    tolerance_yuan,
    cast(null as decimal(22, 6)) as left_value,
    cast(null as decimal(22, 6)) as right_value,
    status,
    reason,
    cast(null as varchar) as reason_code,
    cast([] as varchar[]) as reason_parameters,
    claim_ids,
    certainty,
    slip_size,
from list_checks
union all
select
    check_id,
    report_id,
    invariant_id,
    subject,
    cast(null as decimal(22, 4)) as left_yuan,
    cast(null as decimal(22, 4)) as right_yuan,
    cast(null as decimal(22, 4)) as tolerance_yuan,
    left_value,
    right_value,
    status,
    reason,
    if(status = 'violated', reason_code, null) as reason_code,
    if(status = 'violated', reason_parameters, []) as reason_parameters,
    claim_ids,
    certainty,
    slip_size,
from ratio_checks
union all
select
    check_id,
    report_id,
    invariant_id,
    subject,
    left_yuan,
    right_yuan,
    tolerance_yuan,
    cast(null as decimal(22, 6)) as left_value,
    cast(null as decimal(22, 6)) as right_value,
    status,
    reason,
    cast(null as varchar) as reason_code,
    cast([] as varchar[]) as reason_parameters,
    claim_ids,
    certainty,
    slip_size,
from (
    select * from repeat_checks
    union all
    select * from change_repeat_checks
) as repeats
