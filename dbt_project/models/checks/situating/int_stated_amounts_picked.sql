{#
    What a report's tables state, by meaning: the amounts that prose may name. One row per
    statement × place that states it; 本年收入 and 收入总计 are two readings of 收入.

    concept as claims have it; fund: the fund that the place is confined to, NULL for all money;
    code and the normalised names of its 类, 款 and itself for functions and economic classes.
#}
{{ config(materialized='table') }}
-- by name, a union may leave columns out
-- noqa: disable=AM07

with

picked as (

    select * from {{ ref('int_tables_picked') }}

),

figures as (

    select * from {{ ref('int_figures_situated') }}

),

picked_figures as (

    select figures.*
    from figures
    semi join picked using (report_id, table_number)

),

headline_amounts as (

    select
        headlines.report_id,
        headlines.table_kind,
        headlines.headline,
        headlines.measure,
        coalesce(min(figures.stage) filter (where figures.stage <> ''), 'budget') as stage,
        min(headlines.figure_id) filter (where headlines.sign = 1) as figure_id,
        coalesce(sum(headlines.amount_yuan * headlines.sign), 0) as value_yuan,
        coalesce(sum(headlines.half_unit_yuan), 0) as half_unit_yuan,
        bool_or(headlines.is_unread) as is_unread,
        list(headlines.figure_id order by headlines.figure_id)
        filter (where headlines.figure_id is not null) as figure_ids,
    from {{ ref('int_headline_terms_picked') }} as headlines
    left join figures using (figure_id)
    group by headlines.report_id, headlines.table_kind, headlines.headline, headlines.measure
    having count(headlines.figure_id) > 0

),

headlined as (

    select
        headline_amounts.*,
        meanings.concept,
        meanings.fund,
        meanings.rank,
    from headline_amounts
    inner join {{ ref('seed_stated_headlines') }} as meanings using (table_kind, headline, measure)

),

-- lines of two-sided tables and rows of 人员/公用经费合计
lined as (

    select
        *,
        case
            when table_kind = 'basic_by_economic' then if(row_label like '%人员%', 'personnel', 'operating')
            when line_concept in ('carried_over_in', 'carried_over_out', 'function_class') then line_concept
            when line_source = 'fiscal_appropriation' then 'appropriation_revenue'
            when line_source in ('general_budget', 'government_fund', 'state_capital') then line_source
            else 'source'
        end as concept,
        case
            when table_kind = 'basic_by_economic' then 'general_budget'
            when concept = 'source' then line_source
        end as fund,
        if(concept = 'function_class' and table_kind = 'appropriation', 6, 5) as rank,
        if(concept = 'function_class', row_name, null) as name,
    from picked_figures
    where
        (
            table_kind in ('summary', 'appropriation')
            and measure in ('amount', 'total')
            and (
                line_concept = 'function_class'
                or (
                    line_concept in ('source', 'part')
                    and line_source in (
                        'fiscal_appropriation', 'general_budget', 'government_fund', 'state_capital', 'operation',
                        'business', 'superior_subsidy', 'affiliate_remittance', 'fiscal_account', 'unit_funds', 'other'
                    )
                )
                or (table_kind = 'summary' and line_concept in ('carried_over_in', 'carried_over_out'))
            )
        )
        or (
            table_kind = 'basic_by_economic'
            and row_role = 'subtotal'
            and measure = 'total'
            and regexp_matches(row_label, '(人员|公用)经费合计')
        )
    -- 上年结转 and 上年结余 in two lines: what the prose gives may be their sum
    qualify
        line_concept is null
        or line_concept not in ('carried_over_in', 'carried_over_out')
        or count(*) over (partition by report_id, table_number, line_concept, measure, stage) = 1

),

code_rows as (

    select
        nested.*,
        count(*) over (partition by nested.report_id, nested.table_number, nested.row_code) as row_count,
    from {{ ref('int_codes_nested') }} as nested
    semi join picked using (report_id, table_number)

),

-- the name of a code in the report, else in the list
code_names as (

    select distinct on (report_id, row_code)
        report_id,
        row_code,
        row_name,
    from code_rows
    order by report_id, row_code, table_number, row_number

),

listed as (

    select
        code,
        min(compared_name) as compared_name,
    from ({{ listed_codes() }})
    group by code

),

coded as (

    select
        figures.*,
        case
            when codes.table_kind = 'basic_by_economic' then 'economic_class'
            when len(codes.row_code) = 3 then 'function_class'
            when len(codes.row_code) = 5 then 'function_group'
            else 'function_item'
        end as concept,
        if(figures.measure in ('basic', 'project'), figures.measure, 'total') as kind_of_spending,
        case
            when codes.table_kind in ('general_budget', 'basic_by_economic') then 'general_budget'
            when codes.table_kind in ('government_fund', 'state_capital') then codes.table_kind
        end as fund,
        case codes.table_kind
            when 'general_budget' then 1
            when 'expenditure' then 2
            when 'basic_by_economic' then 1
            when 'revenue' then 4
            else 3
        end as rank,
        codes.row_code as code,
        codes.row_name as name,
        if(len(codes.row_code) > 3, coalesce(class_rows.row_name, class_list.compared_name), null) as class_name,
        if(len(codes.row_code) > 5, coalesce(group_rows.row_name, group_list.compared_name), null) as group_name,
    from figures
    inner join code_rows as codes using (report_id, table_number, row_number, block)
    left join code_names as class_rows
        on codes.report_id = class_rows.report_id and left(codes.row_code, 3) = class_rows.row_code
    left join code_names as group_rows
        on codes.report_id = group_rows.report_id and left(codes.row_code, 5) = group_rows.row_code
    left join listed as class_list on left(codes.row_code, 3) = class_list.code
    left join listed as group_list on left(codes.row_code, 5) = group_list.code
    where
        -- a code that stands on several rows of a table is not one figure
        codes.row_count = 1
        and figures.measure in ('total', 'amount', 'basic', 'project')

),

-- last year's column of the functional table
prior_totals as (

    select
        *,
        if(measure in ('basic', 'project'), measure, 'general_budget') as concept,
        if(measure in ('basic', 'project'), 'general_budget', null) as fund,
        1 as rank,
    from picked_figures
    where
        table_kind = 'general_budget'
        and row_role = 'total'
        and measure in ('total', 'amount', 'basic', 'project')
        and stage not in ('', main_stage)
    qualify
        measure in ('basic', 'project')
        or count(*) over (partition by report_id, table_number, stage) = 1

),

three_public_rows as (

    select
        figures.*,
        if(picked.table_number is null, 2, 1) as rank,
        bool_or(figures.row_role = 'total') over of_table as has_total,
        bool_or(figures.row_role = 'kind') over of_table as is_turned,
        min(figures.row_number) over of_table as first_row,
        max(figures.row_number) over of_table as last_row,
        count(distinct figures.unit_key) over (
            partition by figures.report_id, figures.table_number, figures.row_role
        ) as unit_count,
    from figures
    left join picked using (report_id, table_number)
    where figures.table_kind = 'three_public'
    window of_table as (partition by figures.report_id, figures.table_number)

),

three_public as (

    select
        *,
        coalesce(
            if(row_role = 'year', try_cast(nullif(regexp_extract(row_label, '20[0-9]{2}'), '') as integer), null), year
        ) as spoken_year,
        case
            when is_turned and row_role = 'total' then 'total'
            when is_turned then line_source
            else measure
        end as cost,
        if(cost = 'total', 'three_public', cost) as concept,
    from three_public_rows
    where
        case
            when is_turned then row_role in ('kind', 'total') and measure in ('total', 'amount')
            when row_role = 'year' then unit_count = 1
            when has_total then row_role = 'total'
            else first_row = last_row
        end
        and cost in (
            'total', 'overseas', 'vehicle', 'vehicle_purchase', 'vehicle_running', 'reception',
            'operating_cost', 'meeting', 'training'
        )

),

all_stated as (

    select * from headlined
    {% for stating in ['lined', 'coded', 'prior_totals', 'three_public'] %}
        union all by name
        select
            * replace (coalesce(nullif(stage, ''), main_stage) as stage),
            amount_yuan as value_yuan,
            [figure_id] as figure_ids,
        from {{ stating }}
    {% endfor %}

)

select
    all_stated.report_id,
    all_stated.concept,
    coalesce(all_stated.kind_of_spending, 'total') as kind_of_spending,
    all_stated.fund,
    all_stated.code,
    all_stated.name,
    all_stated.class_name,
    all_stated.group_name,
    all_stated.table_kind,
    all_stated.rank,
    all_stated.stage,
    coalesce(
        all_stated.spoken_year,
        reports.budget_year - if(all_stated.stage in ('prior_budget', 'prior_final'), 1, 0)
    ) as year,
    all_stated.figure_id,
    all_stated.figure_ids,
    cast(all_stated.value_yuan as decimal(22, 4)) as value_yuan,
    cast(all_stated.half_unit_yuan as decimal(22, 4)) as half_unit_yuan,
    coalesce(all_stated.is_unread, false) as is_unread,
from all_stated
inner join {{ ref('stg_reports') }} as reports using (report_id)
