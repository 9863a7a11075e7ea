{# The terms of X2, X4, X5, X6, X8, X9, X10: the same code, or the same money, in two tables of a report. #}
with

picked as (

    select * from {{ ref('int_tables_picked') }}

),

gates as (

    select
        *,
        not has_general_budget_table
        or (has_government_fund and not has_government_fund_table)
        or (has_state_capital and not has_state_capital_table) as is_fund_missing,
    from {{ ref('int_report_gates_read') }}

),

columns as (

    select
        columns.* exclude (measure),
        case columns.measure when 'amount' then 'total' else columns.measure end as measure,
    from {{ ref('int_columns_nested') }} as columns
    inner join picked using (report_id, table_number)

),

figures as (

    select
        figures.* exclude (measure),
        case figures.measure when 'amount' then 'total' else figures.measure end as measure
    from {{ ref('int_figures_situated') }} as figures
    inner join picked using (report_id, table_number)
    where figures.stage in (figures.main_stage, '')

),

printed_codes as (

    select codes.*
    from {{ ref('int_codes_nested') }} as codes
    inner join picked using (report_id, table_number)

),

balance_lines as (

    select
        lines.*,
        lines.concept = 'function_class' and lines.line_class = 'item' as is_class,
        last_value(
            case when lines.concept = 'function_class' and lines.line_class = 'item' then lines.row_name end
            ignore nulls
        ) over (
            partition by lines.report_id, lines.table_number, lines.block
            order by lines.row_number
        ) as class_name,
    from {{ ref('int_balance_lines_nested') }} as lines
    inner join picked using (report_id, table_number)
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

printed_measures as (

    select distinct
        report_id,
        table_kind,
        measure,
    from columns
    where stage in ('budget', 'final', '')

),

-- cells, printed or blank, that state (table kind, code, measure): several rows where the code tree is by unit
code_cells as (

    select
        codes.report_id,
        codes.table_kind,
        codes.table_number,
        codes.row_code,
        codes.row_number,
        columns.column_number,
        columns.measure,
        figures.figure_id,
        figures.amount_yuan,
    from codes
    inner join columns using (report_id, table_number, block)
    left join figures using (report_id, table_number, row_number, column_number)
    where columns.stage in (codes.main_stage, '')

),

project_cells as (

    select
        lines.report_id,
        lines.table_number,
        lines.function_code as row_code,
        lines.row_number,
        columns.column_number,
        figures.figure_id,
    from {{ ref('int_lines_situated') }} as lines
    inner join picked using (report_id, table_number)
    inner join columns using (report_id, table_number, block)
    left join figures using (report_id, table_number, row_number, column_number)
    where
        lines.table_kind = 'projects'
        and lines.row_role = 'project'
        and lines.function_code is not null
        and columns.measure = 'total'
        and columns.stage in (lines.main_stage, '')

),

code_names as (

    select
        report_id,
        table_kind,
        table_number,
        row_code,
        any_value(row_label order by row_number) as row_label,
        any_value(row_name order by row_number) as row_name,
        min(row_number) as row_number,
    from codes
    group by report_id, table_kind, table_number, row_code

),

-- X2, X4: a 类 line of the two-sided table and the 类 row of the detail table; a line below it and
-- the row of that name in the same 类
class_pairs as (

    select
        lines.report_id,
        pairs.invariant_id,
        lines.table_kind,
        lines.table_number,
        lines.row_number,
        lines.block,
        lines.row_label,
        lines.main_stage,
        pairs.line_measures,
        pairs.detail_kinds,
        array_to_string(list_sort(list(distinct code_names.table_number)), '、') as detail_table_numbers,
        code_names.row_code,
        any_value(pairs.is_all_funds) as is_all_funds,
    from function_lines as lines
    inner join (
        values
        ('X2', 'summary', ['total'], ['expenditure'], false),
        ('X4', 'appropriation', ['general_budget'], ['general_budget'], false),
        -- one amount for all funds stands against the tables of all funds
        ('X4', 'appropriation', ['total'], ['general_budget', 'government_fund', 'state_capital'], true)
    ) as pairs (invariant_id, line_kind, line_measures, detail_kinds, is_all_funds)
        on lines.table_kind = pairs.line_kind
    inner join code_names
        on
            lines.report_id = code_names.report_id
            and list_contains(pairs.detail_kinds, code_names.table_kind)
            and lines.row_name = code_names.row_name
            and lines.is_class = (length(code_names.row_code) = 3)
    inner join printed_measures
        on
            lines.report_id = printed_measures.report_id
            and lines.table_kind = printed_measures.table_kind
            and list_contains(pairs.line_measures, printed_measures.measure)
    where
        (
            not pairs.is_all_funds
            or not exists (
                select 1
                from printed_measures as split
                where
                    split.report_id = lines.report_id
                    and split.table_kind = lines.table_kind
                    and split.measure = 'general_budget'
            )
        )
        and (
            lines.is_class
            or exists (
                select 1
                from code_names as classes
                where
                    classes.report_id = code_names.report_id
                    and classes.table_number = code_names.table_number
                    and classes.row_name = lines.class_name
                    and classes.row_code = left(code_names.row_code, 3)
            )
        )
    group by
        lines.report_id, pairs.invariant_id, lines.table_kind, lines.table_number, lines.row_number, lines.block,
        lines.row_label, lines.main_stage, lines.is_class, pairs.line_measures, pairs.detail_kinds, code_names.row_code
    qualify
        lines.is_class
        -- 款 and 项 of one name: which of them the line means is not said
        or count(*) over (
            partition by
                lines.report_id, pairs.invariant_id, lines.table_number, lines.row_number, lines.block,
                pairs.line_measures
        ) = 1

),

-- X5, X6: a code in `expenditure` and in the tables beside it
code_pairs as (

    select distinct
        left_names.report_id,
        pairs.invariant_id,
        pairs.left_kind,
        left_names.row_code,
        left_names.row_label,
        pairs.measure,
        pairs.right_kinds,
    from (
        values
        ('X5', 'expenditure', 'total', ['general_budget', 'government_fund', 'state_capital']),
        ('X5', 'expenditure', 'basic', ['general_budget', 'government_fund', 'state_capital']),
        ('X5', 'expenditure', 'project', ['general_budget', 'government_fund', 'state_capital']),
        ('X6', 'revenue', 'total', ['expenditure'])
    ) as pairs (invariant_id, left_kind, measure, right_kinds)
    inner join code_names as left_names on pairs.left_kind = left_names.table_kind
    inner join code_names as right_names
        on
            left_names.report_id = right_names.report_id
            and left_names.row_code = right_names.row_code
            and list_contains(pairs.right_kinds, right_names.table_kind)
    inner join printed_measures as left_measures
        on
            left_names.report_id = left_measures.report_id
            and pairs.left_kind = left_measures.table_kind
            and pairs.measure = left_measures.measure
    inner join printed_measures as right_measures
        on
            left_names.report_id = right_measures.report_id
            and right_names.table_kind = right_measures.table_kind
            and pairs.measure = right_measures.measure

),

-- X8: the projects of a 项 and that 项's project column
project_pairs as (

    select distinct
        project_cells.report_id,
        project_cells.row_code,
    from project_cells
    inner join code_cells using (report_id, row_code)
    where
        code_cells.table_kind in ('general_budget', 'government_fund', 'state_capital')
        and project_cells.figure_id is not null
        and code_cells.figure_id is not null

),

-- X9: the same money by function and by economic class. These costs are paid under 事业运行, 教育 …
-- too: what the function row says is a part of the economic row, and equality is no rule (38 of 42
-- violated equalities of 252 reports were no errors).
twin_codes (function_code, economic_code, what) as (

    values
    ('2080505', '30108', '基本养老保险缴费'),
    ('2080506', '30109', '职业年金缴费'),
    ('2210201', '30113', '住房公积金')

),

-- a table of economic classes may print no 合计, only 人员经费 and 公用经费 beside each other
economic_measures as (

    select
        report_id,
        row_code,
        arg_min(measure, list_position(['total', 'personnel', 'operating'], measure)) as measure,
    from code_cells
    where
        table_kind = 'basic_by_economic'
        and measure in ('total', 'personnel', 'operating')
        and amount_yuan is not null
    group by report_id, row_code

),

twin_pairs as (

    select
        functional.report_id,
        twin_codes.function_code,
        twin_codes.economic_code,
        twin_codes.what,
        any_value(economic_measures.measure) as economic_measure,
        coalesce(sum(functional.amount_yuan) filter (where functional.measure = 'total'), 0)
        = coalesce(sum(functional.amount_yuan) filter (where functional.measure = 'basic'), 0) as is_all_basic,
    from twin_codes
    inner join code_cells as functional
        on twin_codes.function_code = functional.row_code and functional.table_kind = 'general_budget'
    inner join economic_measures
        on functional.report_id = economic_measures.report_id and twin_codes.economic_code = economic_measures.row_code
    where functional.figure_id is not null
    group by functional.report_id, twin_codes.function_code, twin_codes.economic_code, twin_codes.what

),

-- X10: part ≤ whole
ceilings (economic_code, measure, what) as (

    values
    ('30212', 'overseas', '因公出国（境）费'),
    ('30217', 'reception', '公务接待费'),
    ('30231', 'vehicle_running', '公务用车运行维护费'),
    ('31013', 'vehicle_purchase', '公务用车购置费')

),

ceiling_cells as (

    select
        report_id,
        measure,
        table_number,
        row_number,
        column_number,
    from {{ ref('int_headline_terms_picked') }}
    where table_kind = 'three_public' and headline = 'total'
    union all
    -- a table of one unit has a row and no 合计; one that is turned has kinds in rows
    select
        figures.report_id,
        coalesce(figures.line_source, figures.measure) as measure,
        figures.table_number,
        figures.row_number,
        figures.column_number,
    from figures
    where
        figures.table_kind = 'three_public'
        and figures.row_role <> 'total'
        and (
            figures.line_source is not null
            or not exists (
                select 1
                from figures as total
                where
                    total.report_id = figures.report_id
                    and total.table_number = figures.table_number
                    and total.row_role = 'total'
            )
        )
        and (
            select count(distinct other.row_number)
            from figures as other
            where
                other.report_id = figures.report_id
                and other.table_number = figures.table_number
                and coalesce(other.line_source, '') = coalesce(figures.line_source, '')
        ) = 1

),

ceiling_pairs as (

    select distinct
        economic_measures.report_id,
        economic_measures.measure as economic_measure,
        ceilings.*,
    from ceilings
    inner join economic_measures on ceilings.economic_code = economic_measures.row_code
    inner join ceiling_cells
        on economic_measures.report_id = ceiling_cells.report_id and ceilings.measure = ceiling_cells.measure

),

-- one row per instance: the code's cells on either side, in tables of some kinds
instances as (

    select
        class_pairs.report_id,
        class_pairs.invariant_id,
        class_pairs.table_kind,
        printf('t%03d-r%04d', class_pairs.table_number, class_pairs.row_number) as instance_key,
        class_pairs.table_number as key_table_number,
        cast(null as varchar) as variant,
        {{ table_kind_zh('class_pairs.table_kind') }} || '（表' || class_pairs.table_number || '）“'
        || class_pairs.row_label || '”行＝'
        || array_to_string(list_transform(class_pairs.detail_kinds, lambda kind: {{ table_kind_zh('kind') }}), '＋')
        || '（表' || class_pairs.detail_table_numbers || '）' || class_pairs.row_code
        || case length(class_pairs.row_code) when 3 then '类' when 5 then '款' else '项' end as subject,
        '=' as relation,
        case when class_pairs.is_all_funds and gates.is_fund_missing then 'fund_tables_incomplete' end as gate_code,
        cast(null as varchar[]) as left_kinds,
        class_pairs.row_code as left_code,
        cast(null as varchar) as left_measure,
        class_pairs.detail_kinds as right_kinds,
        class_pairs.row_code as right_code,
        'total' as right_measure,
    from class_pairs
    inner join gates using (report_id)
    union all by name
    select
        paired.*,
        '=' as relation,
        paired.left_code as right_code,
        case
            when gates.is_carried_over then 'carried_over'
            when paired.invariant_id = 'X6' then null
            when gates.is_non_fiscal then 'non_fiscal'
            when not gates.is_source_known or gates.is_fund_missing then 'fund_tables_incomplete'
        end as gate_code,
    from (
        select
            report_id,
            invariant_id,
            left_kind as table_kind,
            row_code || '-' || measure as instance_key,
            measure as variant,
            row_code || ' ' || coalesce(row_label, '') || '（'
            || case measure when 'basic' then '基本支出' when 'project' then '项目支出' else '合计' end
            || '）：' || {{ table_kind_zh('left_kind') }} || '＝'
            || array_to_string(list_transform(right_kinds, lambda kind: {{ table_kind_zh('kind') }}), '＋') as subject,
            [left_kind] as left_kinds,
            row_code as left_code,
            measure as left_measure,
            right_kinds,
            measure as right_measure,
        from code_pairs
        union all by name
        select
            report_id,
            'X8' as invariant_id,
            'projects' as table_kind,
            row_code as instance_key,
            '项目支出明细表' || row_code || '各项目之和＝该科目的项目支出' as subject,
            row_code as left_code,
            ['general_budget', 'government_fund', 'state_capital'] as right_kinds,
            'project' as right_measure,
        from project_pairs
    ) as paired
    inner join gates using (report_id)
    union all by name
    select
        report_id,
        'X9' as invariant_id,
        'general_budget' as table_kind,
        function_code as instance_key,
        '一般公共预算支出表' || function_code || '≤基本支出表' || economic_code || '（' || what || '）' as subject,
        '<=' as relation,
        case when not is_all_basic then 'not_all_basic' end as gate_code,
        ['general_budget'] as left_kinds,
        function_code as left_code,
        'total' as left_measure,
        ['basic_by_economic'] as right_kinds,
        economic_code as right_code,
        economic_measure as right_measure,
    from twin_pairs
    union all by name
    select
        report_id,
        'X10' as invariant_id,
        'three_public' as table_kind,
        economic_code as instance_key,
        '基本支出表' || economic_code || '≤“三公”经费表' || what as subject,
        '<=' as relation,
        ['basic_by_economic'] as left_kinds,
        economic_code as left_code,
        economic_measure as left_measure,
    from ceiling_pairs

),

cells as (

    {% for side in ['left', 'right'] %}
        select
            instances.report_id,
            instances.invariant_id,
            instances.instance_key,
            '{{ side }}' as side,
            code_cells.table_number,
            code_cells.row_number,
            code_cells.column_number,
        from instances
        inner join code_cells
            on
                instances.report_id = code_cells.report_id
                and instances.{{ side }}_code = code_cells.row_code
                and instances.{{ side }}_measure = code_cells.measure
                and list_contains(instances.{{ side }}_kinds, code_cells.table_kind)
        union all
    {% endfor %}
    select
        class_pairs.report_id,
        class_pairs.invariant_id,
        printf('t%03d-r%04d', class_pairs.table_number, class_pairs.row_number) as instance_key,
        'left' as side,
        class_pairs.table_number,
        class_pairs.row_number,
        columns.column_number,
    from class_pairs
    inner join columns using (report_id, table_number, block)
    where
        columns.stage in (class_pairs.main_stage, '')
        and list_contains(class_pairs.line_measures, columns.measure)
    union all
    select
        project_cells.report_id,
        'X8' as invariant_id,
        project_cells.row_code as instance_key,
        'left' as side,
        project_cells.table_number,
        project_cells.row_number,
        project_cells.column_number,
    from project_pairs
    inner join project_cells using (report_id, row_code)
    union all
    select
        ceiling_pairs.report_id,
        'X10' as invariant_id,
        ceiling_pairs.economic_code as instance_key,
        'right' as side,
        ceiling_cells.table_number,
        ceiling_cells.row_number,
        ceiling_cells.column_number,
    from ceiling_pairs
    inner join ceiling_cells using (report_id, measure)

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
    cells.side,
    cells.table_number,
    cells.row_number,
    cells.column_number,
from instances
inner join cells using (report_id, invariant_id, instance_key)
