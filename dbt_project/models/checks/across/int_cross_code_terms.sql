{# The terms of X2, X4, X5, X6, X8, X9, X10: the same code, or the same money, in two tables of a report. #}
with

picked as (

    select * from {{ ref('int_tables_picked') }}

),

columns as (

    select columns.* replace (if(columns.measure = 'amount', 'total', columns.measure) as measure)
    from {{ ref('int_columns_nested') }} as columns
    semi join picked using (report_id, table_number)

),

figures as (

    select figures.* replace (if(figures.measure = 'amount', 'total', figures.measure) as measure)
    from {{ ref('int_figures_situated') }} as figures
    semi join picked using (report_id, table_number)
    where figures.stage in (figures.main_stage, '')

),

printed_codes as (

    select codes.*
    from {{ ref('int_codes_nested') }} as codes
    semi join picked using (report_id, table_number)

),

balance_lines as (

    select
        lines.*,
        lines.concept = 'function_class' and lines.line_class = 'item' as is_class,
        {{ last_above('if(is_class, lines.row_name, null)', 'lines') }} as class_name,
    from {{ ref('int_balance_lines_nested') }} as lines
    semi join picked using (report_id, table_number)
    where lines.side = 'expenditure'

),

code_list as (

    {{ listed_codes() }}

),

-- lists of leaves (项 × economic class) print no row of a 类: their rows together are one, by the name
-- that the two-sided table gives it
classless as (

    select
        report_id,
        table_number,
    from printed_codes
    group by report_id, table_number
    having bool_and(length(row_code) > 3 and row_code like '2%')

),

class_names as (

    select distinct
        lines.report_id,
        code_list.code as class_code,
        lines.row_label,
        lines.row_name,
    from balance_lines as lines
    inner join code_list
        on
            code_list.domain = 'functional'
            and length(code_list.code) = 3
            and list_contains(code_list.compared_names, lines.row_name)
    where lines.is_class

),

codes as (

    select * from printed_codes
    union all by name
    select
        printed_codes.* replace (
            class_names.class_code as row_code,
            class_names.row_label as row_label,
            class_names.row_name as row_name
        ),
    from printed_codes
    inner join classless using (report_id, table_number)
    inner join class_names
        on printed_codes.report_id = class_names.report_id and left(printed_codes.row_code, 3) = class_names.class_code
    where printed_codes.is_leaf

),

-- 类 lines, and the 款 and 项 below them that some places name without their codes
function_lines as (

    select *
    from balance_lines
    where is_class or (line_class = 'part' and ordinal is null and class_name is not null)
    qualify
        is_class
        or count(*) over (partition by report_id, table_number, block, class_name, row_name) = 1

),

-- cells, printed or blank: where a kind of table states a measure of a place. A place is a code, of a
-- two-sided table a line, of 三公 the whole.
celled as (

    select
        *,
        row_code as place,
    from codes
    union all by name
    select
        *,
        function_code as place,
    from {{ ref('int_lines_situated') }}
    where table_kind = 'projects' and row_role = 'project' and function_code is not null
    union all by name
    select
        *,
        printf('t%03d-r%04d', table_number, row_number) as place,
    from function_lines

),

placed as (

    select
        celled.report_id,
        celled.table_kind,
        celled.table_number,
        celled.place,
        celled.row_label,
        columns.measure,
        celled.row_number,
        columns.column_number,
        figures.amount_yuan,
        count(figures.figure_id) over (partition by celled.report_id, celled.table_kind, celled.place) > 0
            as is_printed,
    from celled
    inner join columns using (report_id, table_number, block)
    left join figures using (report_id, table_number, row_number, column_number)
    where columns.stage in (celled.main_stage, '')

),

-- a table of economic classes may print no 合计, only 人员经费 and 公用经费 beside each other
economic_measures as (

    select
        report_id,
        table_kind,
        place,
        arg_min(measure, list_position(['total', 'personnel', 'operating'], measure)) as measure,
    from placed
    where
        table_kind = 'basic_by_economic'
        and measure in ('total', 'personnel', 'operating')
        and amount_yuan is not null
    group by report_id, table_kind, place

),

cells as (

    select * from placed
    union all
    select placed.* replace ('stated' as measure)
    from placed
    semi join economic_measures using (report_id, table_kind, place, measure)
    union all by name
    select
        report_id,
        table_kind,
        '合计' as place,
        measure,
        table_number,
        row_number,
        column_number,
    from {{ ref('int_headline_terms_picked') }}
    where table_kind = 'three_public' and headline = 'total'
    union all by name
    -- a table of one unit has a row and no 合计; one that is turned has kinds in rows
    select
        report_id,
        table_kind,
        '合计' as place,
        coalesce(line_source, measure) as measure,
        table_number,
        row_number,
        column_number,
    from figures
    where table_kind = 'three_public' and row_role <> 'total'
    qualify
        (
            line_source is not null
            or (report_id, table_number) not in (
                select (total.report_id, total.table_number) from figures as total
                where total.row_role = 'total'
            )
        )
        and count(distinct row_number) over (partition by report_id, table_number, coalesce(line_source, '')) = 1

),

pairs as (

    select
        pairs.* replace (string_split(pairs.right_kinds, '|') as right_kinds),
        {{ table_kind_zh('pairs.left_kind') }} as left_kind_zh,
        {{ table_kinds_zh("string_split(pairs.right_kinds, '|')") }} as right_kinds_zh,
        invariants.relation,
    from {{ ref('seed_code_pairs') }} as pairs
    inner join {{ ref('seed_invariants') }} as invariants using (invariant_id)

),

printed_measures as (

    select
        report_id,
        table_kind,
        list(measure) as measures,
    from columns
    where stage in ('budget', 'final', '')
    group by report_id, table_kind

),

-- the names of codes, each with that of its 类 in the same table
code_names as (

    select
        report_id,
        table_kind,
        table_number,
        row_code,
        any_value(row_name order by row_number) as row_name,
        any_value(any_value(row_name order by row_number)) filter (where length(row_code) = 3) over (
            partition by report_id, table_number, left(row_code, 3)
        ) as class_name,
    from codes
    group by report_id, table_kind, table_number, row_code

),

-- X2, X4: a 类 line of the two-sided table and the 类 row of the detail table; a line below it and
-- the row of that name in the same 类
class_pairs as (

    select
        lines.report_id,
        pairs.*,
        printf('t%03d-r%04d', lines.table_number, lines.row_number) as left_place,
        lines.table_number as key_table_number,
        lines.row_label,
        lines.is_class,
        array_to_string(list_sort(list(distinct code_names.table_number)), '、') as right_table_numbers,
        code_names.row_code as right_place,
    from function_lines as lines
    inner join pairs on lines.table_kind = pairs.left_kind and pairs.invariant_id in ('X2', 'X4')
    inner join code_names
        on
            lines.report_id = code_names.report_id
            and list_contains(pairs.right_kinds, code_names.table_kind)
            and lines.row_name = code_names.row_name
            and lines.is_class = (length(code_names.row_code) = 3)
            and (lines.is_class or lines.class_name = code_names.class_name)
    inner join printed_measures
        on lines.report_id = printed_measures.report_id and lines.table_kind = printed_measures.table_kind
    where
        list_contains(printed_measures.measures, pairs.left_measure)
        -- one amount for all funds stands against the tables of all funds
        and (len(pairs.right_kinds) = 1 or not list_contains(printed_measures.measures, 'general_budget'))
    group by all

),

-- X5, X6, X8: a code in a table and in those beside it. X9: the same money by function and by economic
-- class. These costs are paid under 事业运行, 教育 … too: what the function row says is a part of the
-- economic row, and equality is no rule (38 of 42 violated equalities of 252 reports were no errors).
-- X10: part ≤ whole.
code_pairs as (

    select
        here.report_id,
        pairs.*,
        here.place as left_place,
        arg_min(here.row_label, here.row_number) as row_label,
        there.place as right_place,
    from pairs
    inner join cells as here
        on
            pairs.left_kind = here.table_kind
            and pairs.left_measure = here.measure
            and coalesce(pairs.left_code, here.place) = here.place
    inner join cells as there
        on
            here.report_id = there.report_id
            and list_contains(pairs.right_kinds, there.table_kind)
            and pairs.right_measure = there.measure
            and coalesce(pairs.right_code, here.place) = there.place
    where
        pairs.invariant_id not in ('X2', 'X4')
        and (pairs.invariant_id not in ('X8', 'X9') or (here.is_printed and there.is_printed))
    group by all

),

-- functions whose row is 基本支出 alone
all_basic as (

    select
        report_id,
        place as left_place,
    from placed
    where table_kind = 'general_budget'
    group by report_id, place
    having
        coalesce(sum(amount_yuan) filter (where measure = 'total'), 0)
        = coalesce(sum(amount_yuan) filter (where measure = 'basic'), 0)

),

-- one row per instance: a place of the left kind, and one of the right kinds
instances as (

    select
        pairs.*,
        if(pairs.invariant_id = 'X10', 'three_public', pairs.left_kind) as table_kind,
        if(pairs.invariant_id in ('X5', 'X6'), pairs.left_measure, null) as variant,
        concat_ws('-', pairs.left_place, variant) as instance_key,
        case
            when pairs.invariant_id in ('X2', 'X4')
                then
                    pairs.left_kind_zh || '（表' || pairs.key_table_number || '）“' || pairs.row_label || '”行＝'
                    || pairs.right_kinds_zh || '（表' || pairs.right_table_numbers || '）' || pairs.right_place
                    || case length(pairs.right_place) when 3 then '类' when 5 then '款' else '项' end
            when pairs.invariant_id = 'X8' then '项目支出明细表' || pairs.left_place || '各项目之和＝该科目的项目支出'
            when pairs.invariant_id = 'X9'
                then
                    '一般公共预算支出表' || pairs.left_place || '≤基本支出表' || pairs.right_place
                    || '（' || pairs.what_zh || '）'
            when pairs.invariant_id = 'X10' then '基本支出表' || pairs.left_place || '≤“三公”经费表' || pairs.what_zh
            else
                pairs.left_place || ' ' || coalesce(pairs.row_label, '') || '（' || pairs.what_zh || '）：'
                || pairs.left_kind_zh || '＝' || pairs.right_kinds_zh
        end as subject,
        case
            when pairs.invariant_id in ('X2', 'X4')
                then if(len(pairs.right_kinds) > 1 and {{ is_fund_missing('gates') }}, 'fund_tables_incomplete', null)
            when pairs.invariant_id = 'X10' then null
            when pairs.invariant_id = 'X9' then if(all_basic.left_place is null, 'not_all_basic', null)
            when gates.is_carried_over then 'carried_over'
            when pairs.invariant_id = 'X6' then null
            when gates.is_non_fiscal then 'non_fiscal'
            when not gates.is_source_known or {{ is_fund_missing('gates') }} then 'fund_tables_incomplete'
        end as gate_code,
    from (
        select *
        from class_pairs
        -- 款 and 项 of one name: which of them the line means is not said
        qualify is_class or count(*) over (partition by report_id, invariant_id, left_place, left_measure) = 1
        union all by name
        select * from code_pairs
    ) as pairs
    inner join {{ ref('int_report_gates_read') }} as gates using (report_id)
    left join all_basic using (report_id, left_place)

)

select
    instances.report_id,
    instances.invariant_id,
    instances.table_kind,
    instances.instance_key,
    instances.key_table_number,
    instances.variant,
    instances.subject,
    instances.relation,
    instances.gate_code,
    sides.side,
    cells.table_number,
    cells.row_number,
    cells.column_number,
from instances
cross join (values ('left'), ('right')) as sides (side)
inner join cells
    on
        instances.report_id = cells.report_id
        and if(sides.side = 'left', instances.left_place, instances.right_place) = cells.place
        and if(sides.side = 'left', instances.left_measure, instances.right_measure) = cells.measure
        and list_contains(if(sides.side = 'left', [instances.left_kind], instances.right_kinds), cells.table_kind)
