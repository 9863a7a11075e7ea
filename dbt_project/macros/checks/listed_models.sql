{# written by python -m expectations.catalogue from the names of the models #}

{# Models of the cells that an identity adds, apart by white space. #}
{% macro terms_models() %}
    int_balance_terms
    int_code_terms
    int_cross_code_terms
    int_cross_total_terms
    int_form_terms
    int_level_terms
    int_list_terms
    int_row_terms
    int_year_terms
{% endmacro %}

{# Models of checks that are no sums of printed money, apart by white space. #}
{% macro judged_models() %}
    int_claim_amounts_judged
    int_claim_changes_judged
    int_claim_codes_judged
    int_claim_counts_judged
    int_claim_names_judged
    int_claim_parts_judged
    int_claim_procurements_judged
    int_claim_projects_judged
    int_claim_ratios_judged
    int_claim_repeats_judged
    int_codes_judged
    int_completeness_judged
    int_forms_judged
    int_funds_judged
    int_levels_judged
    int_printed_changes_judged
    int_years_judged
{% endmacro %}
