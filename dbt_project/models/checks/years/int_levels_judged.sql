{# D1 where a department or unit is compared with nothing, or not with all: one row that says why. #}
with

belonging as (

    select * from {{ ref('int_units_belonging') }}

),

units as (

    select
        report_id,
        count(unit_report_id) > 0 as has_unit,
        -- a list of one is no list
        if(
            count(*) filter (where is_listed) > 1,
            string_agg(name_key, '、' order by name_key) filter (where is_listed and unit_report_id is null),
            null
        ) as missing_zh,
    from belonging
    group by report_id

),

standing as (

    select
        reports.*,
        reports.name_key is null or reports.budget_year is null as is_nameless,
        reports.report_id in (
            select homes.unit_report_id from belonging as homes
            where homes.unit_report_id is not null
        ) as is_at_home,
        reports.report_id in (
            select checks.report_id from {{ ref('int_checks_summed') }} as checks
            where checks.invariant_id = 'D1'
        ) as is_tried,
        coalesce(units.has_unit, false) as has_unit,
        units.missing_zh,
    from {{ ref('int_reports_addressed') }} as reports
    left join units using (report_id)

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
