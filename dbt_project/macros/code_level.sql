{# 类 款 项 by the length of a code: functional 3/5/7 digits, economic 3/5. #}
{% macro code_level(code) -%}
    case
        when length({{ code }}) = 3 then '类'
        when length({{ code }}) = 5 then '款'
        when length({{ code }}) = 7 then '项'
    end
{%- endmacro %}
