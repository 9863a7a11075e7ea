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
    {{ members_of_side(pairs, places, stated, 'left', 'whole') }}
    union all
    {{ members_of_side(pairs, places, stated, 'right', 'part') }}
{%- endmacro %}

{# One of the two sides: what the pairs have as `of`, whole or part. #}
{% macro members_of_side(pairs, places, stated, side, of) -%}
    {%- set gone = [stated] if stated else [] -%}
    {%- set kept = [] -%}
    {%- for place in places -%}
        {%- set _ = gone.append('part_' ~ place) -%}
        {%- set _ = gone.append('whole_' ~ place) if not loop.first -%}
        {%- set from = stated if stated and side == 'left' and loop.first else of ~ '_' ~ place -%}
        {%- set _ = kept.append(from ~ ' as ' ~ place) -%}
    {%- endfor -%}
    select distinct
        * exclude ({{ gone | join(', ') }}),
        '{{ side }}' as side,
        {{ kept | join(', ') }},
    from {{ pairs }}
{%- endmacro %}
