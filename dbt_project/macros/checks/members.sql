{#
    The two sides of pairs of a whole and its parts, one row per cell that a side adds: the whole
    stands once, on the left, whatever the number of its parts.

    Args:
        pairs: relation with one row per whole and part; everything but where the two stand is of the
            whole instance.
        places: what tells where each of them stands, e.g. row_number: pairs has it as whole_row_number
            and part_row_number. The first stays with both sides as whole_…: instances are named by it.
#}
{% macro members(pairs, places) -%}
    {%- for side, of in [('left', 'whole'), ('right', 'part')] %}
        select distinct
            * exclude (
                {% for place in places[1:] %}whole_{{ place }}, {% endfor %}
                {% for place in places %}part_{{ place }}{{ ', ' if not loop.last }}{% endfor %}
            ),
            '{{ side }}' as side,
            {% for place in places %}
                {{ of }}_{{ place }} as {{ place }},
            {% endfor %}
        from {{ pairs }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
{%- endmacro %}
