with

lines as (

    select * from {{ ref('stg_lines') }}

),

columns as (

    select * from {{ ref('stg_columns') }}

),

tables as (

    select * from {{ ref('stg_tables') }}

),

figures as (

    select * from {{ ref('int_figures_printed') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

{# lines name a 类 without its code; the list knows it by its name #}
classes as (

    select
        {{ normalised_name('name') }} as class_name,
        min(code) as function_code,
    from {{ ref('seed_functional_codes') }}
    where length(code) = 3
    group by {{ normalised_name('name') }}

),

lined as (

    select
        lines.report_id,
        reports.budget_year,
        tables.table_kind,
        columns.side,
        lines.row_label as line_label,
        lines.row_number as line_number,
        case columns.measure
            when 'amount' then 'all'
            when 'total' then 'all'
            when 'general_budget' then 'general'
            else columns.measure
        end as fund,
        figures.amount_yuan,
        columns.stage,
        columns.year,
        lines.ordinal,
        lines.depth,
        lines.line_concept,
        lines.line_source,
        coalesce(lines.row_code, lines.function_code, classes.function_code) as function_code,
        tables.table_number,
        columns.column_number,
        figures.figure_id,
        reports.disclosure_id,
        lines.unit_name,
        lines.block,
        coalesce(
            lines.is_leaf
            and columns.is_leaf
            and columns.stage = if(reports.report_kind = 'final_account', 'final', 'budget'),
            false
        ) as is_part,
        coalesce(
            lines.line_concept in ('grand_revenue', 'grand_expenditure')
            and columns.whole_column is null
            and columns.stage = if(reports.report_kind = 'final_account', 'final', 'budget'),
            false
        ) as is_grand,
    from lines
    inner join reports using (report_id)
    inner join tables using (report_id, table_number)
    inner join columns using (report_id, table_number, block)
    left join figures using (report_id, table_number, row_number, column_number)
    left join classes
        on
            lines.line_concept = 'function_class'
            and {{ normalised_name('lines.row_label') }} = classes.class_name
    where
        reports.is_proven
        and tables.table_kind in ('summary', 'appropriation')
        and columns.role = 'figure'
        and columns.is_money
        and lines.row_role <> 'blank'
        and lines.row_label is not null

),

{# one side may say its money by function, by nature and by economic class, side by side #}
sides as (

    select
        report_id,
        table_number,
        side,
        max(amount_yuan) filter (where is_grand) as grand_yuan,
        min_by(figure_id, column_number) filter (where is_grand and amount_yuan is not null) as grand_figure_id,
    from lined
    group by report_id, table_number, side

),

blocks as (

    select
        lined.report_id,
        lined.table_number,
        lined.side,
        lined.block,
        any_value(sides.grand_yuan) is null
        or coalesce(
            {# 万元 with two decimals: every line is known to 50 yuan #}
            abs(sum(lined.amount_yuan) filter (where lined.is_part) - any_value(sides.grand_yuan))
            <= 100 * (count(*) filter (where lined.is_part and lined.amount_yuan is not null) + 1),
            false
        ) as is_whole,
    from lined
    inner join sides
        on
            lined.report_id = sides.report_id
            and lined.table_number = sides.table_number
            and lined.side is not distinct from sides.side
    group by lined.report_id, lined.table_number, lined.side, lined.block

),

added as (

    select
        report_id,
        table_number,
        side,
        min(block) filter (where is_whole) as block,
    from blocks
    group by report_id, table_number, side

)

select
    lined.report_id,
    lined.budget_year,
    lined.table_kind,
    lined.side,
    lined.line_label,
    lined.line_number,
    lined.fund,
    lined.amount_yuan,
    lined.stage,
    lined.year,
    lined.ordinal,
    lined.depth,
    lined.line_concept,
    lined.line_source,
    lined.function_code,
    lined.table_number,
    lined.column_number,
    lined.figure_id,
    lined.disclosure_id,
    lined.unit_name,
    {# the lines of the first block that comes to the whole; where none does, the whole itself #}
    coalesce(
        if(
            added.block is null,
            lined.figure_id = sides.grand_figure_id,
            lined.is_part and lined.block = added.block
        ),
        false
    ) as is_leaf,
    lined.is_grand as is_total,
from lined
inner join sides
    on
        lined.report_id = sides.report_id
        and lined.table_number = sides.table_number
        and lined.side is not distinct from sides.side
inner join added
    on
        lined.report_id = added.report_id
        and lined.table_number = added.table_number
        and lined.side is not distinct from added.side
order by lined.report_id, lined.table_number, lined.line_number, lined.column_number
