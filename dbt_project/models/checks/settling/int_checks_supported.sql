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

reasons as (

    select * from {{ ref('seed_reasons') }}

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

tables as (

    select * from {{ ref('stg_tables') }}

),

figures as (

    select * from {{ ref('int_figures_printed') }}

),

pages as (

    select * from {{ ref('stg_pages') }}

),

ruled as (

    select
        tried.check_id,
        tried.report_id,
        tried.invariant_id,
        tried.status,
        tried.left_yuan,
        tried.right_yuan,
        tried.difference_yuan,
        tried.tolerance_yuan,
        tried.left_figure_count as left_count,
        tried.key_table_number as table_number,
        tried.key_row_number as row_number,
        tried.key_slot as slot,
        lines.is_total,
        invariants.siblings = 'column' as is_of_rows,
        concat_ws(
            '-',
            tried.key_table_number,
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

near as (

    select
        report_id,
        invariant_id,
        near_key,
        count(*) filter (where status = 'holds') as holding_count,
        count(*) filter (where status = 'violated') as failing_count,
        count(*) filter (where status = 'violated' and difference_yuan > 0) as over_count,
        count(*) filter (where status = 'violated' and difference_yuan < 0) as under_count,
        -- a table in another unit; over nothing it is NULL, over less than nothing NaN: neither counts
        count(*) filter (
            where status = 'violated'
            and left_yuan > 0
            and abs(round(log10(cast(left_yuan / right_yuan as double)))) >= 3
            and abs(
                log10(cast(left_yuan / right_yuan as double)) - round(log10(cast(left_yuan / right_yuan as double)))
            ) < 0.001
        ) as scaled_count,
    from ruled
    where left_yuan <> 0 or right_yuan <> 0
    group by report_id, invariant_id, near_key

),

far as (

    select
        report_id,
        invariant_id,
        far_key,
        count(*) filter (where status = 'holds') as holding_count,
        count(*) filter (where status = 'violated') as failing_count,
    from ruled
    where far_key is not null and (left_yuan <> 0 or right_yuan <> 0)
    group by report_id, invariant_id, far_key

),

-- forms whose names say several rows, or only something like one, are forms that do not obey
unlike_forms as (

    select
        report_id,
        count(*) as unlike_count,
    from {{ ref('int_project_forms_matched') }}
    where pairing in ('unclear', 'alike')
    group by report_id

),

form_amounts as (

    select
        ruled.report_id,
        count(*) filter (where ruled.status = 'holds') as holding_count,
        count(*) filter (where ruled.status = 'violated') + coalesce(any_value(unlike_forms.unlike_count), 0)
            as failing_count,
    from ruled
    left join unlike_forms using (report_id)
    where ruled.invariant_id = 'X12'
    group by ruled.report_id

),

-- a total row that prints no amount in any column: its amounts were put elsewhere
blank_totals as (

    select
        report_id,
        table_number,
        row_number,
    from ruled
    where invariant_id in ('C1', 'C2', 'C4') and is_total
    group by report_id, table_number, row_number
    having sum(left_count) = 0

),

counted as (

    select
        ruled.*,
        case
            when ruled.invariant_id = 'X12' then form_amounts.holding_count
            else coalesce(near.holding_count, 0)
        end as near_for,
        case
            when ruled.invariant_id = 'X12' then form_amounts.failing_count
            else coalesce(near.failing_count, 0)
        end as near_against,
        coalesce(far.holding_count, 0) as far_for,
        coalesce(far.failing_count, 0) as far_against,
        coalesce(near.scaled_count, 0) * 2 > coalesce(near.failing_count, 0) as is_scaled,
        ruled.is_of_rows
        and least(near.over_count, near.under_count) * 4 >= near.failing_count as is_shift,
        blank_totals.row_number is not null as is_blank_total,
    from ruled
    left join near using (report_id, invariant_id, near_key)
    left join far using (report_id, invariant_id, far_key)
    left join form_amounts using (report_id)
    left join blank_totals using (report_id, table_number, row_number)

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

-- the sums of the tree that are seen to fail, per table and column
broken_trees as (

    select distinct
        report_id,
        table_number,
        slot,
    from patterned
    where invariant_id = 'C1' and status = 'violated' and doubt is null

),

summed_trees as (

    select distinct
        report_id,
        table_number,
        slot,
    from patterned
    where invariant_id = 'C1' and is_total and status = 'holds'

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
        patterned.*,
        case
            when beside.check_id is not null then 'other_years'
            when patterned.doubt is not null then patterned.doubt
            when
                patterned.invariant_id = 'C2'
                and patterned.status = 'violated'
                and summed_trees.slot is not null
                and broken_trees.slot is null then 'leaves_unclear'
        end as conclusion,
        if(
            patterned.doubt = 'rule_fails_across_table' and beside.check_id is null,
            [cast(patterned.near_for + patterned.near_against as varchar), cast(patterned.near_for as varchar)],
            null
        ) as reason_parameters,
    from patterned
    left join broken_trees using (report_id, table_number, slot)
    left join summed_trees using (report_id, table_number, slot)
    left join beside using (check_id)

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
        bool_or(
            pages.number_count is not null
            and (
                pages.number_count <> pages.conserved_count
                or len(coalesce(pages.missing_numbers, [])) > 0
                or len(coalesce(pages.invented_numbers, [])) > 0
            )
        ) as is_unconserved,
    from tables
    left join pages
        on
            tables.report_id = pages.report_id
            and pages.page_number between tables.first_page and tables.last_page
    group by tables.report_id, tables.table_number

),

alarm_figures as (

    select
        check_id,
        invariant_id,
        unnest(figure_ids) as figure_id,
    from tried
    where status = 'violated'

),

doubtful as (

    select
        alarm_figures.check_id,
        -- totals are known by their words, whatever the rows above them are
        bool_or(doubtful_tables.is_role_unknown and alarm_figures.invariant_id not in ('B1', 'B2')) as is_role_unknown,
        bool_or(doubtful_tables.is_unconserved) as is_unconserved,
    from alarm_figures
    inner join figures using (figure_id)
    inner join doubtful_tables
        on
            figures.report_id = doubtful_tables.report_id
            and figures.table_number = doubtful_tables.table_number
    group by alarm_figures.check_id

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
    cast(
        case
            when concluded.check_id is null then null
            else concluded.near_for + greatest(concluded.far_for - concluded.near_for, 0)
        end as integer
    ) as support_for,
    cast(
        case
            when concluded.check_id is null then null
            else concluded.near_against + greatest(concluded.far_against - concluded.near_against, 0)
        end as integer
    ) as support_against,
    coalesce(concluded.conclusion <> 'other_years', false)
    or (tried.status = 'violated' and coalesce(doubtful.is_role_unknown or doubtful.is_unconserved, false)) as is_doubt,
    case
        when concluded.conclusion <> 'other_years' then concluded.conclusion
        when tried.status = 'violated' and doubtful.is_unconserved then 'table_not_proven'
        when tried.status = 'violated' and doubtful.is_role_unknown then 'roles_unknown'
    end as doubt_code,
from tried
left join concluded using (check_id)
left join reasons on concluded.conclusion = reasons.reason_code
left join doubtful using (check_id)
