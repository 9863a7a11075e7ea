{#
    The terms of D1: a department against its units, of one year and sort of report. Each amount is
    no less than any unit's, and their sum where every unit that the department's tables list is
    loaded. The rows stand with the department; depends on a department and its units alone.
#}
with

reports as (

    select * from {{ ref('int_reports_addressed') }}

),

amounts as (

    select amounts.*
    from {{ ref('int_amounts_placed') }} as amounts
    inner join reports using (report_id)
    where
        amounts.stage = reports.main_stage
        and amounts.year = reports.budget_year
        and amounts.measure in ('total', 'basic', 'project')
        and amounts.table_kind in (
            'summary',
            'revenue',
            'expenditure',
            'appropriation',
            'general_budget',
            'government_fund',
            'state_capital'
        )
        -- money carried over from unit to unit is another matter
        and not contains(amounts.place, '-carried')

),

-- a list of one is no list: most tables print the department's own name beside its rows
complete as (

    select
        report_id,
        count(*) as unit_count,
    from {{ ref('int_units_belonging') }}
    where is_listed
    group by report_id
    having count(*) > 1 and count(*) = count(unit_report_id)

),

-- an amount of the department and the same of a unit
pairs as (

    select
        whole.report_id,
        whole.table_kind,
        whole.measure,
        whole.table_kind || '-' || whole.place || '-' || whole.measure as place_key,
        {{ table_kind_zh('whole.table_kind') }} || '（表' || whole.table_number || '）“' || whole.place_label || '”“'
        || whole.column_path || '”' as whole_zh,
        part.figure_id as part_figure_id,
        -- where the two are printed
        whole.report_id as whole_printed_report_id,
        cast(null as varchar) as whole_printed_in_zh,
        whole.table_number as whole_table_number,
        whole.row_number as whole_row_number,
        whole.column_number as whole_column_number,
        part.report_id as part_printed_report_id,
        belonging.unit_zh as part_printed_in_zh,
        part.table_number as part_table_number,
        part.row_number as part_row_number,
        part.column_number as part_column_number,
    from amounts as whole
    inner join {{ ref('int_units_belonging') }} as belonging using (report_id)
    inner join amounts as part
        on
            belonging.unit_report_id = part.report_id
            and whole.table_kind = part.table_kind
            and whole.place = part.place
            and whole.measure = part.measure

),

tabled as (

    select
        belonging.report_id,
        amounts.table_kind,
        amounts.measure,
        count(distinct amounts.report_id) as table_count,
    from amounts
    inner join {{ ref('int_units_belonging') }} as belonging on amounts.report_id = belonging.unit_report_id
    group by belonging.report_id, amounts.table_kind, amounts.measure

),

compared as (

    select
        *,
        '<=' as relation,
        place_key || '-' || part_printed_report_id as instance_key,
        part_printed_report_id as counterpart_id,
        part_printed_in_zh || '（表' || part_table_number || '）同行同栏≤' || whole_zh as subject,
    from pairs
    where part_figure_id is not null
    union all
    -- a unit that prints no such row has nil of it, so long as its table is there
    select
        pairs.*,
        '=' as relation,
        pairs.place_key || '-sum' as instance_key,
        null as counterpart_id,
        pairs.whole_zh || '＝所属' || complete.unit_count || '个单位之和' as subject,
    from pairs
    inner join complete using (report_id)
    inner join tabled using (report_id, table_kind, measure)
    where tabled.table_count = complete.unit_count

),

members as (

    {{ members(
        '(select * exclude (part_figure_id) from compared)',
        ['printed_report_id', 'printed_in_zh', 'table_number', 'row_number', 'column_number']
    ) }}

)

select
    'D1' as invariant_id,
    report_id,
    table_kind,
    instance_key,
    counterpart_id,
    subject,
    relation,
    -- of ≤, the smaller side is the left one
    if((side = 'left') = (relation = '='), 'left', 'right') as side,
    printed_report_id,
    printed_in_zh,
    table_number,
    row_number,
    column_number,
from members
