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

borne_out as (

    select unnest(claim_ids) as claim_id
    from {{ ref('int_claim_amounts_judged') }}
    where status = 'holds'

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
        bool_and(
            parts.claim_year is not distinct from whole.claim_year and parts.stage is not distinct from whole.stage
        )
            as is_same_time,
    from amounts as parts
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
            when is_partition then 'violated'
            when not is_same_time or known_count < part_count or subject_count < part_count then 'not_checkable'
            when parts_yuan < whole_yuan then 'not_applicable'
            when is_disjoint then 'violated'
            else 'not_checkable'
        end as status,
        case
            when whole_yuan = parts_yuan then null
            when abs(whole_yuan - parts_yuan) <= tolerance_yuan then '相差在尾数允许的范围内'
            when is_partition then '其中各项之和与总数不符'
            when not is_same_time or known_count < part_count or subject_count < part_count
                then '其中各项的口径不能确定'
            when parts_yuan < whole_yuan then '其中只列了一部分'
            when is_disjoint then '其中各项之和大于总数'
            else '其中各项可能相互包含'
        end as reason,
        claim_ids,
    from (
        select
            *,
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
            ) as is_partition,
            -- nothing in such a list holds another member of it
            known_count = part_count
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
        ratios.subject,
        ratios.subject_concept,
        ratios.source,
        ratios.measure,
        ratios.direction,
        ratios.stage,
        ratios.claim_year,
        ratios.compared_year,
        ratios.position,
        ratios.sentence_number,
        ratios.claimed_text,
        ratios.claimed_value,
        power(10, -coalesce(ratios.decimals, 0)) / 2 as half_digit,
        ratios.main_stage,
        part.claim_id as part_claim_id,
        part.amount_yuan as part_yuan,
        part.half_unit_yuan as part_half_yuan,
        part.whole_claim_id,
    from claims as ratios
    inner join amounts as part
        on
            ratios.report_id = part.report_id
            and ratios.sentence_number = part.sentence_number
            and ratios.position > part.position
            and ratios.subject = part.subject
            and ratios.subject_concept is not distinct from part.subject_concept
            and ratios.source is not distinct from part.source
            and part.claim_year is not distinct from ratios.claim_year
            and part.stage is not distinct from part.main_stage
    where ratios.measure in ('share', 'rate') and ratios.claimed_value is not null and ratios.unit = '%'
    qualify row_number() over (partition by ratios.claim_id order by part.position desc) = 1

),

share_wholes as (

    select
        spoken.claim_id,
        whole.claim_id as whole_claim_id,
        whole.amount_yuan as whole_yuan,
        whole.half_unit_yuan as whole_half_yuan,
        true as is_named,
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
        and whole.paragraph_number = spoken.paragraph_number
        and whole.sentence_number < spoken.sentence_number
        and whole.subject_concept in (
            'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure', 'general_budget'
        )

),

shares as (

    select
        spoken.*,
        wholes.whole_yuan as base_yuan,
        wholes.whole_half_yuan as base_half_yuan,
        [spoken.claim_id, spoken.part_claim_id, wholes.whole_claim_id] as claim_ids,
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
    inner join share_wholes as wholes using (claim_id)

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
        base.claim_id as base_claim_id,
        base.amount_yuan as base_yuan,
        base.half_unit_yuan as base_half_yuan,
    from spoken
    inner join amounts as base
        on
            spoken.report_id = base.report_id
            and spoken.sentence_number = base.sentence_number
            and spoken.position > base.position
            and base.subject_concept is not distinct from spoken.subject_concept
            and base.source is not distinct from spoken.source
            and spoken.subject = base.subject
            and base.stage is not distinct from spoken.stage
            and spoken.main_stage <> base.stage
            and base.claim_year is not distinct from coalesce(spoken.compared_year, spoken.claim_year)
    where
        spoken.measure = 'rate'
        and spoken.stage is not null
        and not exists (select 1 from change_bases where change_bases.claim_id = spoken.claim_id)
    qualify row_number() over (partition by spoken.claim_id order by base.position desc) = 1

),

told_rates as (

    select
        * exclude (base_claim_id),
        [claim_id, base_claim_id, part_claim_id] as claim_ids,
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
        true as is_named,
    from (
        select
            *,
            case direction
                when 'increase' then part_yuan / nullif(base_yuan, 0) - 1
                when 'decrease' then 1 - part_yuan / nullif(base_yuan, 0)
                else part_yuan / nullif(base_yuan, 0)
            end as ratio,
        from told_bases
        where direction is null or direction in ('increase', 'decrease')
    ) as bases

),

ratios as (

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
    from shares
    union all
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
    from change_rates
    union all
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
    from told_rates

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
            when base_yuan = 0 and claimed_value <> 0 then 'violated'
            when base_yuan = 0 then 'not_applicable'
            when is_agreeing then 'holds'
            when high is null then 'not_checkable'
            when is_named or candidate_count = 1 then 'violated'
            else 'not_checkable'
        end as status,
        case
            when base_yuan = 0 and claimed_value <> 0 then '基数为零，没有' || kind
            when base_yuan = 0 then '基数为零'
            when is_agreeing then null
            when high is null then '基数小于尾数'
            when is_named or candidate_count = 1
                then kind || '应为' || cast(cast(recomputed as decimal(18, 4)) as varchar) || '%'
            else '占什么的比，文字没有说明'
        end as reason,
        claim_ids,
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
            order by is_agreeing desc, claim_ids[3] desc, claim_ids asc
        ) = 1

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
        first_borne.claim_id is not null and later_borne.claim_id is not null as are_borne_out,
    from amounts as first_said
    inner join amounts as later_said
        on
            first_said.report_id = later_said.report_id
            and first_said.claim_id < later_said.claim_id
            and first_said.subject_concept = later_said.subject_concept
            and first_said.function_name is not distinct from later_said.function_name
            and first_said.source is not distinct from later_said.source
            and first_said.subject = later_said.subject
            and first_said.claim_year = later_said.claim_year
            and first_said.stage = later_said.stage
            and first_said.is_scope_clear
            and later_said.is_scope_clear
            and (first_said.whole_concept is not distinct from later_said.whole_concept)
    left join borne_out as first_borne on first_said.claim_id = first_borne.claim_id
    left join borne_out as later_borne on later_said.claim_id = later_borne.claim_id
    where
        first_said.subject_concept in (
            'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure', 'general_budget',
            'government_fund', 'state_capital', 'basic', 'project', 'personnel', 'operating', 'function_class',
            'function_group', 'function_item', 'three_public', 'overseas', 'vehicle', 'vehicle_purchase',
            'vehicle_running', 'reception', 'operating_cost'
        )
        and (
            first_said.subject_concept not in ('function_class', 'function_group', 'function_item')
            or first_said.function_name like '% / %'
        )
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
        case when abs(left_yuan - right_yuan) <= tolerance_yuan then 'holds' else 'violated' end as status,
        case
            when left_yuan = right_yuan then null
            when abs(left_yuan - right_yuan) <= tolerance_yuan then '相差在尾数允许的范围内'
            else '同一指标前后所述不一'
        end as reason,
        [first_claim_id, later_claim_id] as claim_ids,
    from repeated
    -- each true of its own table: two senses, not one indicator
    where abs(left_yuan - right_yuan) <= tolerance_yuan or not are_borne_out

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
    claim_ids,
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
    claim_ids,
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
    claim_ids,
from repeat_checks
