{#
    Each claim with every place in the tables that states what it names, by meaning: concept,
    fund, function path, stage and year. Never by a number that happens to be near. moment: `then`
    the time that the claim speaks of, `before` what a change is measured against.
#}
{{ config(materialized='table') }}
-- by name, a union may leave columns out
-- noqa: disable=AM07

with

claims as (

    select
        * replace (
            -- what is carried is one thing at each end of the year
            case
                when subject_concept <> 'carried_over' then subject_concept
                -- 上年结转结余的单位资金 is a part of it
                when regexp_matches(
                        subject, '^(上年|年初|以前年度)(年末)?(结转|结余)([和与及、]?(结转|结余))?(资金|收入)?(预算)?数?$'
                    ) then 'carried_over_in'
                when regexp_matches(
                        subject, '^((年末|年终)(结转|结余)([和与及、]?(结转|结余))?|结转(结余)?下年(度)?)(资金|支出)?(预算)?数?$'
                    ) then 'carried_over_out'
                else subject_concept
            end as subject_concept
        ),
        -- what two reports call one thing
        case
            when is_function then regexp_replace(spoken_names[-1], '缴费|支出|费|的', '', 'g')
            when claims.subject_concept is null or claims.subject_concept in ('source', 'economic_class', 'procurement')
                then regexp_replace(subject, '预算|支出|总计|合计|总额|数$', '', 'g')
            else ''
        end as subject_key,
    from {{ ref('int_claims_situated') }} as claims

),

stated as (

    select * from {{ ref('int_stated_amounts_picked') }}

),

-- the prose of a disclosure may be one file and its tables another: a file without tables of its own
-- is held against those of its other parts
parts as (

    select
        here.report_id,
        here.report_id as place_report_id,
    from {{ ref('stg_reports') }} as here
    union all
    select
        here.report_id,
        there.report_id as place_report_id,
    from {{ ref('int_reports_published') }} as here
    inner join {{ ref('int_reports_published') }} as there
        on here.disclosure_id = there.disclosure_id and here.report_id <> there.report_id
    where not exists (
            select stated.report_id
            from stated
            where stated.report_id = here.report_id
        )

),

near as (

    select
        parts.report_id,
        stated.concept,
        stated.code,
        stated.name,
        stated.class_name,
        stated.group_name,
    from parts
    inner join stated on parts.place_report_id = stated.report_id

),

-- reports whose expenditure is not all of one fund: a class of all money is more than that fund's
mixed as (

    select
        report_id,
        coalesce(
            max(value_yuan) filter (where concept = 'expenditure')
            <> max(value_yuan) filter (where concept = 'general_budget'),
            true
        ) as is_mixed,
    from stated
    where kind_of_spending = 'total' and stage in ('budget', 'final')
    group by report_id

),

-- which subjects are resolved by name: the code that a path names, where it names only one
named as (

    select distinct
        claims.claim_id,
        stated.code,
        stated.name,
    from claims
    inner join near as stated
        on
            claims.report_id = stated.report_id
            and claims.subject_concept = stated.concept
            and (
                case
                    when claims.spoken_code <> '' and len(claims.spoken_code) in (3, 5, 7) and claims.is_function
                        then claims.spoken_code = stated.code
                    when claims.is_function
                        then
                            claims.spoken_names[-1] = stated.name
                            and (
                                len(claims.spoken_names) < 2
                                or stated.code is null
                                or list_contains([stated.class_name, stated.group_name], claims.spoken_names[-2])
                            )
                            and (
                                len(claims.spoken_names) < 3
                                or stated.code is null
                                or claims.spoken_names[1] = stated.class_name
                            )
                    else stated.name = {{ normalised_name('claims.subject') }}
                end
            )
    where claims.is_function or claims.subject_concept = 'economic_class'

),

resolved as (

    select
        claim_id,
        any_value(code) as code,
        any_value(name) as name,
    from named
    group by claim_id
    having count(distinct code) <= 1 and count(distinct name) = 1

),

-- what each claim speaks of, now and before; and whether it is told what that is
moments as (

    select
        claims.*,
        moments.moment,
        case
            when moments.moment = 'before' or claims.measure = 'amount' then claims.stage
            else claims.main_stage
        end as spoken_stage,
        if(moments.moment = 'before', claims.compared_year, claims.claim_year) as spoken_year,
        resolved.code as resolved_code,
        resolved.name as resolved_name,
        claims.subject_concept is not null
        and (
            resolved.claim_id is not null
            or not (claims.is_function or claims.subject_concept = 'economic_class')
        ) as is_told,
    from claims
    cross join (values ('then'), ('before')) as moments (moment)
    left join resolved using (claim_id)
    where
        case moments.moment
            when 'then'
                then
                    claims.amount_yuan is not null
                    or claims.measure in ('share', 'rate')
                    or claims.direction = 'flat'
            else claims.measure in ('increase', 'decrease', 'rate') and claims.compared_year is not null
        end

),

reports as (

    select * from {{ ref('int_reports_addressed') }}

),

-- the report that a change is measured against, where it is loaded: last year's of the same sort,
-- or this year's budget for a final account that speaks of 年初预算
bases as (

    select
        here.report_id,
        there.report_id as place_report_id,
        there.main_stage as place_stage,
        there.budget_year as place_year,
        case
            when there.report_kind = 'final_account' then 'prior_final'
            when there.budget_year = here.budget_year then 'initial_budget'
            else 'prior_budget'
        end as answers_stage,
    from reports as here
    inner join reports as there using (name_key, place_key, level)
    where
        here.report_id <> there.report_id
        and there.is_counterpart
        and there.report_kind in ('budget', 'final_account')
        and (
            there.budget_year < here.budget_year
            or (
                there.budget_year = here.budget_year
                and here.report_kind = 'final_account'
                and there.report_kind = 'budget'
            )
        )

),

asked as (

    select
        moments.*,
        parts.place_report_id,
        moments.spoken_year as place_year,
        false as is_elsewhere,
    from moments
    inner join parts using (report_id)
    union all by name
    select
        moments.*,
        bases.place_report_id,
        bases.place_stage,
        bases.place_year,
        true as is_elsewhere,
    from moments
    inner join bases
        on
            moments.report_id = bases.report_id
            and moments.spoken_year = bases.place_year
            and coalesce(moments.spoken_stage, if(moments.main_stage = 'final', 'prior_final', 'prior_budget'))
            = bases.answers_stage
    where moments.moment = 'before'

),

-- what a report's prose states of itself: last year's is a place too, after last year's tables
told_elsewhere as (

    select distinct
        report_id,
        subject_concept,
        source,
        subject_key,
        amount_yuan as value_yuan,
        max(half_unit_yuan) over told as half_unit_yuan,
        min(amount_yuan) over told = max(amount_yuan) over told as is_unanimous,
    from claims
    where
        measure = 'amount'
        and amount_yuan is not null
        and half_unit_yuan is not null
        and claim_year = budget_year
        and stage is not distinct from main_stage
        and scope is null
        and is_in_reason is not true
        and (subject_concept is not null or len(subject_key) >= 4)
    window told as (partition by report_id, subject_concept, source, subject_key)

)

select
    plain.claim_id,
    plain.report_id,
    plain.moment,
    plain.is_elsewhere or coalesce(plain.spoken_stage = stated.stage, false) as is_same_stage,
    stated.table_kind,
    stated.concept,
    stated.rank + if(plain.is_elsewhere, 10, 0) as rank,
    stated.figure_id,
    stated.figure_ids,
    stated.value_yuan,
    stated.half_unit_yuan,
    stated.is_unread,
    -- 机关运行经费 is 公用经费 of the offices alone; 经济分类 of the basic table is of 基本支出 alone
    plain.is_scope_clear
    and not (plain.is_elsewhere and regexp_matches(plain.sentence, '执行数|预计'))
    and not (stated.concept = 'economic_class' and not plain.speaks_of_basic)
    and not (stated.concept = 'operating_cost' and stated.table_kind = 'basic_by_economic')
    -- of one fund, of a purchase or a project, in a section of its own or as a part of it
    and not (
        stated.concept in ('carried_over_in', 'carried_over_out')
        and (
            plain.source is not null
            or coalesce(plain.whole_concept, 'revenue') not in ('revenue', 'expenditure')
            or regexp_matches(plain.sentence, '基金|国有资本|财政拨款|项目|采购')
            or not regexp_matches(plain.section, if(stated.concept = 'carried_over_in', '收', '收|支'))
            or regexp_matches(plain.section, '基金|国有资本|财政拨款|一般公共预算|项目|采购|三公|绩效')
        )
    )
    -- 其他资金收入 may be all that is not 财政拨款
    and not (stated.concept = 'source' and stated.fund = 'other' and regexp_matches(plain.subject, '资金|来源'))
    -- what a fund pays of something is less than all of it where there is other money
    and not (
        plain.source is not null
        and stated.fund is null
        and coalesce(gates.is_carried_over or gates.is_non_fiscal or gates.has_government_fund, true)
        and stated.concept in (
            'function_class', 'function_group', 'function_item', 'basic', 'project', 'personnel', 'operating'
        )
    )
    and not (
        plain.source is null
        and stated.fund is not null
        and coalesce(gates.is_non_fiscal or gates.has_government_fund, true)
        and stated.concept in ('basic', 'project', 'personnel', 'operating')
    )
    and not (
        plain.source is null
        and stated.fund is not null
        and coalesce(mixed.is_mixed, true)
        and stated.concept in ('function_class', 'function_group', 'function_item')
    )
    -- what all fiscal money pays is more than one fund's part where there are others
    and not (
        plain.source is not distinct from 'fiscal_appropriation'
        and stated.fund is not null
        and coalesce(gates.has_government_fund, true)
        and stated.concept in ('basic', 'project', 'personnel', 'operating')
    ) as is_certain,
    false as is_within,
    plain.is_elsewhere,
from asked as plain
left join {{ ref('int_report_gates_read') }} as gates on plain.place_report_id = gates.report_id
left join mixed on plain.place_report_id = mixed.report_id
inner join stated
    on
        plain.place_report_id = stated.report_id
        and (
            plain.subject_concept = stated.concept
            -- 五、一般公共预算财政拨款支出决算情况说明: 财政拨款支出 below it may be that fund's alone
            or (
                plain.subject_concept in ('appropriation_revenue', 'appropriation_expenditure')
                and stated.concept = 'general_budget'
                and regexp_matches(plain.section, '一般公共预算')
                and not regexp_matches(plain.section, '政府性基金|国有资本')
            )
            -- 关于财政拨款收支预算情况的说明: 收入总计 below it may be that money's
            or (
                plain.subject_concept in ('revenue', 'expenditure')
                and stated.concept = 'appropriation_' || plain.subject_concept
                and regexp_matches(plain.section, '财政拨款')
            )
        )
        and stated.kind_of_spending = 'total'
        and plain.place_year = stated.year
        and (
            plain.place_stage = stated.stage
            or (
                not plain.is_elsewhere
                and (
                    plain.spoken_stage = stated.stage
                    or (
                        plain.moment = 'before'
                        and stated.stage in ('prior_budget', 'prior_final')
                        and coalesce(plain.spoken_stage, 'prior_budget') in ('prior_budget', 'prior_final')
                    )
                )
            )
        )
        and (stated.code is null or plain.resolved_code = stated.code)
        -- a code keeps its meaning where its name was changed between the years
        and (
            stated.name is null
            or plain.resolved_name = stated.name
            or (plain.is_elsewhere and plain.resolved_code = stated.code)
        )
        and (
            plain.source is null
            or plain.source = 'fiscal_appropriation'
            or stated.fund is null
            or plain.source = stated.fund
        )
        and not (stated.concept = 'source' and plain.source is distinct from stated.fund)
        and not (
            plain.source is not distinct from 'general_budget'
            and stated.fund is null
            and stated.concept in ('basic', 'project', 'personnel', 'operating')
        )
        and not (stated.concept = 'economic_class' and plain.source is distinct from 'general_budget')
where plain.is_told
union all by name
-- a code that last year's table does not print had nothing
select
    plain.claim_id,
    plain.report_id,
    plain.moment,
    true as is_same_stage,
    'general_budget' as table_kind,
    plain.subject_concept as concept,
    19 as rank,
    [] as figure_ids,
    0 as value_yuan,
    0 as half_unit_yuan,
    false as is_unread,
    false as is_certain,
    false as is_within,
    true as is_elsewhere,
from asked as plain
semi join stated
    on plain.place_report_id = stated.report_id and plain.subject_concept = stated.concept
anti join stated as printed
    on plain.place_report_id = printed.report_id and plain.resolved_code = printed.code
where
    plain.is_told
    and plain.is_elsewhere
    and plain.is_function
    and plain.resolved_code is not null
union all by name
select
    plain.claim_id,
    plain.report_id,
    plain.moment,
    true as is_same_stage,
    plain.subject_concept as concept,
    18 as rank,
    [] as figure_ids,
    told.value_yuan,
    told.half_unit_yuan,
    false as is_unread,
    plain.is_scope_clear and told.is_unanimous and not plain.is_function as is_certain,
    false as is_within,
    true as is_elsewhere,
from asked as plain
inner join told_elsewhere as told
    on
        plain.place_report_id = told.report_id
        and plain.subject_concept is not distinct from told.subject_concept
        and plain.source is not distinct from told.source
        and plain.subject_key = told.subject_key
where plain.is_elsewhere and (plain.subject_concept is not null or len(plain.subject_key) >= 4)
union all by name
-- last year's 一般公共预算 is part of last year's whole: the whole cannot have been less
select
    plain.claim_id,
    plain.report_id,
    plain.moment,
    coalesce(plain.spoken_stage = stated.stage, false) as is_same_stage,
    stated.table_kind,
    stated.concept,
    9 as rank,
    stated.figure_id,
    stated.figure_ids,
    stated.value_yuan,
    stated.half_unit_yuan,
    stated.is_unread,
    plain.is_scope_clear as is_certain,
    true as is_within,
    false as is_elsewhere,
from moments as plain
inner join stated
    on
        plain.report_id = stated.report_id
        and stated.concept = 'general_budget'
        and plain.spoken_year = stated.year
where
    plain.is_told
    and plain.moment = 'before'
    and plain.subject_concept in (
        'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure'
    )
    and stated.stage in ('prior_budget', 'prior_final')
    and (plain.spoken_stage is null or plain.spoken_stage in ('prior_budget', 'prior_final'))
