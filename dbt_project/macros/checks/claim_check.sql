{#
    What the select list of a check of the prose begins with: its key, and the claim that it is about.

    Args:
        invariant_id: SQL expression of the identity.
        claim_id: SQL expression of the claim.
        suffix: what tells several checks of the identity on one claim apart.
        relation: the relation whose report it is, where several are joined.
#}
{% macro claim_check(invariant_id, claim_id='claim_id', suffix='', relation=none) -%}
    {{ claim_id }} || '-' || {{ invariant_id }} || '{{ suffix }}' as check_id,
    {{ claim_id }} as claim_id,
    {{ relation ~ '.' if relation }}report_id,
    {{ invariant_id }} as invariant_id
{%- endmacro %}
