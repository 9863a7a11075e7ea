{# One row per printed row that carries a subject code, in proven reports of this batch. #}
{{ config(materialized='table') }}

with

lines as (

    select * from {{ ref('stg_lines') }}

),

tables as (

    select * from {{ ref('stg_tables') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

)

select
    lines.report_id,
    reports.budget_year,
    lines.row_code as code,
    lines.row_label as name,
    case
        when
            tables.table_kind in (
                'revenue', 'expenditure', 'general_budget', 'government_fund', 'state_capital'
            )
            then 'functional'
        when tables.table_kind = 'basic_by_economic' then 'economic'
    end as classification,
from lines
inner join reports using (report_id)
inner join tables using (report_id, table_number)
where
    reports.is_proven
    and lines.row_role = 'code'
    and lines.row_code is not null
    and tables.table_kind in (
        'revenue', 'expenditure', 'general_budget', 'government_fund', 'state_capital',
        'basic_by_economic'
    )

union all

select
    lines.report_id,
    reports.budget_year,
    lines.function_code as code,
    lines.function_name as name,
    'functional' as classification,
from lines
inner join reports using (report_id)
where
    reports.is_proven
    and regexp_full_match(lines.function_code, '2[0-9]{2}([0-9]{2}){0,2}')
