{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='功能分类收入') }}

select
    report_id as "报告编号",
    budget_year as "预算年度",
    function_code as "功能科目编码",
    is_leaf as "末级",
    source as "来源",
    amount_yuan as "金额（元）",
    function_name as "功能科目名称",
    level as "级次",
    report_kind as "报告类型",
    table_number as "表序号",
    disclosure_id as "公开编号",
    unit_name as "单位名称",
    is_total as "是否合计",
    figure_ids as "数字编号列表",
from {{ ref('fct_function_revenues') }}
