{#
    Lines with what the identities ask of them. The unit of a row is the one that it prints, else
    the last unit row above it, so that each unit's code tree is summed by itself. Where codes
    without a unit head longer codes that print one (类 above 款 with 单位代码), the tree is one.
#}
{{ config(materialized='table') }}

with

{# of a code's row and that of the next code: 类 without a unit above 款 that prints one #}
followed as (

    select
        report_id,
        table_number,
        block,
        unit_name,
        starts_with(lead(row_code) over below, row_code)
        and lead(row_code) over below <> row_code
        and (
            (unit_code is null and lead(unit_code) over below is not null)
            or (unit_name is null and lead(unit_name) over below is not null)
        ) as heads_units,
    from {{ ref('stg_lines') }}
    where row_role = 'code' and row_code is not null
    window below as (partition by report_id, table_number, block order by row_number)

),

one_tree as (

    select
        report_id,
        table_number,
        block,
        bool_and(unit_name is not null) as is_named,
    from followed
    where heads_units
    group by report_id, table_number, block

)

select
    lines.report_id,
    lines.table_number,
    tables.table_kind,
    tables.table_title,
    reports.report_kind,
    if(reports.report_kind = 'final_account', 'final', 'budget') as main_stage,
    lines.row_number,
    lines.block,
    lines.page_number,
    lines.row_code,
    lines.row_label,
    {{ normalised_name('lines.row_label') }} as row_name,
    lines.row_role,
    lines.line_concept,
    lines.line_source,
    lines.ordinal,
    coalesce(lines.depth, 1) as depth,
    coalesce(
        if(one_tree.block is null or lines.row_role <> 'code', lines.unit_code, null),
        if(coalesce(one_tree.is_named, true) or lines.row_role <> 'code', lines.unit_name, null),
        {{ last_above(
            "case when lines.row_role = 'unit' then coalesce(lines.unit_code, lines.unit_name, lines.row_label) end",
            'lines'
        ) }},
        ''
    ) as unit_key,
    lines.row_role = 'code' and coalesce(lines.sum_role, '') = 'memo' as says_again,
    lines.unit_code,
    lines.unit_name,
    lines.project_code,
    lines.project_name,
    lines.function_code,
    lines.function_name,
    coalesce(lines.is_code_inferred, false) as is_code_inferred,
from {{ ref('stg_lines') }} as lines
inner join {{ ref('stg_tables') }} as tables using (report_id, table_number)
inner join {{ ref('stg_reports') }} as reports using (report_id)
left join one_tree using (report_id, table_number, block)
where reports.status <> 'rejected'
