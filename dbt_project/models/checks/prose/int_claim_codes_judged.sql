{#
    X15 between prose and tables: a code that the prose gives a name which the tables print with
    another code, over the very amount that the tables print there (其他社会保障和就业支出（2089901）
    0.1 万元 for 2089999). Where the amount is another one, it may be another item.
#}
with

claims as (

    select
        *,
        spoken_names[-1] as spoken_name,
    from {{ ref('int_claims_situated') }}
    where
        is_function
        and measure = 'amount'
        and amount_yuan is not null
        and half_unit_yuan is not null
        and length(spoken_code) in (3, 5, 7)
        and claim_year = budget_year

),

-- every row of every table that prints a function's code, its name and an amount
rows_stated as (

    select
        report_id,
        row_code as code,
        {{ normalised_name('row_label') }} as name,
        amount_yuan as value_yuan,
        half_unit_yuan,
        figure_id,
    from {{ ref('int_figures_printed') }}
    where
        table_status = 'proven'
        and regexp_full_match(row_code, '2([0-9]{2}|[0-9]{4}|[0-9]{6})')
        and row_label is not null
        and not is_code_inferred
        and amount_yuan is not null

),

judged as (

    select
        claims.claim_id,
        claims.report_id,
        claims.page_number,
        claims.subject,
        claims.claimed_text,
        claims.spoken_code,
        -- a table may print a code with a second name
        coalesce(bool_or(same_code.name = claims.spoken_name), false) as is_same,
        claims.spoken_name,
        count(distinct same_name.code) as name_count,
        any_value(same_name.code) as name_code,
        min(same_name.figure_id) as name_figure_id,
        coalesce(
            bool_or(
                claims.amount_yuan <> 0
                and abs(same_name.value_yuan - claims.amount_yuan)
                <= claims.half_unit_yuan + same_name.half_unit_yuan
            ),
            false
        ) as is_its_amount,
    from claims
    left join rows_stated as same_code
        on claims.report_id = same_code.report_id and claims.spoken_code = same_code.code
    left join rows_stated as same_name
        on
            claims.report_id = same_name.report_id
            and claims.spoken_name = same_name.name
            and length(claims.spoken_code) = length(same_name.code)
    group by all

)

select
    {{ claim_check("'X15'", suffix='-spoken') }},
    '第' || page_number || '页“' || subject || claimed_text || '”的编码' as subject,
    cast(spoken_code as decimal(22, 6)) as left_value,
    cast(if(is_same, spoken_code, name_code) as decimal(22, 6)) as right_value,
    if(is_same, null, 'spoken_code_differs') as reason_code,
    [spoken_code, spoken_name, name_code] as reason_parameters,
    case when is_same or name_figure_id is null then [] else [name_figure_id] end as figure_ids,
    [claim_id] as claim_ids,
from judged
where is_same or (name_count = 1 and name_code <> spoken_code and is_its_amount)
