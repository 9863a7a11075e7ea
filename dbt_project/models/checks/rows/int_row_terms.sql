{# The terms of R1–R9: in every row, each whole column against its parts. #}
{# measures that a row states once: two such columns are two readings of one amount #}
{% set single_measures %}
    ['basic', 'project', 'personnel', 'operating', 'general_budget', 'government_fund', 'state_capital']
{% endset %}

with

nested as (

    select * from {{ ref('int_row_parts_proposed') }}

),

-- which parts count in which row, where the words leave it open
readings as (

    select * from {{ ref('int_row_parts_read') }}

),

lines as (

    select *
    from {{ ref('int_lines_situated') }}
    where coalesce(row_role, '') not in ('field', 'indicator', 'note', 'blank')

),

figures as (

    select * from {{ ref('int_figures_situated') }}

),

-- one row per whole column: do its parts make a sum?
wholes as (

    select
        whole.report_id,
        whole.table_number,
        whole.table_kind,
        whole.block,
        whole.column_number as whole_column_number,
        whole.column_path as whole_path,
        whole.stage,
        whole.year,
        any_value(whole.invariant_id) as invariant_id,
        count(*) filter (where part.is_summable) as part_count,
        string_agg(part.column_path, '、' order by part.column_number) filter (
            where part.is_unknown and coalesce(not settled.is_settled, true)
        ) as unknown_headers,
        bool_or(regexp_matches(part.column_path, '其中')) filter (where part.is_summable) as is_partial,
        coalesce(bool_or(part.is_summable and part.measure = whole.measure), false) as has_twin,
        coalesce(list(part.measure) filter (where part.is_summable), []) as measures,
        list_filter(measures, lambda one: list_contains({{ single_measures }}, one)) as singles,  -- noqa: RF02
        len(list_distinct(singles)) < len(singles) as has_rivals,
        whole.measure <> 'total'
        or list_has_all(measures, any_value(whole.required_measures))
        -- 基本支出 printed as its two parts only
        or list_has_all(measures, ['personnel', 'operating', 'project']) as has_required,
    from nested as whole
    inner join nested as part
        on
            whole.report_id = part.report_id
            and whole.table_number = part.table_number
            and whole.column_number = part.whole_column_number
    left join (select distinct on (report_id, table_number, whole_column_number) * from readings) as settled
        on
            whole.report_id = settled.report_id
            and whole.table_number = settled.table_number
            and whole.column_number = settled.whole_column_number
    -- a printed total is the whole; a group is one only where its parts are known as such
    where whole.measure is not null
    group by
        whole.report_id, whole.table_number, whole.table_kind, whole.block,
        whole.column_number, whole.column_path, whole.measure, whole.stage, whole.year
    having bool_or(part.is_summable or part.is_unknown)

),

gated as (

    select
        *,
        case
            when unknown_headers is not null then 'unknown_columns'
            when not coalesce(has_required, true) then 'parts_lacking'
            when part_count = 1 and (is_partial or has_twin) then 'one_part_only'
            when has_rivals then 'rival_columns'
        end as table_gate_code,
    from wholes

),

sides as (

    select
        report_id,
        table_number,
        whole_column_number,
        'left' as side,
        whole_column_number as column_number,
    from gated
    union all
    select
        nested.report_id,
        nested.table_number,
        nested.whole_column_number,
        'right' as side,
        nested.column_number,
    from nested
    inner join gated using (report_id, table_number, whole_column_number)
    where nested.is_summable or nested.is_unknown

),

placed as (

    select
        gated.*,
        lines.row_number,
        lines.row_role,
        lines.row_label,
        lines.line_concept,
        sides.side,
        sides.column_number,
        count(figures.figure_id) filter (where sides.side = 'right') over (
            partition by gated.report_id, gated.table_number, lines.row_number, gated.whole_column_number
        ) as printed_parts,
    from gated
    inner join lines using (report_id, table_number, block)
    inner join sides using (report_id, table_number, whole_column_number)
    inner join nested
        on
            sides.report_id = nested.report_id
            and sides.table_number = nested.table_number
            and sides.column_number = nested.column_number
    left join readings
        on
            sides.side = 'right'
            and lines.report_id = readings.report_id
            and lines.table_number = readings.table_number
            and lines.row_number = readings.row_number
            and sides.whole_column_number = readings.whole_column_number
            and sides.column_number = readings.column_number
    left join figures
        on
            lines.report_id = figures.report_id
            and lines.table_number = figures.table_number
            and lines.row_number = figures.row_number
            and sides.column_number = figures.column_number
    where sides.side = 'left' or coalesce(readings.is_added, nested.is_summable)

)

select
    report_id,
    invariant_id,
    table_kind,
    printf('t%03d-r%04d-c%03d', table_number, row_number, whole_column_number) as instance_key,
    table_number as key_table_number,
    row_number as key_row_number,
    whole_column_number as key_column_number,
    {{ table_kind_zh('table_kind') }} || '（表' || table_number || '）“' || coalesce(row_label, '') || '”行：“'
    || whole_path || '”＝各分项之和' as subject,
    '=' as relation,
    side,
    table_number,
    row_number,
    column_number,
    case
        when table_gate_code is not null then table_gate_code
        when
            printed_parts = 0
            and (
                table_kind = 'summary'
                or (
                    table_kind = 'appropriation'
                    and (
                        row_role = 'total'
                        or line_concept in (
                            'grand_revenue', 'grand_expenditure', 'carried_over_in', 'carried_over_in_part',
                            'carried_over_out', 'carried_over_out_part'
                        )
                    )
                )
            ) then 'row_not_split'
    end as gate_code,
    case when table_gate_code = 'unknown_columns' then [unknown_headers] end as gate_parameters,
from placed
