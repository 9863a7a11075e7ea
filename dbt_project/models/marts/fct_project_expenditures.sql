with

projects as (

    select * from {{ ref('int_projects_listed') }}

),

project_amounts as (

    select * from {{ ref('fct_project_amounts') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

rows_counted as (

    select
        report_id,
        table_number,
        row_number,
        bool_or(is_leaf) as is_leaf,
        list(figure_id order by figure_id) as figure_ids,
    from project_amounts
    group by report_id, table_number, row_number

),

pivoted as (

    select
        report_id,
        table_number,
        row_number,
        {% for measure in [
            'total', 'initial_targeted', 'superior_special', 'basic', 'project',
            'fiscal_appropriation', 'general_budget', 'government_fund', 'state_capital',
            'fiscal_account', 'unit_funds', 'carried_over',
        ] %}
            sum(amount_yuan) filter (where measure = '{{ measure }}') as {{ measure }}_yuan,
        {% endfor %}
        {% for kind in [
            'initial_targeted_personnel', 'initial_targeted_general', 'initial_targeted_livelihood',
            'superior_special_advance', 'superior_special_carried_over', 'superior_special_city',
        ] %}
            sum(amount_yuan) filter (where project_kind = '{{ kind }}') as {{ kind }}_yuan,
        {% endfor %}
    from project_amounts
    where is_counted
    group by report_id, table_number, row_number

)

select
    projects.report_id,
    projects.budget_year,
    projects.project_key,
    projects.project_code,
    projects.project_name,
    projects.unit_name,
    projects.function_code,
    {% for column in [
        'total', 'initial_targeted', 'superior_special', 'initial_targeted_personnel',
        'initial_targeted_general', 'initial_targeted_livelihood', 'superior_special_advance',
        'superior_special_carried_over', 'superior_special_city', 'fiscal_appropriation',
        'general_budget', 'government_fund', 'state_capital', 'fiscal_account', 'unit_funds',
        'carried_over',
    ] %}
        cast(pivoted.{{ column }}_yuan as decimal(22, 4)) as {{ column }}_yuan,
    {% endfor %}
    projects.table_number,
    projects.row_number,
    reports.disclosure_id,
    coalesce(rows_counted.is_leaf, false) as is_leaf,
    false as is_total,
    coalesce(rows_counted.figure_ids, []) as figure_ids,
from projects
inner join reports using (report_id)
left join rows_counted using (report_id, table_number, row_number)
left join pivoted using (report_id, table_number, row_number)
order by projects.report_id, projects.table_number, projects.row_number
