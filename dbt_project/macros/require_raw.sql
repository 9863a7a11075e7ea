{# dbt makes an empty file where there is none, and then says of every model that its source is not
   there. This says it once, and what to do. #}
{% macro require_raw() %}
    {% if execute and flags.WHICH in ('build', 'run', 'test') %}
        {% set counted = run_query("select count(*) from duckdb_tables() where schema_name = 'raw'") %}
        {% if counted.columns[0].values()[0] == 0 %}
            {{ exceptions.raise_compiler_error(
                target.path ~ " holds no reports (no schema raw). This project models what "
                ~ "`make build` read: make build && cp data/warehouse.duckdb data/dev.duckdb, or "
                ~ "name a copy of a warehouse in BUDGET_WAREHOUSE"
            ) }}
        {% endif %}
    {% endif %}
{% endmacro %}
