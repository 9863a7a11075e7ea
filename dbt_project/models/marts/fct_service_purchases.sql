with

amounts as (

    select * from {{ ref('int_amounts_closed') }}
    where table_kind = 'service_purchases' and not is_undisclosed

),

cells as (

    select * from {{ ref('stg_cells') }}
    where row_number is not null

),

columns as (

    select * from {{ ref('stg_columns') }}

),

{# what the texts of a row say, by their headers #}
texts as (

    select
        cells.report_id,
        cells.table_number,
        cells.row_number,
        max(cells.printed_text) filter (where regexp_matches(columns.column_path, '目录.*(代码|编码)|(代码|编码).*目录'))
            as catalogue_code,
        max(cells.printed_text) filter (
            where regexp_matches(columns.column_path, '目录|品目|三级|类别')
            and not regexp_matches(columns.column_path, '代码|编码')
        ) as catalogue_name,
        max(cells.printed_text) filter (
            where regexp_matches(columns.column_path, '(购买|服务|采购).*(项目|内容|名称)|项目名称')
            and not regexp_matches(columns.column_path, '目录|代码|编码|品目')
        ) as item_name,
    from cells
    inner join columns
        on
            cells.report_id = columns.report_id
            and cells.table_number = columns.table_number
            and cells.column_number = columns.column_number
    where columns.role <> 'figure'
    group by cells.report_id, cells.table_number, cells.row_number

)

select
    amounts.disclosure_id,
    amounts.report_id,
    coalesce(
        regexp_replace(texts.catalogue_code, '\s', '', 'g'),
        regexp_extract(texts.catalogue_name, '^[A-Z]?[0-9]{3,}', 0)
    ) as catalogue_code,
    regexp_replace(texts.catalogue_name, '\s', '', 'g') as catalogue_name,
    regexp_replace(coalesce(texts.item_name, amounts.project_name, amounts.row_label), '\s', '', 'g')
        as item_name,
    if(
        amounts.project_name is null,
        null,
        {{ project_key('amounts.department_name', 'amounts.project_name') }}
    ) as project_key,
    amounts.amount_yuan,
    amounts.figure_id,
    coalesce(amounts.unit_name, amounts.unit_above) as unit_name,
    amounts.fund,
    amounts.stage,
    coalesce(amounts.is_leaf_of_stage and amounts.stage = amounts.main_stage, false) as is_leaf,
    amounts.is_total,
    amounts.closure,
    amounts.table_number,
    amounts.row_number,
    amounts.column_number,
from amounts
left join texts
    on
        amounts.report_id = texts.report_id
        and amounts.table_number = texts.table_number
        and amounts.row_number = texts.row_number
order by amounts.report_id, amounts.table_number, amounts.row_number, amounts.column_number
