{#
    A project's key: the department and the project's name without spaces, punctuation and the
    year in front (“2023年区政府办政府会议专项” on its form, “区政府办政府会议专项” in the list).
    Codes are printed on some tables only, so they cannot be part of the key.
#}
{% macro project_key(department_name, project_name) -%}
    md5(
        coalesce({{ department_name }}, '')
        || '|'
        || regexp_replace(
            {{ normalised_name(project_name) }}, '^20[0-9]{2}(年度|年)?', ''
        )
    )
{%- endmacro %}
