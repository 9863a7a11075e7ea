{#
    The dimension of a code list: codes of the seed and codes that loaded reports print, each with
    the name that most print, its parent by prefix, and the years of the reports that print it.
    `depths` are the lengths at which a code has a level; a local code that goes deeper has its
    longest prefix as parent and no level. Parents that nobody prints are added, without a name where
    the seed has none.

    observed: relation with report_id, budget_year, code, name (one row per printed row).
#}
{% macro code_dimension(observed, seed, depths) %}
    select
        codes.code,
        coalesce(named.name, seeds.name) as name,
        case
            {% for depth in depths %}
            when length(codes.code) = {{ depth }} then {{ ["'类'", "'款'", "'项'"][loop.index0] }}
            {% endfor %}
        end as level,
        case
            {% for depth in depths | reverse %}
            when length(codes.code) > {{ depth }} then left(codes.code, {{ depth }})
            {% endfor %}
        end as parent_code,
        named.first_year,
        named.last_year,
        coalesce(named.report_count, 0) as report_count,
        named.code is not null as is_observed,
        seeds.code is not null as is_listed,
    from (
        select code from {{ seed }}
        union
        select code from {{ observed }}
        {% for depth in depths %}
        union
        select left(code, {{ depth }}) from {{ observed }} where length(code) > {{ depth }}
        union
        select left(code, {{ depth }}) from {{ seed }} where length(code) > {{ depth }}
        {% endfor %}
    ) as codes
    left join {{ seed }} as seeds on codes.code = seeds.code
    left join (
        select
            code,
            max_by(name, (name_count, name)) as name,
            min(first_year) as first_year,
            max(last_year) as last_year,
            max(report_count) as report_count,
        from (
            select
                code,
                name,
                count(distinct report_id) as name_count,
                min(min(budget_year)) over (partition by code) as first_year,
                max(max(budget_year)) over (partition by code) as last_year,
                max(any_value(code_report_count)) over (partition by code) as report_count,
            from (
                select
                    *,
                    dense_rank() over (partition by code order by report_id)
                    + dense_rank() over (partition by code order by report_id desc)
                    - 1 as code_report_count,
                from {{ observed }}
            ) as printed
            group by code, name
        ) as counted
        group by code
    ) as named on codes.code = named.code
{% endmacro %}
