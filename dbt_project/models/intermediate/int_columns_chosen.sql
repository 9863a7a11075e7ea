{#
    Which columns state a measure of a stage in a table. Often several do:

    * a whole and its parts (结转结余 / 小计 beside 结转结余 / 单位资金结转): only the whole counts;
    * parts without a whole (教育收费 beside 其他专户收入, both 财政专户): their sum is the measure;
    * figures of another year than the report's under one stage: only the report's year counts.
#}
with

columns as (

    select * from {{ ref('stg_columns') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

titled as (

    select
        columns.report_id,
        columns.table_number,
        columns.block,
        columns.column_number,
        columns.measure,
        columns.stage,
        columns.year,
        len(string_split(columns.column_path, ' / ')) as path_depth,
        regexp_matches(columns.column_path, '(^| / )[^/]*(小计|合计|总计|总数)') as is_whole,
        contains(columns.column_path, '其中') as is_among,
        coalesce(columns.year = reports.budget_year, columns.year is null) as is_report_year,
    from columns
    inner join reports using (report_id)
    where
        columns.role = 'figure'
        and columns.is_money
        and columns.measure is not null
        and columns.measure <> 'project_kind'

),

of_one_year as (

    select *
    from titled
    qualify
        rank() over (
            partition by report_id, table_number, block, measure, stage
            order by is_report_year desc, year desc nulls last
        ) = 1

)

select
    report_id,
    table_number,
    column_number,
from of_one_year
qualify
    rank() over (
        partition by report_id, table_number, block, measure, stage
        order by is_whole desc, if(is_whole, path_depth, 0) asc, is_among asc
    ) = 1
