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
        max(cells.printed_text) filter (where regexp_matches(columns.column_path, '目录[^/]*(代码|编码)$|(代码|编码)[^/]*目录$'))
            as catalogue_code,
        {# 指导性目录 / 一级, 所属服务领域: the widest class; 三级, 指导性目录: the narrowest #}
        max_by(cells.printed_text, -cells.column_number) filter (
            where regexp_matches(columns.column_path, '一级|领域|类别')
        ) as field_name,
        max_by(cells.printed_text, cells.column_number) filter (
            where regexp_matches(columns.column_path, '目录|品目|三级|类别')
            and not regexp_matches(columns.column_path, '[^及和、](代码|编码)$|一级')
        ) as catalogue_name,
        coalesce(
            max_by(cells.printed_text, -cells.column_number) filter (
                where regexp_matches(columns.column_path, '(购买|服务|采购)[^/]*(项目|名称)|项目名称')
                and not regexp_matches(columns.column_path, '目录|代码|编码|品目')
            ),
            max_by(cells.printed_text, -cells.column_number) filter (
                where regexp_matches(columns.column_path, '(购买|服务|采购)[^/]*内容')
                and not regexp_matches(columns.column_path, '目录|代码|编码|品目')
            )
        ) as item_name,
    from cells
    inner join columns using (report_id, table_number, column_number)
    where columns.role <> 'figure' and cells.printed_text <> ''
    group by cells.report_id, cells.table_number, cells.row_number

)

select
    amounts.disclosure_id,
    amounts.report_id,
    {# B0301审计服务, A02010105 台式计算机: the code stands before the name #}
    nullif(
        coalesce(
            regexp_replace(texts.catalogue_code, '\s', '', 'g'),
            regexp_extract(texts.catalogue_name, '^\s*([A-Z][0-9]{2,}|[0-9]{3,})', 1)
        ),
        ''
    ) as catalogue_code,
    nullif(
        regexp_replace(texts.catalogue_name, '\s|^\s*([A-Z][0-9]{2,}|[0-9]{3,})[-—]?', '', 'g'), ''
    ) as catalogue_name,
    nullif(
        regexp_replace(
            coalesce(
                texts.item_name,
                amounts.project_name,
                if(amounts.row_label = texts.field_name, texts.catalogue_name, amounts.row_label)
            ),
            '\s', '', 'g'
        ),
        ''
    ) as item_name,
    regexp_replace(texts.field_name, '\s', '', 'g') as field_name,
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
left join texts using (report_id, table_number, row_number)
order by amounts.report_id, amounts.table_number, amounts.row_number, amounts.column_number
