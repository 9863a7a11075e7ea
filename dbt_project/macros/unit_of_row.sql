{#
    The name of the unit that a row is about: its own, else that of the unit row above it.

    Args:
        lines: relation with the columns of stg_lines.
#}
{% macro unit_of_row(lines) -%}
    coalesce(
        {{ lines }}.unit_name,
        {{ last_above("if(" ~ lines ~ ".row_role = 'unit', " ~ lines ~ ".row_label, null)", lines) }}
    )
{%- endmacro %}
