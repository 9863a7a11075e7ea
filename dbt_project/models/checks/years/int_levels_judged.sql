{# D1 where a department or unit is compared with nothing, or not with all: one row that says why. #}
with

reports as (

    select * from {{ ref('int_reports_addressed') }}

),

listed as (

    select * from {{ ref('int_units_belonging') }}

),

belonging as (

    select * from listed
    where unit_report_id is not null

),

complete as (

    select
        report_id,
        string_agg(name_key, '、' order by name_key) filter (where unit_report_id is null) as missing_zh,
    from listed
    where is_listed
    group by report_id
    having count(*) > 1

),

judged as (

    select * from {{ ref('int_checks_summed') }}
    where invariant_id = 'D1'

),

homes as (

    select
        unit_report_id,
        count(*) as home_count,
    from belonging
    group by unit_report_id

),

standing as (

    select
        reports.report_id,
        reports.level,
        reports.department_name,
        reports.title_zh,
        reports.budget_year,
        reports.report_kind,
        reports.name_key is null or reports.budget_year is null as is_nameless,
        coalesce(homes.home_count, 0) > 0 as is_at_home,
        exists(
            select 1
            from belonging
            where belonging.report_id = reports.report_id
        ) as has_unit,
        complete.missing_zh,
        exists(
            select 1
            from judged
            where judged.report_id = reports.report_id
        ) as is_tried,
    from reports
    left join homes on reports.report_id = homes.unit_report_id
    left join complete on reports.report_id = complete.report_id

)

select
    report_id || '-D1-report-gate' as check_id,
    report_id,
    'D1' as invariant_id,
    '全报告' as subject,
    case
        when is_nameless then 'department_nameless'
        when level = 'unit' and is_at_home then 'unit_under_department'
        when level = 'unit' then 'report_to_load'
        when has_unit and is_tried then 'units_to_load'
        when has_unit then 'nothing_comparable'
        else 'report_to_load'
    end as reason_code,
    [
        case
            when level = 'unit'
                then
                    department_name || '所属部门' || budget_year || '年部门'
                    || if(report_kind = 'budget', '预算', '决算')
            when has_unit and is_tried then missing_zh
            else
                department_name || coalesce('所属单位（' || missing_zh || '）', '所属各单位')
                || budget_year || '年单位' || if(report_kind = 'budget', '预算', '决算')
        end
    ] as reason_parameters,
from standing
where not is_tried or missing_zh is not null
