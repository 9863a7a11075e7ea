{#
    A report may print several tables of one kind (one per unit, one in the government's own
    classes 501–599). Facts by code take one: rather whole than broken down by unit, rather the
    department's classification than the government's, rather with figures of the stage that the
    report is about, then the first. The others stay visible in fct_figures.
#}
with

lines as (

    select * from {{ ref('stg_lines') }}

),

tables as (

    select * from {{ ref('stg_tables') }}

),

figures as (

    select * from {{ ref('int_figures_described') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

coded as (

    select
        report_id,
        table_number,
        count(coalesce(unit_code, unit_name)) * 2 > count(*) as is_by_unit,
        count(*) filter (where row_code like '5%') * 2 > count(*) as is_government_economic,
    from lines
    where row_role = 'code' and row_code is not null
    group by report_id, table_number

),

staged as (

    select distinct
        report_id,
        table_number,
    from figures
    where stage = main_stage

)

select
    tables.report_id,
    tables.table_kind,
    tables.table_number,
from tables
inner join reports using (report_id)
inner join coded using (report_id, table_number)
left join staged using (report_id, table_number)
where reports.is_proven
qualify
    row_number() over (
        partition by tables.report_id, tables.table_kind
        order by
            coded.is_by_unit,
            coded.is_government_economic,
            staged.table_number is null,
            tables.table_number
    ) = 1
