{# The Chinese name by which a budget officer knows a kind of table. #}
{% macro table_kind_zh(table_kind) %}
    case {{ table_kind }}
        when 'summary' then '部门收支总表'
        when 'revenue' then '部门收入总表'
        when 'expenditure' then '部门支出总表'
        when 'appropriation' then '财政拨款收支总表'
        when 'general_budget' then '一般公共预算支出表'
        when 'basic_by_economic' then '一般公共预算基本支出表'
        when 'three_public' then '“三公”经费表'
        when 'government_fund' then '政府性基金预算支出表'
        when 'state_capital' then '国有资本经营预算支出表'
        when 'procurement' then '采购预算表'
        when 'projects' then '项目支出明细表'
        when 'department_performance' then '整体绩效目标表'
        when 'project_performance' then '项目绩效目标表'
        else '其他表'
    end
{% endmacro %}
