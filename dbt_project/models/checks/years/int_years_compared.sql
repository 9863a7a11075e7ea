{#
    What a report repeats of the report of another year or sort (Y1, Y2, Y3): one row per cell that
    does, with the cell of the other report where one is loaded. Depends on a report and its
    counterpart alone.

    Y1  last year's column = last year's budget (or, where it says 决算数, last year's final account)
    Y2  年初预算数 of a final account = that year's budget
    Y3  上年结转 = 年末结转 of last year's final account

    Only places that both reports print are compared (int_year_terms); int_years_judged says why
    where nothing is, and which report would have to be loaded.
#}
{{ config(materialized='table') }}
-- by name, a union may leave columns out
-- noqa: disable=AM07
with

reports as (

    select * from {{ ref('int_reports_addressed') }}

),

amounts as (

    select * from {{ ref('int_amounts_placed') }}

),

-- the columns and lines that repeat another report, and of which year and kind that report is
repeated as (

    select
        amounts.*,
        if(amounts.stage = 'initial_budget', 'Y2', 'Y1') as invariant_id,
        if(amounts.stage = 'prior_final', 'final_account', 'budget') as wanted_kind,
        amounts.year as wanted_year,
        amounts.place as wanted_place,
        case
            when regexp_matches(amounts.column_path, '预计|调整|执行|完成') then false
            when amounts.stage = 'prior_final' then contains(amounts.column_path, '决算')
            when amounts.stage = 'initial_budget'
                then regexp_matches(amounts.column_path, '年初|预算(数|额|金额|安排)')
            else true
        end as is_admitted,
        -- 2024年 or 上年 over a column says nothing of 预算数 or 执行数
        bool_or(
            amounts.stage <> 'prior_budget'
            or regexp_matches(amounts.column_path, '年初|经费预算|预算(数|额|金额|安排)')
        ) over (partition by amounts.report_id, amounts.table_number, amounts.stage) as is_titled,
    from amounts
    inner join reports using (report_id)
    where
        (amounts.stage in ('prior_budget', 'prior_final') and amounts.year < reports.budget_year)
        or (
            amounts.stage = 'initial_budget'
            and reports.report_kind = 'final_account'
            and amounts.year = reports.budget_year
        )
    union all by name
    select
        amounts.*,
        'Y3' as invariant_id,
        'final_account' as wanted_kind,
        reports.budget_year - 1 as wanted_year,
        'expenditure-carried' as wanted_place,
        -- a budget need not plan the money carried over; a final account accounts for it
        reports.report_kind = 'final_account' or coalesce(amounts.amount_yuan <> 0, false) as is_admitted,
        true as is_titled,
    from amounts
    inner join reports using (report_id)
    where
        amounts.place = 'revenue-carried'
        and amounts.measure = 'total'
        and amounts.stage = reports.main_stage
        and amounts.year = reports.budget_year

),

wanted as (

    select distinct
        repeated.report_id,
        repeated.invariant_id,
        repeated.wanted_kind,
        repeated.wanted_year,
        reports.name_key,
        reports.place_key,
        reports.level,
        reports.department_name
        || repeated.wanted_year
        || '年'
        || if(reports.level = 'unit', '单位', '部门')
        || if(repeated.wanted_kind = 'budget', '预算', '决算') as wanted_zh,
    from repeated
    inner join reports using (report_id)
    where repeated.is_admitted

),

met as (

    select
        wanted.report_id,
        wanted.invariant_id,
        wanted.wanted_kind,
        wanted.wanted_year,
        wanted.wanted_zh,
        counterparts.report_id as counterpart_id,
        counterparts.main_stage as counterpart_stage,
        counterparts.title_zh as counterpart_zh,
    from wanted
    left join reports as counterparts
        on
            wanted.name_key = counterparts.name_key
            and wanted.place_key = counterparts.place_key
            and wanted.level = counterparts.level
            and wanted.wanted_kind = counterparts.report_kind
            and wanted.wanted_year = counterparts.budget_year
            and counterparts.is_counterpart

)

select
    here.report_id,
    here.invariant_id,
    here.is_admitted,
    met.wanted_zh,
    met.counterpart_id,
    met.counterpart_zh,
    here.table_kind,
    here.table_number,
    here.row_number,
    here.column_number,
    here.place_label,
    here.measure,
    here.stage,
    here.column_path,
    here.figure_id,
    here.amount_yuan,
    there.report_id is not null as is_met,
    there.table_number as there_table_number,
    there.row_number as there_row_number,
    there.column_number as there_column_number,
    there.column_path as there_column_path,
    there.place_label as there_place_label,
    -- a column without 预算数 in its head is last year's budget if most of it is
    here.is_titled
    or count(*) filter (
        where abs(here.amount_yuan - there.amount_yuan) <= here.half_unit_yuan + there.half_unit_yuan
    ) over (partition by here.report_id, here.table_number, here.stage) * 2
    > count(here.amount_yuan - there.amount_yuan) over (
        partition by here.report_id, here.table_number, here.stage
    ) as is_understood,
from repeated as here
left join met
    on
        here.report_id = met.report_id
        and here.invariant_id = met.invariant_id
        and here.wanted_kind = met.wanted_kind
        and here.wanted_year = met.wanted_year
        and here.is_admitted
left join amounts as there
    on
        met.counterpart_id = there.report_id
        and here.table_kind = there.table_kind
        and here.wanted_place = there.place
        and here.measure = there.measure
        and met.counterpart_stage = there.stage
        and met.wanted_year = there.year
