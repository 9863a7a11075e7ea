{% set totals = [
    'revenue_total', 'expenditure_total', 'current_revenue', 'current_expenditure', 'basic',
    'project', 'general_budget', 'government_fund', 'state_capital', 'personnel', 'operating',
    'three_public', 'three_public_prior', 'overseas', 'vehicle_purchase', 'vehicle_running',
    'reception', 'agency_operating', 'procurement', 'service_purchase', 'project_list',
    'carried_over_in', 'carried_over_out', 'initial_budget',
] %}
with

disclosures as (

    select * from {{ ref('dim_disclosures') }}

),

chosen as (

    select * from {{ ref('int_totals_proposed') }}
    where choice = 1

),

projects as (

    select * from {{ ref('int_projects_listed') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

differences as (

    select * from {{ ref('int_amounts_closed') }}
    where table_kind in ('expenditure', 'general_budget', 'government_fund', 'state_capital')

),

facts as (

    select * from {{ ref('stg_facts') }}

),

amounts as (

    select
        disclosure_id,
        {% for total in totals %}
            any_value(amount_yuan) filter (where total = '{{ total }}') as {{ total }}_yuan,
            any_value(amount_from) filter (where total = '{{ total }}') as {{ total }}_from,
        {% endfor %}
        list_distinct(flatten(list(added_tables) filter (where total = 'project_list'))) as project_tables,
    from chosen
    group by disclosure_id

),

{# of several lists the one whose total was chosen, or those that were added #}
project_rows as (

    select
        reports.disclosure_id,
        count(*) as project_count,
    from projects
    inner join reports on projects.report_id = reports.report_id
    left join amounts on reports.disclosure_id = amounts.disclosure_id
    where
        amounts.project_list_from is null
        or starts_with(
            amounts.project_list_from,
            projects.report_id || '-' || lpad(cast(projects.table_number as varchar), 3, '0') || '-'
        )
        or list_contains(amounts.project_tables, projects.report_id || '-' || projects.table_number)
    group by reports.disclosure_id

),

{# of the table that shows most: 支出总表, else that of 一般公共预算 #}
withheld as (

    select
        disclosure_id,
        sum(amount_yuan) as undisclosed_yuan,
        min(figure_id) as undisclosed_from,
    from differences
    where is_undisclosed and is_leaf_of_stage and stage = main_stage
    group by disclosure_id, table_kind
    qualify
        row_number() over (
            partition by disclosure_id
            order by list_position(['expenditure', 'general_budget', 'government_fund', 'state_capital'], table_kind)
        ) = 1

),

posts as (

    select
        reports.disclosure_id,
        {# 实有人员, else the staff together with others (行政和事业编制人员以及其他人员等共156人) #}
        min_by(
            facts.value_number,
            if(facts.fact = 'staff_total', '0', '1')
            || facts.report_id || '-' || lpad(cast(facts.fact_number as varchar), 6, '0')
        ) as staff_count,
    from facts
    inner join reports on facts.report_id = reports.report_id
    where facts.fact in ('staff_total', 'staff_and_others_total') and facts.value_number is not null
    group by reports.disclosure_id

)

select
    disclosures.disclosure_id,
    {% for total in totals %}
        cast(amounts.{{ total }}_yuan as decimal(22, 4)) as {{ total }}_yuan,
    {% endfor %}
    cast(withheld.undisclosed_yuan as decimal(22, 4)) as undisclosed_yuan,
    cast(project_rows.project_count as integer) as project_count,
    cast(posts.staff_count as integer) as staff_count,
    {% for total in totals %}
        amounts.{{ total }}_from,
    {% endfor %}
    withheld.undisclosed_from,
    disclosures.report_id,
from disclosures
left join amounts on disclosures.disclosure_id = amounts.disclosure_id
left join project_rows on disclosures.disclosure_id = project_rows.disclosure_id
left join withheld on disclosures.disclosure_id = withheld.disclosure_id
left join posts on disclosures.disclosure_id = posts.disclosure_id
order by disclosures.disclosure_id
