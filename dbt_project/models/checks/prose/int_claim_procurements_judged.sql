{#
    N3 in the paragraph that every final account has on procurement (政府采购支出情况): what small
    and middle-sized firms won of the projects reserved for them, and what they won of the other
    projects, are two disjoint parts of all that was procured.
#}
with

claims as (

    select * from {{ ref('int_claims_situated') }}

),

wholes as (

    select
        report_id,
        claim_id,
        amount_yuan,
        half_unit_yuan,
    from claims
    where
        subject_concept = 'procurement'
        and measure = 'amount'
        and whole_claim_id is null
        and amount_yuan is not null
        and regexp_matches(subject, '^(政府)?采购(金额|支出|总额)')
        and not regexp_matches(sentence, '预留|中标')
    qualify count(*) over (partition by report_id) = 1

),

clauses as (

    select
        report_id,
        sentence_number,
        any_value(page_number order by claim_id) as page_number,
        list_filter(
            string_split_regex(any_value(sentence order by claim_id), '[；;]'),
            lambda clause: regexp_matches(clause, '[0-9]\s*(万|亿)?元')
        ) as clause_texts,
        list(claim_id order by position) as claim_ids,
        list(amount_yuan order by position) as amounts_yuan,
        list(half_unit_yuan order by position) as half_units_yuan,
    from claims
    where
        measure = 'amount'
        and amount_yuan is not null
        and contains(sentence, '其他政府采购项目')
        and contains(sentence, '预留')
        and regexp_matches(sentence, '中标|成交')
    group by report_id, sentence_number

),

numbered as (

    select
        *,
        list_position(
            list_transform(
                clause_texts,
                lambda clause: contains(clause, '面向中小企业预留') and not contains(clause, '其他政府采购项目')
            ),
            true
        ) as reserved_number,
        list_position(
            list_transform(
                clause_texts,
                lambda clause: contains(clause, '其他政府采购项目') and contains(clause, '中小企业')
            ),
            true
        ) as other_number,
    from clauses
    -- one amount to a clause, or it is not known whose is whose
    where len(clause_texts) = len(claim_ids)

),

compared as (

    select
        numbered.report_id,
        numbered.page_number,
        numbered.claim_ids[numbered.other_number] as other_claim_id,
        numbered.amounts_yuan[numbered.reserved_number] + numbered.amounts_yuan[numbered.other_number] as parts_yuan,
        wholes.amount_yuan as whole_yuan,
        numbered.half_units_yuan[numbered.reserved_number]
        + numbered.half_units_yuan[numbered.other_number]
        + wholes.half_unit_yuan as tolerance_yuan,
        [
            wholes.claim_id,
            numbered.claim_ids[numbered.reserved_number],
            numbered.claim_ids[numbered.other_number]
        ] as claim_ids,
    from numbered
    inner join wholes using (report_id)
    where numbered.reserved_number is not null and numbered.other_number is not null

)

select
    {{ claim_check("'N3'", 'other_claim_id') }},
    '第' || page_number || '页“政府采购金额”＝中小企业在预留项目和其他项目中标之和' as subject,
    cast(whole_yuan as decimal(22, 4)) as left_yuan,
    cast(parts_yuan as decimal(22, 4)) as right_yuan,
    cast(tolerance_yuan as decimal(22, 4)) as tolerance_yuan,
    case
        when abs(whole_yuan - parts_yuan) <= tolerance_yuan then null
        when parts_yuan < whole_yuan then 'some_parts_only'
        else 'parts_above_whole'
    end as reason_code,
    claim_ids,
from compared
