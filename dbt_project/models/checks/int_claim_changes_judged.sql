{#
    N2: a stated change is now − before, with its direction; and the changes of 基本支出 and
    项目支出 are together the change of the whole. N7: 持平 is no change, and a reason given does
    not contradict the direction.

    now and before come from the sentence itself where it states them, else from the tables. The
    functional table's last year speaks of 一般公共预算 alone: last year's whole was not less than
    it, and may have been more by a fund of which only last year's report tells.
#}
{{ config(materialized='table') }}

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
        and coalesce(subject_concept, '') <> ''
        and not regexp_matches(coalesce(claimed_text, ''), '^(基本|大体)')

),

-- what the sentence itself states of the same subject
told as (

    select
        changes.claim_id,
        if(
            amounts.claim_year = changes.claim_year and coalesce(amounts.stage = amounts.main_stage, false),
            'then',
            'before'
        ) as moment,
        amounts.amount_yuan as value_yuan,
        amounts.half_unit_yuan,
        amounts.claim_id as told_claim_id,
    from changes
    inner join claims as amounts
        on
            changes.report_id = amounts.report_id
            and changes.sentence_number = amounts.sentence_number
            and changes.subject_concept = amounts.subject_concept
            and changes.function_name is not distinct from amounts.function_name
            and changes.source is not distinct from amounts.source
            and changes.subject is not distinct from amounts.subject
            and amounts.measure = 'amount'
            and amounts.amount_yuan is not null
            and (
                (
                    changes.claim_year = amounts.claim_year
                    and amounts.stage is not distinct from amounts.main_stage
                    and changes.position > amounts.position
                )
                or (changes.compared_year = amounts.claim_year and amounts.stage is not distinct from changes.stage)
            )
    qualify row_number() over (
            partition by changes.claim_id, moment
            order by abs(amounts.position - changes.position), amounts.claim_id
        ) = 1

),

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
    from places
    where
        not exists (
            select 1
            from told
            where told.claim_id = places.claim_id and told.moment = places.moment
        )

),

compared as (

    select
        changes.*,
        now_values.value_yuan as now_yuan,
        before_values.value_yuan as before_yuan,
        now_values.is_certain and before_values.is_certain as is_certain,
        before_values.is_within,
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
        bool_or(abs(miss_yuan) <= tolerance_yuan and not is_unread) over (partition by claim_id) as is_borne_out,
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

change_checks as (

    select
        claim_id || case when is_flat then '-N7' else '-N2' end as check_id,
        report_id,
        case when is_flat then 'N7' else 'N2' end as invariant_id,
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
        now_yuan - before_yuan as right_yuan,
        tolerance_yuan,
        case
            when miss_yuan is null then 'not_checkable'
            when is_borne_out then 'holds'
            when is_contradicted then 'violated'
            else 'not_checkable'
        end as status,
        case
            when before_yuan is null
                then '报告没有给出'
                    || coalesce(cast(compared_year as varchar) || '年', '上年')
                    || '的数，需装载该年的报告'
            when miss_yuan is null then '表中没有找到所述的本年数'
            when is_borne_out and miss_yuan = 0 then null
            when is_borne_out then '相差在尾数允许的范围内'
            when is_contradicted and is_flat then '称持平，而两年的数不等'
            when is_contradicted and sign(now_yuan - before_yuan) = -sign(change_yuan) then '增减方向与数相反'
            when is_contradicted then '所述增减与两年的数之差不符'
            when is_within then '上年可能另有其他资金，需装载' || cast(compared_year as varchar) || '年的报告'
            else '所述的口径不能确定，需装载' || cast(compared_year as varchar) || '年的报告'
        end as reason,
        coalesce(figure_ids, []) as figure_ids,
        coalesce(claim_ids, [claim_id]) as claim_ids,
    from judged

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
    from (
        select
            *,
            case when subject_concept in ('basic', 'project') then subject_concept else 'whole' end as role,
        from changes
        where
            subject_concept in ('basic', 'project', 'expenditure', 'general_budget', 'appropriation_expenditure')
            and is_scope_clear
            and compared_year = claim_year - 1
            and regexp_matches(coalesce(sentence, ''), '支出')
    ) as roles
    group by report_id, coalesce(section, '')
    having
        count(*) = 3
        and count(distinct role) = 3
        and count(distinct source) <= 1
        and count(distinct stage) = 1
        and not bool_or(regexp_matches(sentence, '经营支出|上缴上级|附属单位'))

),

increment_checks as (

    select
        claim_ids[1] || '-N2-parts' as check_id,
        report_id,
        'N2' as invariant_id,
        cast(null as varchar) as table_kind,
        '第' || page_number || '页 支出的增减＝基本支出的增减＋项目支出的增减' as subject,
        whole_yuan as left_yuan,
        basic_yuan + project_yuan as right_yuan,
        tolerance_yuan,
        case when abs(whole_yuan - basic_yuan - project_yuan) <= tolerance_yuan then 'holds' else 'violated' end
            as status,
        case
            when whole_yuan = basic_yuan + project_yuan then null
            when abs(whole_yuan - basic_yuan - project_yuan) <= tolerance_yuan then '相差在尾数允许的范围内'
            else '文字所述的基本支出、项目支出增减合起来不是总的增减'
        end as reason,
        cast([] as varchar[]) as figure_ids,
        claim_ids,
    from increments

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
    from claims
    where direction in ('increase', 'decrease') and subject_concept is not null
    group by report_id, sentence_number
    having count(distinct direction) = 1 and count(distinct subject) = 1 and count(claimed_value) = count(*)

),

-- the reason stands in the sentence, or is the next one
reasoned as (

    select
        directed.report_id,
        directed.page_number,
        directed.claim_ids,
        directed.subject,
        directed.direction,
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
        claim_ids[1] || '-N7-reason' as check_id,
        report_id,
        'N7' as invariant_id,
        cast(null as varchar) as table_kind,
        '第' || page_number || '页“' || subject || case direction when 'decrease' then '减少' else '增加' end
        || '”的原因' as subject,
        cast(null as decimal(22, 4)) as left_yuan,
        cast(null as decimal(22, 4)) as right_yuan,
        cast(null as decimal(22, 4)) as tolerance_yuan,
        case when is_opposite then 'violated' else 'holds' end as status,
        case
            when is_opposite
                then '称' || case direction when 'decrease' then '减少，原因却是增加' else '增加，原因却是减少' end
        end as reason,
        cast([] as varchar[]) as figure_ids,
        claim_ids,
    from (
        select
            *,
            case direction
                when 'decrease'
                    then
                        regexp_matches(reason_text, '(经费|人员|支出|项目|预算|资金)(有所)?增加[。；]?$')
                        and not regexp_matches(reason_text, '减|降|压|少|缩|取消|结束|完成|厉行|节约|调|未|不')
                else
                    regexp_matches(reason_text, '(经费|人员|支出|项目|预算|资金)(有所)?减少[。；]?$')
                    and not regexp_matches(reason_text, '增|加|新|提高|上升|上调|调|扩|未|不')
            end as is_opposite,
        from reasoned
        where reason_text <> ''
    ) as opposed

)

select * from change_checks
union all by name
select * from increment_checks
union all by name
select * from reason_checks
