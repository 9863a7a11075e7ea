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

    select * from {{ ref('stg_figures') }}

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

)

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
    coalesce(lines.is_leaf and columns.is_leaf, false) as is_leaf,
    coalesce(lines.sum_role = 'total' and columns.whole_column is null, false) as is_total,
from lines
inner join reports on lines.report_id = reports.report_id
inner join tables
    on
        lines.report_id = tables.report_id
        and lines.table_number = tables.table_number
inner join columns
    on
        lines.report_id = columns.report_id
        and lines.table_number = columns.table_number
        and lines.block = columns.block
left join figures
    on
        lines.report_id = figures.report_id
        and lines.table_number = figures.table_number
        and lines.row_number = figures.row_number
        and columns.column_number = figures.column_number
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
order by lines.report_id, tables.table_number, lines.row_number, columns.column_number
