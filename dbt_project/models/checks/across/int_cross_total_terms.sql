{# The terms of X1, X3, X5, X6, X7, X8, X13: totals of one table against totals of another. #}
with

headlines as (

    select * from {{ ref('int_headline_terms_picked') }}

),

gates as (

    select * from {{ ref('int_report_gates_read') }}

),

picked as (

    select * from {{ ref('int_tables_picked') }}

),

-- `stock` marks the reading in which the total holds what is carried over as well, `general` that
-- in which a project list is of the general budget's projects only
pairs (
    invariant_id,
    pair,
    reading,
    left_kind,
    left_headline,
    left_measure,
    right_kinds,
    right_headline,
    right_measure,
    what
) as (

    values
    ('X1', 'revenue', 'current', 'summary', 'current_revenue', 'total', ['revenue'], 'net_total', 'total', '本年收入'),
    ('X1', 'revenue', 'stock', 'summary', 'grand_revenue', 'total', ['revenue'], 'total', 'total', '收入总计'),
    (
        'X1', 'expenditure', 'current', 'summary', 'current_expenditure', 'total', ['expenditure'], 'total', 'total',
        '本年支出'
    ),
    (
        'X1', 'expenditure', 'stock', 'summary', 'grand_expenditure', 'total', ['expenditure'], 'total', 'total',
        '支出总计'
    ),
    (
        'X3', 'general_budget', 'current', 'appropriation', 'current_expenditure', 'general_budget',
        ['general_budget'], 'total', 'total', '一般公共预算支出'
    ),
    (
        'X3', 'general_budget', 'stock', 'appropriation', 'grand_expenditure', 'general_budget',
        ['general_budget'], 'total', 'total', '一般公共预算支出（含结转）'
    ),
    (
        'X3', 'government_fund', 'current', 'appropriation', 'current_expenditure', 'government_fund',
        ['government_fund'], 'total', 'total', '政府性基金预算支出'
    ),
    (
        'X3', 'government_fund', 'stock', 'appropriation', 'grand_expenditure', 'government_fund',
        ['government_fund'], 'total', 'total', '政府性基金预算支出（含结转）'
    ),
    (
        'X3', 'state_capital', 'current', 'appropriation', 'current_expenditure', 'state_capital',
        ['state_capital'], 'total', 'total', '国有资本经营预算支出'
    ),
    (
        'X3', 'state_capital', 'stock', 'appropriation', 'grand_expenditure', 'state_capital',
        ['state_capital'], 'total', 'total', '国有资本经营预算支出（含结转）'
    ),
    (
        'X3', 'all', 'current', 'appropriation', 'current_expenditure', 'total',
        ['general_budget', 'government_fund', 'state_capital'], 'total', 'total', '本年支出'
    ),
    (
        'X3', 'all', 'stock', 'appropriation', 'grand_expenditure', 'total',
        ['general_budget', 'government_fund', 'state_capital'], 'total', 'total', '支出总计'
    ),
    (
        'X5', 'total', 'current', 'expenditure', 'total', 'total',
        ['general_budget', 'government_fund', 'state_capital'], 'total', 'total', '支出合计'
    ),
    (
        'X5', 'basic', 'current', 'expenditure', 'total', 'basic',
        ['general_budget', 'government_fund', 'state_capital'], 'total', 'basic', '基本支出'
    ),
    (
        'X5', 'project', 'current', 'expenditure', 'total', 'project',
        ['general_budget', 'government_fund', 'state_capital'], 'total', 'project', '项目支出'
    ),
    ('X6', 'total', 'current', 'revenue', 'total', 'total', ['expenditure'], 'total', 'total', '收入合计'),
    (
        'X7', 'basic', 'current', 'general_budget', 'total', 'basic', ['basic_by_economic'], 'total', 'total',
        '一般公共预算基本支出'
    ),
    (
        'X8', 'project', 'current', 'projects', 'total', 'total',
        ['general_budget', 'government_fund', 'state_capital'], 'total', 'project', '项目合计'
    ),
    ('X8', 'project', 'general', 'projects', 'total', 'total', ['general_budget'], 'total', 'project', '项目合计')

),

sides as (

    select
        pairs.invariant_id,
        pairs.pair,
        pairs.reading,
        pairs.left_kind,
        pairs.what,
        pairs.right_kinds,
        'left' as side,
        headlines.*,
    from pairs
    inner join headlines
        on
            pairs.left_kind = headlines.table_kind
            and pairs.left_headline = headlines.headline
            and pairs.left_measure = headlines.measure
    union all
    select
        pairs.invariant_id,
        pairs.pair,
        pairs.reading,
        pairs.left_kind,
        pairs.what,
        pairs.right_kinds,
        'right' as side,
        headlines.*,
    from pairs
    inner join headlines
        on
            list_contains(pairs.right_kinds, headlines.table_kind)
            and pairs.right_headline = headlines.headline
            and pairs.right_measure = headlines.measure

),

readings as (

    select
        report_id,
        invariant_id,
        pair,
        reading,
        abs(
            coalesce(sum(amount_yuan * sign) filter (where side = 'left'), 0)
            - coalesce(sum(amount_yuan * sign) filter (where side = 'right'), 0)
        ) as distance_yuan,
        greatest(
            abs(coalesce(sum(amount_yuan * sign) filter (where side = 'left'), 0)),
            abs(coalesce(sum(amount_yuan * sign) filter (where side = 'right'), 0))
        ) as larger_yuan,
        coalesce(sum(half_unit_yuan), 0) as tolerance_yuan,
        count(figure_id) filter (where side = 'left') as left_printed,
        max(table_number) filter (where side = 'left') as left_table_number,
        array_to_string(list_sort(list(distinct table_number) filter (where side = 'right')), '、')
            as right_table_numbers,
    from sides
    group by report_id, invariant_id, pair, reading
    having count(*) filter (where side = 'left') > 0 and count(*) filter (where side = 'right') > 0

),

-- whether a published total holds the money carried over is nowhere said, nor which funds a project
-- list is of: where there is such money, either reading is right
supported as (

    select
        readings.*,
        readings.distance_yuan <= readings.tolerance_yuan as is_near,
        -- a report reads all its totals alike: what holds elsewhere tells more than mere nearness
        count(*) filter (where readings.distance_yuan <= readings.tolerance_yuan) over (
            partition by readings.report_id, readings.invariant_id, readings.reading
        ) as support_count,
    from readings
    inner join gates using (report_id)
    where
        readings.reading <> 'stock'
        or (gates.is_carried_over and readings.left_printed > 0)

),

chosen as (

    select *
    from supported
    qualify
        row_number() over (
            partition by report_id, invariant_id, pair, left_table_number
            order by
                is_near desc,
                support_count desc,
                -- where neither reading is near, distance tells nothing: the plain one is taken
                least(distance_yuan, larger_yuan / 2),
                reading = 'current' desc,
                reading
        ) = 1

),

-- a reading of its own per instance: X5 and X8 only bind where the funds are all there
gated as (

    select
        chosen.*,
        gates.is_carried_over,
        gates.is_non_fiscal,
        gates.is_source_known,
        (gates.has_government_fund and not gates.has_government_fund_table)
        or (gates.has_state_capital and not gates.has_state_capital_table)
        or not gates.has_general_budget_table as is_fund_missing,
        coalesce(regexp_matches(picked.table_title, '重点|主要|部分|专项'), false) as is_selection,
    from chosen
    inner join gates using (report_id)
    left join picked
        on chosen.report_id = picked.report_id and chosen.left_table_number = picked.table_number

)

select
    sides.report_id,
    sides.invariant_id,
    sides.left_kind as table_kind,
    sides.pair as instance_key,
    {{ table_kind_zh('sides.left_kind') }} || '（表' || gated.left_table_number || '）' || sides.what || '＝'
    || array_to_string(list_transform(sides.right_kinds, lambda kind: {{ table_kind_zh('kind') }}), '＋')
    || '（表' || gated.right_table_numbers || '）' as subject,
    '=' as relation,
    sides.side,
    sides.sign,
    sides.table_number,
    sides.row_number,
    sides.column_number,
    case
        when sides.invariant_id in ('X5', 'X6', 'X8') and gated.is_carried_over then 'carried_over'
        when sides.invariant_id in ('X5', 'X8') and gated.is_non_fiscal then 'non_fiscal'
        when sides.invariant_id in ('X5', 'X8') and gated.is_fund_missing then 'fund_table_missing'
        when sides.invariant_id in ('X5', 'X8') and not gated.is_source_known then 'sources_unknown'
        when sides.invariant_id = 'X3' and sides.pair = 'all' and gated.is_fund_missing then 'fund_table_missing'
        when sides.invariant_id = 'X8' and gated.is_selection then 'selected_projects'
    end as gate_code,
from sides
inner join gated using (report_id, invariant_id, pair, reading)
