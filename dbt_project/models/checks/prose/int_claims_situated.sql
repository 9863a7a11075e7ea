{#
    Claims of money with what decides their meaning: the amounts that they are parts of, whether a
    function is being spoken of, and how far the printed number may be off.
#}
{{ config(materialized='table') }}

with

claims as (

    select * from {{ ref('stg_claims') }}

),

placed as (

    select
        claims.*,
        sentences.paragraph_number,
        reports.budget_year,
        if(reports.report_kind = 'final_account', 'final', 'budget') as main_stage,
        whole.claim_id as whole_claim_id,
        whole.subject_concept as whole_concept,
        coalesce(
            bool_or(claims.subject_concept in ('function_class', 'function_group', 'function_item')) over (
                partition by claims.report_id, sentences.paragraph_number
                order by claims.claim_id
                rows between unbounded preceding and 1 preceding
            ),
            false
        ) as is_after_function,
    from claims
    inner join {{ ref('stg_reports') }} as reports using (report_id)
    left join {{ ref('stg_sentences') }} as sentences using (report_id, sentence_number)
    left join claims as whole
        on
            claims.report_id = whole.report_id
            and claims.sentence_number = whole.sentence_number
            and claims.part_of = whole.position
    where reports.status <> 'rejected'

)

select
    *,
    subject_concept in ('function_class', 'function_group', 'function_item') as is_function,
    {{ half_unit_yuan('coalesce(decimals, 0)', 'unit') }} as half_unit_yuan,
    case
        -- 教育支出（205类）进修及培训（08款）培训支出（03项）
        when regexp_matches(subject, '[0-9][类款项]')
            then
                regexp_extract(subject, '([0-9]{3})类', 1)
                || regexp_extract(subject, '([0-9]{2})款', 1)
                || regexp_extract(subject, '([0-9]{2})项', 1)
        else coalesce(regexp_extract(subject, '([0-9]{7}|[0-9]{5}|[0-9]{3})', 1), '')
    end as spoken_code,
    list_transform(
        string_split(coalesce(function_name, ''), ' / '),
        lambda element: {{ normalised_name('element') }}
    ) as spoken_names,
    regexp_matches(coalesce(section, '') || sentence, '基本支出') as speaks_of_basic,
    is_ambiguous or is_in_reason as has_two_readings,
    case
        -- one unit's money is in no total of the report
        when scope is not null then false
        -- the part of an amount that was not understood may be of any scope
        when whole_claim_id is not null and (
                whole_concept is null
                or whole_concept not in (
                    'revenue',
                    'expenditure',
                    'appropriation_revenue',
                    'appropriation_expenditure',
                    'general_budget',
                    'basic', 'three_public', 'vehicle', 'function_class', 'function_group'
                )
            ) then false
        when
            whole_concept in ('function_class', 'function_group', 'basic', 'three_public', 'vehicle')
            and subject_concept in (
                'revenue', 'expenditure', 'appropriation_revenue', 'appropriation_expenditure', 'general_budget',
                'government_fund', 'state_capital', 'operating_cost', 'project'
            ) then false
        when
            subject_concept in ('basic', 'project', 'personnel', 'operating')
            and (
                is_after_function
                or regexp_matches(sentence, '[（(][类款项][）)]')
                or regexp_matches(coalesce(section, ''), '[（(][类款项][）)]')
            ) then false
        -- （2）公用经费：①行政运行 …: of each function, the 公用经费 alone
        when
            subject_concept in ('function_class', 'function_group', 'function_item')
            and regexp_matches(sentence, '(人员|公用|业务|项目|专项|基本)(经费|支出)[^，。；]{0,4}[：:]') then false
        else true
    end as is_scope_clear,
from placed
