{#
    Each claim with every place in the tables that states what it names, by meaning: concept,
    fund, function path, stage and year. Never by a number that happens to be near. moment: `then`
    the time that the claim speaks of, `before` what a change is measured against.
#}
{{ config(materialized='table') }}

with

claims as (

    select * from {{ ref('int_claims_situated') }}

),

stated as (

    select * from {{ ref('int_stated_amounts_picked') }}

),

-- which subjects are resolved by name: the code that a path names, where it names only one
named as (

    select distinct
        claims.claim_id,
        stated.code,
        stated.name,
    from claims
    inner join stated
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

moments as (

    select
        *,
        'then' as moment,
        case when measure = 'amount' then stage else main_stage end as spoken_stage,
        claim_year as spoken_year,
    from claims
    where amount_yuan is not null or measure in ('share', 'rate') or direction = 'flat'
    union all
    select
        *,
        'before' as moment,
        stage as spoken_stage,
        compared_year as spoken_year,
    from claims
    where measure in ('increase', 'decrease', 'rate') and compared_year is not null

),

plain as (

    select
        moments.*,
        resolved.code as resolved_code,
        resolved.name as resolved_name,
    from moments
    left join resolved using (claim_id)
    where
        moments.subject_concept is not null
        and (
            resolved.claim_id is not null
            or not (moments.is_function or moments.subject_concept = 'economic_class')
        )

)

select
    plain.claim_id,
    plain.report_id,
    plain.moment,
    coalesce(plain.spoken_stage = stated.stage, false) as is_same_stage,
    stated.table_kind,
    stated.concept,
    stated.rank,
    stated.figure_id,
    stated.figure_ids,
    stated.value_yuan,
    stated.half_unit_yuan,
    stated.is_unread,
    -- 机关运行经费 is 公用经费 of the offices alone; 经济分类 of the basic table is of 基本支出 alone
    plain.is_scope_clear
    and not (stated.concept = 'economic_class' and not plain.speaks_of_basic)
    and not (stated.concept = 'operating_cost' and stated.table_kind = 'basic_by_economic')
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
        and stated.concept in ('basic', 'project')
    )
    -- what all fiscal money pays is more than one fund's part where there are others
    and not (
        plain.source is not distinct from 'fiscal_appropriation'
        and stated.fund is not null
        and coalesce(gates.has_government_fund, true)
        and stated.concept in ('basic', 'project', 'personnel', 'operating')
    ) as is_certain,
    false as is_within,
from plain
left join {{ ref('int_report_gates_read') }} as gates using (report_id)
inner join stated
    on
        plain.report_id = stated.report_id
        and plain.subject_concept = stated.concept
        and stated.kind_of_spending = 'total'
        and plain.spoken_year = stated.year
        and (
            plain.spoken_stage = stated.stage
            or (
                plain.moment = 'before'
                and stated.stage in ('prior_budget', 'prior_final')
                and plain.spoken_stage is null
            )
            or (
                plain.moment = 'before'
                and stated.stage in ('prior_budget', 'prior_final')
                and plain.spoken_stage in ('prior_budget', 'prior_final')
            )
        )
        and (stated.code is null or plain.resolved_code = stated.code)
        and (stated.name is null or plain.resolved_name = stated.name)
        and (
            plain.source is null
            or plain.source = 'fiscal_appropriation'
            or stated.fund is null
            or plain.source = stated.fund
        )
        and not (
            plain.source is not distinct from 'general_budget'
            and stated.fund is null
            and stated.concept in ('basic', 'project', 'personnel', 'operating')
        )
        and not (stated.concept = 'economic_class' and plain.source is distinct from 'general_budget')
union all
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
from plain
inner join stated
    on
        plain.report_id = stated.report_id
        and stated.concept = 'general_budget'
        and plain.spoken_year = stated.year
where
    plain.moment = 'before'
    and plain.subject_concept in (
        'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure'
    )
    and stated.stage in ('prior_budget', 'prior_final')
    and (plain.spoken_stage is null or plain.spoken_stage in ('prior_budget', 'prior_final'))
