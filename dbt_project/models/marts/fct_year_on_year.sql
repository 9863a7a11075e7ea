{% set measures = [
    'revenue_total', 'expenditure_total', 'current_revenue', 'current_expenditure', 'basic',
    'project', 'general_budget', 'government_fund', 'state_capital', 'personnel', 'operating',
    'three_public', 'overseas', 'vehicle_purchase', 'vehicle_running', 'reception',
    'agency_operating', 'procurement', 'service_purchase', 'project_list',
] %}
with

totals as (

    select * from {{ ref('fct_disclosure_totals') }}

),

disclosures as (

    select * from {{ ref('dim_disclosures') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}

),

figures as (

    select * from {{ ref('int_figures_described') }}

),

claims as (

    select * from {{ ref('stg_claims') }}

),

amounts as (

    {% for measure in measures %}
        select
            totals.disclosure_id,
            '{{ measure }}' as measure,
            totals.{{ measure }}_yuan as amount_yuan,
            totals.{{ measure }}_from as amount_from,
        from totals
        where totals.{{ measure }}_yuan is not null
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

subjects as (

    select
        disclosures.disclosure_id,
        disclosures.budget_year,
        disclosures.report_kind,
        disclosures.is_current,
        concat_ws(
            '|',
            coalesce(disclosures.division_code, disclosures.place_name, ''),
            coalesce(reports.department_key, disclosures.department_name),
            disclosures.report_kind,
            disclosures.level
        ) as body_key,
    from disclosures
    inner join reports on disclosures.report_id = reports.report_id
    where disclosures.department_name is not null

),

{# the prior-year column beside the figure, in its row #}
from_tables as (

    select
        amounts.disclosure_id,
        amounts.measure,
        min_by(before.amount_yuan, before.column_number) as base_yuan,
        min_by(before.figure_id, before.column_number) as base_figure_id,
    from amounts
    inner join figures as now on amounts.amount_from = now.figure_id
    inner join figures as before
        on
            now.report_id = before.report_id
            and now.table_number = before.table_number
            and now.row_number = before.row_number
            and now.block = before.block
            and coalesce(now.measure, now.nature) = coalesce(before.measure, before.nature)
    where
        before.stage = if(now.main_stage = 'final', 'prior_final', 'prior_budget')
        and now.stage = now.main_stage
    group by amounts.disclosure_id, amounts.measure

),

prior_three_public as (

    select
        disclosure_id,
        'three_public' as measure,
        three_public_prior_yuan as base_yuan,
        three_public_prior_from as base_figure_id,
    from totals
    where three_public_prior_yuan is not null

),

from_reports as (

    select
        subjects.disclosure_id,
        before.measure,
        before.amount_yuan as base_yuan,
        before.amount_from as base_figure_id,
    from subjects
    inner join subjects as earlier
        on
            subjects.body_key = earlier.body_key
            and subjects.budget_year = earlier.budget_year + 1
            and earlier.is_current
    inner join amounts as before on earlier.disclosure_id = before.disclosure_id

),

{# 比上年增加 12.3 万元 beside an amount of the same sentence that is the total #}
from_prose as (

    select
        amounts.disclosure_id,
        amounts.measure,
        min_by(
            amounts.amount_yuan
            - if(change.measure = 'increase', change.amount_yuan, -change.amount_yuan),
            change.claim_id
        ) as base_yuan,
        min(change.claim_id) as base_claim_id,
    from amounts
    inner join reports on amounts.disclosure_id = reports.disclosure_id
    inner join claims as said
        on
            reports.report_id = said.report_id
            and said.measure = 'amount'
            and amounts.amount_yuan = said.amount_yuan
    inner join claims as change
        on
            said.report_id = change.report_id
            and said.sentence_number = change.sentence_number
            and said.subject_concept = change.subject_concept
            and change.measure in ('increase', 'decrease')
    where
        change.amount_yuan is not null
        and (change.compared_year is null or change.compared_year = reports.budget_year - 1)
        and change.subject_concept = case amounts.measure
            when 'agency_operating' then 'operating_cost'
            when 'current_revenue' then 'revenue'
            when 'current_expenditure' then 'expenditure'
            when 'revenue_total' then 'revenue'
            when 'expenditure_total' then 'expenditure'
            else amounts.measure
        end
    group by amounts.disclosure_id, amounts.measure

),

bases as (

    select
        disclosure_id,
        measure,
        base_yuan,
        'table' as base_from,
        base_figure_id as base_id,
        1 as base_rank,
    from from_tables
    union all
    select
        disclosure_id,
        measure,
        base_yuan,
        'table' as base_from,
        base_figure_id as base_id,
        2 as base_rank,
    from prior_three_public
    union all
    select
        disclosure_id,
        measure,
        base_yuan,
        'report' as base_from,
        base_figure_id as base_id,
        3 as base_rank,
    from from_reports
    union all
    select
        disclosure_id,
        measure,
        base_yuan,
        'prose' as base_from,
        base_claim_id as base_id,
        4 as base_rank,
    from from_prose

),

chosen as (

    select *
    from bases
    where base_yuan is not null
    qualify row_number() over (partition by disclosure_id, measure order by base_rank, base_id) = 1

)

select
    amounts.disclosure_id,
    amounts.measure,
    amounts.amount_yuan,
    cast(chosen.base_yuan as decimal(22, 4)) as base_yuan,
    chosen.base_from,
    cast(amounts.amount_yuan - chosen.base_yuan as decimal(22, 4)) as change_yuan,
    cast(
        (amounts.amount_yuan - chosen.base_yuan) / nullif(chosen.base_yuan, 0) as decimal(22, 6)
    ) as change_rate,
    amounts.amount_from,
    chosen.base_id,
    disclosures.budget_year,
    disclosures.report_id,
from amounts
inner join chosen
    on
        amounts.disclosure_id = chosen.disclosure_id
        and amounts.measure = chosen.measure
inner join disclosures on amounts.disclosure_id = disclosures.disclosure_id
order by amounts.disclosure_id, amounts.measure
