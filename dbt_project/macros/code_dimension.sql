{#
    The dimension of a code list: codes of the seed and codes that loaded reports print, one row per
    code and name that it bore, each with the name that most print, its parent by prefix, and the
    years of the reports that print it. A code bears another name from the year on in which most
    reports print that (20805 was 行政事业单位离退休 up to 2019): at least two reports, and no year
    in which the older name still leads; anything less is a slip of one paper. `depths` are the
    lengths at which a code has a level; a local code that goes deeper has its longest prefix as
    parent and no level. Parents that nobody prints are added, without a name where the seed has
    none. `is_latest` marks one row per code.

    observed: relation with report_id, budget_year, code, name (one row per printed row).
#}
{% macro code_dimension(observed, seed, depths) %}
    select
        codes.code,
        coalesce(periods.name, seeds.name) as name,
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
        periods.first_year,
        periods.last_year,
        coalesce(periods.report_count, 0) as report_count,
        periods.code is not null as is_observed,
        seeds.code is not null as is_listed,
        coalesce(periods.is_latest, true) as is_latest,
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
    left join ({{ code_periods(observed) }}) as periods on codes.code = periods.code
{% endmacro %}

{# One row per printed code and name that it bore: name, first_year, last_year, report_count. #}
{% macro code_periods(observed) %}
    with

    printed as (

        select
            report_id,
            budget_year,
            code,
            name,
            {{ normalised_name('name') }} as compared_name,
        from {{ observed }}

    ),

    whole as (

        select
            code,
            min(budget_year) as first_year,
            max(budget_year) as last_year,
            count(distinct report_id) as report_count,
        from printed
        group by code

    ),

    yearly as (

        select
            code,
            budget_year,
            compared_name,
            count(distinct report_id) as report_count,
        from printed
        where budget_year is not null
        group by code, budget_year, compared_name

    ),

    led as (

        select
            code,
            compared_name,
            min(budget_year) as first_year,
            max(budget_year) as last_year,
            sum(report_count) as report_count,
        from (
            select *
            from yearly
            qualify
                row_number() over (
                    partition by code, budget_year
                    order by report_count desc, compared_name asc
                ) = 1
        ) as yearly_leaders
        group by code, compared_name
        having sum(report_count) > 1

    ),

    followed as (

        select
            *,
            count(*) over (partition by code) as period_count,
            coalesce(
                first_year <= lag(last_year) over (partition by code order by first_year, last_year),
                false
            ) as is_overlapping,
        from led

    ),

    borne as (

        select
            code,
            compared_name,
            first_year,
            last_year,
            report_count,
        from followed
        where period_count > 1
        qualify not bool_or(is_overlapping) over (partition by code)

    ),

    names as (

        select
            code,
            compared_name,
            name,
            count(distinct report_id) as name_count,
        from printed
        group by code, compared_name, name

    )

    select
        borne.code,
        max_by(names.name, (names.name_count, names.name)) as name,
        {# a year of which no report is loaded bears the later name: lists change, then papers follow #}
        coalesce(
            lag(borne.last_year) over (partition by borne.code order by borne.first_year) + 1,
            borne.first_year
        ) as first_year,
        borne.last_year,
        cast(borne.report_count as bigint) as report_count,
        borne.last_year = max(borne.last_year) over (partition by borne.code) as is_latest,
    from borne
    inner join names
        on
            borne.code = names.code
            and borne.compared_name = names.compared_name
    group by borne.code, borne.first_year, borne.last_year, borne.report_count

    union all

    select
        whole.code,
        max_by(names.name, (names.name_count, names.name)) as name,
        whole.first_year,
        whole.last_year,
        whole.report_count,
        true as is_latest,
    from whole
    inner join names on whole.code = names.code
    where whole.code not in (select borne.code from borne)
    group by whole.code, whole.first_year, whole.last_year, whole.report_count
{% endmacro %}
