{#
    Lines with what the identities ask of them. The unit of a row is the one that it prints, else
    the last unit row above it, so that each unit's code tree is summed by itself.
#}
{{ config(materialized='table') }}

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
        lines.unit_code,
        lines.unit_name,
        last_value(
            case when lines.row_role = 'unit' then coalesce(lines.unit_code, lines.unit_name, lines.row_label) end
            ignore nulls
        ) over (
            partition by lines.report_id, lines.table_number, lines.block
            order by lines.row_number
            rows between unbounded preceding and current row
        ),
        ''
    ) as unit_key,
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
where reports.status <> 'rejected'
