with

amounts as (

    select * from {{ ref('int_amounts_closed') }}
    where
        table_kind not in ('revenue', 'fiscal_revenue', 'non_tax', 'procurement', 'service_purchases')
        and side is distinct from 'revenue'

),

cells as (

    select * from {{ ref('stg_cells') }}
    where row_number is not null and role not in ('figure', 'nil', 'unread')

),

{# the classes printed beside a function: 30201-办公费 and 50201-办公经费 in columns of their own #}
classes as (

    select
        report_id,
        table_number,
        row_number,
        max(nullif(regexp_extract(trim(printed_text), '^(3[0-9]{2}([0-9]{2}){0,2})([^0-9]|$)', 1), ''))
            as economic_code,
        max(nullif(regexp_extract(trim(printed_text), '^(5[0-9]{2}([0-9]{2})?)([^0-9]|$)', 1), ''))
            as government_economic_code,
    from cells
    group by report_id, table_number, row_number

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
    if(
        regexp_full_match(amounts.row_code, '3[0-9]{2}([0-9]{2}){0,2}'),
        amounts.row_code,
        classes.economic_code
    ) as economic_code,
    if(
        regexp_full_match(amounts.row_code, '5[0-9]{2}([0-9]{2})?'),
        amounts.row_code,
        classes.government_economic_code
    ) as government_economic_code,
    projects.project_key,
    amounts.fund,
    amounts.nature,
    amounts.stage,
    coalesce(
        amounts.is_leaf_of_stage
        and amounts.stage = amounts.main_stage
        {# what is planned for the years to come is none of this year's money #}
        and coalesce(
            amounts.year <= greatest(
                amounts.budget_year,
                min(amounts.year) over (partition by amounts.report_id, amounts.table_number, amounts.stage)
            ),
            true
        ),
        false
    ) as is_leaf,
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
left join classes
    on
        amounts.report_id = classes.report_id
        and amounts.table_number = classes.table_number
        and amounts.row_number = classes.row_number
        and not amounts.is_undisclosed
left join projects
    on
        amounts.table_kind = 'projects'
        and amounts.report_id = projects.report_id
        and amounts.table_number = projects.table_number
        and amounts.row_number = projects.row_number
        and amounts.block = projects.block
        and not amounts.is_undisclosed
order by amounts.report_id, amounts.table_number, amounts.row_number, amounts.column_number, amounts.amount_id
