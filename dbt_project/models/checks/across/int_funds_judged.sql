{# X11: a fund is nil in `appropriation` where its own table is nil, and the notes agree. #}
with

tables as (

    select tables.*
    from {{ ref('stg_tables') }} as tables
    inner join {{ ref('stg_reports') }} as reports using (report_id)
    where reports.status <> 'rejected'

),

picked as (

    select * from {{ ref('int_tables_picked') }}

),

figures as (

    select *
    from {{ ref('int_figures_situated') }}
    where stage in (main_stage, '')

),

columns as (

    select * from {{ ref('int_columns_nested') }}

),

balance_lines as (

    select * from {{ ref('int_balance_lines_nested') }}

),

funds (fund, fund_name) as (

    values ('government_fund', '政府性基金'), ('state_capital', '国有资本经营')

),

stated as (

    select
        columns.report_id,
        columns.measure as fund,
    from columns
    inner join picked using (report_id, table_number)
    where picked.table_kind = 'appropriation'
    union
    select
        report_id,
        line_source,
    from balance_lines
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
    inner join picked using (report_id, table_number)
    cross join funds
    where
        figures.amount_yuan <> 0
        and (
            (
                figures.table_kind = 'appropriation'
                and (figures.measure = funds.fund or figures.line_source = funds.fund)
            )
            or figures.table_kind = funds.fund
        )
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

noted as (

    select
        report_id,
        table_kind,
        table_number,
        is_nil,
        note,
        -- 若为空表，则为该部门无此项支出: what it would mean, not what it is
        regexp_matches(note, '空表|本表无数据|本表为空|未?没?有?无数据')
        and not regexp_matches(note, '(若|如果|如|倘)[^。；，,;]{0,8}(空表|为空|无数据)') as says_empty,
        regexp_matches(note, '政府性基金') as names_government_fund,
        regexp_matches(note, '国有资本') as names_state_capital,
        regexp_matches(note, '[无没未]') as denies,
    from tables
    where
        note is not null
        and table_kind in ('government_fund', 'state_capital', 'three_public', 'procurement', 'projects')

),

notes as (

    select
        *,
        case table_kind
            when 'government_fund' then names_government_fund
            when 'state_capital' then names_state_capital
            else true
        end as names_itself,
        case table_kind
            when 'government_fund' then names_state_capital
            when 'state_capital' then names_government_fund
            else false
        end as names_another,
    from noted
    where says_empty or (is_nil and denies)

),

named as (

    select
        {{ stated_check(
            'X11',
            "printf('t%03d-note', table_number)",
            table_kind_zh('table_kind') ~ " || '（表' || table_number || '）的表注'",
            "case when not is_nil and says_empty then 'note_says_empty'
            when not is_nil then 'table_not_nil'
            when names_itself then null
            when names_another then 'note_of_another_fund'
            else 'note_of_no_fund' end",
            reason_parameters='[note]'
        ) }},
    from notes

)

select * from nilness
union all
select * from named
