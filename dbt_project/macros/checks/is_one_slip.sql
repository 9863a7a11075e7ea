{#
    Whether two whole numbers of four digits or more differ as a misprint does: in one digit, or in
    two neighbours that changed places.

    Args:
        left, right: SQL expressions of non-negative integers.
#}
{% macro is_one_slip(left, right) -%}
    {%- set one = "cast(" ~ left ~ " as varchar)" -%}
    {%- set other = "cast(" ~ right ~ " as varchar)" -%}
    {%- set differing -%}
        list_filter(range(1, len({{ one }}) + 1), lambda place: {{ one }}[place] <> {{ other }}[place])
    {%- endset -%}
    (
        len({{ one }}) >= 4
        and len({{ one }}) = len({{ other }})
        and (
            len({{ differing }}) = 1
            or (
                len({{ differing }}) = 2
                and {{ differing }}[2] = {{ differing }}[1] + 1
                and list_sort(string_split({{ one }}, '')) = list_sort(string_split({{ other }}, ''))
            )
        )
    )
{%- endmacro %}
