{#
    Money figures of proven reports with the meaning of their row and column: the ground on which
    every derived fact stands. `main_stage` is what the report is about: budget or final;
    `is_chosen_column` marks the columns that facts by measure add up.

    A list may go on in a block beside the first (公用经费 of 公开06表): `list_block` and
    `list_column` name where it began, `is_list_continued` says that it does.

    How rows and columns add up (`row_sum_role`, `parent_row`, `is_row_leaf`, `column_sum_role`,
    `whole_column`, `is_column_leaf`, `fund`, `nature`) is the reading's judgement, see
    ingest/reading/tables/roles.py. A table because most facts read it.
#}
{{ config(materialized='table') }}

with

figures as (

    select *
    from {{ ref('int_figures_printed') }}
    where table_status = 'proven'

),

columns as (

    select * from {{ ref('stg_columns') }}

),

lines as (

    select * from {{ ref('stg_lines') }}

),

chosen as (

    select * from {{ ref('int_columns_chosen') }}

),

{# the classification of a block, by the first digit of its codes: 2 functional, 3 or 5 economic;
   and whether a row of it closes a list (人员经费合计) #}
classified as (

    select
        lines.report_id,
        lines.table_number,
        lines.block,
        mode(left(lines.row_code, 1) order by left(lines.row_code, 1))
        filter (where lines.row_role = 'code') as first_digit,
        bool_or(lines.row_role in ('total', 'subtotal') and figures.figure_id is not null) as is_closed,
    from lines
    left join figures using (report_id, table_number, row_number, block)
    group by lines.report_id, lines.table_number, lines.block

),

{# columns under the same header in blocks of the same classification, until one closes #}
grouped as (

    select
        columns.report_id,
        columns.table_number,
        columns.block,
        columns.column_number,
        columns.column_path,
        classified.first_digit,
        count(*) filter (where classified.is_closed) over (
            partition by
                columns.report_id, columns.table_number, columns.column_path, classified.first_digit
            order by columns.column_number
            rows between unbounded preceding and 1 preceding
        ) as lists_before,
    from columns
    inner join classified using (report_id, table_number, block)
    where columns.side is null and columns.role = 'figure' and classified.first_digit is not null

),

listed as (

    select
        report_id,
        table_number,
        column_number,
        min(block) over same_list as list_block,
        min(column_number) over same_list as list_column,
        max(block) over same_list > min(block) over same_list as is_list_continued,
    from grouped
    window same_list as (
        partition by report_id, table_number, column_path, first_digit, lists_before
    )

)

select
    figures.figure_id,
    figures.report_id,
    figures.disclosure_id,
    figures.department_name,
    figures.budget_year,
    figures.report_kind,
    figures.main_stage,
    figures.table_number,
    figures.table_kind,
    figures.table_title,
    figures.roles_status,
    figures.row_number,
    figures.block,
    figures.column_number,
    figures.side,
    figures.column_path,
    figures.measure,
    figures.stage,
    figures.year,
    figures.column_sum_role,
    figures.whole_column,
    figures.is_column_leaf,
    figures.fund,
    figures.nature,
    figures.row_role,
    figures.row_code,
    figures.row_label,
    figures.line_concept,
    figures.line_source,
    figures.ordinal,
    figures.depth,
    figures.row_sum_role,
    figures.parent_row,
    figures.is_row_leaf,
    coalesce(figures.is_code_inferred, false) as is_code_inferred,
    figures.unit_code,
    figures.unit_name,
    figures.project_code,
    figures.project_name,
    figures.function_code,
    figures.amount_yuan,
    cast(figures.half_unit_yuan as decimal(22, 4)) as half_unit_yuan,
    chosen.column_number is not null as is_chosen_column,
    {# tables of stocks and flows: 年初结转 + 本年收入 - 本年支出 = 年末结转; only the flow out is spending #}
    figures.table_kind not in ('summary', 'appropriation', 'revenue', 'fiscal_revenue', 'non_tax')
    and regexp_matches(figures.column_path, '(^| / )(本年收入|年[初末][^/]*(结转|结余)[^/]*)( / |$)')
        as is_not_spent,
    coalesce(listed.list_block, figures.block) as list_block,
    coalesce(listed.list_column, figures.column_number) as list_column,
    coalesce(listed.is_list_continued, false) as is_list_continued,
from figures
left join chosen using (report_id, table_number, column_number)
left join listed using (report_id, table_number, column_number)
where figures.is_proven and figures.is_money
