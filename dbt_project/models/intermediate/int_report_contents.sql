{#
    What each report file holds: tables of a budget, prose, forms of targets; and so which part of
    a disclosure it is. Beijing, Jiangsu and Guangzhou publish 说明, 报表 and 绩效 as files of
    their own. One page of prose without an amount is the cover letter of tables, not prose.
#}
{{ config(materialized='table') }}

with

reports as (

    select * from {{ ref('stg_reports') }}

),

tables as (

    select * from {{ ref('stg_tables') }}

),

pages as (

    select * from {{ ref('stg_pages') }}

),

sentences as (

    select * from {{ ref('stg_sentences') }}

),

claims as (

    select * from {{ ref('stg_claims') }}

),

fields as (

    select * from {{ ref('stg_form_fields') }}

),

tables_held as (

    select
        report_id,
        list(distinct table_kind order by table_kind) filter (
            where table_kind not in ('other', 'department_performance', 'project_performance')
        ) as table_kinds,
        count(*) filter (where table_kind = 'other' and figure_count > 0) as other_count,
        count(*) filter (
            where table_kind in ('department_performance', 'project_performance')
        ) as form_count,
    from tables
    group by report_id

),

prose_pages as (

    select
        report_id,
        count(*) as page_count,
    from pages
    where page_role = 'prose'
    group by report_id

),

amounts_stated as (

    select
        report_id,
        count(*) as claim_count,
    from claims
    group by report_id

),

{# a corrected sentence is the same sentence: without its digits #}
texts_held as (

    select
        report_id,
        list_sort(list(distinct regexp_replace(sentence, '[0-9.,，\s]', '', 'g'))) as sentences_held,
    from sentences
    where length(sentence) > 12
    group by report_id

),

forms_held as (

    select
        report_id,
        list(distinct value_text order by value_text) as projects_held,
    from fields
    where field in ('project', 'project_name') and value_text is not null
    group by report_id

),

held as (

    select
        reports.report_id,
        coalesce(tables_held.table_kinds, []) as table_kinds,
        coalesce(texts_held.sentences_held, []) as sentences_held,
        coalesce(forms_held.projects_held, []) as projects_held,
        coalesce(prose_pages.page_count, 0) > 0
        and (coalesce(prose_pages.page_count, 0) > 1 or coalesce(amounts_stated.claim_count, 0) > 0)
            as has_prose,
        coalesce(len(tables_held.table_kinds), 0) > 0
        or (coalesce(tables_held.other_count, 0) > 0 and coalesce(tables_held.form_count, 0) = 0)
            as has_tables,
        coalesce(tables_held.form_count, 0) > 0 as has_forms,
    from reports
    left join tables_held using (report_id)
    left join prose_pages using (report_id)
    left join amounts_stated using (report_id)
    left join texts_held using (report_id)
    left join forms_held using (report_id)

)

select
    report_id,
    table_kinds,
    sentences_held,
    projects_held,
    has_prose,
    has_tables,
    has_forms,
    case
        when has_tables and has_prose then 'full'
        when has_tables then 'tables'
        when has_forms then 'performance'
        when has_prose then 'prose'
        else 'annex'
    end as part,
from held
