{# Whether a fund that there is money of has no detail table in the report; of int_report_gates_read. #}
{% macro is_fund_missing(gates) -%}
    (
        not {{ gates }}.has_general_budget_table
        or ({{ gates }}.has_government_fund and not {{ gates }}.has_government_fund_table)
        or ({{ gates }}.has_state_capital and not {{ gates }}.has_state_capital_table)
    )
{%- endmacro %}
