{#
    The seeded code lists as one relation: domain, code, name, compared_name, compared_names (the
    name and its other readings, normalised), document_count.
#}
{% macro listed_codes() %}
    {% set lists = {
        'functional': 'seed_functional_codes',
        'economic': 'seed_economic_codes',
    } %}
    {% for domain, seed in lists.items() %}
    select
        {% if domain == 'economic' %}
        case when cast(code as varchar) like '5%' then 'government_economic' else 'economic' end as domain,
        {% else %}
        'functional' as domain,
        {% endif %}
        cast(code as varchar) as code,
        name,
        {{ normalised_name('name') }} as compared_name,
        list_append(
            list_transform(
                string_split(coalesce(other_names, ''), '|'),
                lambda reading: {{ normalised_name("regexp_replace(reading, ':[0-9]+$', '')") }}
            ),
            {{ normalised_name('name') }}
        ) as compared_names,
        document_count,
    from {{ ref(seed) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
{% endmacro %}
