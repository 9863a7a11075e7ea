{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='经济分类支出') }}

select
    report_id as "报告编号",
    budget_year as "预算年度",
    economic_code as "经济科目编码",
    economic_name as "经济科目名称",
    level as "级次",
    is_leaf as "末级",
    total_yuan as "合计（元）",
    personnel_yuan as "人员经费（元）",
    operating_yuan as "公用经费（元）",
    report_kind as "报告类型",
    table_number as "表序号",
    disclosure_id as "公开编号",
    unit_name as "单位名称",
    is_total as "是否合计",
    figure_ids as "数字编号列表",
from {{ ref('fct_economic_expenditures') }}
