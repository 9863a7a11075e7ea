{#
    Which table of a kind speaks for its report in the X identities: the first whole one, that is
    one with figures in its total row (or its 人员/公用 subtotals) in the stage that the report is
    about; else the first one. The 政府经济分类 (501–599) table is not the 部门 one.
#}
{{ config(materialized='table') }}

with

tables as (

    select * from {{ ref('stg_tables') }}

),

lines as (

    select * from {{ ref('int_lines_situated') }}

),

figures as (

    select * from {{ ref('int_figures_situated') }}

),

totalled as (

    select
        report_id,
        table_number,
        count(*) as total_figure_count,
    from figures
    where
        (row_role = 'total' or row_role = 'subtotal' or line_concept in ('current_revenue', 'current_expenditure'))
        and stage in (main_stage, '')
    group by report_id, table_number

),

coded as (

    select
        report_id,
        table_number,
        count(*) filter (where row_code like '5%')
        > count(*) filter (where row_code not like '5%') as is_government_economic,
    from lines
    where row_role = 'code'
    group by report_id, table_number

),

ranked as (

    select
        tables.report_id,
        tables.table_kind,
        tables.table_number,
        tables.table_title,
        tables.is_nil,
        coalesce(totalled.total_figure_count, 0) > 0 as is_whole,
        row_number() over (
            partition by tables.report_id, tables.table_kind
            order by
                coalesce(coded.is_government_economic, false) and tables.table_kind = 'basic_by_economic',
                coalesce(totalled.total_figure_count, 0) = 0,
                tables.table_number
        ) as pick_rank,
    from tables
    inner join (select distinct report_id from lines) as reports using (report_id)
    left join totalled using (report_id, table_number)
    left join coded using (report_id, table_number)
    where tables.table_kind not in ({{ further_table_kinds() }}, 'department_performance', 'project_performance')

)

select
    report_id,
    table_kind,
    table_number,
    table_title,
    is_nil,
    is_whole,
from ranked
where pick_rank = 1
