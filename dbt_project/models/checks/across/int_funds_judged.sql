{# X11: a fund is nil in `appropriation` where its own table is nil, and the notes agree. #}
with

picked as (

    select * from {{ ref('int_tables_picked') }}

),

figures as (

    select *
    from {{ ref('int_figures_situated') }}
    where stage in (main_stage, '')

),

funds (fund, fund_name) as (

    values ('government_fund', '政府性基金'), ('state_capital', '国有资本经营')

),

stated as (

    select
        columns.report_id,
        columns.measure as fund,
    from {{ ref('int_columns_nested') }} as columns
    inner join picked using (report_id, table_number)
    where picked.table_kind = 'appropriation'
    union
    select
        report_id,
        line_source,
    from {{ ref('int_balance_lines_nested') }}
    where table_kind = 'appropriation'

),

money as (

    select
        figures.report_id,
        funds.fund,
        list(figures.figure_id order by figures.figure_id) filter (where figures.table_kind = 'appropriation')
            as column_figure_ids,
        list(figures.figure_id order by figures.figure_id) filter (where figures.table_kind = funds.fund)
            as table_figure_ids,
    from figures
    semi join picked using (report_id, table_number)
    cross join funds
    where
        figures.amount_yuan <> 0
        and case
            when figures.table_kind = 'appropriation' then funds.fund in (figures.measure, figures.line_source)
            else figures.table_kind = funds.fund
        end
    group by figures.report_id, funds.fund

),

paired as (

    select
        picked.report_id,
        picked.table_kind,
        picked.table_number,
        funds.fund_name,
        coalesce(money.column_figure_ids, []) as column_figure_ids,
        coalesce(money.table_figure_ids, []) as table_figure_ids,
        stated.fund is not null as is_stated,
    from picked
    inner join funds on picked.table_kind = funds.fund
    left join stated on picked.report_id = stated.report_id and funds.fund = stated.fund
    left join money on picked.report_id = money.report_id and funds.fund = money.fund

),

nilness as (

    select
        {{ stated_check(
            'X11',
            "printf('t%03d-nil', table_number)",
            "'财政拨款收支总表“' || fund_name || '”与该资金支出表（表' || table_number || '）同为有数或同为无数'",
            "case when not is_stated then 'fund_not_stated'
            when len(column_figure_ids) = 0 and len(table_figure_ids) > 0 then 'overview_nil'
            when len(column_figure_ids) > 0 and len(table_figure_ids) = 0 then 'own_table_nil'
            when len(table_figure_ids) = 0 then 'both_nil' end",
            figure_ids='list_concat(column_figure_ids, table_figure_ids)'
        ) }},
    from paired

),

notes as (

    select
        tables.*,
        -- 若为空表，则为该部门无此项支出: what it would mean, not what it is
        regexp_matches(tables.note, '空表|本表无数据|本表为空|未?没?有?无数据')
        and not regexp_matches(tables.note, '(若|如果|如|倘)[^。；，,;]{0,8}(空表|为空|无数据)') as says_empty,
        case tables.table_kind when 'government_fund' then '政府性基金' when 'state_capital' then '国有资本' end
            as own_name,
        case tables.table_kind when 'government_fund' then '国有资本' when 'state_capital' then '政府性基金' end
            as other_name,
    from {{ ref('stg_tables') }} as tables
    inner join {{ ref('stg_reports') }} as reports using (report_id)
    where
        reports.status <> 'rejected'
        and tables.note is not null
        and tables.table_kind in ('government_fund', 'state_capital', 'three_public', 'procurement', 'projects')
        and (says_empty or (tables.is_nil and regexp_matches(tables.note, '[无没未]')))

),

named as (

    select
        {{ stated_check(
            'X11',
            "printf('t%03d-note', table_number)",
            table_kind_zh('table_kind') ~ " || '（表' || table_number || '）的表注'",
            "case when not is_nil and says_empty then 'note_says_empty'
            when not is_nil then 'table_not_nil'
            when own_name is null or contains(note, own_name) then null
            when contains(note, other_name) then 'note_of_another_fund'
            else 'note_of_no_fund' end",
            reason_parameters="[note, " ~ table_kind_zh('table_kind') ~ " || '（表' || table_number || '）']"
        ) }},
    from notes

)

select * from nilness
union all
select * from named
