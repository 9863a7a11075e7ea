{#
    A reason in words: a template of seed_reasons with its parameters put in, {1} the first; {2…} is
    all from the second.

    Args:
        template: SQL expression of the template.
        parameters: SQL expression of the list of what to put in; NULL for none.
#}
{% macro reason_words(template, parameters) -%}
    {%- set words = namespace(sql=template) -%}
    {%- for number in range(1, 6) -%}
        {%- set parameter = "coalesce(" ~ parameters ~ "[" ~ number ~ "], '')" -%}
        {%- set words.sql = "replace(" ~ words.sql ~ ", '{" ~ number ~ "}', " ~ parameter ~ ")" -%}
    {%- endfor -%}
    replace({{ words.sql }}, '{2…}', coalesce(array_to_string({{ parameters }}[2:], '；'), ''))
{%- endmacro %}
