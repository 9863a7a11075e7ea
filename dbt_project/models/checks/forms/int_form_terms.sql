{# The terms of X12 (amounts of matched projects) and X13 (targets of 整体绩效目标 against `expenditure`). #}
with

figures as (

    select
        figures.figure_id,
        figures.table_number,
        figures.row_number,
        figures.column_number,
        coalesce(figures.is_unread, false) as is_unread,
        coalesce(figures.amount_yuan, indicator_amounts.amount_yuan) as amount_yuan,
        case
            when figures.amount_yuan is not null then figures.half_unit_yuan
            else {{ half_unit_yuan('figures.decimals', 'indicator_amounts.unit') }}
        end as half_unit_yuan,
        figures.printed_text as cell_label,
    from {{ ref('int_figures_printed') }} as figures
    left join (
        select
            target_figure_id as figure_id,
            unit,
            case unit when '万元' then target_value * 10000 when '元' then target_value end as amount_yuan,
        from {{ ref('stg_indicators') }}
        where unit in ('万元', '元')
    ) as indicator_amounts using (figure_id)

),

headlines as (

    select *
    from {{ ref('int_headline_terms_picked') }}
    where table_kind = 'expenditure' and headline = 'total'

),

matched as (

    select
        *,
        case pairing when 'sum' then min(form_table_number) over groups else form_table_number end as key_table_number,
        case pairing when 'sum' then count(distinct form_table_number) over groups else 1 end as form_count,
        count(distinct printf('%d-%d', list_table_number, list_row_number)) over groups as row_count,
    from {{ ref('int_project_forms_matched') }}
    where form_table_number is not null and pairing is not null
    window groups as (partition by report_id, group_key, pairing)

),

project_terms as (

    select distinct
        matched.report_id,
        'X12' as invariant_id,
        'project_performance' as table_kind,
        printf('t%03d-amount', matched.key_table_number) as instance_key,
        matched.key_table_number,
        '“'
        || first(matched.form_project_name) over instances
        || '”：绩效目标表（表'
        || matched.key_table_number
        || '）'
        || case when matched.form_count > 1 then '等' || matched.form_count || '张' else '' end
        || '金额＝项目支出明细表'
        || case when matched.pairing = 'sum' and matched.row_count > 1 then matched.row_count || '行之和' else '金额' end
            as subject,
        '=' as relation,
        places.side,
        case places.side when 'left' then matched.form_figure_id else matched.list_figure_id end as figure_id,
        case when matched.pairing in ('taken', 'unclear', 'alike') then 'form_' || matched.pairing end as gate_code,
        case matched.pairing
            when 'unclear' then [cast(matched.row_count as varchar)]
            when 'alike' then [matched.list_project_name]
        end as gate_parameters,
    from matched
    cross join (values ('left'), ('right')) as places (side)
    -- rows that are not told apart are no terms
    where places.side = 'left' or matched.pairing in ('pair', 'sum')
    window
        instances as (
            partition by matched.report_id, matched.key_table_number, matched.group_key
            order by matched.form_table_number
        )

),

targets as (

    select
        fields.report_id,
        fields.table_number,
        fields.row_number,
        fields.field_label as what,
        fields.figure_id,
        if(fields.field in ('total_expenditure', 'department_expenditure'), 'total', split_part(fields.field, '_', 1))
            as measure,
        -- 其中：部门预算支出 is a part of the total
        if(fields.field = 'department_expenditure', '<=', '=') as relation,
    from {{ ref('stg_form_fields') }} as fields
    inner join {{ ref('stg_tables') }} as tables using (report_id, table_number)
    where
        tables.table_kind = 'department_performance'
        and fields.field in (
            'total_expenditure', 'department_expenditure', 'basic_expenditure', 'project_expenditure'
        )
        and fields.figure_id is not null
    union all
    select
        report_id,
        table_number,
        row_number,
        level_3 as what,
        target_figure_id as figure_id,
        if({{ normalised_name('level_3') }} = '基本', 'basic', 'project') as measure,
        '=' as relation,
    from {{ ref('stg_indicators') }}
    where
        scope = 'department'
        and {{ normalised_name('level_3') }} in ('基本', '项目')
        and unit in ('万元', '元')
        and target_figure_id is not null

),

target_sides as (

    select
        targets.*,
        'left' as side,
    from targets
    semi join headlines using (report_id, measure)
    union all
    select
        targets.* replace (headlines.figure_id as figure_id),
        'right' as side,
    from targets
    inner join headlines using (report_id, measure)

),

target_terms as (

    select
        report_id,
        'X13' as invariant_id,
        'department_performance' as table_kind,
        printf('t%03d-r%04d-%s', table_number, row_number, measure) as instance_key,
        table_number as key_table_number,
        '整体绩效目标表（表' || table_number || '）“' || what || '”' || if(relation = '=', '＝', '≤') || '部门支出总表对应合计'
            as subject,
        relation,
        side,
        figure_id,
        cast(null as varchar) as gate_code,
        cast(null as varchar[]) as gate_parameters,
    from target_sides

),

placed as (

    select * from project_terms
    union all
    select * from target_terms

)

-- an amount of a form stands in no money column: it is found by its figure
select
    placed.*,
    figures.table_number,
    figures.row_number,
    figures.column_number,
    figures.amount_yuan,
    figures.half_unit_yuan,
    figures.is_unread,
    figures.cell_label,
from placed
left join figures using (figure_id)
