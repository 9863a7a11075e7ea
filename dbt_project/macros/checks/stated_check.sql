{#
    The select list of a check that compares no money: `reason_code` says why it does not plainly
    hold, as seed_reasons has it; status and words follow from that in int_checks_tried. All but
    the first are SQL expressions of the caller's row.
#}
{% macro stated_check(
    invariant_id,
    instance_key,
    subject,
    reason_code,
    reason_parameters='null',
    figure_ids='cast([] as varchar[])',
    left_value='null',
    right_value='null',
    table_kind='table_kind'
) %}
    report_id || '-{{ invariant_id }}-' || {{ instance_key }} as check_id,
    report_id,
    '{{ invariant_id }}' as invariant_id,
    {{ table_kind }} as table_kind,
    {{ subject }} as subject,
    cast({{ reason_code }} as varchar) as reason_code,
    cast({{ reason_parameters }} as varchar[]) as reason_parameters,
    {{ figure_ids }} as figure_ids,
    cast({{ left_value }} as decimal(22, 6)) as left_value,
    cast({{ right_value }} as decimal(22, 6)) as right_value
{% endmacro %}
