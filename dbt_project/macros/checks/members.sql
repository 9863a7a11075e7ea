{#
    The two sides of pairs of a whole and its parts, one row per cell that a side adds: the whole
    stands once, on the left, whatever the number of its parts.

    Args:
        pairs: relation with one row per whole and part; everything but where the two stand is of the
            whole instance.
        places: what tells where each of them stands, e.g. row_number: pairs has it as whole_row_number
            and part_row_number. The first stays with both sides as whole_…: instances are named by it.
        stated: the column that tells the first place of the whole itself, where the instance is named
            by another (人员经费合计 and 公用经费合计 in rows below each other state one sum).
#}
{% macro members(pairs, places, stated='') -%}
    {%- for side, of in [('left', 'whole'), ('right', 'part')] %}
        select distinct
            * exclude (
                {% if stated %}{{ stated }}, {% endif %}
                {% for place in places[1:] %}whole_{{ place }}, {% endfor %}
                {% for place in places %}part_{{ place }}{{ ', ' if not loop.last }}{% endfor %}
            ),
            '{{ side }}' as side,
            {% for place in places %}
                {{ stated if stated and side == 'left' and loop.first else of ~ '_' ~ place }} as {{ place }},
            {% endfor %}
        from {{ pairs }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
{%- endmacro %}
