{#
    The terms of every identity that is a sum of printed money, one row per cell that it adds: the
    one place where terms meet their figures.

    A model of a family says which cells stand on which side; what is printed there is joined here.
    A blank cell is a row without a figure: it adds an exact zero, and may be the very cell that
    should hold a value. A cell that holds a number other than money is none. Instances whose cells
    are all blank say nothing and are left out; a table that never yields an instance gets a row in
    int_checks_gated.
#}
{{ config(materialized='table') }}
-- by name, a union may leave columns out
-- noqa: disable=AM07
with

termed as (

    {% for model in terms_models().split() %}
        select * from {{ ref(model) }}
        {% if not loop.last %}union all by name{% endif %}
    {% endfor %}

),

figures as (

    select * from {{ ref('int_figures_situated') }}

),

numbers as (

    select * from {{ ref('int_figures_printed') }}
    where table_status = 'proven'

)

select
    termed.report_id || '-' || termed.invariant_id || '-' || termed.instance_key as check_id,
    termed.report_id,
    termed.invariant_id,
    termed.table_kind,
    termed.subject,
    termed.relation,
    termed.side,
    coalesce(termed.sign, 1) as sign,
    coalesce(termed.level_weight, 1) as level_weight,
    coalesce(termed.printed_report_id, termed.report_id) as printed_report_id,
    if(termed.side = 'left', 1, -1) * coalesce(termed.sign, 1) * coalesce(termed.level_weight, 1) as coefficient,
    termed.table_number,
    termed.row_number,
    termed.column_number,
    coalesce(termed.figure_id, figures.figure_id) as figure_id,
    coalesce(termed.amount_yuan, figures.amount_yuan) as amount_yuan,
    coalesce(termed.half_unit_yuan, figures.half_unit_yuan) as half_unit_yuan,
    coalesce(termed.is_unread, figures.is_unread, false) as is_unread,
    coalesce(termed.printed_in_zh, '') || coalesce(termed.cell_label, figures.cell_label) as cell_label,
    termed.key_table_number,
    termed.key_row_number,
    termed.key_column_number,
    termed.key_slot,
    termed.variant,
    termed.counterpart_id,
    termed.gate_code,
    termed.gate_parameters,
from termed
left join figures
    on
        coalesce(termed.printed_report_id, termed.report_id) = figures.report_id
        and termed.table_number = figures.table_number
        and termed.row_number = figures.row_number
        and termed.column_number = figures.column_number
left join numbers
    on
        coalesce(termed.printed_report_id, termed.report_id) = numbers.report_id
        and termed.table_number = numbers.table_number
        and termed.row_number = numbers.row_number
        and termed.column_number = numbers.column_number
where coalesce(termed.figure_id, figures.figure_id) is not null or numbers.figure_id is null
qualify
    count(coalesce(termed.figure_id, figures.figure_id)) over (
        partition by termed.report_id, termed.invariant_id, termed.instance_key
    ) > 0
