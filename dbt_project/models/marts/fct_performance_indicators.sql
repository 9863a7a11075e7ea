with

indicators as (

    select * from {{ ref('stg_indicators') }}

),

forms as (

    select * from {{ ref('int_project_forms') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

)

select
    indicators.report_id,
    reports.budget_year,
    indicators.scope,
    forms.project_key,
    indicators.level_1,
    indicators.level_2,
    indicators.level_3,
    indicators.operator,
    indicators.target_text,
    indicators.target_value,
    indicators.unit,
    indicators.weight,
    forms.project_name,
    indicators.table_number,
    indicators.row_number,
    indicators.page_number,
    indicators.target_figure_id,
    indicators.weight_figure_id,
from indicators
inner join reports using (report_id)
left join forms using (report_id, table_number)
where reports.is_proven
order by indicators.report_id, indicators.table_number, indicators.row_number
