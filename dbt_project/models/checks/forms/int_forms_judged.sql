{# X12 (a form for each project and the other way round) and X14 (weights of a form). #}
with

matched as (

    select
        *,
        count(distinct form_table_number) over report as form_count,
        count(distinct form_table_number) filter (where form_project_name is null) over report as unnamed_count,
        count(distinct list_row_number) over report as project_count,
        count(distinct form_table_number) filter (where list_row_number is not null) over report as matched_form_count,
        count(distinct list_row_number) filter (where form_table_number is not null) over report
            as matched_project_count,
    from {{ ref('int_project_forms_matched') }}
    window report as (partition by report_id)

),

-- many publishers show the forms of a few large projects only: an absent form says something
-- only where most projects have theirs, and the names of the two lists can be told alike
project_rows as (

    select
        *,
        form_table_number is not null as has_form,
        matched_project_count * 2 > project_count as is_customary,
    from matched
    where list_row_number is not null
    qualify row_number() over (
            partition by report_id, list_table_number, list_row_number
            order by form_table_number nulls last
        ) = 1

),

form_rows as (

    select
        *,
        list_row_number is not null or coalesce(pairing, '') = 'taken' as has_project,
    from matched
    where form_table_number is not null
    -- a form of several rows is one form
    qualify row_number() over (
            partition by report_id, form_table_number
            order by list_table_number nulls last, list_row_number nulls last
        ) = 1

),

indicators as (

    select indicators.*
    from {{ ref('stg_indicators') }} as indicators
    inner join {{ ref('stg_reports') }} as reports using (report_id)
    where
        reports.status <> 'rejected'
        -- the printed sum of the weights is no weight
        and not regexp_matches(
            coalesce(indicators.level_3, indicators.level_2, indicators.level_1, ''), '^(总分|总计|合计|小计)$'
        )

),

x12_projects as (

    select
        {{ stated_check(
            'X12',
            "printf('t%03d-r%04d-form', list_table_number, list_row_number)",
            "'项目“' || list_project_name || '”有绩效目标表'",
            "case when has_form then null when form_count = 0 then 'forms_unpublished'
            when is_customary and unnamed_count > 0 then 'forms_nameless' when is_customary then 'form_lacking'
            else 'few_forms' end",
            reason_parameters='[list_project_name, cast(unnamed_count as varchar), cast(project_count as varchar),
            cast(matched_project_count as varchar)]',
            figure_ids='list_filter([list_figure_id], lambda figure: figure is not null)',
            table_kind="'projects'"
        ) }},
    from project_rows

),

x12_forms as (

    select
        {{ stated_check(
            'X12',
            "printf('t%03d-project', form_table_number)",
            "'绩效目标表（表' || form_table_number || '）“' || coalesce(form_project_name, '') || '”在项目支出明细表内'",
            "case when has_project then null when form_project_name is null then 'form_nameless'
            when project_count = 0 then 'projects_unpublished' else 'project_unlisted' end",
            reason_parameters='[cast(form_count as varchar), cast(matched_form_count as varchar)]',
            figure_ids='list_filter([form_figure_id], lambda figure: figure is not null)',
            table_kind="'project_performance'"
        ) }},
    from form_rows

),

-- several forms may share one grid: as many as name a project
sharing as (

    select
        report_id,
        table_number,
        count(distinct row_number) as form_count,
    from {{ ref('stg_form_fields') }}
    where field in ('project', 'project_name')
    group by report_id, table_number

),

weighed as (

    select
        indicators.report_id,
        indicators.scope,
        indicators.table_number,
        sum(indicators.weight) / any_value(coalesce(sharing.form_count, 1)) as weight_sum,
        count(*) filter (where indicators.weight is null) as blank_count,
        list(indicators.weight_figure_id order by indicators.row_number) filter (
            where indicators.weight_figure_id is not null
        ) as figure_ids,
    from indicators
    left join sharing using (report_id, table_number)
    group by indicators.report_id, indicators.scope, indicators.table_number
    having count(indicators.weight) > 0

),

constants as (

    select
        *,
        mode(weight_sum order by weight_sum desc) over (partition by report_id, scope) as usual_sum,
        count(*) over (partition by report_id, scope) as form_count,
    from weighed

),

constant as (

    select
        *,
        -- 100, or 90 with 10 left for budget execution: another constant is our misreading
        form_count = 1 or usual_sum in (90, 100) as is_constant_known,
        case
            when form_count > 1 then usual_sum
            when abs(weight_sum - 90) < abs(weight_sum - 100) then 90
            else 100
        end as constant_sum,
        case scope when 'department' then 'department_performance' else 'project_performance' end as table_kind,
    from constants

),

x14 as (

    select
        {{ stated_check(
            'X14',
            "printf('t%03d', table_number)",
            table_kind_zh('table_kind') ~ " || '（表' || table_number || '）指标权重之和'",
            "case when weight_sum = constant_sum then null when blank_count > 0 then 'weights_blank'
            when not is_constant_known then 'weights_read_otherwise' else 'weights_differ' end",
            reason_parameters="[if(form_count > 1, '本报告其他表', '100（或扣除预算执行率后的90）'), cast(usual_sum as varchar)]",
            figure_ids='figure_ids',
            left_value='weight_sum',
            right_value='constant_sum'
        ) }},
    from constant

)

select * from x12_projects
union all
select * from x12_forms
union all
select * from x14
