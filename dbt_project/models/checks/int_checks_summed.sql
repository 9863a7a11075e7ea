{#
    Every identity that is a sum of printed money, settled: R1–R9, C1–C5, B1–B2, X1–X10 and the
    amounts of X12 and X13.
#}
{{ config(materialized='table') }}

{% for model in [
    'int_row_sums_checked',
    'int_code_sums_checked',
    'int_list_sums_checked',
    'int_balance_sums_checked',
    'int_cross_total_sums_checked',
    'int_cross_code_sums_checked',
    'int_form_sums_checked',
] %}
    select * from {{ ref(model) }}
    {% if not loop.last %}union all by name{% endif %}
{% endfor %}
