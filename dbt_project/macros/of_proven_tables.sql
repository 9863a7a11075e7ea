{#
    Only rows of tables that are proven: a table that is held back is in no fact and no check.
    Reads raw, so for staging models alone.
#}
{% macro of_proven_tables() -%}
    (report_id, table_number) in (
        select (tables.report_id, tables.table_number)
        from {{ source('raw', 'tables') }} as tables
        where tables.status = 'proven'
    )
{%- endmacro %}
