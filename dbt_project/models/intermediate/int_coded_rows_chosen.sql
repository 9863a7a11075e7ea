{#
    One row per report × kind × code × row that facts by code count. Rows of several units in one
    table are all counted (their code recurs per unit); a code that recurs without a unit is
    counted once, in its first row.
#}
with

lines as (

    select * from {{ ref('stg_lines') }}

),

chosen as (

    select * from {{ ref('int_coded_tables_chosen') }}

),

coded as (

    select
        lines.report_id,
        lines.table_number,
        chosen.table_kind,
        lines.row_number,
        lines.block,
        lines.row_code,
        lines.row_label,
        coalesce(lines.unit_code, lines.unit_name) as unit_key,
        row_number() over (
            partition by
                lines.report_id,
                lines.table_number,
                lines.row_code,
                coalesce(lines.unit_code, lines.unit_name)
            order by lines.row_number, lines.block
        ) as occurrence,
        min(coalesce(lines.unit_code, lines.unit_name)) over (
            partition by lines.report_id, lines.table_number, lines.row_code
        ) as any_unit_key,
    from lines
    inner join chosen
        on
            lines.report_id = chosen.report_id
            and lines.table_number = chosen.table_number
    where lines.row_role = 'code' and lines.row_code is not null

),

counted as (

    select
        report_id,
        table_number,
        table_kind,
        row_number,
        block,
        row_code,
        row_label,
    from coded
    where occurrence = 1 and (unit_key is not null or any_unit_key is null)

)

select
    counted.report_id,
    counted.table_number,
    counted.table_kind,
    counted.row_number,
    counted.block,
    counted.row_code,
    counted.row_label,
    not exists (
        select 1
        from counted as longer
        where
            longer.report_id = counted.report_id
            and longer.table_number = counted.table_number
            and length(longer.row_code) > length(counted.row_code)
            and starts_with(longer.row_code, counted.row_code)
    ) as is_leaf,
from counted
