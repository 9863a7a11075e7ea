"""The terms of a warehouse → one system per report. Reads; never writes."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import duckdb

from expectations.diagnosis.assumed import DetailRow
from expectations.diagnosis.atlas import Atlas, TableName
from expectations.diagnosis.quoted import Claimed, Quoted, StatedCheck, fill_reason
from expectations.diagnosis.system import Claim, Place, Printed, RowName, System, Term, build_system

# Identities whose terms are all cells of the report itself: its system.
_OF_THE_SYSTEM: Final = """
    select check_id from marts.fct_invariant_terms
    group by check_id
    having bool_and(printed_report_id = report_id and claim_id is null)
"""
_TERMS_SQL: Final = f"""
    select term.report_id, term.check_id, term.invariant_id, tried.relation = '<=',
        term.table_number, term.row_number, term.column_number, term.figure_id, term.coefficient,
        term.amount_yuan, term.half_unit_yuan
    from marts.fct_invariant_terms as term
    inner join marts.fct_invariant_checks as tried using (check_id)
    where tried.status in ('holds', 'violated') and term.check_id in ({_OF_THE_SYSTEM})
"""
_PRINTED_SQL: Final = """
    select report_id, table_number, row_number, column_number, figure_id, amount_yuan,
        half_unit_yuan
    from intermediate.int_figures_situated
    where amount_yuan is not null
"""
_ROWS_SQL: Final = """
    select report_id, table_number, row_number,
        coalesce(string_agg(distinct row_code, ' '), ''),
        coalesce(string_agg(row_label, ' ' order by block), ''),
        bool_or(coalesce(row_role = 'total' or regexp_matches(row_label, '[合总]计'), false))
    from intermediate.int_lines_situated
    where coalesce(row_role, '') not in ('note', 'field', 'indicator')
    group by all
"""
_TABLES_SQL: Final = """
    select report_id, table_number, coalesce(table_kind, 'other'), coalesce(table_title, ''),
        coalesce(unit, ''), first_page, last_page, coalesce(status, 'proven') = 'proven'
    from marts.fct_tables
"""
_COLUMNS_SQL: Final = """
    select report_id, table_number, column_number, any_value(column_path), any_value(block)
    from intermediate.int_columns_nested
    group by all
"""
_NAMES_SQL: Final = """
    select report_id, table_number, row_number, block,
        trim(concat_ws(' ', any_value(row_code), any_value(row_label)))
    from intermediate.int_lines_situated
    group by all
    having any_value(row_label) is not null
"""
_PAGES_SQL: Final = """
    select report_id, table_number, row_number, min(page_number)
    from intermediate.int_lines_situated
    group by all
"""
# Violated where a table is not proven, or where nobody knows what a row or a column is.
_DOUBTED_SQL: Final = """
    select check_id, doubt_code = 'table_not_proven' from intermediate.int_checks_supported
    where is_doubt and status = 'violated'
"""
_STATED_SQL: Final = f"""
    select check_id, checks.report_id, checks.invariant_id, checks.subject,
        coalesce(checks.reason, ''), checks.figure_ids,
        coalesce(checks.left_yuan, checks.left_value),
        coalesce(checks.right_yuan, checks.right_value), checks.left_yuan is not null,
        coalesce(supported.support_for, 0),
        coalesce(supported.is_doubt, false) or coalesce(checks.certainty = 'two_readings', false),
        coalesce(checks.slip_size, ''),
        coalesce(checks.claim_id, ''),
        coalesce(checks.claim_ids, []),
        coalesce(checks.reason_code, ''),
        coalesce(checks.reason_parameters, []),
        coalesce(reasons.reason_en, ''),
        coalesce(supported.counterpart_id, cast(supported.key_table_number as varchar), '')
    from marts.fct_invariant_checks as checks
    left join intermediate.int_checks_supported as supported using (check_id)
    left join seeds.seed_reasons as reasons on checks.reason_code = reasons.reason_code
    where checks.status = 'violated'
    and check_id not in ({_OF_THE_SYSTEM})
"""
_QUOTED_SQL: Final = """
    select figure_id, table_number, coalesce(table_title, ''), page_number,
        trim(concat_ws(' ', row_code, row_label)), coalesce(column_path, ''), printed_text,
        coalesce(unit, ''), row_number, column_number
    from marts.fct_figures
    where figure_id in (
        select unnest(figure_ids) from marts.fct_invariant_checks where status = 'violated'
        and invariant_id like 'N%'
    )
