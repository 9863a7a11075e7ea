{#
    What could be added up in a row: each money column below a whole, with what the words say of it.
    The sums decide (int_row_parts_read).
#}
{{ config(materialized='table') }}

with

columns as (

    select * from {{ ref('int_columns_nested') }}

),

-- what may be a part of a total, by kind of table: stocks and memorandum columns are not
summable (table_kind, invariant_id, measures, required_measures) as (

    values
    (
        'expenditure', 'R1',
        ['basic', 'project', 'personnel', 'operating', 'remit_superior', 'business_expenditure', 'subsidise_affiliate'],
        ['basic', 'project']
    ),
    ('general_budget', 'R2', ['basic', 'project', 'personnel', 'operating'], ['basic', 'project']),
    ('government_fund', 'R2', ['basic', 'project', 'personnel', 'operating'], ['basic', 'project']),
    ('state_capital', 'R2', ['basic', 'project', 'personnel', 'operating'], ['basic', 'project']),
    (
        'revenue', 'R3',
        [
            'fiscal_appropriation', 'general_budget', 'government_fund', 'state_capital', 'fiscal_account',
            'operation', 'superior_subsidy', 'affiliate_remittance', 'business', 'other', 'unit_funds',
            'carried_over', 'current_revenue', 'opening_balance'
        ],
        []
    ),
    -- 基本支出总表 and other tables that only some places print, where they say who pays for each row
    (
        'other', 'R3',
        [
            'fiscal_appropriation', 'general_budget', 'government_fund', 'state_capital', 'fiscal_account',
            'operation', 'superior_subsidy', 'affiliate_remittance', 'business', 'other', 'unit_funds',
            'carried_over', 'current_revenue', 'opening_balance'
        ],
        ['fiscal_appropriation']
    ),
    ('appropriation', 'R4', ['general_budget', 'government_fund', 'state_capital'], ['general_budget']),
    ('basic_by_economic', 'R5', ['personnel', 'operating'], ['personnel', 'operating']),
    (
        'three_public', 'R6',
        ['overseas', 'vehicle', 'reception', 'vehicle_purchase', 'vehicle_running'],
        []
    ),
    (
        'projects', 'R7',
        [
            'initial_targeted', 'superior_special', 'project_kind', 'fiscal_appropriation', 'general_budget',
            'government_fund', 'state_capital', 'fiscal_account', 'operation', 'superior_subsidy',
            'affiliate_remittance', 'business', 'other', 'unit_funds', 'carried_over'
        ],
        []
    ),
    (
        'procurement', 'R8',
        [
            'fiscal_appropriation', 'general_budget', 'government_fund', 'state_capital', 'fiscal_account',
            'operation', 'superior_subsidy', 'affiliate_remittance', 'business', 'other', 'unit_funds', 'carried_over'
        ],
        []
    ),
    ('summary', 'R9', ['basic', 'project', 'personnel', 'operating'], [])

),

nested as (

    select
        columns.*,
        summable.invariant_id,
        coalesce(list_contains(summable.measures, columns.measure), false)
        or (
            columns.measure is null
            and coalesce(columns.is_part_by_heading, false)
            and whole_column.measure <> 'total'
            and not regexp_matches(columns.column_path, '其中|扣除')
        ) as is_summable,
        columns.measure is null
        and not regexp_matches(columns.column_path, '其中|扣除')
        and (whole_column.measure = 'total' or not coalesce(columns.is_part_by_heading, false)) as is_unknown,
        -- 经营, 上缴 and 补助 are parts in one place and mentioned (其中) in another
        summable.invariant_id = 'R1'
        and coalesce(
            list_contains(['remit_superior', 'business_expenditure', 'subsidise_affiliate'], columns.measure), false
        )
        or coalesce(regexp_matches(columns.column_path, '其中'), false) as is_perhaps_memo,
        summable.required_measures,
    from columns
    inner join summable
        on
            summable.table_kind
            = case when columns.table_kind in ({{ further_table_kinds() }}) then 'other' else columns.table_kind end
    left join columns as whole_column
        on
            columns.report_id = whole_column.report_id
            and columns.table_number = whole_column.table_number
            and columns.whole_column_number = whole_column.column_number

)

select
    report_id,
    table_number,
    table_kind,
    block,
    column_number,
    column_path,
    measure,
    stage,
    year,
    whole_column_number,
    invariant_id,
    required_measures,
    coalesce(is_summable, false) as is_summable,
    coalesce(is_unknown, false) as is_unknown,
    coalesce(is_perhaps_memo, false) as is_perhaps_memo,
from nested
