{#
    N1 of functions that are named barely (行政运行 10,528.33 万元, without 类, 款, 项 or a code): the
    amount is one that some table prints in the row of that name. One name may be said of a unit, or
    of 基本支出 alone; so it is an alarm only where it is said with one amount, and either most of the
    names of its section agree with their rows, or it is the amount of the class or group above its row.
#}
{{ config(materialized='table') }}

with

spoken as (

    select
        *,
        {{ normalised_name('subject') }} as spoken_name,
    from {{ ref('int_claims_situated') }}
    where
        measure = 'amount'
        and subject_concept is null
        and amount_yuan <> 0
        and half_unit_yuan is not null
        and scope is null
        and source is null
        and is_scope_clear
        and is_in_reason is not true
        and is_ambiguous is not true
        and claim_year = budget_year
        and stage is not distinct from main_stage
        and not regexp_matches(
            coalesce(section, '') || sentence, '(人员|公用|业务|项目|专项|基本)(经费|支出)[^，。；]{0,4}([：:]|$)'
        )

),

-- what is said with two amounts is of two units, or of two kinds of spending
repeated as (

    select
        report_id,
        spoken_name,
    from spoken
    group by report_id, spoken_name
    having min(amount_yuan) < max(amount_yuan)

),

claims as (

    select spoken.*
    from spoken
    anti join repeated using (report_id, spoken_name)

),

-- every amount of this year that a table prints in a row of a function, whatever money it is of
stated as (

    select *
    from {{ ref('int_stated_amounts_picked') }}
    where concept in ('function_class', 'function_group', 'function_item') and code is not null

),

-- a name that one code has, or a code and those above it (20199 and 2019999)
named as (

    select
        report_id,
        name,
        code,
    from (
        select
            report_id,
            name,
            arg_max(code, length(code)) as code,
            list(code) as codes,
        from stated
        group by report_id, name
    ) as names
    where len(list_filter(codes, lambda each: not starts_with(code, each))) = 0

),

compared as (

    select
        claims.claim_id,
        claims.report_id,
        claims.page_number,
        claims.section,
        claims.subject,
        claims.claimed_text,
        claims.amount_yuan,
        claims.half_unit_yuan,
        named.code,
        stated.table_kind,
        stated.figure_id,
        stated.figure_ids,
        stated.value_yuan,
        stated.code = named.code as is_own,
        claims.half_unit_yuan + stated.half_unit_yuan as tolerance_yuan,
        abs(claims.amount_yuan - stated.value_yuan) <= claims.half_unit_yuan + stated.half_unit_yuan as is_agreeing,
        stated.kind_of_spending = 'total' as is_whole,
        stated.rank,
    from claims
    inner join named on claims.report_id = named.report_id and claims.spoken_name = named.name
    inner join stated
        on
            claims.report_id = stated.report_id
            and starts_with(named.code, stated.code)
            and claims.claim_year = stated.year
            and claims.stage = stated.stage
            and not stated.is_unread

),

judged as (

    select
        *,
        bool_or(is_own and is_agreeing) over (partition by claim_id) as is_confirmed,
        coalesce(bool_or(not is_own and is_agreeing) over (partition by claim_id), false) as is_of_above,
    from compared
    qualify
        row_number() over (
            partition by claim_id
            order by is_own and is_agreeing desc, is_own desc, is_whole desc, rank asc, table_kind asc, figure_id asc
        ) = 1
        and is_own

),

supported as (

    select
        *,
        count(*) filter (where is_confirmed) over section as confirmed_count,
        count(*) filter (where not is_confirmed) over section as other_count,
    from judged
    window section as (partition by report_id, coalesce(section, ''))

)

select
    {{ claim_check("'N1'", suffix='-named') }},
    table_kind,
    '第' || page_number || '页“' || subject || claimed_text || '”＝' || {{ table_kind_zh('table_kind') }} as subject,
    amount_yuan as left_yuan,
    value_yuan as right_yuan,
    cast(tolerance_yuan as decimal(22, 4)) as tolerance_yuan,
    '=' as relation,
    case
        when is_confirmed then null
        when is_of_above then 'amount_of_code_above'
        when confirmed_count >= 2 and confirmed_count >= 2 * other_count then 'amount_differs'
        else 'name_alone'
    end as reason_code,
    [{{ table_kind_zh('table_kind') }}] as reason_parameters,
    figure_ids,
    [claim_id] as claim_ids,
    if(
        is_confirmed,
        null,
        {{ slip_size('amount_yuan', 'value_yuan', '2 * half_unit_yuan', 'tolerance_yuan') }}
    ) as slip_size,
from supported
