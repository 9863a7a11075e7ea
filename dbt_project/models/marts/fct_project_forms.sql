with

fields as (

    select * from {{ ref('stg_form_fields') }}

),

forms as (

    select * from {{ ref('int_project_forms') }}

),

figures as (

    select * from {{ ref('int_figures_described') }}
    where table_kind = 'project_performance'

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

{# a form on a page of its own: fields and what stands beside them #}
funds as (

    select
        report_id,
        table_number,
        sum(amount_yuan) filter (where regexp_matches(field_label, '财政(拨款|资金)'))
            as fiscal_appropriation_yuan,
        sum(amount_yuan) filter (where contains(field_label, '上年结转')) as carried_over_yuan,
        sum(amount_yuan) filter (where contains(field_label, '其他')) as other_yuan,
        max(value_text) filter (where field = 'goal') as goal,
        max(value_text) filter (where field = 'unit') as unit_name,
    from fields
    group by report_id, table_number

),

{# all money of a form's head, fields that have no column of their own included #}
form_figures as (

    select
        report_id,
        table_number,
        list(figure_id order by figure_id) as figure_ids,
    from figures
    where row_role in ('field', 'project', 'text', 'total', 'line')
    group by report_id, table_number

),

{# several projects in the rows of one table: no form of one project #}
lists as (

    select
        report_id,
        table_number,
    from figures
    where row_role = 'project' and coalesce(project_name, row_label) is not null
    group by report_id, table_number
    having count(distinct row_number) > 1

),

form_rows as (

    select
        report_id,
        table_number,
        row_number,
        any_value(department_name) as department_name,
        any_value(coalesce(project_name, row_label)) as project_name,
        any_value(project_code) as project_code,
        any_value(unit_name) as unit_name,
        max(amount_yuan) filter (where measure in ('total', 'amount')) as amount_yuan,
        max(amount_yuan) filter (where measure = 'fiscal_appropriation') as fiscal_appropriation_yuan,
        max(amount_yuan) filter (where measure = 'carried_over') as carried_over_yuan,
        max(amount_yuan) filter (where measure = 'other') as other_yuan,
        list(figure_id order by figure_id) as figure_ids,
    from figures
    where
        row_role = 'project'
        and coalesce(project_name, row_label) is not null
        and (report_id, table_number) in (from lists)
    group by report_id, table_number, row_number
    having count(*) filter (where measure in ('total', 'amount', 'fiscal_appropriation')) > 0

)

select
    reports.disclosure_id,
    forms.report_id,
    forms.project_key,
    forms.project_code,
    forms.project_name,
    funds.unit_name,
    forms.amount_yuan,
    cast(funds.fiscal_appropriation_yuan as decimal(22, 4)) as fiscal_appropriation_yuan,
    cast(funds.carried_over_yuan as decimal(22, 4)) as carried_over_yuan,
    cast(funds.other_yuan as decimal(22, 4)) as other_yuan,
    forms.start_year,
    forms.end_year,
    funds.goal,
    forms.table_number,
    cast(null as integer) as row_number,
    coalesce(form_figures.figure_ids, []) as figure_ids,
from forms
inner join reports using (report_id)
left join funds using (report_id, table_number)
left join form_figures using (report_id, table_number)
where (forms.report_id, forms.table_number) not in (from lists)

union all

select
    reports.disclosure_id,
    form_rows.report_id,
    {{ project_key('form_rows.department_name', 'form_rows.project_name') }} as project_key,
    form_rows.project_code,
    form_rows.project_name,
    form_rows.unit_name,
    form_rows.amount_yuan,
    form_rows.fiscal_appropriation_yuan,
    form_rows.carried_over_yuan,
    form_rows.other_yuan,
    null as start_year,
    null as end_year,
    null as goal,
    form_rows.table_number,
    form_rows.row_number,
    form_rows.figure_ids,
from form_rows
inner join reports using (report_id)
order by report_id, table_number, row_number
