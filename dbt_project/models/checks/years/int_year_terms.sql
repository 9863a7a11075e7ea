{# The terms of Y1, Y2, Y3: a cell of a report and the cell of another report that it repeats. #}
with

compared as (

    select
        *,
        {{ table_kind_zh('table_kind') }} as kind_zh,
    from {{ ref('int_years_compared') }}
    where is_met

)

select
    compared.report_id,
    compared.invariant_id,
    compared.table_kind,
    if(
        compared.invariant_id = 'Y3',
        compared.table_kind,
        printf('t%03d-r%04d-c%03d', compared.table_number, compared.row_number, compared.column_number)
    ) as instance_key,
    if(compared.invariant_id = 'Y3', null, compared.table_number) as key_table_number,
    compared.kind_zh
    || '（表' || compared.table_number || '）“' || compared.place_label || '”“' || compared.column_path || '”＝'
    || compared.counterpart_zh || compared.kind_zh
    || '（表' || compared.there_table_number || '）“' || compared.there_place_label || '”“'
    || compared.there_column_path || '”' as subject,
    '=' as relation,
    sides.side,
    if(sides.side = 'left', compared.report_id, compared.counterpart_id) as printed_report_id,
    if(sides.side = 'left', null, compared.counterpart_zh) as printed_in_zh,
    if(sides.side = 'left', compared.table_number, compared.there_table_number) as table_number,
    if(sides.side = 'left', compared.row_number, compared.there_row_number) as row_number,
    if(sides.side = 'left', compared.column_number, compared.there_column_number) as column_number,
    if(compared.is_understood, null, 'column_stage_unclear') as gate_code,
    if(compared.is_understood, null, [compared.column_path, compared.counterpart_zh]) as gate_parameters,
from compared
cross join (values ('left'), ('right')) as sides (side)
