{# One row per project performance form (项目绩效目标表) of a proven report, head fields as columns. #}
with

fields as (

    select * from {{ ref('stg_form_fields') }}

),

tables as (

    select * from {{ ref('stg_tables') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

forms as (

    select
        fields.report_id,
        fields.table_number,
        max(fields.value_text) filter (where fields.field = 'project_code') as project_code,
        max(fields.value_text) filter (where fields.field = 'project_name') as named,
        max(fields.value_text) filter (where fields.field = 'project') as whole,
        max(fields.value_text) filter (where fields.field = 'start_year') as start_text,
        max(fields.value_text) filter (where fields.field = 'end_year') as end_text,
        max(fields.amount_yuan) filter (where fields.field = 'amount') as amount_yuan,
    from fields
    group by fields.report_id, fields.table_number

)

select
    forms.report_id,
    forms.table_number,
    reports.department_name,
    forms.project_code,
    coalesce(forms.named, forms.whole) as project_name,
    {{ project_key('reports.department_name', 'coalesce(forms.named, forms.whole)') }}
        as project_key,
    try_cast(nullif(regexp_extract(forms.start_text, '20[0-9]{2}'), '') as integer) as start_year,
    try_cast(nullif(regexp_extract(forms.end_text, '20[0-9]{2}'), '') as integer) as end_year,
    forms.amount_yuan,
from forms
inner join reports using (report_id)
inner join tables using (report_id, table_number)
where
    reports.is_proven
    and tables.table_kind = 'project_performance'
    and coalesce(forms.named, forms.whole) is not null
