{#
    The select list of a check that compares no money: yuan columns stay NULL and `reason` says
    what was compared. `figure_ids` and the two values are SQL expressions of the caller's row.
#}
{% macro stated_check(invariant_id, instance_key, subject, status, reason, figure_ids='cast([] as varchar[])', left_value='null', right_value='null', table_kind='table_kind') %}
    report_id || '-{{ invariant_id }}-' || {{ instance_key }} as check_id,
    report_id,
    '{{ invariant_id }}' as invariant_id,
    {{ table_kind }} as table_kind,
    {{ subject }} as subject,
    {{ status }} as status,
    {{ reason }} as reason,
    {{ figure_ids }} as figure_ids,
    cast({{ left_value }} as decimal(22, 6)) as left_value,
    cast({{ right_value }} as decimal(22, 6)) as right_value
{% endmacro %}
