{#
    A rule binds where the paper shows that it binds: every tried check, with how often its rule
    holds and fails where it could have held, and what follows from that.

    The siblings of an instance are the other instances of its rule in reach:

    - near: of a row rule the other rows of that column (R2 of 合计 in table 5); of a sum over rows
      the other rows of its sort and the other columns of the table (类 and 款 of table 5, units
      of table 5, 合计 of table 5); of a comparison of two tables the other codes or lines;
    - far, for row rules: the same columns of other years and stages in the table. A block 2018
      whose 小计 is wrong in all six rows stands beside a block 2019 that obeys in all six.

    Instances of nothing but zeros say nothing and are not counted.

    A rule that fails across its table is a doubt about the reading, or the place's own custom, and
    no error of the publisher: it is `not_applicable`, with the counts. Three things are errors all
    the same, though most siblings fail:

    - a total of the printed parts (合计): a rule of the form itself. A unit left out of a table
      makes every column's total fail;
    - a column moved by some rows: differences of both signs that cancel out. What we misread (a
      memo column added, a part left out) differs to one side;
    - a table in another unit: all comparisons with it are wrong by one power of ten.

    Totals of two tables that differ by what is printed as carried over are of different years.

    The sum of all leaves (C2) follows from the sums of the tree (C1). It fails without any of them
    only where we did not see which rows are leaves.

    The bounds are measured in docs/diagnosis.md.
#}
{{ config(materialized='table') }}

-- fewer siblings than these that fail are no pattern
{% set fewest_failing = 3 %}
-- of a rule of the paper, more than one in so many holds beside those that fail
{% set failing_per_holding = 3 %}

with

tried as (

    select * from {{ ref('int_checks_tried') }}

),

lines as (

    select
        report_id,
        table_number,
        row_number,
        bool_or(row_role = 'total') as is_total,
        bool_or(row_role = 'unit') as is_unit,
    from {{ ref('int_lines_situated') }}
    group by report_id, table_number, row_number

),

columns as (

    select
        report_id,
        table_number,
        column_number,
        -- the same column of another year or stage
        regexp_replace(column_path, '[0-9]{4}年(度)?|本年|上年|预算数|决算数|执行数|年初|调整|全年', '', 'g') as bare_path,
    from {{ ref('int_columns_nested') }}

),

ruled as (

    select
        tried.*,
        tried.key_table_number as table_number,
        tried.key_row_number as row_number,
        tried.key_slot as slot,
        cast(tried.left_yuan / tried.right_yuan as double) as quotient,
        lines.is_total,
        invariants.siblings = 'column' as is_of_rows,
        tried.invariant_id = 'X12' as is_of_forms,
        is_of_forms or tried.left_yuan <> 0 or tried.right_yuan <> 0 as is_counted,
        -- all forms of a report stand together
        concat_ws(
            '-',
            if(is_of_forms, null, tried.key_table_number),
            case invariants.siblings
                when 'column' then concat_ws('-', tried.key_column_number, tried.variant)
                when 'sort' then case when lines.is_total then 'total' when lines.is_unit then 'unit' else 'code' end
                when 'variant' then tried.variant
            end
        ) as near_key,
        if(is_of_rows, concat_ws('-', tried.key_table_number, columns.bare_path), null) as far_key,
        -- a total of the printed parts, and what has no siblings: the rule is the form's
        coalesce(
            invariants.form_rule = 'always' or (invariants.form_rule = 'totals' and lines.is_total), false
        ) as is_form_rule,
    from tried
    inner join {{ ref('seed_invariants') }} as invariants using (invariant_id)
    left join lines
        on
            tried.report_id = lines.report_id
            and tried.key_table_number = lines.table_number
            and tried.key_row_number = lines.row_number
    left join columns
        on
            tried.report_id = columns.report_id
            and tried.key_table_number = columns.table_number
            and tried.key_column_number = columns.column_number
    where tried.left_yuan is not null and invariants.siblings is not null

),

-- how the siblings fare, near and far; those of nothing but zeros say nothing
counted as (

    select
        ruled.*,
        count(*) filter (where ruled.is_counted and ruled.status = 'holds') over near as near_for,
        count(*) filter (where ruled.is_counted and ruled.status = 'violated') over near
        + coalesce(unlike_forms.unlike_count, 0) as near_against,
        count(*) filter (where ruled.is_counted and ruled.far_key is not null and ruled.status = 'holds') over far
            as far_for,
        count(*) filter (where ruled.is_counted and ruled.far_key is not null and ruled.status = 'violated') over far
            as far_against,
        -- a table in another unit; over nothing it is NULL, over less than nothing NaN: neither counts
        count(*) filter (
            where ruled.status = 'violated'
            and ruled.left_yuan > 0
            and abs(round(log10(ruled.quotient))) >= 3
            and abs(log10(ruled.quotient) - round(log10(ruled.quotient))) < 0.001
        ) over near * 2 > near_against as is_scaled,
        ruled.is_of_rows
        and least(
            count(*) filter (where ruled.status = 'violated' and ruled.difference_yuan > 0) over near,
            count(*) filter (where ruled.status = 'violated' and ruled.difference_yuan < 0) over near
        ) * 4 >= near_against as is_shift,
        -- a total row that prints no amount in any column: its amounts were put elsewhere
        coalesce(
            sum(ruled.left_figure_count) filter (
                where ruled.invariant_id in ('C1', 'C2', 'C4') and ruled.is_total
            ) over (partition by ruled.report_id, ruled.table_number, ruled.row_number) = 0,
            false
        ) as is_blank_total,
    from ruled
    -- forms whose names say several rows, or only something like one, are forms that do not obey
    left join (
        select
            report_id,
            'X12' as invariant_id,
            count(*) as unlike_count,
        from {{ ref('int_project_forms_matched') }}
        where pairing in ('unclear', 'alike')
        group by report_id
    ) as unlike_forms using (report_id, invariant_id)
    window
        near as (partition by ruled.report_id, ruled.invariant_id, ruled.near_key),
        far as (partition by ruled.report_id, ruled.invariant_id, ruled.far_key)

),

-- does the rule fail across its table?
patterned as (

    select
        *,
        case
            when status <> 'violated' then null
            when is_blank_total then 'total_row_unread'
            when invariant_id = 'X12' and near_against > near_for then 'rule_fails_across_table'
            when is_form_rule or is_scaled or is_shift then null
            when
                near_against >= {{ fewest_failing }}
                and near_for * {{ failing_per_holding }} < near_against
                and (far_key is null or far_for * {{ failing_per_holding }} < far_against)
                then 'rule_fails_across_table'
        end as doubt,
    from counted

),

-- what each report prints as money of other years
stocks as (

    select distinct
        figures.report_id,
        figures.amount_yuan,
    from {{ ref('int_figures_situated') }} as figures
    inner join {{ ref('int_balance_lines_nested') }} as balance_lines using (report_id, table_number, block, row_number)
    where
        balance_lines.line_class in ('carried', 'carried_part', 'reserves_in', 'reserves_out')
        and figures.amount_yuan > 0

),

-- X1, X3: one table spends what is carried over as well, the other this year's money only. The
-- amounts say so: what the totals differ by is what is printed as carried over.
other_years as (

    select
        patterned.report_id,
        patterned.invariant_id,
        patterned.check_id,
        patterned.difference_yuan > 0 as is_more,
    from patterned
    inner join stocks
        on
            patterned.report_id = stocks.report_id
            and abs(abs(patterned.difference_yuan) - stocks.amount_yuan) <= patterned.tolerance_yuan
    where patterned.invariant_id in ('X1', 'X3') and patterned.status = 'violated'

),

-- X2, X4: their lines differ to the same side
beside as (

    select distinct patterned.check_id
    from patterned
    inner join other_years
        on
            patterned.report_id = other_years.report_id
            and (patterned.difference_yuan > 0) = other_years.is_more
            and (
                patterned.check_id = other_years.check_id
                or (patterned.invariant_id = 'X2' and other_years.invariant_id = 'X1')
                or (patterned.invariant_id = 'X4' and other_years.invariant_id = 'X3')
            )
    where patterned.status = 'violated'

),

concluded as (

    select
        patterned.* replace (
            if(
                patterned.doubt = 'rule_fails_across_table' and beside.check_id is null,
                [cast(patterned.near_for + patterned.near_against as varchar), cast(patterned.near_for as varchar)],
                null
            ) as reason_parameters
        ),
        case
            when beside.check_id is not null then 'other_years'
            when patterned.doubt is not null then patterned.doubt
            when
                patterned.invariant_id = 'C2'
                and patterned.status = 'violated'
                -- the sums of the tree hold, and none of them fails
                and bool_or(
                    patterned.invariant_id = 'C1' and patterned.status = 'holds' and patterned.is_total
                ) over tree
                and not bool_or(
                    patterned.invariant_id = 'C1' and patterned.status = 'violated' and patterned.doubt is null
                ) over tree
                then 'leaves_unclear'
        end as conclusion,
    from patterned
    left join beside using (check_id)
    window tree as (partition by patterned.report_id, patterned.table_number, patterned.slot)

),

-- tables of which something was not read, or whose roles the sums do not bear out
doubtful_tables as (

    select
        tables.report_id,
        tables.table_number,
        -- where every row adds up over its columns, the cells are read, and a total that is not the
        -- sum of its rows is what the paper prints
        bool_or(
            coalesce(tables.roles_status, '') = 'unknown'
            and not coalesce(
                tables.column_sums_tried >= {{ fewest_failing }}
                and tables.column_sums_held * 10 >= tables.column_sums_tried * 9,
                false
            )
        ) as is_role_unknown,
        bool_or({{ is_unconserved('pages') }}) as is_unconserved,
    from {{ ref('stg_tables') }} as tables
    left join {{ ref('stg_pages') }} as pages
        on
            tables.report_id = pages.report_id
            and pages.page_number between tables.first_page and tables.last_page
    group by tables.report_id, tables.table_number

),

doubtful as (

    select
        alarms.check_id,
        -- totals are known by their words, whatever the rows above them are
        bool_or(doubtful_tables.is_role_unknown and alarms.invariant_id not in ('B1', 'B2')) as is_role_unknown,
        bool_or(doubtful_tables.is_unconserved) as is_unconserved,
    from (
        select
            check_id,
            invariant_id,
            unnest(figure_ids) as figure_id,
        from tried
        where status = 'violated'
    ) as alarms
    inner join {{ ref('int_figures_printed') }} using (figure_id)
    inner join doubtful_tables using (report_id, table_number)
    group by alarms.check_id

)

select
    tried.* replace (
        coalesce(reasons.status, tried.status) as status,
        coalesce(reasons.reason_code, tried.reason_code) as reason_code,
        case
            when reasons.reason_code is null then tried.reason_parameters
            else concluded.reason_parameters
        end as reason_parameters,
        coalesce({{ reason_words('reasons.reason_zh', 'concluded.reason_parameters') }}, tried.reason) as reason
    ),
    cast(greatest(concluded.near_for, concluded.far_for) as integer) as support_for,
    cast(greatest(concluded.near_against, concluded.far_against) as integer) as support_against,
    coalesce(concluded.conclusion <> 'other_years', false)
    or (tried.status = 'violated' and coalesce(doubtful.is_role_unknown or doubtful.is_unconserved, false)) as is_doubt,
    case
        when concluded.conclusion <> 'other_years' then concluded.conclusion
        when tried.status = 'violated' and doubtful.is_unconserved then 'table_not_proven'
        when tried.status = 'violated' and doubtful.is_role_unknown then 'roles_unknown'
    end as doubt_code,
from tried
left join concluded using (check_id)
left join {{ ref('seed_reasons') }} as reasons on concluded.conclusion = reasons.reason_code
left join doubtful using (check_id)
