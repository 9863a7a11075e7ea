{#
    N1 where prose says how many projects have goals and what they cost (涉及一级预算项目76个，预算资金
    45967.29万元): projects cost what the tables give for 项目支出. Often only some projects have
    goals, or all money has, so that an alarm needs more: the amount is exactly all expenditure,
    of which projects are a part (the whole given as the part).
#}
with

claims as (

    select *
    from {{ ref('int_claims_situated') }}
    where
        subject_concept = 'performance'
        and measure = 'amount'
        and amount_yuan > 0
        and half_unit_yuan is not null
        and scope is null
        and claim_year = budget_year
        and regexp_matches(
            left(sentence, instr(sentence, claimed_text) - 1),
            '(项目(共计|共有|共|合计)?\s*[0-9]+\s*个|[0-9]+\s*个[^，。；]{0,6}项目)[，,、]?[^。；，,0-9]{0,14}$'
        )
        -- 整体支出, 基本支出 and the like have goals too, and their money may be meant
        and not regexp_matches(
            left(sentence, instr(sentence, claimed_text) - 1), '整体|全部(资金|支出)|所有(资金|支出)|基本支出|全覆盖'
        )

),

stated as (

    select *
    from {{ ref('int_stated_amounts_picked') }}
    where kind_of_spending = 'total' and not is_unread and concept in ('expenditure', 'project')

),

compared as (

    select
        claims.claim_id,
        claims.report_id,
        claims.page_number,
        claims.subject,
        claims.claimed_text,
        claims.amount_yuan,
        claims.half_unit_yuan,
        coalesce(
            bool_or(
                stated.concept = 'project'
                and abs(stated.value_yuan - claims.amount_yuan) <= claims.half_unit_yuan + stated.half_unit_yuan
            ),
            false
        ) as is_projects,
        coalesce(
            bool_or(
                stated.concept = 'expenditure'
                and abs(stated.value_yuan - claims.amount_yuan) <= claims.half_unit_yuan + stated.half_unit_yuan
            ),
            false
        ) as is_everything,
        arg_min(stated.value_yuan, stated.rank) filter (where stated.concept = 'project' and stated.fund is null)
            as projects_yuan,
        arg_min(stated.figure_ids, stated.rank) filter (where stated.concept = 'project' and stated.fund is null)
            as figure_ids,
        arg_min(stated.half_unit_yuan, stated.rank) filter (where stated.concept = 'project' and stated.fund is null)
            as projects_half_yuan,
    from claims
    inner join stated using (report_id)
    group by all

)

select
    {{ claim_check("'N1'", suffix='-projects') }},
    'expenditure' as table_kind,
    '第' || page_number || '页“项目' || claimed_text || '”＝' || {{ table_kind_zh("'expenditure'") }} || '的项目支出'
        as subject,
    amount_yuan as left_yuan,
    if(is_projects, amount_yuan, projects_yuan) as right_yuan,
    cast(half_unit_yuan + coalesce(projects_half_yuan, 0) as decimal(22, 4)) as tolerance_yuan,
    if(is_projects, null, 'all_as_projects') as reason_code,
    coalesce(figure_ids, []) as figure_ids,
    [claim_id] as claim_ids,
from compared
where is_projects or (is_everything and projects_yuan < 0.95 * amount_yuan)
