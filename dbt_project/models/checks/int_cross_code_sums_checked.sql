{# X2, X4, X5, X6, X8, X9, X10: the same code, or the same money, in two tables of a report. #}
{% set fund_missing %}
    (
        not gates.has_general_budget_table
        or (gates.has_government_fund and not gates.has_government_fund_table)
        or (gates.has_state_capital and not gates.has_state_capital_table)
    )
{% endset %}

with

picked as (

    select * from {{ ref('int_tables_picked') }}

),

gates as (

    select * from {{ ref('int_report_gates_read') }}

),

columns as (

    select * from {{ ref('int_columns_nested') }}

),

figures as (

    select
        figures.* exclude (measure),
        case figures.measure when 'amount' then 'total' else figures.measure end as measure
    from {{ ref('int_figures_situated') }} as figures
    inner join picked using (report_id, table_number)
    where figures.stage in (figures.main_stage, '')

),

codes as (

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
        columns.report_id,
        columns.table_kind,
        case columns.measure when 'amount' then 'total' else columns.measure end as measure,
    from columns
    inner join picked using (report_id, table_number)
    where columns.stage in ('budget', 'final', '')

),

-- which figures state (table kind, code, measure): several rows where the code tree is by unit
code_figures as (

    select
        report_id,
        table_kind,
        table_number,
        row_code,
        measure,
        figure_id,
        amount_yuan,
        half_unit_yuan,
        is_unread,
        cell_label,
    from figures
    where row_role = 'code' and row_code is not null

),

project_figures as (

    select
        report_id,
        function_code as row_code,
        figure_id,
        amount_yuan,
        half_unit_yuan,
        is_unread,
        cell_label,
    from figures
    where table_kind = 'projects' and row_role = 'project' and measure = 'total' and function_code is not null

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
        lines.row_label, lines.is_class, pairs.line_measures, pairs.detail_kinds, code_names.row_code
    qualify
        lines.is_class
        -- 款 and 项 of one name: which of them the line means is not said
        or count(*) over (
            partition by
                lines.report_id, pairs.invariant_id, lines.table_number, lines.row_number, lines.block,
                pairs.line_measures
        ) = 1

),

class_terms as (

    select
        class_pairs.report_id,
        class_pairs.invariant_id,
        class_pairs.table_kind,
        printf('t%03d-r%04d', class_pairs.table_number, class_pairs.row_number) as instance_key,
        {{ table_kind_zh('class_pairs.table_kind') }}        || '（表'
        || class_pairs.table_number
        || '）“'
        || class_pairs.row_label
        || '”行＝'
        || array_to_string(list_transform(class_pairs.detail_kinds, lambda kind: {{ table_kind_zh('kind') }}), '＋')
        || '（表' || class_pairs.detail_table_numbers || '）'
        || class_pairs.row_code
        || case length(class_pairs.row_code) when 3 then '类' when 5 then '款' else '项' end as subject,
        '=' as relation,
        'left' as side,
        figures.figure_id,
        figures.amount_yuan,
        figures.half_unit_yuan,
        figures.is_unread,
        figures.cell_label,
        case when class_pairs.is_all_funds and {{ fund_missing }} then 'not_checkable' end as gate_status,
        case when class_pairs.is_all_funds and {{ fund_missing }} then '各项资金的分表未全部公开' end as gate_reason,
    from class_pairs
    inner join gates using (report_id)
    left join figures
        on
            class_pairs.report_id = figures.report_id
            and class_pairs.table_number = figures.table_number
            and class_pairs.row_number = figures.row_number
            and class_pairs.block = figures.block
            and list_contains(class_pairs.line_measures, figures.measure)
    union all
    select
        class_pairs.report_id,
        class_pairs.invariant_id,
        class_pairs.table_kind,
        printf('t%03d-r%04d', class_pairs.table_number, class_pairs.row_number) as instance_key,
        null as subject,
        '=' as relation,
        'right' as side,
        code_figures.figure_id,
        code_figures.amount_yuan,
        code_figures.half_unit_yuan,
        code_figures.is_unread,
        code_figures.cell_label,
        null as gate_status,
        null as gate_reason,
    from class_pairs
    left join code_figures
        on
            class_pairs.report_id = code_figures.report_id
            and list_contains(class_pairs.detail_kinds, code_figures.table_kind)
            and class_pairs.row_code = code_figures.row_code
            and code_figures.measure = 'total'

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

code_terms as (

    select
        code_pairs.report_id,
        code_pairs.invariant_id,
        code_pairs.left_kind as table_kind,
        code_pairs.row_code || '-' || code_pairs.measure as instance_key,
        code_pairs.row_code || ' ' || coalesce(code_pairs.row_label, '') || '（'
        || case code_pairs.measure when 'basic' then '基本支出' when 'project' then '项目支出' else '合计' end
        || '）：' || {{ table_kind_zh('code_pairs.left_kind') }} || '＝'
        || array_to_string(list_transform(code_pairs.right_kinds, lambda kind: {{ table_kind_zh('kind') }}), '＋')
            as subject,
        '=' as relation,
        case when code_figures.table_kind = code_pairs.left_kind then 'left' else 'right' end as side,
        code_figures.figure_id,
        code_figures.amount_yuan,
        code_figures.half_unit_yuan,
        code_figures.is_unread,
        code_figures.cell_label,
    from code_pairs
    left join code_figures
        on
            code_pairs.report_id = code_figures.report_id
            and code_pairs.row_code = code_figures.row_code
            and code_pairs.measure = code_figures.measure
            and (
                code_pairs.left_kind = code_figures.table_kind
                or list_contains(code_pairs.right_kinds, code_figures.table_kind)
            )

),

-- X8: the projects of a 项 and that 项's project column
project_pairs as (

    select distinct
        project_figures.report_id,
        project_figures.row_code,
    from project_figures
    inner join code_figures using (report_id, row_code)
    where code_figures.table_kind in ('general_budget', 'government_fund', 'state_capital')

),

project_terms as (

    select
        project_pairs.report_id,
        'X8' as invariant_id,
        'projects' as table_kind,
        project_pairs.row_code as instance_key,
        '项目支出明细表' || project_pairs.row_code || '各项目之和＝该科目的项目支出' as subject,
        '=' as relation,
        'left' as side,
        project_figures.figure_id,
        project_figures.amount_yuan,
        project_figures.half_unit_yuan,
        project_figures.is_unread,
        project_figures.cell_label,
    from project_pairs
    inner join project_figures using (report_id, row_code)
    union all
    select
        project_pairs.report_id,
        'X8' as invariant_id,
        'projects' as table_kind,
        project_pairs.row_code as instance_key,
        null as subject,
        '=' as relation,
        'right' as side,
        code_figures.figure_id,
        code_figures.amount_yuan,
        code_figures.half_unit_yuan,
        code_figures.is_unread,
        code_figures.cell_label,
    from project_pairs
    left join code_figures
        on
            project_pairs.report_id = code_figures.report_id
            and project_pairs.row_code = code_figures.row_code
            and code_figures.table_kind in ('general_budget', 'government_fund', 'state_capital')
            and code_figures.measure = 'project'

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
    from code_figures
    where
        table_kind = 'basic_by_economic'
        and measure in ('total', 'personnel', 'operating')
        and amount_yuan is not null
    group by report_id, row_code

),

economic_figures as (

    select code_figures.*
    from code_figures
    inner join economic_measures using (report_id, row_code, measure)
    where code_figures.table_kind = 'basic_by_economic'

),

twin_pairs as (

    select
        functional.report_id,
        twin_codes.function_code,
        twin_codes.economic_code,
        twin_codes.what,
        coalesce(sum(functional.amount_yuan) filter (where functional.measure = 'total'), 0)
        = coalesce(sum(functional.amount_yuan) filter (where functional.measure = 'basic'), 0) as is_all_basic,
    from twin_codes
    inner join code_figures as functional
        on twin_codes.function_code = functional.row_code and functional.table_kind = 'general_budget'
    where
        exists (
            select 1
            from economic_figures as economic
            where
                economic.report_id = functional.report_id
                and economic.row_code = twin_codes.economic_code
        )
    group by functional.report_id, twin_codes.function_code, twin_codes.economic_code, twin_codes.what

),

twin_terms as (

    select
        twin_pairs.report_id,
        'X9' as invariant_id,
        'general_budget' as table_kind,
        twin_pairs.function_code as instance_key,
        '一般公共预算支出表' || twin_pairs.function_code || '≤基本支出表' || twin_pairs.economic_code
        || '（' || twin_pairs.what || '）' as subject,
        '<=' as relation,
        printed.side,
        printed.figure_id,
        printed.amount_yuan,
        printed.half_unit_yuan,
        printed.is_unread,
        printed.cell_label,
        case when not twin_pairs.is_all_basic then 'not_applicable' end as gate_status,
        case when not twin_pairs.is_all_basic then '该功能科目不全是基本支出' end as gate_reason,
    from twin_pairs
    inner join (
        select
            *,
            'left' as side
        from code_figures
        where table_kind = 'general_budget' and measure = 'total'
        union all
        select
            *,
            'right' as side
        from economic_figures
    ) as printed
        on
            twin_pairs.report_id = printed.report_id
            and printed.row_code
            = case printed.side when 'left' then twin_pairs.function_code else twin_pairs.economic_code end

),

-- X10: part ≤ whole
ceilings (economic_code, measure, what) as (

    values
    ('30212', 'overseas', '因公出国（境）费'),
    ('30217', 'reception', '公务接待费'),
    ('30231', 'vehicle_running', '公务用车运行维护费'),
    ('31013', 'vehicle_purchase', '公务用车购置费')

),

ceiling_wholes as (

    select
        report_id,
        measure,
        figure_id,
        amount_yuan,
        half_unit_yuan,
        is_unread,
        cell_label,
    from {{ ref('int_headline_terms_picked') }}
    where table_kind = 'three_public' and headline = 'total'
    union all
    -- a table of one unit has a row and no 合计; one that is turned has kinds in rows
    select
        figures.report_id,
        coalesce(figures.line_source, figures.measure) as measure,
        figures.figure_id,
        figures.amount_yuan,
        figures.half_unit_yuan,
        figures.is_unread,
        figures.cell_label,
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
        economic_figures.report_id,
        ceilings.*,
    from ceilings
    inner join economic_figures
        on ceilings.economic_code = economic_figures.row_code
    inner join ceiling_wholes
        on economic_figures.report_id = ceiling_wholes.report_id and ceilings.measure = ceiling_wholes.measure

),

ceiling_terms as (

    select
        ceiling_pairs.report_id,
        'X10' as invariant_id,
        'three_public' as table_kind,
        ceiling_pairs.economic_code as instance_key,
        '基本支出表' || ceiling_pairs.economic_code || '≤“三公”经费表' || ceiling_pairs.what as subject,
        '<=' as relation,
        'left' as side,
        economic_figures.figure_id,
        economic_figures.amount_yuan,
        economic_figures.half_unit_yuan,
        economic_figures.is_unread,
        economic_figures.cell_label,
    from ceiling_pairs
    inner join economic_figures
        on
            ceiling_pairs.report_id = economic_figures.report_id
            and ceiling_pairs.economic_code = economic_figures.row_code
    union all
    select
        ceiling_pairs.report_id,
        'X10' as invariant_id,
        'three_public' as table_kind,
        ceiling_pairs.economic_code as instance_key,
        null as subject,
        '<=' as relation,
        'right' as side,
        ceiling_wholes.figure_id,
        ceiling_wholes.amount_yuan,
        ceiling_wholes.half_unit_yuan,
        ceiling_wholes.is_unread,
        ceiling_wholes.cell_label,
    from ceiling_pairs
    inner join ceiling_wholes using (report_id, measure)

),

fund_gated as (

    select
        terms.*,
        case
            when gates.is_carried_over then 'not_applicable'
            when terms.invariant_id in ('X5', 'X8') and gates.is_non_fiscal then 'not_applicable'
            when
                terms.invariant_id in ('X5', 'X8')
                and (not gates.is_source_known or {{ fund_missing }}) then 'not_checkable'
        end as gate_status,
        case
            when gates.is_carried_over then '有上年结转或结转下年资金'
            when terms.invariant_id in ('X5', 'X8') and gates.is_non_fiscal then '有财政专户或单位资金，未单独公开分表'
            when terms.invariant_id in ('X5', 'X8') then '各项资金的分表未全部公开'
        end as gate_reason,
    from (
        select * from code_terms
        union all
        select * from project_terms
    ) as terms
    inner join gates using (report_id)

),

terms as (

    select
        report_id,
        invariant_id,
        table_kind,
        instance_key,
        subject,
        relation,
        side,
        1 as sign,
        figure_id,
        amount_yuan,
        half_unit_yuan,
        is_unread,
        cell_label,
        gate_status,
        case when gate_status is not null then gate_reason end as gate_reason,
    from (
        select * from fund_gated
        union all by name
        select * from twin_terms
        union all by name
        select * from class_terms
        union all by name
        select * from ceiling_terms
    ) as terms

),

instances as (

    {{ settled_terms('terms') }}

)

{{ judged_instances('instances') }}
