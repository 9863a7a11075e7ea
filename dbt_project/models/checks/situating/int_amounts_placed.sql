{#
    What the tables of a report state and where, in terms in which another report's tables state
    it too: kind of table, place (合计, a code, a kind of line), measure, stage and year. A place
    that a table prints twice is no place. Blank cells are kept (no figure): they state nil.
#}
{{ config(materialized='table') }}

with

reports as (

    select * from {{ ref('int_reports_addressed') }}

),

figures as (

    select * from {{ ref('int_figures_situated') }}

),

measured as (

    select
        columns.report_id,
        columns.table_number,
        columns.block,
        columns.column_number,
        columns.whole_column_number,
        columns.column_path,
        if(columns.measure = 'amount', 'total', columns.measure) as measure,
        coalesce(nullif(columns.stage, ''), reports.main_stage) as stage,
        coalesce(
            nullif(columns.year, 0),
            reports.budget_year - if(columns.stage in ('prior_budget', 'prior_final'), 1, 0)
        ) as year,
    from {{ ref('int_columns_nested') }} as columns
    inner join {{ ref('int_tables_picked') }} as picked using (report_id, table_number)
    inner join reports using (report_id)
    where
        columns.measure is not null
        and columns.measure <> 'project_kind'
        and picked.table_kind not in ('projects', 'procurement')

),

-- of a whole and its parts under one name (结转 / 小计, 结转 / 单位资金) the whole counts; of
-- several wholes none
columns as (

    select part.*
    from measured as part
    anti join (select whole.* replace (whole.column_number as whole_column_number) from measured as whole)
        as wholes
        using (report_id, table_number, whole_column_number, measure, stage, year)
    qualify
        count(*) over (
            partition by part.report_id, part.table_number, part.block, part.measure, part.stage, part.year
        ) = 1

),

places as (

    select
        report_id,
        table_number,
        table_kind,
        row_number,
        block,
        if(row_role = 'total', '合计', row_code) as place,
        if(row_role = 'total', '合计', row_code || coalesce(row_label, '')) as place_label,
    from {{ ref('int_lines_situated') }}
    where
        (row_role = 'total' and table_kind not in ('summary', 'appropriation', 'three_public'))
        or (row_role = 'code' and table_kind <> 'three_public')
    qualify
        row_role = 'code'
        or row_number = min(row_number) filter (where row_role = 'total') over (partition by report_id, table_number)
    union all
    select
        report_id,
        table_number,
        table_kind,
        row_number,
        block,
        case
            when line_class in ('current', 'grand', 'carried') then side || '-' || line_class
            when concept in ('function_class', 'by_nature') then side || '-' || concept || '-' || row_name
            when line_source is not null then side || '-' || line_class || '-' || line_source
        end as place,
        row_label as place_label,
    from {{ ref('int_balance_lines_nested') }}
    -- a table that lists its expenditure in two ways states its sums beside each
    qualify
        line_class not in ('current', 'grand', 'carried')
        or block = min(block) over (partition by report_id, table_number, side, line_class)

),

single as (

    select *
    from places
    where place is not null
    qualify count(*) over (partition by report_id, table_number, place) = 1

),

celled as (

    select
        single.report_id,
        single.table_kind,
        single.table_number,
        single.row_number,
        columns.column_number,
        single.place,
        single.place_label,
        columns.measure,
        columns.stage,
        columns.year,
        columns.column_path,
        figures.figure_id,
        figures.amount_yuan,
        figures.half_unit_yuan,
        coalesce(figures.is_unread, false) as is_unread,
        figures.cell_label,
    from single
    inner join columns using (report_id, table_number, block)
    left join figures using (report_id, table_number, row_number, column_number)

),

three_public as (

    select
        stated.report_id,
        figures.table_kind,
        figures.table_number,
        figures.row_number,
        figures.column_number,
        '合计' as place,
        '合计' as place_label,
        if(stated.concept = 'three_public', 'total', stated.concept) as measure,
        case
            when stated.stage <> reports.main_stage or stated.year = reports.budget_year then stated.stage
            when contains(figures.row_label, '决算') then 'prior_final'
            when stated.year < reports.budget_year then 'prior_budget'
        end as stage,
        stated.year,
        -- where years are rows, the row says of which stage they are
        concat_ws(' / ', if(figures.row_role = 'year', figures.row_label, null), figures.column_path) as column_path,
        figures.figure_id,
        figures.amount_yuan,
        figures.half_unit_yuan,
        figures.is_unread,
        figures.cell_label,
    from {{ ref('int_stated_amounts_picked') }} as stated
    inner join figures using (figure_id)
    inner join reports on stated.report_id = reports.report_id
    where stated.table_kind = 'three_public' and stated.rank = 1
    qualify
        count(*) over (partition by stated.report_id, figures.table_number, stated.concept, stated.stage, stated.year)
        = 1

)

select * from celled
union all by name
select * from three_public
where stage is not null
