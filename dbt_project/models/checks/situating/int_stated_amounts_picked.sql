{#
    What a report's tables state, by meaning: the amounts that prose may name. One row per
    statement × place that states it; 本年收入 and 收入总计 are two readings of 收入.

    concept as claims have it; fund: the fund that the place is confined to, NULL for all money;
    code and the normalised names of its 类, 款 and itself for functions and economic classes.
#}
{{ config(materialized='table') }}

with

picked as (

    select * from {{ ref('int_tables_picked') }}

),

figures as (

    select * from {{ ref('int_figures_situated') }}

),

headline_amounts as (

    select
        headlines.report_id,
        headlines.table_kind,
        headlines.headline,
        headlines.measure,
        min(figures.stage) filter (where figures.stage <> '') as stage,
        min(headlines.figure_id) filter (where headlines.sign = 1) as figure_id,
        coalesce(sum(headlines.amount_yuan * headlines.sign), 0) as value_yuan,
        coalesce(sum(headlines.half_unit_yuan), 0) as half_unit_yuan,
        coalesce(bool_or(headlines.is_unread), false) as is_unread,
        list(headlines.figure_id order by headlines.figure_id)
        filter (where headlines.figure_id is not null) as figure_ids,
    from {{ ref('int_headline_terms_picked') }} as headlines
    left join figures using (figure_id)
    group by headlines.report_id, headlines.table_kind, headlines.headline, headlines.measure
    having count(headlines.figure_id) > 0

),

headlined as (

    select
        amounts.report_id,
        meanings.concept,
        meanings.fund,
        amounts.table_kind,
        meanings.rank,
        coalesce(amounts.stage, 'budget') as stage,
        amounts.figure_id,
        amounts.value_yuan,
        amounts.half_unit_yuan,
        amounts.is_unread,
        amounts.figure_ids,
    from headline_amounts as amounts
    inner join {{ ref('seed_stated_headlines') }} as meanings using (table_kind, headline, measure)

),

-- lines of two-sided tables and rows of 人员/公用经费合计
lined as (

    select
        figures.*,
        case
            when figures.table_kind = 'basic_by_economic' and figures.row_label like '%人员%' then 'personnel'
            when figures.table_kind = 'basic_by_economic' then 'operating'
            when figures.line_concept in ('carried_over_in', 'carried_over_out') then figures.line_concept
            when figures.line_source = 'fiscal_appropriation' then 'appropriation_revenue'
            when figures.line_source in ('general_budget', 'government_fund', 'state_capital') then figures.line_source
            else 'source'
        end as concept,
    from figures
    inner join picked using (report_id, table_number)
    where
        (
            figures.table_kind in ('summary', 'appropriation')
            and figures.line_concept in ('source', 'part')
            and figures.line_source in (
                'fiscal_appropriation', 'general_budget', 'government_fund', 'state_capital', 'operation', 'business',
                'superior_subsidy', 'affiliate_remittance', 'fiscal_account', 'unit_funds', 'other'
            )
            and figures.measure in ('amount', 'total')
        )
        or (
            figures.table_kind = 'summary'
            and figures.line_concept in ('carried_over_in', 'carried_over_out')
            and figures.measure in ('amount', 'total')
        )
        or (
            figures.table_kind = 'basic_by_economic'
            and figures.row_role = 'subtotal'
            and figures.measure = 'total'
            and regexp_matches(figures.row_label, '(人员|公用)经费合计')
        )
    -- 上年结转 and 上年结余 in two lines: what the prose gives may be their sum
    qualify
        figures.line_concept is null
        or figures.line_concept not in ('carried_over_in', 'carried_over_out')
        or count(*) over (
            partition by figures.report_id, figures.table_number, figures.line_concept, figures.measure, figures.stage
        ) = 1

),

code_rows as (

    select
        nested.report_id,
        nested.table_number,
        nested.table_kind,
        nested.row_number,
        nested.block,
        nested.row_code,
        nested.row_name,
        count(*) over (partition by nested.report_id, nested.table_number, nested.row_code) as row_count,
    from {{ ref('int_codes_nested') }} as nested
    inner join picked using (report_id, table_number)

),

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

named as (

    select
        codes.report_id,
        codes.table_kind,
        codes.table_number,
        codes.row_number,
        codes.block,
        codes.row_code,
        codes.row_name,
        case
            when len(codes.row_code) > 3 then coalesce(class_rows.row_name, class_list.compared_name)
        end as class_name,
        case
            when len(codes.row_code) > 5 then coalesce(group_rows.row_name, group_list.compared_name)
        end as group_name,
    from code_rows as codes
    left join code_names as class_rows
        on codes.report_id = class_rows.report_id and left(codes.row_code, 3) = class_rows.row_code
    left join code_names as group_rows
        on codes.report_id = group_rows.report_id and left(codes.row_code, 5) = group_rows.row_code
    left join listed as class_list on left(codes.row_code, 3) = class_list.code
    left join listed as group_list on left(codes.row_code, 5) = group_list.code
    -- a code that stands on several rows of a table is not one figure
    where codes.row_count = 1

),

coded as (

    select
        figures.report_id,
        case
            when named.table_kind = 'basic_by_economic' then 'economic_class'
            when len(named.row_code) = 3 then 'function_class'
            when len(named.row_code) = 5 then 'function_group'
            else 'function_item'
        end as concept,
        case
            when figures.measure in ('basic', 'project') then figures.measure
            else 'total'
        end as kind_of_spending,
        case
            when named.table_kind in ('general_budget', 'basic_by_economic') then 'general_budget'
            when named.table_kind in ('government_fund', 'state_capital') then named.table_kind
        end as fund,
        named.table_kind,
        case named.table_kind
            when 'general_budget' then 1
            when 'expenditure' then 2
            when 'basic_by_economic' then 1
            when 'revenue' then 4
            else 3
        end as rank,
        coalesce(nullif(figures.stage, ''), figures.main_stage) as stage,
        figures.figure_id,
        figures.amount_yuan as value_yuan,
        figures.half_unit_yuan,
        figures.is_unread,
        [figures.figure_id] as figure_ids,
        named.row_code as code,
        named.row_name as name,
        named.class_name,
        named.group_name,
    from figures
    inner join named using (report_id, table_number, row_number, block)
    where figures.measure in ('total', 'amount', 'basic', 'project')

),

class_lines as (

    select figures.*,
    from figures
    inner join picked using (report_id, table_number)
    where
        figures.table_kind in ('summary', 'appropriation')
        and figures.line_concept = 'function_class'
        and figures.measure in ('amount', 'total')

),

-- last year's column of the functional table
prior_totals as (

    select
        figures.*,
        count(*) over (partition by figures.report_id, figures.table_number, figures.stage) as total_count,
    from figures
    inner join picked using (report_id, table_number)
    where
        figures.table_kind = 'general_budget'
        and figures.row_role = 'total'
        and figures.measure in ('total', 'amount', 'basic', 'project')
        and figures.stage <> ''
        and figures.stage <> figures.main_stage

),

three_public_rows as (

    select
        figures.*,
        picked.table_number is not null as is_picked,
        coalesce(
            case when figures.row_role = 'year' then
                    try_cast(nullif(regexp_extract(figures.row_label, '20[0-9]{2}'), '') as integer)
            end,
            figures.year
        ) as spoken_year,
        bool_or(figures.row_role = 'total') over (partition by figures.report_id, figures.table_number) as has_total,
        bool_or(figures.row_role = 'kind') over (partition by figures.report_id, figures.table_number) as is_turned,
        min(figures.row_number) over (partition by figures.report_id, figures.table_number) as first_row,
        max(figures.row_number) over (partition by figures.report_id, figures.table_number) as last_row,
        count(distinct figures.unit_key) over (
            partition by figures.report_id, figures.table_number, figures.row_role
        ) as unit_count,
    from figures
    left join picked using (report_id, table_number)
    where figures.table_kind = 'three_public'

),

three_public as (

    select
        *,
        case
            when is_turned and row_role = 'total' then 'total'
            when is_turned then line_source
            else measure
        end as cost,
    from three_public_rows
    where
        case
            when is_turned then row_role in ('kind', 'total') and measure in ('total', 'amount')
            when row_role = 'year' then unit_count = 1
            when has_total then row_role = 'total'
            else first_row = last_row
        end

),

all_stated as (

    select
        report_id,
        concept,
        'total' as kind_of_spending,
        fund,
        table_kind,
        rank,
        stage,
        cast(null as integer) as year,
        figure_id,
        value_yuan,
        half_unit_yuan,
        is_unread,
        figure_ids,
        cast(null as varchar) as code,
        cast(null as varchar) as name,
        cast(null as varchar) as class_name,
        cast(null as varchar) as group_name,
    from headlined
    union all by name
    select
        report_id,
        concept,
        'total' as kind_of_spending,
        case
            when table_kind = 'basic_by_economic' then 'general_budget'
            when concept = 'source' then line_source
        end as fund,
        table_kind,
        5 as rank,
        coalesce(nullif(stage, ''), main_stage) as stage,
        figure_id,
        amount_yuan as value_yuan,
        half_unit_yuan,
        is_unread,
        [figure_id] as figure_ids,
    from lined
    union all by name
    select * from coded
    union all by name
    select
        report_id,
        'function_class' as concept,
        'total' as kind_of_spending,
        table_kind,
        case table_kind when 'summary' then 5 else 6 end as rank,
        coalesce(nullif(stage, ''), main_stage) as stage,
        figure_id,
        amount_yuan as value_yuan,
        half_unit_yuan,
        is_unread,
        [figure_id] as figure_ids,
        row_name as name,
    from class_lines
    union all by name
    select
        report_id,
        case when measure in ('basic', 'project') then measure else 'general_budget' end as concept,
        'total' as kind_of_spending,
        case when measure in ('basic', 'project') then 'general_budget' end as fund,
        table_kind,
        1 as rank,
        stage,
        figure_id,
        amount_yuan as value_yuan,
        half_unit_yuan,
        is_unread,
        [figure_id] as figure_ids,
    from prior_totals
    where total_count = 1 or measure in ('basic', 'project')
    union all by name
    select
        report_id,
        case cost when 'total' then 'three_public' else cost end as concept,
        'total' as kind_of_spending,
        table_kind,
        case when is_picked then 1 else 2 end as rank,
        coalesce(nullif(stage, ''), main_stage) as stage,
        spoken_year as year,
        figure_id,
        amount_yuan as value_yuan,
        half_unit_yuan,
        is_unread,
        [figure_id] as figure_ids,
    from three_public
    where
        cost in (
            'total', 'overseas', 'vehicle', 'vehicle_purchase', 'vehicle_running', 'reception',
            'operating_cost', 'meeting', 'training'
        )

)

select
    all_stated.report_id,
    all_stated.concept,
    all_stated.kind_of_spending,
    all_stated.fund,
    all_stated.code,
    all_stated.name,
    all_stated.class_name,
    all_stated.group_name,
    all_stated.table_kind,
    all_stated.rank,
    all_stated.stage,
    coalesce(
        all_stated.year,
        reports.budget_year - case when all_stated.stage in ('prior_budget', 'prior_final') then 1 else 0 end
    ) as year,
    all_stated.figure_id,
    all_stated.figure_ids,
    cast(all_stated.value_yuan as decimal(22, 4)) as value_yuan,
    cast(all_stated.half_unit_yuan as decimal(22, 4)) as half_unit_yuan,
    coalesce(all_stated.is_unread, false) as is_unread,
from all_stated
inner join {{ ref('stg_reports') }} as reports using (report_id)
