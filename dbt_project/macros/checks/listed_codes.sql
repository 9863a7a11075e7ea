{#
    The seeded code lists as one relation: domain, code, name, compared_name, compared_names (the
    name and its other readings, normalised), document_count.
#}
{% macro listed_codes() -%}
    {{ codes_of_list('seed_functional_codes', "'functional'") }}
    union all
    {{ codes_of_list(
        'seed_economic_codes',
        "case when cast(code as varchar) like '5%' then 'government_economic' else 'economic' end"
    ) }}
{%- endmacro %}

{# One of the lists; `domain` is an SQL expression. #}
{% macro codes_of_list(seed, domain) -%}
    select
        {{ domain }} as domain,
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
{%- endmacro %}