"""
# Where the figures of a check stand, those of its own report.
_PLACED_SQL: Final = """
    select checks.check_id, figures.table_number, figures.row_number, figures.column_number
    from (
        select check_id, report_id, unnest(figure_ids) as figure_id,
            generate_subscripts(figure_ids, 1) as position
        from marts.fct_invariant_checks
        where status = 'violated' and invariant_id not like 'N%'
    ) as checks
    inner join marts.fct_figures as figures using (report_id, figure_id)
    order by checks.check_id, checks.position
"""
# The prose gives a part the amount of its whole: 项 ← 类, a row ← 合计, 基本支出 ← 合计.
_TAKEN_SQL: Final = """
    select checks.check_id, other.figure_id, other.table_number, coalesce(other.table_title, ''),
        other.page_number, trim(concat_ws(' ', other.row_code, other.row_label)),
        coalesce(other.column_path, ''), other.printed_text, coalesce(other.unit, ''),
        other.row_number, other.column_number
    from (
        select check_id, left_yuan, tolerance_yuan, unnest(figure_ids) as figure_id
        from marts.fct_invariant_checks
        where invariant_id in ('N1', 'N6') and status = 'violated' and left_yuan <> 0
    ) as checks
    inner join marts.fct_figures as own on checks.figure_id = own.figure_id
    inner join marts.fct_figures as other
        on own.report_id = other.report_id and own.figure_id <> other.figure_id
    where abs(other.amount_yuan - checks.left_yuan) <= checks.tolerance_yuan
    and case
        when own.table_number <> other.table_number
            then len(other.row_code) >= 3 and len(other.row_code) < len(own.row_code)
                and starts_with(own.row_code, other.row_code)
                and regexp_matches(other.column_path, '[合总]计$')
        when own.column_number = other.column_number
            then len(other.row_code) >= 3 and starts_with(own.row_code, other.row_code)
                or len(own.row_code) >= 3 and regexp_matches(other.row_label, '^[合总]\\s*计$')
        else own.row_number = other.row_number and regexp_matches(other.column_path, '[合总]计$')
    end
    -- of several the last one is kept: of the same table, the nearest row above
    order by checks.check_id, own.table_number = other.table_number, other.table_number desc,
        other.row_number, other.column_number
"""
_CLAIMED_SQL: Final = """
    select claim_id, page_number, coalesce(subject, ''), coalesce(measure, ''),
        coalesce(claimed_text, ''), amount_yuan
    from marts.fct_narrative_claims
    where claim_id in (
        select unnest(claim_ids) from marts.fct_invariant_checks where status = 'violated'
    )
"""
# What the prose says of one figure each, rightly or not.
_CLAIMS_SQL: Final = """
    select report_id, figure_ids[1], left_yuan, tolerance_yuan
    from marts.fct_invariant_checks
    where invariant_id in ('N1', 'N6') and status in ('holds', 'violated')
    and len(figure_ids) = 1 and left_yuan is not null and tolerance_yuan is not null
    order by check_id
"""
# One row per detailed code of 一般公共预算支出表 and one for its total: last year's total, this
# year's split.
_DETAIL_SQL: Final = """
    select report_id, row_number, bool_or(row_role = 'total'), any_value(row_label),
        any_value(figure_id) filter (where starts_with(stage, 'prior') and measure = 'total'),
        any_value(amount_yuan) filter (where starts_with(stage, 'prior') and measure = 'total'),
        any_value(amount_yuan) filter (where stage = main_stage and measure = 'basic'),
        any_value(amount_yuan) filter (where stage = main_stage and measure = 'project')
    from (
        select * replace (case measure when 'amount' then 'total' else measure end as measure)
        from intermediate.int_figures_situated
    ) as figures
    where table_kind = 'general_budget' and (len(row_code) = 7 or row_role = 'total')
    group by report_id, table_number, row_number
