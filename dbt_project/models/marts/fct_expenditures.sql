with

amounts as (

    select * from {{ ref('int_amounts_closed') }}
    where
        table_kind not in ('revenue', 'fiscal_revenue', 'non_tax', 'procurement', 'service_purchases')
        and side is distinct from 'revenue'

),

projects as (

    select * from {{ ref('int_projects_listed') }}

)

select
    amounts.amount_id as expenditure_id,
    amounts.disclosure_id,
    amounts.report_id,
    amounts.table_number,
    amounts.table_kind,
    coalesce(amounts.unit_name, amounts.unit_above) as unit_name,
    case
        when regexp_full_match(amounts.row_code, '2[0-9]{2}([0-9]{2}){0,2}') then amounts.row_code
        when regexp_full_match(amounts.function_code, '2[0-9]{2}([0-9]{2}){0,2}') then amounts.function_code
    end as function_code,
    if(regexp_full_match(amounts.row_code, '3[0-9]{2}([0-9]{2}){0,2}'), amounts.row_code, null)
        as economic_code,
    if(regexp_full_match(amounts.row_code, '5[0-9]{2}([0-9]{2})?'), amounts.row_code, null)
        as government_economic_code,
    projects.project_key,
    amounts.fund,
    amounts.nature,
    amounts.stage,
    coalesce(amounts.is_leaf_of_stage and amounts.stage = amounts.main_stage, false) as is_leaf,
    amounts.is_total,
    amounts.is_code_inferred,
    amounts.amount_yuan,
    if(amounts.is_undisclosed, null, amounts.figure_id) as figure_id,
    amounts.row_label,
    amounts.year,
    coalesce(amounts.is_leaf_of_stage, false) as is_leaf_of_stage,
    amounts.is_undisclosed,
    amounts.closure,
    amounts.row_number,
    amounts.column_number,
    amounts.column_path,
    amounts.budget_year,
from amounts
left join projects
    on
        amounts.table_kind = 'projects'
        and amounts.report_id = projects.report_id
        and amounts.table_number = projects.table_number
        and amounts.row_number = projects.row_number
        and amounts.block = projects.block
        and not amounts.is_undisclosed
order by amounts.report_id, amounts.table_number, amounts.row_number, amounts.column_number, amounts.amount_id
