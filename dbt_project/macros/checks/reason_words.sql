{#
    A reason in words: a template of seed_reasons with its parameters put in, {1} the first.

    Args:
        template: SQL expression of the template.
        parameters: SQL expression of the list of what to put in; NULL for none.
#}
{% macro reason_words(template, parameters) -%}
    replace(
        replace(
            replace({{ template }}, '{1}', coalesce({{ parameters }}[1], '')),
            '{2}',
            coalesce({{ parameters }}[2], '')
        ),
        '{3}',
        coalesce({{ parameters }}[3], '')
    )
{%- endmacro %}
