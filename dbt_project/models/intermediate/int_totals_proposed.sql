{#
    Every printed amount that may be one of the totals of a disclosure, one row each, with the rank
    of the place where it stands: the table that is about it before tables that mention it, tables
    before prose. How often the disclosure prints the same amount in other tables and sentences
    decides between candidates of one rank: words propose, agreement decides.
#}
{{ config(materialized='table') }}
{% set heading %}regexp_replace(list_last(string_split(claims.section, ' / ')), '^([一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）])', ''){% endset %}

with

figures as (

    select * from {{ ref('int_figures_described') }}

),

three_public as (

    select
        *,
        count(*) filter (where unit_name <> '合计') over same_year as unit_count,
        sum(total_yuan) filter (where unit_name <> '合计') over same_year as units_yuan,
    from {{ ref('int_three_public_pivoted') }}
    window same_year as (partition by report_id, table_number, stage, year)

),

claims as (

    select * from {{ ref('stg_claims') }}

),

reports as (

    select * from {{ ref('int_reports_published') }}
    where is_proven

),

{# total, rank, kind of table, what the column says, stage: NULL is the report's own #}
places as (

    select
        listed.total,
        listed.place_rank,
        listed.table_kind,
        listed.measure,
    from (
        values
        ('revenue_total', 2, 'revenue', 'total'),
        ('current_revenue', 2, 'revenue', 'current_revenue'),
        ('current_revenue', 4, 'revenue', 'total'),
        ('carried_over_in', 3, 'revenue', 'carried_over'),
        ('expenditure_total', 3, 'expenditure', 'total'),
        ('current_expenditure', 2, 'expenditure', 'current_expenditure'),
        ('current_expenditure', 3, 'expenditure', 'total'),
        ('carried_over_out', 3, 'expenditure', 'closing_balance'),
        ('basic', 1, 'expenditure', 'basic'),
        ('project', 1, 'expenditure', 'project'),
        ('basic', 3, 'expenditure_by_economic', 'basic'),
        ('project', 3, 'expenditure_by_economic', 'project'),
        ('basic', 4, 'fiscal_expenditure', 'basic'),
        ('project', 4, 'fiscal_expenditure', 'project'),
        ('basic', 5, 'general_budget', 'basic'),
        ('project', 5, 'general_budget', 'project'),
        ('basic', 6, 'basic_by_function', 'total'),
        ('basic', 7, 'basic_by_economic', 'total'),
        ('general_budget', 1, 'general_budget', 'total'),
        ('general_budget', 1, 'general_budget', 'current_expenditure'),
        ('government_fund', 1, 'government_fund', 'total'),
        ('government_fund', 1, 'government_fund', 'current_expenditure'),
        ('state_capital', 1, 'state_capital', 'total'),
        ('state_capital', 1, 'state_capital', 'current_expenditure'),
        ('personnel', 1, 'basic_by_economic', 'personnel'),
        ('operating', 1, 'basic_by_economic', 'operating'),
        ('personnel', 3, 'basic_by_function', 'personnel'),
        ('operating', 3, 'basic_by_function', 'operating'),
        ('personnel', 2, 'basic_expenditure', 'personnel'),
        ('operating', 2, 'basic_expenditure', 'operating'),
        ('personnel', 4, 'general_budget', 'personnel'),
        ('operating', 4, 'general_budget', 'operating'),
        ('personnel', 5, 'government_economic', 'personnel'),
        ('operating', 5, 'government_economic', 'operating'),
        ('personnel', 6, 'expenditure', 'personnel'),
        ('operating', 6, 'expenditure', 'operating'),
        ('agency_operating', 2, 'agency_operating', 'total'),
        ('agency_operating', 2, 'agency_operating', 'operating_cost'),
        ('procurement', 1, 'procurement', 'total'),
        ('service_purchase', 1, 'service_purchases', 'total'),
        ('project_list', 1, 'projects', 'total')
    ) as listed (total, place_rank, table_kind, measure)

),

{# one row per column and what it states: by its measure, else by its header path #}
columns_described as (

    select distinct
        report_id,
        disclosure_id,
        table_number,
        table_kind,
        list_block,
        list_column,
        table_title,
        {{ basic_part("coalesce(table_title, '')") }} as part_of_basic,
        stage,
        main_stage,
        coalesce(year, budget_year) = budget_year or year is null as is_own_year,
        is_chosen_column,
        column_sum_role,
        whole_column,
        fund,
        nature,
        coalesce(is_column_leaf, false) as is_column_leaf,
        case
            when measure = 'amount' then 'total'
            when measure in ('general_budget', 'government_fund', 'state_capital') and measure = table_kind
                then 'total'
            when measure is not null then measure
            else nature
        end as measure,
    from figures
    where (side is distinct from 'revenue' or table_kind = 'revenue') and not is_not_spent

),

{# the same, and what the column comes to #}
columns_stating as (

    select
        described.*,
        totalled.total_yuan,
        totalled.total_from,
        totalled.is_printed,
    from columns_described as described
    inner join {{ ref('int_columns_totalled') }} as totalled
        on
            described.report_id = totalled.report_id
            and described.table_number = totalled.table_number
            and described.list_block = totalled.block
            and described.list_column = totalled.column_number

),

from_columns as (

    select
        places.total,
        columns_stating.disclosure_id,
        columns_stating.report_id,
        {# a whole before its parts, a printed total before a sum #}
        places.place_rank * 10
        + if(columns_stating.is_chosen_column, 0, 2)
        + if(columns_stating.whole_column is null or places.measure <> 'total', 0, 1)
        + if(columns_stating.is_printed, 0, 4)
        {# 基本支出 under 一般公共预算 in a 支出总表 is that of one fund #}
        + if(
            places.total in ('basic', 'project')
            and columns_stating.table_kind = 'expenditure'
            and coalesce(columns_stating.fund, 'all') <> 'all',
            15, 0
        ) as place_rank,
        columns_stating.total_yuan as amount_yuan,
        columns_stating.total_from as amount_from,
        columns_stating.table_number,
    from columns_stating
    inner join places
        on
            columns_stating.table_kind = places.table_kind
            and columns_stating.measure = places.measure
    where
        columns_stating.stage = columns_stating.main_stage
        and columns_stating.is_own_year
        and columns_stating.total_yuan is not null
        and not (places.total = 'basic' and columns_stating.part_of_basic is not null)

),

{# tables of 人员经费 alone, or of 工资福利 and of 个人和家庭: of each title the whole is added #}
from_titles as (

    select
        total,
        disclosure_id,
        min(report_id) as report_id,
        16 as place_rank,
        sum(amount_yuan) as amount_yuan,
        min(amount_from) as amount_from,
        min(table_number) as table_number,
    from (
        select
            part_of_basic as total,
            disclosure_id,
            report_id,
            table_number,
            total_yuan as amount_yuan,
            total_from as amount_from,
        from columns_stating
        where
            table_kind = 'basic_by_economic'
            and part_of_basic is not null
            and measure = 'total'
            and whole_column is null
            and stage = main_stage
            and is_own_year
            and total_yuan is not null
        {# a table per unit says the same title again #}
        qualify
            total_yuan = max(total_yuan) over (
                partition by disclosure_id, table_title
            )
    ) as parts
    group by disclosure_id, total

),

{# 基本支出 of a 支出总表 that heads only its parts, 人员经费 and 公用经费 #}
from_parts as (

    select
        'basic' as total,
        disclosure_id,
        report_id,
        18 as place_rank,
        sum(total_yuan) as amount_yuan,
        min(total_from) as amount_from,
        table_number,
    from columns_stating
    where
        table_kind = 'expenditure'
        and measure in ('personnel', 'operating')
        and stage = main_stage
        and is_own_year
        and is_chosen_column
    group by disclosure_id, report_id, table_number
    having count(distinct measure) = 2 and count(*) = 2

),

{# what the columns of a 支出总表 add up, each of one nature, and together the whole: 基本支出 under
   each fund, 人员类 and 公用经费, 其他运转类 and 特定目标类 #}
natured as (

    select
        disclosure_id,
        report_id,
        table_number,
        whole_column is null and measure = 'total' as is_whole,
        is_column_leaf,
        case
            when nature in ('basic', 'personnel', 'operating') then 'basic'
            else nature
        end as total,
        total_yuan,
        total_from,
    from columns_stating
    where
        table_kind = 'expenditure'
        and stage = main_stage
        and is_own_year
        and total_yuan is not null

),

from_natures as (

    select
        total,
        disclosure_id,
        report_id,
        14 as place_rank,
        sum(total_yuan) as amount_yuan,
        min(total_from) as amount_from,
        table_number,
    from natured
    where
        is_column_leaf
        and total in ('basic', 'project')
        and (report_id, table_number) in (
            select (whole.report_id, whole.table_number) from natured as whole
            group by whole.report_id, whole.table_number
            having
                count(*) filter (where whole.is_whole) = 1
                and count(*) filter (where whole.is_column_leaf and whole.total = 'total' and whole.total_yuan <> 0) = 0
                and abs(
                    sum(whole.total_yuan) filter (where whole.is_whole)
                    - sum(whole.total_yuan) filter (where whole.is_column_leaf)
                ) <= 100 * count(*)
        )
    group by disclosure_id, report_id, table_number, total
    having count(*) > 1

),

{# 基本支出表 and 项目支出表 of all funds, where together they are the 支出总表 #}
listed_wholes as (

    select
        disclosure_id,
        report_id,
        table_number,
        table_kind,
        total_yuan,
        total_from,
    from columns_stating
    where
        table_kind in ('expenditure', 'basic_expenditure', 'projects')
        and measure = 'total'
        and whole_column is null
        and is_chosen_column
        and is_own_year
        and stage = main_stage

),

from_lists as (

    select
        stated.total,
        basic.disclosure_id,
        if(stated.total = 'basic', basic.report_id, projects.report_id) as report_id,
        15 as place_rank,
        if(stated.total = 'basic', basic.total_yuan, projects.total_yuan) as amount_yuan,
        if(stated.total = 'basic', basic.total_from, projects.total_from) as amount_from,
        if(stated.total = 'basic', basic.table_number, projects.table_number) as table_number,
    from listed_wholes as whole
    inner join listed_wholes as basic
        on whole.disclosure_id = basic.disclosure_id and basic.table_kind = 'basic_expenditure'
    inner join listed_wholes as projects
        on whole.disclosure_id = projects.disclosure_id and projects.table_kind = 'projects'
    cross join (values ('basic'), ('project')) as stated (total)
    where
        whole.table_kind = 'expenditure'
        and abs(whole.total_yuan - basic.total_yuan - projects.total_yuan) <= 300

),

{# a list of projects for each fund, none of all funds #}
from_lists_of_funds as (

    select
        'project_list' as total,
        disclosure_id,
        min(report_id) as report_id,
        8 as place_rank,
        sum(total_yuan) as amount_yuan,
        min(total_from) as amount_from,
        min(table_number) as table_number,
        list(report_id || '-' || table_number) as added_tables,
    from columns_stating
    where
        table_kind = 'projects'
        and measure = 'total'
        and whole_column is null
        and is_own_year
        and stage = main_stage
        and total_yuan <> 0
    group by disclosure_id
    having
        count(*) > 1
        and count(*) = count(distinct fund)
        and count(*) filter (where coalesce(fund, 'all') in ('all', 'fiscal_appropriation')) = 0

),

initial as (

    select
        'initial_budget' as total,
        disclosure_id,
        report_id,
        10 as place_rank,
        total_yuan as amount_yuan,
        total_from as amount_from,
        table_number,
    from columns_stating
    where
        table_kind = 'general_budget'
        and main_stage = 'final'
        and stage = 'initial_budget'
        and measure = 'total'
        and total_yuan is not null

),

{# 人员经费合计 and 公用经费合计, or 一、人员经费, as rows of the table by economic class; one per unit
   are added, unless one of them is the whole #}
from_subtotals as (

    select
        if(contains(row_label, '人员'), 'personnel', 'operating') as total,
        disclosure_id,
        report_id,
        12 as place_rank,
        if(
            abs(max(amount_yuan) * 2 - sum(amount_yuan)) <= sum(half_unit_yuan) + max(half_unit_yuan),
            max(amount_yuan),
            sum(amount_yuan)
        ) as amount_yuan,
        arg_min(figure_id, (-amount_yuan, figure_id)) filter (where amount_yuan is not null) as amount_from,
        table_number,
    from figures
    where
        table_kind = 'basic_by_economic'
        and (row_code is null or row_role in ('subtotal', 'total'))
        and regexp_full_match(row_label, '(人员|日?常?公用)(经费|支出)?(合计|小计)?')
        and stage = main_stage
        and measure in ('total', 'amount')
        and whole_column is null
    group by disclosure_id, report_id, table_number, contains(row_label, '人员'), column_number

),

{# 政府采购支出合计 among the rows of 机构运行信息表 #}
from_labels as (

    select
        'procurement' as total,
        disclosure_id,
        report_id,
        20 as place_rank,
        amount_yuan,
        figure_id as amount_from,
        table_number,
    from figures
    where
        table_kind in ('three_public', 'agency_operating', 'other')
        and stage = main_stage
        and whole_column is null
        and regexp_full_match(row_label, '政府采购(支出|预算)?(合计|总额|金额|总计)')

),

balance_lines as (

    select
        *,
        coalesce(measure in ('amount', 'total'), fund in ('all', 'fiscal_appropriation')) as is_whole,
    from figures
    where table_kind in ('summary', 'appropriation') and stage = main_stage

),

from_lines as (

    select
        case
            when line_concept = 'grand_revenue' then 'revenue_total'
            when line_concept = 'grand_expenditure' then 'expenditure_total'
            when line_concept in ('current_revenue', 'current_expenditure', 'carried_over_in', 'carried_over_out')
                then line_concept
            when line_concept = 'by_nature' and regexp_full_match(row_label, '基本支出(合计|小计|预算)?|人员(经费)?(支出)?[和、]公用经费支?出?')
                then 'basic'
            when line_concept = 'by_nature' and regexp_full_match(row_label, '项目支出(合计|小计|预算)?|专项业务(经费)?支?出?')
                then 'project'
        end as total,
        disclosure_id,
        report_id,
        {# after 支出总表 where that prints the same thing by its columns; a whole before its parts #}
        if(line_concept = 'by_nature', 20, 10)
        + if(whole_column is null and coalesce(column_sum_role, '') <> 'memo', 0, 2) as place_rank,
        amount_yuan,
        figure_id as amount_from,
        table_number,
    from balance_lines
    where table_kind = 'summary' and is_whole and line_source is null
    union all
    {# 支出总体情况表 that lists 一、基本支出 and 二、项目支出 above their classes #}
    select
        if(regexp_matches(row_label, '基本支出'), 'basic', 'project') as total,
        disclosure_id,
        report_id,
        if(whole_column is null, 16, 18) as place_rank,
        amount_yuan,
        figure_id as amount_from,
        table_number,
    from figures
    where
        table_kind = 'expenditure'
        and line_concept = 'by_nature'
        and stage = main_stage
        and fund = 'all'
        and measure in ('amount', 'total')
        and regexp_full_match(row_label, '(基本|项目)支出(合计|小计|预算)?')
    union all
    {# 财政拨款收支总表: the fund's column in the line of the current year, else of the grand total #}
    select
        measure as total,
        disclosure_id,
        report_id,
        if(line_concept = 'current_expenditure', 30, 34) as place_rank,
        amount_yuan,
        figure_id as amount_from,
        table_number,
    from balance_lines
    where
        table_kind = 'appropriation'
        and side = 'expenditure'
        and measure in ('general_budget', 'government_fund', 'state_capital')
        and line_concept in ('current_expenditure', 'grand_expenditure')

),

{# 三公 by rows and columns, whatever way the table is turned #}
from_three_public as (

    select
        three_public.report_id,
        reports.disclosure_id,
        three_public.table_number,
        measures.total
        || if(
            three_public.year = reports.budget_year or reports.budget_year is null, '', '_prior'
        ) as total,
        case three_public.stage
            when 'final' then 0
            when 'budget' then if(reports.report_kind = 'final_account', 3, 0)
            when 'prior_final' then if(reports.report_kind = 'final_account', 0, 1)
            when 'prior_budget' then if(reports.report_kind = 'final_account', 1, 0)
            else 2
        end
        + if(three_public.is_of_lesser_fund, 5, 0) as stage_rank,
        case
            when three_public.unit_name = '合计' then 0
            when three_public.unit_name is null then 1
            {# the department's own row is the whole only where it is alone, or the sum of the others #}
            when
                {{ institution_key('three_public.unit_name') }}
                = {{ institution_key('reports.department_name') }}
                and (
                    three_public.unit_count = 1
                    or abs(three_public.total_yuan * 2 - three_public.units_yuan)
                    <= 100 * three_public.unit_count
                )
                then 2
            else 3
        end as row_rank,
        case measures.total
            when 'three_public' then three_public.total_yuan
            when 'overseas' then three_public.overseas_yuan
            when 'vehicle_purchase' then three_public.vehicle_purchase_yuan
            when 'vehicle_running' then three_public.vehicle_running_yuan
            when 'reception' then three_public.reception_yuan
            when 'agency_operating' then three_public.operating_cost_yuan
        end as amount_yuan,
        list_extract(
            list_filter(
                three_public.figures_from,
                lambda one: struct_extract(one, 'measure') = measures.measure -- noqa: RF02
            ),
            1
        ).figure_id as amount_from,
    from three_public
    inner join reports on three_public.report_id = reports.report_id
    cross join (
        values
        ('three_public', 'total'),
        ('overseas', 'overseas'),
        ('vehicle_purchase', 'vehicle_purchase'),
        ('vehicle_running', 'vehicle_running'),
        ('reception', 'reception'),
        ('agency_operating', 'operating_cost')
    ) as measures (total, measure)
    where
        three_public.year is null
        or reports.budget_year is null
        or three_public.year between reports.budget_year - 1 and reports.budget_year
    {# a blank 决算数 beside a printed 预算数 says that nothing was spent #}
    qualify
        stage_rank
        = min(stage_rank) over (partition by three_public.report_id, three_public.table_number, total)

),

{# the row of the whole, else of the department itself, else the sum of the units #}
three_public_rows as (

    select
        total,
        disclosure_id,
        report_id,
        10 + stage_rank as place_rank,
        if(row_rank = 3, sum(amount_yuan), max(amount_yuan)) as amount_yuan,
        arg_min(amount_from, (-amount_yuan, amount_from)) as amount_from,
        table_number,
    from from_three_public
    where amount_yuan is not null
    group by total, disclosure_id, report_id, stage_rank, row_rank, table_number
    qualify row_rank = min(row_rank) over (partition by report_id, table_number, total, stage_rank)

),

stated as (

    select
        claims.claim_id,
        claims.report_id,
        reports.disclosure_id,
        claims.amount_yuan,
        claims.claimed_value,
        claims.subject_concept,
        claims.subject,
        {# 收、支总计（含结转和结余） #}
        regexp_replace(
            regexp_replace(claims.subject, '[（(][^（）()]*[）)]$', ''), '[、和]', '', 'g'
        ) as said,
        claims.source,
        claims.stage,
        claims.section,
        claims.sentence,
        claims.position,
        claims.part_of,
        wholes.subject_concept as whole_concept,
        {# 事业运行经费…，其中：基本支出… is no 基本支出 of all, nor that under 政府性基金 #}
        coalesce(
            (
                wholes.subject_concept is null and regexp_matches(wholes.subject, '经费|资金|专项|项目|单位')
                or wholes.subject_concept in ('government_fund', 'state_capital', 'performance', 'procurement')
                or regexp_matches(claims.section, '政府性基金|国有资本')
            )
            and claims.subject_concept in ('basic', 'project', 'personnel', 'operating', 'carried_over'),
            false
        ) as is_of_less,
        reports.report_kind,
        {# a section headed by one unit of several: 一、某局（本级）, 三、某中心 #}
        coalesce(
            regexp_matches(
                list_last(string_split(claims.section, ' / ')),
                '([(（]本级[)）]|(局|站|中心|处|所|院|校|馆|队|厅|办公室|委员会|学院|大学))([(（][^()（）]*[)）])?$'
            )
            and {{ institution_key(heading) }} <> {{ institution_key('reports.department_name') }}
            or (
                contains(list_last(string_split(claims.section, ' / ')), '本级')
                and reports.level = 'department'
            ),
            false
        ) as is_of_unit,
        claims.sentence_number,
        coalesce(claims.claim_year, reports.budget_year) = reports.budget_year as is_own_year,
        claims.stage is null
        or claims.stage = if(reports.report_kind = 'final_account', 'final', 'budget') as is_own_stage,
    from claims
    inner join reports on claims.report_id = reports.report_id
    {# 公务用车购置及运行费15万元，其中购置费0万元，运行费15万元 #}
    left join claims as wholes
        on
            claims.report_id = wholes.report_id
            and claims.sentence_number = wholes.sentence_number
            and claims.part_of = wholes.position
            and wholes.measure = 'amount'
    where claims.measure = 'amount' and claims.amount_yuan is not null

),

{# where some money is not of 一般公共预算, its 基本支出 is not all of it #}
mixed as (

    select report_id
    from stated
    where is_own_year and is_own_stage and not is_of_unit
    group by report_id
    having
        count(*) filter (where subject_concept = 'general_budget') > 0
        and count(*) filter (where subject_concept in ('revenue', 'expenditure')) > 0
        and not list_has_any(
            list(amount_yuan) filter (where subject_concept = 'general_budget'),
            list(amount_yuan) filter (where subject_concept in ('revenue', 'expenditure'))
        )

),

from_prose as (

    select
        case
            when
                subject_concept = 'procurement'
                and regexp_matches(
                    subject,
                    '政府采购(支出|预算|项目|总额|总计|总金额|金额|总规模|规模|资金|共有|共计|合计|共|预计|安排|计划|总预算){0,4}(为|约|是)?$'
                )
                and not regexp_matches(subject, '一般公共|基金|国有资本|授予|占|货物|工程|服务')
                then 'procurement'
            when subject_concept = 'operating_cost' and not regexp_matches(subject, '占|人均')
                then 'agency_operating'
            when subject_concept = 'three_public' then 'three_public'
            when subject_concept in ('overseas', 'vehicle_purchase', 'vehicle_running', 'reception')
                then subject_concept
            when subject_concept is null and whole_concept = 'vehicle' and starts_with(subject, '购置')
                then 'vehicle_purchase'
            when subject_concept is null and whole_concept = 'vehicle' and starts_with(subject, '运行')
                then 'vehicle_running'
            {# what is carried over is no part of it #}
            when
                subject_concept = 'revenue'
                and subject = '收入'
                and try_cast(
                    regexp_extract(
                        replace(sentence, ',', ''), '本年度?收入(?:合计|共计)?[为是：:]?\s*([0-9.]+)', 1
                    ) as decimal(22, 6)
                ) = claimed_value
                then 'current_revenue'
            when
                subject_concept = 'expenditure'
                and subject = '支出'
                and try_cast(
                    regexp_extract(
                        replace(sentence, ',', ''), '本年度?支出(?:合计|共计)?[为是：:]?\s*([0-9.]+)', 1
                    ) as decimal(22, 6)
                ) = claimed_value
                then 'current_expenditure'
            when
                regexp_full_match(said, '.*(收入(支出)?|收支)(预算|决算)?(总计|总预算|总决算|合计|总额|总数|预算)?')
                and subject_concept = 'revenue'
                and contains(said, '总')
                then 'revenue_total'
            when subject_concept = 'expenditure' and contains(subject, '总') then 'expenditure_total'
            when
                subject_concept = 'revenue'
                and regexp_full_match(subject, '(本年|年度)?(部门|单位)?(预算|决算)?收入(预算|决算)?(数|合计)?')
                then 'revenue_total'
            when
                subject_concept = 'expenditure'
                and regexp_full_match(subject, '(本年|年度)?(部门|单位)?(预算|决算)?支出(预算|决算)?(数|合计)?')
                then 'expenditure_total'
            when subject_concept in ('basic', 'project') then subject_concept
            when subject_concept = 'personnel' then 'personnel'
            when subject_concept = 'operating' then 'operating'
            when subject_concept = 'general_budget' and regexp_matches(subject, '支出|当年拨款|拨款合计') then 'general_budget'
            when subject_concept in ('government_fund', 'state_capital') and contains(subject, '支出')
                then subject_concept
            when subject_concept = 'carried_over' and regexp_matches(subject, '^(上年|年初)结转(和?结余)?$')
                then 'carried_over_in'
            when subject_concept = 'carried_over' and regexp_matches(subject, '结转下年|年末结转|年终结转')
                then 'carried_over_out'
        end as total,
        disclosure_id,
        report_id,
        {# the first sentence about it says the whole; what is part of it, or of one unit, follows #}
        if(part_of is null, 100, 103)
        {# 收入预算 may leave out what is carried over; 基本支出 may be that of 财政拨款 alone #}
        + case
            when subject_concept in ('revenue', 'expenditure') and not contains(subject, '总') then 5
            when
                subject_concept in ('basic', 'project')
                and regexp_matches(coalesce(section, '') || subject, '一般公共|财政拨款')
                then 5
            else 0
        end as place_rank,
        amount_yuan,
        claim_id as amount_from,
        1000000 + sentence_number * 100 + position as table_number,
    from stated
    where
        is_own_year
        and is_own_stage
        and not is_of_unit
        and not is_of_less
        and not (
            subject_concept in ('basic', 'project')
            and coalesce(source = 'general_budget', false)
            and report_id in (select mixed.report_id from mixed)
        )
    union all
    {# 收支总预算 says both #}
    select
        'expenditure_total' as total,
        disclosure_id,
        report_id,
        100 as place_rank,
        amount_yuan,
        claim_id as amount_from,
        1000000 + sentence_number * 100 + position as table_number,
    from stated
    where
        subject_concept = 'revenue'
        and regexp_full_match(said, '.*(收入支出|收支).*总.*')
        and is_own_year
        and is_own_stage
        and not is_of_unit
    union all
    select
        'initial_budget' as total,
        disclosure_id,
        report_id,
        100 as place_rank,
        amount_yuan,
        claim_id as amount_from,
        1000000 + sentence_number * 100 + position as table_number,
    from stated
    where
        report_kind = 'final_account'
        and stage = 'initial_budget'
        and subject_concept in ('general_budget', 'appropriation_expenditure')

),

proposed as (

    select * from from_columns
    union all by name
    select * from from_parts
    union all by name
    select * from from_titles
    union all by name
    select * from from_lists_of_funds
    union all by name
    select * from from_natures
    union all by name
    select * from from_lists
    union all by name
    select * from initial
    union all by name
    select * from from_subtotals
    union all by name
    select * from from_labels
    union all by name
    select * from from_lines where total is not null
    union all by name
    select
        total,
        disclosure_id,
        report_id,
        if(total = 'agency_operating', 10, place_rank) as place_rank,
        amount_yuan,
        amount_from,
        table_number,
    from three_public_rows
    union all by name
    select * from from_prose where total is not null

),

{# a file that prints a set of tables for the department and one for each unit: the first is its own #}
tables_of_sets as (

    select
        report_id,
        table_number,
        set_number,
    from (
        select
            *,
            count(distinct if(set_number > 1, table_kind, null)) over (partition by report_id) as repeated_kinds,
        from (
            select distinct
                report_id,
                table_number,
                table_kind,
                dense_rank() over (partition by report_id, table_kind order by table_number) as set_number,
            from figures
            where
                table_kind in (
                    'summary', 'revenue', 'expenditure', 'appropriation', 'general_budget', 'basic_by_economic',
                    'three_public'
                )
        ) as numbered
    ) as counted
    where repeated_kinds > 3

),

printed as (

    select
        disclosure_id,
        amount_yuan,
        count(distinct report_id || '|' || table_number) as print_count,
    from (
        select
            disclosure_id,
            report_id,
            table_number,
            amount_yuan,
        from figures
        union all
        select
            disclosure_id,
            report_id,
            -sentence_number as table_number,
            amount_yuan,
        from stated
    ) as amounts
    where amount_yuan is not null
    group by disclosure_id, amount_yuan

)

select
    proposed.total,
    proposed.disclosure_id,
    proposed.report_id,
    proposed.place_rank,
    proposed.amount_yuan,
    proposed.amount_from,
    proposed.table_number,
    coalesce(proposed.added_tables, []) as added_tables,
    coalesce(printed.print_count, 0) as print_count,
    row_number() over (
        partition by proposed.disclosure_id, proposed.total
        order by
            proposed.place_rank asc,
            coalesce(tables_of_sets.set_number, 1) asc,
            coalesce(printed.print_count, 0) desc,
            proposed.table_number asc,
            proposed.amount_yuan desc,
            proposed.amount_from asc
    ) as choice,
from proposed
left join printed
    on
        proposed.disclosure_id = printed.disclosure_id
        and proposed.amount_yuan = printed.amount_yuan
left join tables_of_sets
    on
        proposed.report_id = tables_of_sets.report_id
        and proposed.table_number = tables_of_sets.table_number
where proposed.total is not null
