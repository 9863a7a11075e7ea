{#
    Which table of a kind speaks for its report in the X identities: the first whole one, that is
    one with figures in its total row (or its 人员/公用 subtotals) in the stage that the report is
    about; else the first one. The 政府经济分类 (501–599) table is not the 部门 one, and a table of
    人员经费 alone is not that of 基本支出.
#}
{{ config(materialized='table') }}

with

whole as (

    select distinct
        report_id,
        table_number,
        true as is_whole,
    from {{ ref('int_figures_situated') }}
    where
        (row_role in ('total', 'subtotal') or line_concept in ('current_revenue', 'current_expenditure'))
        and stage in (main_stage, '')

),

lined as (

    select
        report_id,
        table_number,
        count(*) filter (where row_role = 'code' and row_code like '5%')
        > count(*) filter (where row_role = 'code' and row_code not like '5%') as is_government_economic,
    from {{ ref('int_lines_situated') }}
    group by report_id, table_number

)

select
    tables.report_id,
    tables.table_kind,
    tables.table_number,
    tables.table_title,
    tables.is_nil,
    coalesce(whole.is_whole, false) as is_whole,
from {{ ref('stg_tables') }} as tables
inner join (select distinct read.report_id from lined as read) as reports using (report_id)
left join whole using (report_id, table_number)
left join lined using (report_id, table_number)
where
    tables.table_kind not in ({{ further_table_kinds() }}, 'department_performance', 'project_performance')
    and (tables.table_kind <> 'basic_by_economic' or {{ basic_part("coalesce(tables.table_title, '')") }} is null)
qualify
    row_number() over (
        partition by tables.report_id, tables.table_kind
        order by
            coalesce(lined.is_government_economic, false) and tables.table_kind = 'basic_by_economic',
            whole.is_whole is null,
            tables.table_number
    ) = 1
