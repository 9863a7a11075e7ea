{#
    Published reports by whose, of when and of what sort they are: what a comparison with another
    report looks its counterpart up by. Only the current report on a subject is looked up, proven at least in part.
#}
{{ config(materialized='table') }}

select
    reports.report_id,
    reports.department_name,
    -- 某局（本级） and 某局 are one name: which of them reports is said by the level
    {{ institution_key('reports.department_name') }} as name_key,
    coalesce(reports.division_code, reports.place_name, '') as place_key,
    coalesce(reports.level, 'department') as level,
    reports.budget_year,
    coalesce(reports.report_kind, 'budget') as report_kind,
    if(reports.report_kind = 'final_account', 'final', 'budget') as main_stage,
    if(reports.level = 'unit', '单位', '部门') || if(reports.report_kind = 'final_account', '决算', '预算')
        as sort_zh,
    reports.budget_year || '年' || sort_zh as title_zh,
    reports.status in ('proven', 'partial') and ranked.current_report_id = reports.report_id as is_counterpart,
from {{ ref('int_reports_seen') }} as reports
inner join {{ ref('int_reports_ranked') }} as ranked using (report_id)
