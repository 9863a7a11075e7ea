{#
    N2: a stated change is now − before, with its direction; and the changes of 基本支出 and
    项目支出 are together the change of the whole. N7: 持平 is no change, and a reason given does
    not contradict the direction.

    now and before come from the sentence itself where it states them, else from the tables. The
    functional table's last year speaks of 一般公共预算 alone: last year's whole was not less than
    it, and may have been more by a fund of which only last year's report tells.
#}
{{ config(materialized='table') }}
-- by name, a union may leave columns out
-- noqa: disable=AM07
{% set against_plan = "'决算数?(大于|高于|多于|超过|小于|低于|少于|等于)(年初|全年|调整)?预算数?'" %}

with

claims as (

    select * from {{ ref('int_claims_situated') }}

),

places as (

    select * from {{ ref('int_claims_matched') }}

),

changes as (

    select
        *,
        case
            when direction = 'flat' then 0
            when measure = 'decrease' then -amount_yuan
            else amount_yuan
        end as change_yuan,
        case when direction = 'flat' and amount_yuan is null then 0 else half_unit_yuan end as change_half_yuan,
        direction = 'flat' as is_flat,
    from claims
    where
        measure in ('increase', 'decrease')
        and (amount_yuan is not null or direction = 'flat')
        and (
            subject_concept is not null
            or claim_id in (select places.claim_id from places where places.moment = 'before')
        )
        and not regexp_matches(coalesce(claimed_text, ''), '^(基本|大体)')

),

-- what the prose itself states of the same subject
told as (

    select * from {{ ref('int_claim_amounts_told') }}

),

-- now and before, as the prose tells them, else as tables state them
values_known as (

    select
        claim_id,
        moment,
        value_yuan,
        half_unit_yuan,
        cast([] as varchar[]) as figure_ids,
        [told_claim_id] as told_claim_ids,
        cast(null as varchar) as table_kind,
        0 as rank,
        true as is_certain,
        false as is_within,
        false as is_unread,
        false as is_elsewhere,
    from told
    union all
    select
        places.claim_id,
        places.moment,
        places.value_yuan,
        places.half_unit_yuan,
        places.figure_ids,
        cast([] as varchar[]) as told_claim_ids,
        places.table_kind,
        places.rank,
        places.is_certain and places.is_same_stage as is_certain,
        places.is_within,
        places.is_unread,
        places.is_elsewhere,
    from places
    anti join told using (claim_id, moment)

),

compared as (

    select
        changes.*,
        now_values.value_yuan as now_yuan,
        before_values.value_yuan as before_yuan,
        now_values.is_certain and before_values.is_certain as is_certain,
        before_values.is_within,
        coalesce(before_values.is_elsewhere, false) as is_elsewhere,
        now_values.is_unread or before_values.is_unread as is_unread,
        list_concat(now_values.figure_ids, before_values.figure_ids) as figure_ids,
        list_concat([changes.claim_id], now_values.told_claim_ids, before_values.told_claim_ids) as claim_ids,
        coalesce(before_values.table_kind, now_values.table_kind) as table_kind,
        now_values.rank + before_values.rank as rank,
        changes.change_half_yuan + now_values.half_unit_yuan + before_values.half_unit_yuan as tolerance_yuan,
        now_values.value_yuan - before_values.value_yuan - changes.change_yuan as miss_yuan,
    from changes
    left join values_known as now_values on changes.claim_id = now_values.claim_id and now_values.moment = 'then'
    left join values_known as before_values
        on changes.claim_id = before_values.claim_id and before_values.moment = 'before'

),

judged as (

    select
        *,
        bool_or(abs(miss_yuan) <= tolerance_yuan and not is_unread) over (partition by claim_id) as is_confirmed,
        -- a whole of last year may be more than last year's 一般公共预算, not less
        bool_and(is_certain and not is_unread and (not is_within or miss_yuan < -tolerance_yuan)) over (
            partition by claim_id
        ) as is_contradicted,
    from compared
    qualify row_number() over (
            partition by claim_id
            order by
                abs(miss_yuan) <= tolerance_yuan desc nulls last, is_certain desc nulls last, rank asc, table_kind asc,
                figure_ids asc
        ) = 1

),

-- a report whose changes mostly are not those against last year's report compares with another thing
supported as (

    select
        report_id,
        count(*) filter (where is_confirmed) >= 3
        and 2 * count(*) filter (where is_confirmed) >= 3 * count(*) filter (where is_contradicted) as is_supported,
    from judged
    where is_elsewhere
    group by report_id

),

weighed as (

    select
        judged.*,
        coalesce(supported.is_supported, false) as is_supported,
        judged.is_contradicted and judged.is_ambiguous is not true and not judged.is_confirmed as is_wrong,
        judged.now_yuan - judged.before_yuan as difference_yuan,
    from judged
    left join supported using (report_id)

),

change_checks as (

    select
        {{ claim_check("if(is_flat, 'N7', 'N2')") }},
        table_kind,
        '第'
        || page_number
        || '页“'
        || subject
        || case
            when is_flat then '持平'
            when measure = 'decrease' then '减少' || claimed_text
            else '增加' || claimed_text
        end
        || '”＝本年－上年' as subject,
        -- the change as stated, and as it comes out
        change_yuan as left_yuan,
        difference_yuan as right_yuan,
        tolerance_yuan,
        case
            when before_yuan is null then 'before_not_given'
            when miss_yuan is null then 'now_not_found'
            when is_confirmed then null
            when is_contradicted and is_ambiguous then 'last_or_all'
            when is_wrong and is_flat then 'said_unchanged'
            when is_wrong and sign(difference_yuan) = -sign(change_yuan) then 'direction_opposed'
            when is_wrong then 'change_differs'
            when is_elsewhere then 'change_unlike_report'
            when is_within then 'other_funds_before'
            else 'change_unclear'
        end as reason_code,
        [coalesce(cast(compared_year as varchar) || '年', '上年')] as reason_parameters,
        coalesce(figure_ids, []) as figure_ids,
        coalesce(claim_ids, [claim_id]) as claim_ids,
        if(has_two_readings or (is_elsewhere and not is_supported), 'two_readings', 'sure') as certainty,
        if(
            not is_confirmed and abs(miss_yuan) <= tolerance_yuan + 2 * half_unit_yuan, 'last_digit', null
        ) as slip_size,
    from weighed

),

-- reports whose expenditure is more than 基本支出 and 项目支出 together: a change may be of the rest
split as (

    select
        report_id,
        any_value(value_yuan) filter (where concept = 'expenditure') as expenditure_yuan,
        any_value(value_yuan) filter (where concept = 'basic')
        + any_value(value_yuan) filter (where concept = 'project') as parts_yuan,
    from {{ ref('int_stated_amounts_picked') }}
    where
        table_kind = 'expenditure'
        and rank <= 3
        and kind_of_spending = 'total'
        and fund is null
        and concept in ('expenditure', 'basic', 'project')
    group by report_id

),

-- the changes that a section states of its parts of spending, of whatever kind
increment_parts as (

    select
        changes.*,
        case when subject_concept in ('basic', 'project') then subject_concept else 'whole' end as role,
    from changes
    where
        (
            subject_concept in ('basic', 'project', 'expenditure', 'general_budget', 'appropriation_expenditure')
            -- 收支预算3000万元，较上年增加580万元，其中：基本支出增加290万元；项目支出增加290万元
            or (subject_concept = 'revenue' and regexp_matches(subject, '收支|收、支|收入支出|收入、支出'))
        )
        -- a list of functions may stand before 支出较去年增加…，其中基本支出增加…
        and (is_scope_clear or (scope is null and regexp_matches(sentence, '支出(较|比|与)[^，。；]*，其中[:：，,]?基本支出')))
        and compared_year = claim_year - 1
        and regexp_matches(coalesce(sentence, ''), '支出')

),

-- what else is listed beside them in the same sentence: 单位预留机动经费增加300万元
beside as (

    select distinct
        others.report_id,
        coalesce(others.section, '') as section,
    from claims as others
    inner join increment_parts as parts using (report_id, sentence_number)
    where
        parts.role <> 'whole'
        and others.measure in ('increase', 'decrease')
        and others.claim_id not in (select increment_parts.claim_id from increment_parts)
        and others.amount_yuan <> 0

),

-- one change each of 基本支出, 项目支出 and their whole in one section and fund
increments as (

    select
        report_id,
        coalesce(section, '') as section,
        min(page_number) as page_number,
        list(claim_id order by claim_id) as claim_ids,
        max(change_yuan) filter (where role = 'basic') as basic_yuan,
        max(change_yuan) filter (where role = 'project') as project_yuan,
        max(change_yuan) filter (where role = 'whole') as whole_yuan,
        sum(change_half_yuan) as tolerance_yuan,
        bool_or(has_two_readings) as has_two_readings,
        max(half_unit_yuan) as half_unit_yuan,
    from increment_parts
    group by report_id, coalesce(section, '')
    having
        count(*) = 3
        and count(distinct role) = 3
        and count(distinct source) <= 1
        and count(distinct stage) = 1
        and not bool_or(regexp_matches(sentence, '经营支出|上缴上级|附属单位|机动经费|预备费|结转下年'))

),

increment_checks as (

    select
        {{ claim_check("'N2'", 'increments.claim_ids[1]', '-parts', 'increments') }},
        '第' || increments.page_number || '页 支出的增减＝基本支出的增减＋项目支出的增减' as subject,
        increments.whole_yuan as left_yuan,
        increments.basic_yuan + increments.project_yuan as right_yuan,
        increments.tolerance_yuan,
        case
            when abs(left_yuan - right_yuan) <= increments.tolerance_yuan then null
            when
                abs(split.expenditure_yuan - split.parts_yuan) > 0.01 * split.expenditure_yuan
                or beside.report_id is not null
                then 'other_spending'
            else 'changes_of_parts'
        end as reason_code,
        increments.claim_ids,
        if(increments.has_two_readings, 'two_readings', 'sure') as certainty,
        if(
            reason_code is not null
            and abs(left_yuan - right_yuan) <= increments.tolerance_yuan + 2 * increments.half_unit_yuan,
            'last_digit',
            null
        ) as slip_size,
    from increments
    left join split using (report_id)
    left join beside using (report_id, section)

),

-- the changes of “三公” and of its kinds, in one paragraph or one section of that name: flat is 0
cost_changes as (

    select
        *,
        coalesce(nullif(regexp_extract(section, '^(.*?三公[^/]*)', 1), ''), 'paragraph ' || paragraph_number) as place,
    from changes
    where
        subject_concept in ('three_public', 'overseas', 'vehicle', 'vehicle_purchase', 'vehicle_running', 'reception')
        and compared_year = claim_year - 1
        and scope is null
        and has_two_readings is not true

),

-- one change each, though it may be said again
cost_kinds as (

    select
        report_id,
        place,
        compared_year,
        coalesce(stage, '') as stage,
        subject_concept,
        any_value(change_yuan) as change_yuan,
        max(change_half_yuan) as half_yuan,
        min(claim_id) as claim_id,
        min(page_number) as page_number,
    from cost_changes
    group by report_id, place, compared_year, coalesce(stage, ''), subject_concept
    having count(distinct change_yuan) = 1

),

cost_wholes as (

    select
        report_id,
        min(page_number) as page_number,
        max(change_yuan) filter (where subject_concept = 'three_public') as whole_yuan,
        sum(change_yuan) filter (where subject_concept in ('overseas', 'reception'))
        + coalesce(
            max(change_yuan) filter (where subject_concept = 'vehicle'),
            sum(change_yuan) filter (where subject_concept in ('vehicle_purchase', 'vehicle_running'))
        ) as parts_yuan,
        sum(half_yuan) as tolerance_yuan,
        max(half_yuan) filter (where subject_concept = 'three_public') as half_yuan,
        list_prepend(
            max(claim_id) filter (where subject_concept = 'three_public'),
            list(claim_id order by claim_id) filter (where subject_concept <> 'three_public')
        ) as claim_ids,
    from cost_kinds
    group by report_id, place, compared_year, stage
    having
        count(*) filter (where subject_concept = 'three_public') = 1
        and count(*) filter (where subject_concept in ('overseas', 'reception')) = 2
        and (
            count(*) filter (where subject_concept = 'vehicle') = 1
            or count(*) filter (where subject_concept in ('vehicle_purchase', 'vehicle_running')) = 2
        )

),

cost_checks as (

    select
        {{ claim_check("'N2'", 'claim_ids[1]', '-costs') }},
        'three_public' as table_kind,
        '第' || page_number || '页 “三公”经费的增减＝各项的增减之和' as subject,
        whole_yuan as left_yuan,
        parts_yuan as right_yuan,
        tolerance_yuan,
        if(abs(whole_yuan - parts_yuan) <= tolerance_yuan, null, 'changes_of_costs') as reason_code,
        claim_ids,
        'sure' as certainty,
        if(
            reason_code is not null and abs(whole_yuan - parts_yuan) <= tolerance_yuan + 2 * half_yuan,
            'last_digit',
            null
        ) as slip_size,
    from cost_wholes

),

-- 减少 …，主要原因是经费增加
directed as (

    select
        report_id,
        sentence_number,
        min(page_number) as page_number,
        list(claim_id order by claim_id) as claim_ids,
        any_value(subject) as subject,
        any_value(direction) as direction,
        any_value(claims.sentence) as sentence,
        bool_or(has_two_readings) as has_two_readings,
    from claims
    where direction in ('increase', 'decrease') and subject_concept is not null and is_in_reason is not true
    group by report_id, sentence_number
    having count(distinct direction) = 1 and count(distinct subject) = 1 and count(claimed_value) = count(*)

),

-- the reason stands in the sentence, or is the next one
reasoned as (

    select
        directed.*,
        -- 较上年增加9.49万元，减少的主要原因是…
        coalesce(
            regexp_extract(directed.sentence, '(增加|增长|上升|减少|下降|降低)的?(主要)?原因', 1),
            ''
        ) as taken_up,
        coalesce(
            nullif(regexp_extract(directed.sentence, '(原因|主要是|系)(.*)$', 2), ''),
            regexp_extract(following.sentence, '^主要原因[是为：:]*(.*)$', 1),
            ''
        ) as reason_text,
    from directed
    left join {{ ref('stg_sentences') }} as following
        on
            directed.report_id = following.report_id
            and directed.sentence_number + 1 = following.sentence_number

),

reason_checks as (

    select
        {{ claim_check("'N7'", 'claim_ids[1]', suffix='-reason') }},
        '第' || page_number || '页“' || subject || if(direction = 'decrease', '减少', '增加') || '”的原因' as subject,
        if(
            taken_up in ('增加', '增长', '上升') and direction = 'decrease'
            or taken_up in ('减少', '下降', '降低') and direction = 'increase'
            or case direction
                when 'decrease'
                    then
                        regexp_matches(reason_text, '(经费|人员|支出|项目|预算|资金)(有所)?增加[。；]?$')
                        and not regexp_matches(reason_text, '减|降|压|少|缩|取消|结束|完成|厉行|节约|调|未|不')
                else
                    regexp_matches(reason_text, '(经费|人员|支出|项目|预算|资金)(有所)?减少[。；]?$')
                    and not regexp_matches(reason_text, '增|加|新|提高|上升|上调|调|扩|未|不')
            end,
            'reason_opposed',
            null
        ) as reason_code,
        if(direction = 'decrease', [direction, '减少', '增加'], [direction, '增加', '减少']) as reason_parameters,
        claim_ids,
        if(has_two_readings, 'two_readings', 'sure') as certainty,
    from reasoned
    where
        (reason_text <> '' or taken_up <> '')
        -- one slip, named once
        and claim_ids[1] not in (select weighed.claim_id from weighed where weighed.is_wrong)

),

-- what there was before cannot have been less than nothing: 0 万元，比上年增加 5 万元
base_checks as (

    select
        {{ claim_check("'N7'", 'changes.claim_id', '-base', 'changes') }},
        '第' || changes.page_number || '页“' || changes.subject || '增加' || changes.claimed_text || '”≤本年的数'
            as subject,
        changes.change_yuan as left_yuan,
        told.value_yuan as right_yuan,
        changes.change_half_yuan + told.half_unit_yuan as tolerance_yuan,
        if(told.value_yuan = 0, 'rise_to_nothing', 'rise_above_amount') as reason_code,
        [changes.claim_id, told.told_claim_id] as claim_ids,
        if(changes.has_two_readings, 'two_readings', 'sure') as certainty,
    from changes
    inner join told on changes.claim_id = told.claim_id and told.moment = 'then'
    where
        changes.change_yuan > told.value_yuan + changes.change_half_yuan + told.half_unit_yuan
        and changes.compared_year < changes.claim_year
        and changes.scope is null
        and changes.is_ambiguous is not true
        and changes.claim_id not in (
            select weighed.claim_id from weighed where weighed.is_confirmed or weighed.is_wrong
        )

),

-- 0万元，较上年增长100%: no rate leads up to nothing
risen_checks as (

    select
        {{ claim_check("'N7'", 'rates.claim_id', '-base', 'rates') }},
        '第' || rates.page_number || '页“' || rates.subject || '增长' || rates.claimed_text || '”' as subject,
        'rise_to_nothing' as reason_code,
        [rates.claim_id, told.told_claim_id] as claim_ids,
        if(rates.has_two_readings, 'two_readings', 'sure') as certainty,
    from claims as rates
    inner join told on rates.claim_id = told.claim_id and told.moment = 'then'
    anti join changes
        on
            rates.report_id = changes.report_id
            and rates.sentence_number = changes.sentence_number
            and rates.position = changes.position + 1
    where
        rates.measure = 'rate'
        and rates.direction = 'increase'
        and rates.claimed_value > 0
        and told.value_yuan = 0
        and rates.compared_year < rates.claim_year
        and rates.scope is null
        and rates.is_ambiguous is not true

),

-- 减少69.10万元，增长24.92%
crossed_checks as (

    select
        {{ claim_check("'N7'", 'changes.claim_id', '-rate', 'changes') }},
        '第' || changes.page_number || '页“' || changes.subject || '”' || if(changes.measure = 'decrease', '减少', '增加')
        || changes.claimed_text || '，' || if(rates.direction = 'decrease', '下降', '增长') || rates.claimed_text as subject,
        if(rates.direction = changes.direction, null, 'rate_opposed') as reason_code,
        [changes.claim_id, rates.claim_id] as claim_ids,
        if(changes.has_two_readings or rates.has_two_readings, 'two_readings', 'sure') as certainty,
    from changes
    inner join claims as rates
        on
            changes.report_id = rates.report_id
            and changes.sentence_number = rates.sentence_number
            and changes.position = rates.position - 1
            and changes.subject = rates.subject
            and changes.subject_concept is not distinct from rates.subject_concept
            and changes.compared_year is not distinct from rates.compared_year
            and changes.stage is not distinct from rates.stage
    where
        rates.measure = 'rate'
        and rates.direction in ('increase', 'decrease')
        and changes.direction in ('increase', 'decrease')
        and rates.claimed_value > 0
        and changes.amount_yuan > 0

),

-- 年初预算36.00万元，支出决算29.88万元。决算数大于年初预算数的主要原因是…
planned_words as (

    select
        report_id,
        sentence_number,
        paragraph_number,
        page_number,
        regexp_extract(sentence, {{ against_plan }}, 1) as word,
        regexp_extract(sentence, {{ against_plan }}, 2) as plan,
    from {{ ref('stg_sentences') }}
    where
        len(regexp_extract_all(sentence, {{ against_plan }})) = 1
        and not regexp_matches(sentence, '[大小等高低多少]于[（(/、或]')

),

-- sentences that state one amount carried out and one planned, of one thing
planned_pairs as (

    select
        report_id,
        sentence_number,
        any_value(paragraph_number) as paragraph_number,
        any_value(subject) as subject,
        any_value(amount_yuan) filter (where stage = 'final') as final_yuan,
        any_value(amount_yuan) filter (where stage <> 'final') as planned_yuan,
        any_value(stage) filter (where stage <> 'final') as plan,
        any_value(claim_id) filter (where stage = 'final') as final_claim_id,
        any_value(claim_id) filter (where stage <> 'final') as planned_claim_id,
        sum(half_unit_yuan) as tolerance_yuan,
        bool_or(has_two_readings) as has_two_readings,
    from claims
    where
        measure = 'amount'
        and amount_yuan is not null
        and half_unit_yuan is not null
        and stage in ('final', 'initial_budget', 'adjusted_budget')
        and main_stage = 'final'
    group by report_id, sentence_number
    having
        count(*) filter (where stage = 'final') = 1
        and count(*) filter (where stage <> 'final') = 1
        and count(distinct subject) = 1
        and count(distinct claim_year) = 1

),

planned_checks as (

    select
        {{ claim_check("'N7'", 'pairs.final_claim_id', '-plan', 'words') }},
        '第' || words.page_number || '页“' || pairs.subject || '”决算数' || words.word || words.plan || '预算数' as subject,
        case
            when
                case
                    when words.word = '等于' then abs(pairs.final_yuan - pairs.planned_yuan) > pairs.tolerance_yuan
                    when words.word in ('小于', '低于', '少于')
                        then pairs.final_yuan > pairs.planned_yuan + pairs.tolerance_yuan
                    else pairs.final_yuan < pairs.planned_yuan - pairs.tolerance_yuan
                end then 'plan_opposed'
        end as reason_code,
        -- no equation holds where the words are true
        if(reason_code is null, null, pairs.final_yuan) as left_yuan,
        if(reason_code is null, null, pairs.planned_yuan) as right_yuan,
        if(reason_code is null, null, pairs.tolerance_yuan) as tolerance_yuan,
        ['决算数' || words.word || words.plan || '预算数'] as reason_parameters,
        [pairs.final_claim_id, pairs.planned_claim_id] as claim_ids,
        if(pairs.has_two_readings, 'two_readings', 'sure') as certainty,
    from planned_words as words
    inner join planned_pairs as pairs
        on
            words.report_id = pairs.report_id
            and words.paragraph_number = pairs.paragraph_number
            and (
                words.sentence_number = pairs.sentence_number
                or (
                    words.sentence_number = pairs.sentence_number + 1
                    and not exists (
                        select 1
                        from claims
                        where
                            claims.report_id = words.report_id
                            and claims.sentence_number = words.sentence_number
                            and claims.measure = 'amount'
                            and claims.is_in_reason is not true
                    )
                )
            )
    where
        words.plan = ''
        or (words.plan = '年初') = (pairs.plan = 'initial_budget')
    qualify row_number() over (partition by pairs.final_claim_id order by words.sentence_number asc) = 1

),

-- 上年421.23万元，本年58.28万元，经费增加
turned as (

    select
        then_told.report_id,
        then_told.claim_id,
        then_told.page_number,
        then_told.subject,
        then_told.claimed_text,
        then_told.sentence,
        then_told.has_two_readings,
        then_told.amount_yuan as now_yuan,
        before_told.amount_yuan as before_yuan,
        then_told.half_unit_yuan + before_told.half_unit_yuan as tolerance_yuan,
        before_told.claim_id as before_claim_id,
        count(*) over (partition by then_told.report_id, then_told.sentence_number) as pair_count,
    from claims as then_told
    inner join claims as before_told
        on
            then_told.report_id = before_told.report_id
            and then_told.sentence_number = before_told.sentence_number
            and then_told.subject = before_told.subject
            and then_told.source is not distinct from before_told.source
            and then_told.measure = 'amount'
            and before_told.measure = 'amount'
            and then_told.stage = then_told.main_stage
            and then_told.claim_year = then_told.budget_year
            and before_told.claim_year = then_told.budget_year - 1
    anti join (select * from claims as changed where changed.direction is not null) as changed
        on then_told.report_id = changed.report_id and then_told.sentence_number = changed.sentence_number
    where
        then_told.amount_yuan is not null
        and before_told.amount_yuan is not null

),

turned_checks as (

    select
        {{ claim_check("'N7'", suffix='-turned') }},
        '第' || page_number || '页“' || subject || claimed_text || '”的增减' as subject,
        if(is_opposite, now_yuan, null) as left_yuan,
        if(is_opposite, before_yuan, null) as right_yuan,
        if(is_opposite, tolerance_yuan, null) as tolerance_yuan,
        case when is_opposite then if(now_yuan < before_yuan, 'fell_said_rose', 'rose_said_fell') end as reason_code,
        [claim_id, before_claim_id] as claim_ids,
        if(has_two_readings or not is_taken_up, 'two_readings', 'sure') as certainty,
    from (
        select
            *,
            case
                when now_yuan < before_yuan
                    then
                        regexp_matches(sentence, '(增加|增长|上升|提高)')
                        and not regexp_matches(sentence, '减|降|压|少|缩|节约|取消|不再')
                else
                    regexp_matches(sentence, '(减少|下降|降低|压减)')
                    and not regexp_matches(sentence, '增|升|提高|新|加')
            end as is_opposite,
            regexp_matches(
                sentence,
                '(增加|增长|上升|减少|下降|降低)的?(主要)?原因|[，,；](经费|预算|支出|金额)?(有所|略有|大幅)?(增加|增长|上升|减少|下降|降低)[，。；]'
            ) as is_taken_up,
        from turned
        where
            pair_count = 1
            and abs(now_yuan - before_yuan) > tolerance_yuan
            and regexp_matches(sentence, '增加|增长|上升|提高|减少|下降|降低|压减')
    ) as opposed

)

{% for checks in [
    'change', 'base', 'risen', 'crossed', 'planned', 'turned', 'increment', 'cost', 'reason'
] %}
    select * from {{ checks }}_checks
    {% if not loop.last %}union all by name{% endif %}
{% endfor %}
