{#
    Every identity that is a sum of printed money, settled and judged: R1–R9, C1–C5, B1–B2, X1–X10,
    the amounts of X12 and X13, Y1–Y3 and D1.
#}
{{ config(materialized='table') }}
with

terms as (

    select * from {{ ref('int_invariant_terms') }}

),

settled as (

    select
        check_id,
        report_id,
        invariant_id,
        any_value(table_kind) as table_kind,
        min(subject) as subject,
        any_value(relation) as relation,
        any_value(key_table_number) as key_table_number,
        any_value(key_row_number) as key_row_number,
        any_value(key_column_number) as key_column_number,
        any_value(key_slot) as key_slot,
        any_value(variant) as variant,
        any_value(counterpart_id) as counterpart_id,
        coalesce(sum(amount_yuan * sign * level_weight) filter (where side = 'left'), 0) as left_yuan,
        coalesce(sum(amount_yuan * sign * level_weight) filter (where side = 'right'), 0) as right_yuan,
        coalesce(sum(half_unit_yuan * level_weight), 0) as tolerance_yuan,
        max(gate_code) as gate_code,
        any_value(gate_parameters) as gate_parameters,
        string_agg(distinct cell_label, '、') filter (where is_unread) as unread_cells,
        list(figure_id order by figure_id) filter (where figure_id is not null) as figure_ids,
        count(figure_id) filter (where side = 'left') as left_figure_count,
    from terms
    group by check_id, report_id, invariant_id

)

select
    check_id,
    report_id,
    invariant_id,
    table_kind,
    subject,
    relation,
    cast(left_yuan as decimal(22, 4)) as left_yuan,
    cast(right_yuan as decimal(22, 4)) as right_yuan,
    cast(tolerance_yuan as decimal(22, 4)) as tolerance_yuan,
    case
        when gate_code is not null then gate_code
        when unread_cells is not null then 'cells_unread'
        when relation = '<=' and left_yuan - right_yuan > tolerance_yuan then 'part_above_whole'
        when relation = '=' and abs(left_yuan - right_yuan) > tolerance_yuan then 'beyond_rounding'
    end as reason_code,
    if(gate_code is not null, gate_parameters, list_filter([unread_cells], lambda cell: cell is not null))
        as reason_parameters,
    figure_ids,
    left_figure_count,
    key_table_number,
    key_row_number,
    key_column_number,
    key_slot,
    variant,
    counterpart_id,
from settled
