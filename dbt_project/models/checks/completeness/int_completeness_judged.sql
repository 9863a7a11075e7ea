{# K1 (annex numbers without a gap) and K2 (conservation of figures, per page with a table). #}
with

{# a report whose file is gone keeps its tables and pages; nothing is left to check #}
tables as (

    select tables.*
    from {{ ref('stg_tables') }} as tables
    semi join {{ ref('int_reports_published') }} using (report_id)

),

-- 附件3, 表三, 预算03表, 预算表03 → series 附件, '', 预算, 预算 and number 3; 附表1-2 counts as 1
numbered as (

    select
        report_id,
        table_number,
        table_kind,
        regexp_replace(
            regexp_replace(annex_label, '([0-9０-９]+|[一二三四五六七八九十]+).*$', ''), '[\s表（(【\[]', '', 'g'
        ) as series,
        regexp_extract(translate(annex_label, '０１２３４５６７８９', '0123456789'), '[0-9]+|[一二三四五六七八九十]+') as numeral,
        case
            when regexp_full_match(numeral, '[0-9]{1,3}') then cast(numeral as integer)
            -- 十, 十二, 二十, 二十三
            when regexp_full_match(numeral, '[一二三四五六七八九]?十[一二三四五六七八九]?')
                then
                    10 * coalesce(nullif(instr('一二三四五六七八九', nullif(split_part(numeral, '十', 1), '')), 0), 1)
                    + coalesce(instr('一二三四五六七八九', nullif(split_part(numeral, '十', 2), '')), 0)
            when length(numeral) = 1 then nullif(instr('一二三四五六七八九', numeral), 0)
        end as annex_number,
    from tables
    where annex_label is not null

),

-- a series is one that counts tables: at least three numbers, the first of them printed
series as (

    select
        report_id,
        series,
        unnest(range(1, max(annex_number) + 1)) as annex_number,
    from numbered
    where annex_number between 1 and 99
    group by report_id, series
    having count(distinct annex_number) >= 3 and min(annex_number) <= 2

),

promised as (

    select
        series.report_id,
        series.series,
        series.annex_number,
        min(numbered.table_number) as table_number,
        arg_min(numbered.table_kind, numbered.table_number) as table_kind,
        (
            select count(*) from tables
            where tables.report_id = series.report_id and tables.annex_label is null
        ) as unlabelled_count,
    from series
    left join numbered using (report_id, series, annex_number)
    group by series.report_id, series.series, series.annex_number

),

k1 as (

    select
        {{ stated_check(
            'K1',
            "coalesce(nullif(series, ''), '-') || annex_number",
            "'“' || coalesce(nullif(series, ''), '表') || annex_number || '”'",
            "case when table_number is not null then null when unlabelled_count > 0 then 'numbers_unprinted'
            else 'number_skipped' end",
            reason_parameters='[cast(unlabelled_count as varchar)]'
        ) }},
    from promised

),

k2 as (

    select
        {{ stated_check(
            'K2',
            "printf('p%03d', page_number)",
            "'第' || page_number || '页表内数字守恒'",
            "case when number_count is null then 'no_text_layer'
            when " ~ is_unconserved('pages') ~ " then 'numbers_unconserved' end",
            reason_parameters="[array_to_string(coalesce(missing_numbers, []), '、'),
            array_to_string(coalesce(invented_numbers, []), '、')]",
            left_value='number_count',
            right_value='conserved_count',
            table_kind='cast(null as varchar)'
        ) }},
    from {{ ref('stg_pages') }} as pages
    where
        page_role = 'table'
        and report_id in (select published.report_id from {{ ref('int_reports_published') }} as published)

)

select * from k1
union all
select * from k2
