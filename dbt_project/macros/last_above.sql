{#
    What the nearest row of a block shows that shows it, of this row and those above it.

    Args:
        value: SQL expression, NULL in the rows that do not show it.
        lines: relation with one row per row of a block: report_id, table_number, block, row_number.
#}
{% macro last_above(value, lines) -%}
    last_value({{ value }} ignore nulls) over (
        partition by {{ lines }}.report_id, {{ lines }}.table_number, {{ lines }}.block
        order by {{ lines }}.row_number
        rows between unbounded preceding and current row
    )
{%- endmacro %}
