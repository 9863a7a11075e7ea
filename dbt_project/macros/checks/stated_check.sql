{#
    The select list of a check that compares no money: yuan columns stay NULL and `reason` says
    what was compared; `reason_code` and `reason_parameters` say it to the diagnosis, which reads no
    words. All but the first are SQL expressions of the caller's row.
#}
{% macro stated_check(
    invariant_id,
    instance_key,
    subject,
    status,
    reason,
    figure_ids='cast([] as varchar[])',
    left_value='null',
    right_value='null',
    table_kind='table_kind',
    reason_code='null',
    reason_parameters='[]'
) %}
    report_id || '-{{ invariant_id }}-' || {{ instance_key }} as check_id,
    report_id,
    '{{ invariant_id }}' as invariant_id,
    {{ table_kind }} as table_kind,
    {{ subject }} as subject,
    {{ status }} as status,
    {{ reason }} as reason,
    cast({{ reason_code }} as varchar) as reason_code,
    cast({{ reason_parameters }} as varchar[]) as reason_parameters,
    {{ figure_ids }} as figure_ids,
    cast({{ left_value }} as decimal(22, 6)) as left_value,
    cast({{ right_value }} as decimal(22, 6)) as right_value
{% endmacro %}
