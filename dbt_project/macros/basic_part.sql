{# Which part of 基本支出 a table holds by its title: 'personnel', 'operating'; NULL where it names none, or both. #}
{% macro basic_part(title) -%}
    case
        when
            regexp_matches({{ title }}, '工资福利|个人和家庭|人员(经费|支出|类)')
            and not regexp_matches({{ title }}, '公用(经费|支出|类)|商品和服务|资本性支出')
            then 'personnel'
        when
            regexp_matches({{ title }}, '公用(经费|支出|类)|商品和服务|资本性支出')
            and not regexp_matches({{ title }}, '工资福利|个人和家庭|人员(经费|支出|类)')
            then 'operating'
    end
{%- endmacro %}
