{# Returns every row, whole, that shares its key with another one. #}
{% test unique_combination(model, columns) %}
    select *
    from {{ model }}
    qualify count(*) over (partition by {{ columns | join(', ') }}) > 1
{% endtest %}
