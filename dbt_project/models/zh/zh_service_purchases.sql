{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='政府购买服务') }}

select
    disclosure_id as "公开编号",
    report_id as "报告编号",
    catalogue_code as "目录编码",
    catalogue_name as "目录名称",
    item_name as "购买内容",
    field_name as "领域",
    project_key as "项目键",
    amount_yuan as "金额（元）",
    figure_id as "数字编号",
    unit_name as "单位名称",
    fund as "资金",
    stage as "阶段",
    is_leaf as "是否末级",
    is_total as "是否合计",
    closure as "勾稽闭合",
    table_number as "表序号",
    row_number as "行号",
    column_number as "列号",
from {{ ref('fct_service_purchases') }}
