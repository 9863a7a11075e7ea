{# The Chinese names of a list of kinds of table, in one text. #}
{% macro table_kinds_zh(kinds, separator='＋') -%}
    array_to_string(list_transform({{ kinds }}, lambda kind: {{ table_kind_zh('kind') }}), '{{ separator }}')
{%- endmacro %}
