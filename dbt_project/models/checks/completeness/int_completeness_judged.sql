{# K1 (annex numbers without a gap) and K2 (conservation of figures, per page with a table). #}
with

reports as (

    {# a report whose file is gone keeps its row in stg_reports; nothing is left to check #}
    select *
    from {{ ref('stg_reports') }} as reports
    where reports.report_id in (select published.report_id from {{ ref('int_reports_published') }} as published)

),

tables as (

    select tables.*
    from {{ ref('stg_tables') }} as tables
    inner join reports using (report_id)

),

pages as (

    select pages.*
    from {{ ref('stg_pages') }} as pages
    inner join reports using (report_id)

),

-- 附件3, 表三, 预算03表, 预算表03 → series 附件, '', 预算, 预算 and number 3; 附表1-2 counts as 1
labelled as (

    select
        report_id,
        table_number,
        regexp_replace(
            regexp_replace(annex_label, '([0-9０-９]+|[一二三四五六七八九十]+).*$', ''), '[\s表（(【\[]', '', 'g'
        ) as series,
        regexp_extract(translate(annex_label, '０１２３４５６７８９', '0123456789'), '[0-9]+|[一二三四五六七八九十]+') as numeral,
    from tables
    where annex_label is not null

),

numbered as (

    select
        report_id,
        table_number,
        series,
        case
            when regexp_matches(numeral, '^[0-9]{1,3}$') then cast(numeral as integer)
            when numeral = '十' then 10
            when regexp_matches(numeral, '^十[一二三四五六七八九]$')
                then 10 + instr('一二三四五六七八九', right(numeral, 1))
            when regexp_matches(numeral, '^[一二三四五六七八九]十$')
                then 10 * instr('一二三四五六七八九', left(numeral, 1))
            when regexp_matches(numeral, '^[一二三四五六七八九]十[一二三四五六七八九]$')
                then
                    10 * instr('一二三四五六七八九', left(numeral, 1))
                    + instr('一二三四五六七八九', right(numeral, 1))
            when regexp_matches(numeral, '^[一二三四五六七八九]$') then instr('一二三四五六七八九', numeral)
        end as annex_number,
    from labelled

),

-- a series is one that counts tables: at least three numbers, the first of them printed
series as (

    select
        report_id,
        series,
        max(annex_number) as last_number,
    from numbered
    where annex_number between 1 and 99
    group by report_id, series
    having count(distinct annex_number) >= 3 and min(annex_number) <= 2

),

promised as (

    select
        series.report_id,
        series.series,
        annex.annex_number,
        min(numbered.table_number) as table_number,
    from series
    cross join unnest(range(1, series.last_number + 1)) as annex (annex_number)
    left join numbered
        on
            series.report_id = numbered.report_id
            and series.series = numbered.series
            and annex.annex_number = numbered.annex_number
    group by series.report_id, series.series, annex.annex_number

),

unlabelled as (

    select
        report_id,
        count(*) as unlabelled_count,
    from tables
    where annex_label is null
    group by report_id

),

missed as (

    select
        promised.*,
        tables.table_kind,
        coalesce(unlabelled.unlabelled_count, 0) as unlabelled_count,
    from promised
    left join tables using (report_id, table_number)
    left join unlabelled on promised.report_id = unlabelled.report_id

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
    from missed

),

k2 as (

    select
        {{ stated_check(
            'K2',
            "printf('p%03d', page_number)",
            "'第' || page_number || '页表内数字守恒'",
            "case when number_count is null then 'no_text_layer'
            when number_count <> conserved_count or len(coalesce(missing_numbers, [])) > 0
            or len(coalesce(invented_numbers, [])) > 0 then 'numbers_unconserved' end",
            reason_parameters="[array_to_string(coalesce(missing_numbers, []), '、'),
            array_to_string(coalesce(invented_numbers, []), '、')]",
            left_value='number_count',
            right_value='conserved_count',
            table_kind='cast(null as varchar)'
        ) }},
    from pages
    where page_role = 'table'

)

select * from k1
union all
select * from k2
