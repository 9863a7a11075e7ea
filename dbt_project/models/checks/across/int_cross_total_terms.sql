{# The terms of X1, X3, X5, X6, X7, X8, X13: totals of one table against totals of another. #}
with

headlines as (

    select * from {{ ref('int_headline_terms_picked') }}

),

gates as (

    select * from {{ ref('int_report_gates_read') }}

),

pairs as (

    select
        pairs.* replace (
            string_split(pairs.right_kinds, '|') as right_kinds, string_split(coalesce(pairs.gates, ''), '|') as gates
        ),
        {{ table_kind_zh('pairs.left_kind') }} as left_kind_zh,
        {{ table_kinds_zh("string_split(pairs.right_kinds, '|')") }} as right_kinds_zh,
        invariants.relation,
    from {{ ref('seed_invariant_pairs') }} as pairs
    inner join {{ ref('seed_invariants') }} as invariants using (invariant_id)

),

sides as (

    {% for side, holds_kind in {
        'left': 'pairs.left_kind = headlines.table_kind',
        'right': 'list_contains(pairs.right_kinds, headlines.table_kind)',
    }.items() %}
        select
            pairs.*,
            '{{ side }}' as side,
            headlines.*,
        from pairs
        inner join headlines
            on
                {{ holds_kind }}
                and pairs.{{ side }}_headline = headlines.headline
                and pairs.{{ side }}_measure = headlines.measure
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

readings as (

    select
        report_id,
        invariant_id,
        pair,
        reading,
        coalesce(sum(amount_yuan * sign) filter (where side = 'left'), 0) as left_yuan,
        coalesce(sum(amount_yuan * sign) filter (where side = 'right'), 0) as right_yuan,
        abs(left_yuan - right_yuan) as distance_yuan,
        greatest(abs(left_yuan), abs(right_yuan)) as larger_yuan,
        coalesce(sum(half_unit_yuan), 0) as tolerance_yuan,
        count(figure_id) filter (where side = 'left') as left_printed,
        max(table_number) filter (where side = 'left') as left_table_number,
        array_to_string(list_sort(list(distinct table_number) filter (where side = 'right')), '、')
            as right_table_numbers,
    from sides
    group by report_id, invariant_id, pair, reading
    having count(distinct side) = 2

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

-- what a pair's gates ask: some only bind where the funds are all there
gated as (

    select
        chosen.*,
        gates.is_carried_over,
        gates.is_non_fiscal,
        gates.is_source_known,
        {{ is_fund_missing('gates') }} as is_fund_missing,
        coalesce(regexp_matches(picked.table_title, '重点|主要|部分|专项'), false) as is_selection,
    from chosen
    inner join gates using (report_id)
    left join {{ ref('int_tables_picked') }} as picked
        on chosen.report_id = picked.report_id and chosen.left_table_number = picked.table_number

)

select
    sides.report_id,
    sides.invariant_id,
    sides.left_kind as table_kind,
    sides.pair as instance_key,
    sides.pair as variant,
    sides.left_kind_zh || '（表' || gated.left_table_number || '）' || sides.what_zh
    || if(sides.relation = '<=', '≤', '＝') || sides.right_kinds_zh
    || '（表' || gated.right_table_numbers || '）' as subject,
    sides.relation,
    sides.side,
    sides.sign,
    sides.table_number,
    sides.row_number,
    sides.column_number,
    case
        {% for gate, is_closed in {
            'carried_over': 'gated.is_carried_over',
            'non_fiscal': 'gated.is_non_fiscal',
            'fund_table_missing': 'gated.is_fund_missing',
            'sources_unknown': 'not gated.is_source_known',
            'selected_projects': 'gated.is_selection',
        }.items() %}
            when list_contains(sides.gates, '{{ gate }}') and {{ is_closed }} then '{{ gate }}'
        {% endfor %}
    end as gate_code,
from sides
inner join gated using (report_id, invariant_id, pair, reading)
