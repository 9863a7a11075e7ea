{#
    `ref` and `source` without the database part: a stored view must not name the file that it was
    built in, because the file is published under another name.
#}
{% macro ref() %}
    {% set version = kwargs.get('version') or kwargs.get('v') %}
    {% if varargs | length > 1 %}
        {% do return(builtins.ref(varargs[0], varargs[1], version=version).include(database=false)) %}
    {% endif %}
    {% do return(builtins.ref(varargs[0], version=version).include(database=false)) %}
{% endmacro %}

{% macro source(source_name, table_name) %}
    {% do return(builtins.source(source_name, table_name).include(database=false)) %}
{% endmacro %}
