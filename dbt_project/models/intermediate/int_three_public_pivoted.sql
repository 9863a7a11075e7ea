{#
    “三公” figures by report, table, row, stage and year. Tables put the kinds of cost in columns
    (measure from the column) or in rows (row_role kind: measure from the line, the total row is
    the total of the kinds), and years in columns or in rows (row_role year: the digits of the
    label). Increases, rates and shares are not amounts of a year and stay in fct_figures.
#}
with

figures as (

    select * from {{ ref('int_figures_described') }}

),

{# a table whose title is lost, or that is about 会议费 too, prints the kinds of cost all the same #}
tables as (

    select
        report_id,
        table_number,
    from figures
    group by report_id, table_number
    having
        any_value(table_kind) = 'three_public'
        or (
            any_value(table_kind) in ('other', 'meeting_training')
            and count(distinct measure) filter (
                where measure in ('overseas', 'reception', 'vehicle', 'vehicle_purchase', 'vehicle_running')
            ) > 3
        )

),

{# 合计 may hold 会议费 and 培训费 too: the total of 三公 is the column that contains its kinds #}
wholes as (

    select distinct
        report_id,
        table_number,
        whole_column as column_number,
    from figures
    where measure in ('overseas', 'reception') and whole_column is not null

),

amounts as (

    select
        figures.* exclude (measure, stage),
        {# 预算数 and 决算数 as rows #}
        case
            when regexp_full_match(figures.row_label, '(年初|全年)?预算(数|额)')
                then if(figures.main_stage = 'final', 'initial_budget', 'budget')
            when regexp_full_match(figures.row_label, '(决算|支出决算|执行)(数|额)') then 'final'
            else figures.stage
        end as stage,
        regexp_full_match(coalesce(figures.row_label, ''), '(年初|全年|支出)?(预算|决算|执行)(数|额)') as is_stage_row,
        case
            when wholes.column_number is not null then 'total'
            when not (figures.measure = 'total' and bool_or(wholes.column_number is not null) over same_stage)
                then figures.measure
        end as measure,
        wholes.column_number is not null as is_whole_of_kinds,
        bool_or(figures.row_role = 'kind') over (
            partition by figures.report_id, figures.table_number, figures.block
        ) as is_turned,
        bool_or(figures.row_role = 'year') over (
            partition by figures.report_id, figures.table_number, figures.block
        ) as has_year_rows,
        case
            when figures.stage in ('prior_budget', 'prior_final') then figures.budget_year - 1
            else figures.budget_year
        end as stage_year,
    from figures
    inner join tables using (report_id, table_number)
    left join wholes using (report_id, table_number, column_number)
    where
        coalesce(figures.measure, '') not in ('increase', 'increase_rate', 'share')
        and not regexp_matches(coalesce(figures.column_path, ''), '增减|增长|比上年|变化')
    window same_stage as (
        partition by figures.report_id, figures.table_number, figures.stage
    )

),

placed as (

    select
        report_id,
        table_number,
        if(is_turned, 0, row_number) as row_number,
        row_number as printed_row,
        regexp_matches(coalesce(row_label, ''), '^.?三公') as is_named_whole,
        stage,
        coalesce(
            if(
                row_role = 'year',
                try_cast(nullif(regexp_extract(row_label, '20[0-9]{2}'), '') as integer),
                null
            ),
            year,
            stage_year
        ) as year,
        case
            when is_turned then unit_name
            when row_role = 'total' then '合计'
            when row_role = 'year' or is_stage_row then unit_name
            else coalesce(unit_name, row_label)
        end as unit_name,
        case
            when not is_turned then measure
            when row_role = 'total' then 'total'
            else line_source
        end as measure,
        fund in ('government_fund', 'state_capital')
        or (
            regexp_matches(table_title, '政府性基金|国有资本')
            and not regexp_matches(table_title, '一般公共|财政拨款|公共财政')
        ) as is_of_lesser_fund,
        is_turned,
        amount_yuan,
        figure_id,
    from amounts
    where
        (is_turned or is_chosen_column or is_whole_of_kinds)
        {# beside rows of years stand rows of their differences (增减变化金额) #}
        and (row_role = 'year' or not has_year_rows)
    {# a turned table may print the funds beside their 合计: the whole counts, once #}
    qualify
        not is_turned
        or column_number = min(if(whole_column is null, column_number, null)) over (
            partition by report_id, table_number, block, stage, year
        )

),

{# a turned table may say one thing twice: 一、“三公”经费支出 and 支出合计 below it #}
said_once as (

    select *
    from placed
    qualify
        not is_turned
        or measure is null
        or row_number() over (
            partition by report_id, table_number, stage, year, unit_name, measure
            order by is_named_whole desc, printed_row asc
        ) = 1

)

select
    report_id,
    table_number,
    row_number,
    stage,
    year,
    unit_name,
    {% for measure, column in [
        ('total', 'total_yuan'),
        ('overseas', 'overseas_yuan'),
        ('vehicle', 'vehicle_yuan'),
        ('vehicle_purchase', 'vehicle_purchase_yuan'),
        ('vehicle_running', 'vehicle_running_yuan'),
        ('reception', 'reception_yuan'),
        ('operating_cost', 'operating_cost_yuan'),
    ] %}
        cast(
            sum(amount_yuan) filter (where measure = '{{ measure }}') as decimal(22, 4)
        ) as {{ column }},
    {% endfor %}
    {# a table of its own for what 政府性基金 or 国有资本 pay, beside that of 一般公共预算 #}
    coalesce(bool_and(is_of_lesser_fund), false) as is_of_lesser_fund,
    list(struct_pack(measure := measure, figure_id := figure_id) order by figure_id) filter (
        where measure in (
            'total', 'overseas', 'vehicle', 'vehicle_purchase', 'vehicle_running', 'reception', 'operating_cost'
        )
    ) as figures_from,
from said_once
group by report_id, table_number, row_number, stage, year, unit_name
having count(*) filter (
        where measure in (
            'total', 'overseas', 'vehicle', 'vehicle_purchase', 'vehicle_running', 'reception', 'operating_cost'
        )
    ) > 0
