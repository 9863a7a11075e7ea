{# Kinds of tables that only some places print, and `other`: nothing says how deep they go. #}
{% macro further_table_kinds() %}
    'basic_expenditure', 'basic_by_function', 'expenditure_by_economic', 'government_economic', 'fiscal_revenue', 'fiscal_expenditure', 'projects_by_code', 'service_purchases', 'agency_operating', 'meeting_training', 'carry_over', 'assets', 'fiscal_account', 'transfers', 'special_funds', 'non_tax', 'debt', 'staffing', 'other'
{%- endmacro %}
