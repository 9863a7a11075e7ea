with

rows_counted as (

    select * from {{ ref('int_coded_rows_chosen') }}

),

figures as (

    select * from {{ ref('int_figures_described') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

amounts_printed as (

    select
        report_id,
        table_number,
        row_number,
        block,
        list(figure_id order by figure_id) as figure_ids,
        {# 本年支出 stands for the total where a table of stocks and flows prints no other one #}
        coalesce(
            sum(amount_yuan) filter (where stage = main_stage and measure = 'total'),
            sum(amount_yuan) filter (where stage = main_stage and measure = 'amount'),
            sum(amount_yuan) filter (where stage = main_stage and measure = 'current_expenditure')
        ) as total_yuan,
        sum(amount_yuan) filter (where stage = main_stage and measure = 'basic') as printed_basic_yuan,
        sum(amount_yuan) filter (
            where stage = main_stage and measure in ('personnel', 'operating')
        ) as basic_parts_yuan,
        bool_or(coalesce(bool_or(stage = main_stage and measure = 'basic'), false)) over (
            partition by report_id, table_number
        ) as is_basic_printed,
        sum(half_unit_yuan) filter (
            where stage = main_stage and measure in ('total', 'amount', 'personnel', 'operating', 'project')
        ) as rounding_yuan,
        sum(amount_yuan) filter (where stage = main_stage and measure = 'project') as project_yuan,
        {# like with like: last year's budget before its execution in a budget, not in an account #}
        coalesce(
            sum(amount_yuan) filter (
                where stage = if(main_stage = 'final', 'prior_final', 'prior_budget') and measure in ('total', 'amount')
            ),
            sum(amount_yuan) filter (
                where stage = if(main_stage = 'final', 'prior_budget', 'prior_final') and measure in ('total', 'amount')
            )
        ) as prior_year_total_yuan,
        sum(amount_yuan) filter (
            where stage = 'initial_budget' and measure in ('total', 'amount')
        ) as initial_budget_total_yuan,
        coalesce(
            sum(amount_yuan) filter (where stage = 'final' and measure = 'total'),
            sum(amount_yuan) filter (where stage = 'final' and measure = 'amount'),
            sum(amount_yuan) filter (where stage = 'final' and measure = 'current_expenditure')
        ) as final_total_yuan,
    from figures
    where is_chosen_column
    group by report_id, table_number, row_number, block

),

-- a table that parts 人员经费 and 公用经费 and prints no 基本支出: their sum is it, where the row bears it out
amounts as (

    select
        *,
        case
            when is_basic_printed then printed_basic_yuan
            when abs(total_yuan - coalesce(project_yuan, 0) - basic_parts_yuan) <= rounding_yuan
                then basic_parts_yuan
        end as basic_yuan,
    from amounts_printed

)

select
    rows_counted.report_id,
    any_value(reports.budget_year) as budget_year,
    rows_counted.table_kind,
    case rows_counted.table_kind
        when 'expenditure' then 'all'
        when 'general_budget' then 'general'
        else rows_counted.table_kind
    end as fund,
    rows_counted.row_code as function_code,
    min_by(rows_counted.row_label, rows_counted.row_number) as function_name,
    {{ code_level('rows_counted.row_code') }} as level,
    bool_and(rows_counted.is_leaf) as is_leaf,
    cast(sum(amounts.total_yuan) as decimal(22, 4)) as total_yuan,
    cast(sum(amounts.basic_yuan) as decimal(22, 4)) as basic_yuan,
    cast(sum(amounts.project_yuan) as decimal(22, 4)) as project_yuan,
    cast(sum(amounts.prior_year_total_yuan) as decimal(22, 4)) as prior_year_total_yuan,
    cast(sum(amounts.final_total_yuan) as decimal(22, 4)) as final_total_yuan,
    cast(sum(amounts.initial_budget_total_yuan) as decimal(22, 4)) as initial_budget_total_yuan,
    any_value(reports.report_kind) as report_kind,
    min(rows_counted.table_number) as table_number,
    any_value(reports.disclosure_id) as disclosure_id,
    cast(null as varchar) as unit_name,
    false as is_total,
    coalesce(flatten(list(amounts.figure_ids order by rows_counted.row_number)), []) as figure_ids,
from rows_counted
inner join reports using (report_id)
left join amounts using (report_id, table_number, row_number, block)
where
    rows_counted.table_kind in ('expenditure', 'general_budget', 'government_fund', 'state_capital')
group by rows_counted.report_id, rows_counted.table_kind, rows_counted.row_code
order by rows_counted.report_id, rows_counted.table_kind, rows_counted.row_code
