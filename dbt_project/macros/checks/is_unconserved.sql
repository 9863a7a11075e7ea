{#
    Whether numbers of a page's tables are in no cell or in two, or cells hold what the page does not
    print; NULL of a page whose numbers were not counted.

    Args:
        pages: relation with the columns of stg_pages.
#}
{% macro is_unconserved(pages) -%}
    (
        {{ pages }}.number_count <> {{ pages }}.conserved_count
        or len(coalesce({{ pages }}.missing_numbers, [])) > 0
        or len(coalesce({{ pages }}.invented_numbers, [])) > 0
    )
{%- endmacro %}
