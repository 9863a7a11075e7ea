{#
    Figures of columns and lines that identities are tried on, money or unread, with how far each may
    be off by its last digit.
#}
{{ config(materialized='table') }}

select
    figure_id,
    report_id,
    table_number,
    table_kind,
    row_number,
    block,
    column_number,
    slot,
    measure,
    coalesce(stage, '') as stage,
    coalesce(year, 0) as year,
    column_path,
    main_stage,
    row_role,
    row_code,
    row_label,
    row_name,
    line_concept,
    line_source,
    unit_key,
    function_code,
    amount_yuan,
    half_unit_yuan,
    coalesce(is_unread, false) as is_unread,
    '第' || row_number || '行“' || coalesce(row_label, '') || '”“' || column_path || '”' as cell_label,
from {{ ref('int_figures_printed') }}
where
    table_status = 'proven'
    and slot is not null
    and unit_key is not null
    and (is_money or is_unread)
