{#
    N1 and N6: an amount in prose equals the figure that it names. Where tables state the thing at
    several places, or in two senses (本年收入, 收入总计), one that agrees is enough; a claim that
    no place bears out is violated, provided that what it speaks of is certain. 机关运行经费 is
    公用经费 of the offices alone, and in half of the reports that is all of it: it is violated only
    where the two numbers differ as a misprint does.
#}
{{ config(materialized='table') }}

with

claims as (

    select *
    from {{ ref('int_claims_situated') }}
    where measure = 'amount' and amount_yuan is not null and half_unit_yuan is not null

),

compared as (

    select
        claims.*,
        places.table_kind,
        places.rank,
        places.figure_id,
        places.figure_ids,
        places.value_yuan,
        places.is_unread,
        places.is_certain,
        claims.half_unit_yuan + places.half_unit_yuan as tolerance_yuan,
        not places.is_unread
        and abs(claims.amount_yuan - places.value_yuan) <= claims.half_unit_yuan + places.half_unit_yuan as is_agreeing,
        claims.subject_concept = 'operating_cost'
        and not places.is_unread
        and claims.half_unit_yuan > 0
        and {{ is_one_slip(
            'cast(round(abs(claims.amount_yuan) / (2 * claims.half_unit_yuan)) as bigint)',
            'cast(round(abs(places.value_yuan) / (2 * claims.half_unit_yuan)) as bigint)'
        ) }} as is_near_miss,
    from claims
    inner join {{ ref('int_claims_matched') }} as places using (claim_id)
    where places.moment = 'then' and places.is_same_stage

),

judged as (

    select
        *,
        bool_or(is_agreeing) over (partition by claim_id) as is_confirmed,
        bool_or(is_certain) over (partition by claim_id) as is_certain_somewhere,
        bool_or(is_unread) over (partition by claim_id) as is_unread_somewhere,
        bool_or(is_near_miss) over (partition by claim_id) as is_near_somewhere,
    from compared
    qualify row_number() over (
            partition by claim_id
            order by is_agreeing desc, is_certain desc, is_near_miss desc, rank asc, table_kind asc, figure_id asc
        ) = 1

),

-- where a table agrees with nothing and would with everything in 万元 for 元, its unit was misread
slipped as (

    select
        report_id,
        table_kind,
    from judged
    where value_yuan <> 0
    group by report_id, table_kind
    having
        count(*) filter (where is_confirmed) = 0
        and count(*) filter (where amount_yuan in (value_yuan * 10000, value_yuan / 10000)) >= 2

),

blank as (

    select
        claims.*,
        if(
            claims.subject_concept in ('government_fund', 'state_capital'), claims.subject_concept, 'three_public'
        ) as table_kind,
    from claims
    anti join compared using (claim_id)
    where
        claims.amount_yuan = 0
        and claims.stage is not distinct from claims.main_stage
        and claims.is_scope_clear
        and claims.subject_concept in (
            'government_fund', 'state_capital', 'three_public', 'overseas', 'vehicle', 'vehicle_purchase',
            'vehicle_running', 'reception'
        )

),

settled as (

    select
        claim_id,
        report_id,
        subject_concept,
        subject,
        table_kind,
        amount_yuan as left_yuan,
        value_yuan as right_yuan,
        tolerance_yuan,
        is_confirmed,
        case
            when is_confirmed then null
            when is_unread_somewhere then 'cell_unread'
            when not is_certain_somewhere then 'amount_misprinted'
            else 'amount_differs'
        end as reason_code,
        figure_ids,
        figure_id,
        page_number,
        claimed_text,
        if(
            not is_confirmed
            and (
                has_two_readings
                or (report_id, table_kind) in (select (slipped.report_id, slipped.table_kind) from slipped)
                -- 完成一般公共预算收入123.45亿元: a thousand times the report's is a place's, or a wrong unit
                or (amount_yuan > 1000 * value_yuan and abs(amount_yuan / nullif(value_yuan, 0) / 10000 - 1) > 0.01)
            ),
            'two_readings',
            'sure'
        ) as certainty,
        if(
            is_confirmed,
            null,
            {{ slip_size('amount_yuan', 'value_yuan', '2 * half_unit_yuan', 'tolerance_yuan') }}
        ) as slip_size,
    from judged
    where is_confirmed or is_certain_somewhere or is_unread_somewhere or is_near_somewhere
    union all by name
    select
        blank.claim_id,
        blank.report_id,
        blank.subject_concept,
        blank.subject,
        blank.table_kind,
        cast(0 as decimal(22, 4)) as left_yuan,
        cast(0 as decimal(22, 4)) as right_yuan,
        blank.half_unit_yuan as tolerance_yuan,
        true as is_confirmed,
        'blank_is_zero' as reason_code,
        blank.page_number,
        blank.claimed_text,
        'sure' as certainty,
    from blank
    semi join {{ ref('stg_tables') }} using (report_id, table_kind)

)

select
    {{ claim_check('invariant_id') }},
    table_kind,
    '第' || page_number || '页“' || subject || claimed_text || '”＝' || {{ table_kind_zh('table_kind') }} as subject,
    left_yuan,
    right_yuan,
    cast(tolerance_yuan as decimal(22, 4)) as tolerance_yuan,
    '=' as relation,
    is_confirmed,
    reason_code,
    [{{ table_kind_zh('table_kind') }}] as reason_parameters,
    coalesce(figure_ids, []) as figure_ids,
    [claim_id] as claim_ids,
    figure_id as matched_figure_id,
    certainty,
    slip_size,
from (
    select
        *,
        case
            when subject_concept in (
                    'three_public', 'overseas', 'vehicle', 'vehicle_purchase', 'vehicle_running', 'reception',
                    'operating_cost', 'meeting', 'training'
                ) then 'N6'
            else 'N1'
        end as invariant_id,
    from settled
) as named
