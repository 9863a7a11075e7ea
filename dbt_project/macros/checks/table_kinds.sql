{# written by python -m tests.chinese from ingest/contract/concepts.py #}

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
        when 'basic_expenditure' then '基本支出表'
        when 'basic_by_function' then '基本支出表（按功能科目）'
        when 'expenditure_by_economic' then '支出表（按部门预算经济分类）'
        when 'government_economic' then '支出表（按政府预算经济分类）'
        when 'fiscal_revenue' then '财政拨款收入表'
        when 'fiscal_expenditure' then '财政拨款支出表'
        when 'projects_by_code' then '项目支出表（按科目）'
        when 'service_purchases' then '政府购买服务表'
        when 'agency_operating' then '机关运行经费表'
        when 'meeting_training' then '会议费、培训费表'
        when 'carry_over' then '上年结转资金表'
        when 'assets' then '国有资产情况表'
        when 'fiscal_account' then '财政专户管理资金表'
        when 'transfers' then '转移支付表'
        when 'special_funds' then '专项资金表'
        when 'non_tax' then '非税收入征收计划表'
        when 'debt' then '债务情况表'
        when 'staffing' then '机构人员情况表'
        else '其他表'
    end
{% endmacro %}

{# Kinds that only some places print, and `other`: nothing says how deep they go. #}
{% macro further_table_kinds() -%}
    'basic_expenditure', 'basic_by_function', 'expenditure_by_economic', 'government_economic', 'fiscal_revenue', 'fiscal_expenditure', 'projects_by_code', 'service_purchases', 'agency_operating', 'meeting_training', 'carry_over', 'assets', 'fiscal_account', 'transfers', 'special_funds', 'non_tax', 'debt', 'staffing', 'other'
{%- endmacro %}
