{# written by python -m tests.chinese from the marts' own descriptions #}
{{ config(alias='三公经费') }}

select
    report_id as "报告编号",
    year as "年度",
    unit_name as "单位名称",
    total_yuan as "合计（元）",
    overseas_yuan as "因公出国（境）费（元）",
    vehicle_yuan as "公务用车购置及运行费（元）",
    vehicle_purchase_yuan as "公务用车购置费（元）",
    vehicle_running_yuan as "公务用车运行费（元）",
    reception_yuan as "公务接待费（元）",
    operating_cost_yuan as "机关运行经费（元）",
    stage as "阶段",
    table_number as "表序号",
    row_number as "行号",
    disclosure_id as "公开编号",
    is_leaf as "是否末级",
    is_total as "是否合计",
    figure_ids as "数字编号列表",
from {{ ref('fct_three_public') }}
