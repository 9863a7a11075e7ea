{#
    How small a slip is, where it is a trifle: `truncated` (cut off at the printed digit, or at a
    coarser one, instead of rounded) or `last_digit` (one unit of the last printed digit off).

    Args:
        stated: SQL expression of the number as stated.
        right: what it should be.
        step: one unit of its last printed digit, in the same measure.
        tolerance: how far the two may differ by rounding alone.
#}
{% macro slip_size(stated, right, step, tolerance) -%}
    case
        when ({{ step }}) is null or ({{ step }}) = 0 or {{ stated }} is null or {{ right }} is null then null
        when
            abs({{ stated }}) <= abs({{ right }})
            and {{ stated }} * {{ right }} >= 0
            and abs({{ stated }}) = ({{ step }}) * floor(abs(cast({{ right }} as decimal(30, 8))) / ({{ step }}))
            then 'truncated'
        when abs({{ stated }} - {{ right }}) <= {{ tolerance }} + ({{ step }}) * 1.000001 then 'last_digit'
    end
{%- endmacro %}