"""


def read_systems(connection: duckdb.DuckDBPyConnection) -> dict[str, System]:
    """Read the system of each report that has tried sums, by report_id."""
    terms: dict[str, list[Term]] = defaultdict(list)
    for report_id, check_id, invariant_id, is_bound, *rest in connection.execute(
        _TERMS_SQL
    ).fetchall():
        table, row, column, figure_id, sign, amount_yuan, half_unit_yuan = rest
        terms[report_id].append(
            Term(
                check_id,
                invariant_id,
                is_bound,
                (table, row, column),
                figure_id,
                sign,
                amount_yuan,
                half_unit_yuan,
            )
        )
    printed: dict[str, list[Printed]] = defaultdict(list)
    for report_id, table, row, column, *figure in connection.execute(_PRINTED_SQL).fetchall():
        place: Place = (table, row, column)
        printed[report_id].append(Printed(place, *figure))
    names: dict[str, dict[tuple[int, int], RowName]] = defaultdict(dict)
    for report_id, table, row, *name in connection.execute(_ROWS_SQL).fetchall():
        names[report_id][table, row] = RowName(*name)
    claims: dict[str, list[Claim]] = defaultdict(list)
    for report_id, *claim in connection.execute(_CLAIMS_SQL).fetchall():
        claims[report_id].append(Claim(*claim))
    doubts = dict(connection.execute(_DOUBTED_SQL).fetchall())
    unread = {check_id for check_id, is_unread in doubts.items() if is_unread}
    return {
        report_id: build_system(
            members,
            printed[report_id],
            names[report_id],
            claims[report_id],
            doubted=doubts,
            unread=unread,
        )
        for report_id, members in sorted(terms.items())
    }


def read_atlases(connection: duckdb.DuckDBPyConnection) -> dict[str, Atlas]:
    """Read what the tables, columns and rows of each report are called, by report_id."""
    tables: dict[str, dict[int, TableName]] = defaultdict(dict)
    for report_id, table, *name in connection.execute(_TABLES_SQL).fetchall():
        tables[report_id][table] = TableName(*name)
    columns: dict[str, dict[tuple[int, int], str]] = defaultdict(dict)
    blocks: dict[str, dict[tuple[int, int], int]] = defaultdict(dict)
    for report_id, table, column, path, block in connection.execute(_COLUMNS_SQL).fetchall():
        columns[report_id][table, column] = path
        blocks[report_id][table, column] = block
    rows: dict[str, dict[tuple[int, int, int], str]] = defaultdict(dict)
    for report_id, table, row, block, words in connection.execute(_NAMES_SQL).fetchall():
        rows[report_id][table, row, block] = words
    pages: dict[str, dict[tuple[int, int], int]] = defaultdict(dict)
    for report_id, table, row, page in connection.execute(_PAGES_SQL).fetchall():
        pages[report_id][table, row] = page
    return {
        report_id: Atlas(
            names, columns[report_id], pages[report_id], blocks[report_id], rows[report_id]
        )
        for report_id, names in sorted(tables.items())
    }


def read_stated(connection: duckdb.DuckDBPyConnection) -> dict[str, list[StatedCheck]]:
    """Read the violated checks that are no sums of printed money, by report_id."""
    quoted = {row[0]: Quoted(*row) for row in connection.execute(_QUOTED_SQL).fetchall()}
    placed = read_placed(connection)
    taken = read_taken(connection)
    claimed = {row[0]: Claimed(*row) for row in connection.execute(_CLAIMED_SQL).fetchall()}
    checks: dict[str, list[StatedCheck]] = defaultdict(list)
    for row in connection.execute(_STATED_SQL).fetchall():
        check_id, report_id, invariant_id, subject, reason, figure_ids, *sides = row
        left, right, is_money, rule_holds, is_doubt, slip_size, claim_id, claim_ids, *why = sides
        reason_code, parameters, reason_en, beside = why
        checks[report_id].append(
            StatedCheck(
                check_id,
                report_id,
                invariant_id,
                subject,
                reason,
                tuple(figure_ids),
                left,
                right,
                is_money,
                claims=tuple(claimed[each] for each in claim_ids if each in claimed),
                claim_id=claim_id,
                printed=tuple(quoted[each] for each in figure_ids if each in quoted),
                rule_holds=rule_holds,
                is_doubt=is_doubt,
                slip_size=slip_size,
                reason_code=reason_code,
                parameters=tuple(each or "" for each in parameters),
                reason_en=fill_reason(reason_en, [each or "" for each in parameters]),
                beside=beside,
                taken_for=taken.get(check_id),
                places=tuple(placed.get(check_id, ())),
            )
        )
    return dict(checks)


def read_placed(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Place]]:
    """Read where the figures of checks of no prose stand in their own report, by check_id."""
    placed: dict[str, list[Place]] = defaultdict(list)
    for check_id, *place in connection.execute(_PLACED_SQL).fetchall():
        table, row, column = place
        placed[check_id].append((table, row, column))
    return dict(placed)


def read_taken(connection: duckdb.DuckDBPyConnection) -> dict[str, Quoted]:
    """Read which figure holds the amount that the prose gives to a part of it, by check_id."""
    return {row[0]: Quoted(*row[1:]) for row in connection.execute(_TAKEN_SQL).fetchall()}


def read_details(connection: duckdb.DuckDBPyConnection) -> dict[str, list[DetailRow]]:
    """Read the detailed codes of each report's general budget and its total, by report_id."""
    rows: dict[str, list[DetailRow]] = defaultdict(list)
    for report_id, _, *row in sorted(connection.execute(_DETAIL_SQL).fetchall()):
        rows[report_id].append(DetailRow(*row))
    return dict(rows)
