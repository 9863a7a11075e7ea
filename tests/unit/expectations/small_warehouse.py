"""A warehouse of one small report that agrees in everything, and ways to break it.

Only the marts that the expectations read, with the columns of CONTRACT.md that they read, and
the same for every test: one department, one page per table, 万元 with two decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

REPORT_ID = "0123456789abcdef"
# tags in what a report prints must stay text on every page
GATE = "表中没有分列<i>人员</i>"
FINDING = "应为1<b>"
DEPARTMENT = "某区<script>alert(1)</script>办公室"

_DDL = """
create schema marts;
create schema raw;
create table raw.pages (report_id varchar, page_number integer, page_role varchar);
create table marts.dim_reports (report_id varchar, file_name varchar, department_name varchar,
    budget_year integer, report_kind varchar, page_count integer, status varchar,
    status_reason varchar, conserved_share decimal(9, 6));
create table marts.fct_tables (report_id varchar, table_number integer, table_kind varchar,
    table_title varchar, first_page integer, last_page integer, unit varchar, figure_count integer,
    is_nil boolean);
create table marts.fct_figures (figure_id varchar, report_id varchar, table_number integer,
    table_kind varchar, page_number integer, row_number integer, column_number integer,
    row_code varchar, row_label varchar, value decimal(22, 6), unit varchar,
    amount_yuan decimal(22, 4), witness_count integer, table_title varchar, x0 double,
    y0 double, x1 double, y1 double);
create table marts.dim_functions (function_code varchar, function_name varchar, level varchar,
    parent_code varchar);
create table marts.dim_economic_classes (economic_code varchar, economic_name varchar,
    level varchar, parent_code varchar);
create table marts.dim_projects (project_key varchar, project_name varchar, start_year integer,
    end_year integer);
create table marts.fct_function_expenditures (report_id varchar, budget_year integer,
    table_kind varchar, fund varchar, function_code varchar, function_name varchar, level varchar,
    is_leaf boolean, total_yuan decimal(22, 4), basic_yuan decimal(22, 4),
    project_yuan decimal(22, 4), prior_year_total_yuan decimal(22, 4),
    final_total_yuan decimal(22, 4), table_number integer);
create table marts.fct_function_revenues (report_id varchar, budget_year integer,
    function_code varchar, is_leaf boolean, source varchar, amount_yuan decimal(22, 4));
create table marts.fct_economic_expenditures (report_id varchar, budget_year integer,
    economic_code varchar, economic_name varchar, level varchar, is_leaf boolean,
    total_yuan decimal(22, 4), personnel_yuan decimal(22, 4), operating_yuan decimal(22, 4),
    table_number integer);
create table marts.fct_project_expenditures (report_id varchar, budget_year integer,
    project_key varchar, project_code varchar, project_name varchar, function_code varchar,
    total_yuan decimal(22, 4), initial_targeted_yuan decimal(22, 4),
    superior_special_yuan decimal(22, 4), unit_name varchar, table_number integer);
create table marts.fct_balances (report_id varchar, budget_year integer, table_kind varchar,
    side varchar, line_label varchar, line_number integer, fund varchar,
    amount_yuan decimal(22, 4));
create table marts.fct_three_public (report_id varchar, year integer, unit_name varchar,
    total_yuan decimal(22, 4), overseas_yuan decimal(22, 4), vehicle_yuan decimal(22, 4),
    vehicle_purchase_yuan decimal(22, 4), vehicle_running_yuan decimal(22, 4),
    reception_yuan decimal(22, 4));
create table marts.fct_procurements (report_id varchar, budget_year integer, category varchar,
    fund varchar, amount_yuan decimal(22, 4));
create table marts.fct_performance_indicators (report_id varchar, scope varchar,
    project_key varchar, level_1 varchar, level_2 varchar, level_3 varchar,
    operator varchar, target_text varchar, target_value decimal(22, 6), weight decimal(22, 6));
create table marts.fct_narrative_claims (claim_id varchar, report_id varchar,
    claimed_value decimal(22, 6), unit varchar, amount_yuan decimal(22, 4));
create table marts.fct_invariant_checks (check_id varchar, report_id varchar,
    invariant_id varchar, table_kind varchar, subject varchar, left_yuan decimal(22, 4),
    right_yuan decimal(22, 4), difference_yuan decimal(22, 4), tolerance_yuan decimal(22, 4),
    left_value decimal(22, 6), right_value decimal(22, 6), status varchar, reason varchar,
    figure_ids varchar[]);
create table marts.fct_invariant_terms (check_id varchar, report_id varchar,
    invariant_id varchar, side varchar, sign integer, level_weight integer, figure_id varchar,
    claim_id varchar, amount_yuan decimal(22, 4), half_unit_yuan decimal(28, 12));
create table marts.fct_findings (finding_id varchar, report_id varchar, kind varchar,
    severity varchar, message_zh varchar, message_en varchar, culprit_figure_ids varchar[],
    checks_explained varchar[], acknowledged boolean, printed_value decimal(22, 6),
    proposed_value decimal(22, 6));
create table marts.fct_expenditures (report_id varchar, table_number integer, table_kind varchar,
    stage varchar, is_leaf_of_stage boolean, is_total boolean, closure varchar,
    amount_yuan decimal(22, 4), figure_id varchar);
create table marts.fct_revenues (report_id varchar, table_number integer, table_kind varchar,
    stage varchar, is_leaf_of_stage boolean, is_total boolean, closure varchar,
    amount_yuan decimal(22, 4), figure_id varchar);
create table marts.fct_disclosure_totals (disclosure_id varchar, basic_yuan decimal(22, 4),
    basic_from varchar, expenditure_total_yuan decimal(22, 4), expenditure_total_from varchar,
    general_budget_yuan decimal(22, 4), general_budget_from varchar,
    three_public_yuan decimal(22, 4), three_public_from varchar, personnel_yuan decimal(22, 4),
    staff_count integer);
create table marts.fct_acknowledgements (report_id varchar, finding_id varchar, reason varchar,
    acknowledged_on date, acknowledged_by varchar, is_stale boolean);
"""

# table number → kind; the two last are nil
_KINDS = (
    "summary",
    "revenue",
    "expenditure",
    "appropriation",
    "general_budget",
    "basic_by_economic",
    "three_public",
    "procurement",
    "projects",
    "department_performance",
    "project_performance",
    "government_fund",
    "state_capital",
)
_NIL = ("government_fund", "state_capital")

# kind → (row code, row label, 万元) printed in its table
_PRINTED = {
    "summary": ((None, "收入总计", "100.00"), (None, "支出总计", "100.00")),
    "revenue": (("201", "一般公共服务支出", "100.00"), ("2010301", "行政运行", "100.00")),
    "expenditure": (
        ("201", "一般公共服务支出", "100.00"),
        ("20103", "政府办公厅", "100.00"),
        ("2010301", "行政运行", "100.00"),
    ),
    "appropriation": ((None, "收入总计", "100.00"), (None, "支出总计", "100.00")),
    "general_budget": (
        ("201", "一般公共服务支出", "100.00"),
        ("20103", "政府办公厅", "100.00"),
        ("2010301", "行政运行", "100.00"),
    ),
    "basic_by_economic": (("301", "工资福利支出", "60.00"), ("30101", "基本工资", "60.00")),
    "three_public": ((None, "合计", "5.00"), (None, "公务接待费", "5.00")),
    "procurement": ((None, "货物", "3.00"),),
    "projects": ((None, "某项目", "40.00"),),
    "department_performance": ((None, "指标", "10.00"),),
    "project_performance": ((None, "指标", "10.00"),),
}

# (identity, kind) that hold once; R9 does not bind here
_HELD = (
    ("R1", "expenditure"),
    ("R2", "general_budget"),
    ("R3", "revenue"),
    ("R4", "appropriation"),
    ("R5", "basic_by_economic"),
    ("R6", "three_public"),
    ("R7", "projects"),
    ("R8", "procurement"),
    ("C1", "expenditure"),
    ("C1", "general_budget"),
    ("C1", "revenue"),
    ("C1", "basic_by_economic"),
    ("C2", "expenditure"),
    ("C2", "general_budget"),
    ("C2", "revenue"),
    ("C2", "basic_by_economic"),
    ("C3", "basic_by_economic"),
    ("C4", "projects"),
    ("C4", "procurement"),
    ("C4", "three_public"),
    ("C5", "summary"),
    ("C5", "appropriation"),
    ("B1", "summary"),
    ("B1", "appropriation"),
    ("B2", "summary"),
    ("B2", "appropriation"),
    ("X1", "summary"),
    ("K2", None),
)


def build_small_warehouse(path: Path, changes: Sequence[str] = ()) -> Path:
    """Write the good warehouse to a file, then run the SQL that breaks it."""
    with duckdb.connect(str(path)) as connection:
        fill_small_warehouse(connection)
        for change in changes:
            connection.execute(change)
    return path


def fill_small_warehouse(connection: duckdb.DuckDBPyConnection) -> None:
    """Create and fill the marts of the good warehouse."""
    connection.execute(_DDL)
    report = (REPORT_ID, "a b.pdf", DEPARTMENT, 2023, "budget", len(_KINDS), "proven", None, 1)
    _insert(connection, "dim_reports", [report])
    _insert_tables(connection)
    _insert_dimensions(connection)
    _insert_facts(connection)
    _insert_amounts(connection)
    _insert_checks(connection)
    _insert_findings(connection)


def _insert(
    connection: duckdb.DuckDBPyConnection, mart: str, rows: list[tuple[object, ...]]
) -> None:
    marks = ", ".join("?" for _ in rows[0])
    for row in rows:
        connection.execute(f"insert into marts.{mart} values ({marks})", list(row))


def _insert_tables(connection: duckdb.DuckDBPyConnection) -> None:
    tables: list[tuple[object, ...]] = []
    figures: list[tuple[object, ...]] = []
    for number, kind in enumerate(_KINDS, start=1):
        page = (REPORT_ID, number, "table")
        connection.execute("insert into raw.pages values (?, ?, ?)", list(page))
        printed = _PRINTED.get(kind, ())
        tables.append(
            (REPORT_ID, number, kind, kind, number, number, "万元", len(printed), kind in _NIL)
        )
        for row, (code, label, text) in enumerate(printed, start=1):
            value = Decimal(text)
            figures.append(
                (
                    f"{REPORT_ID}-{number:03}-{row:04}-002",
                    REPORT_ID,
                    number,
                    kind,
                    number,
                    row,
                    2,
                    code,
                    label,
                    value,
                    "万元",
                    value * 10000,
                    row - 1,
                    kind,
                    100.0,
                    700.0 - 20 * row,
                    150.0,
                    712.0 - 20 * row,
                )
            )
    _insert(connection, "fct_tables", tables)
    _insert(connection, "fct_figures", figures)
    connection.execute("alter table marts.fct_figures add table_status varchar default 'proven'")
    connection.execute("alter table marts.fct_tables add status varchar default 'proven'")
    connection.execute("alter table marts.fct_tables add status_reason varchar")


def _insert_amounts(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the facts by printed amount: the first row of a table is the total of the others."""
    for column in ("decimals integer default 2", "fact varchar default 'fct_expenditures'",
                   "fact_reason varchar"):  # fmt: skip
        connection.execute(f"alter table marts.fct_figures add column {column}")
    for mart, kind in (("fct_expenditures", "expenditure"), ("fct_revenues", "revenue")):
        connection.execute(
            f"insert into marts.{mart} select report_id, table_number, table_kind, 'budget',"
            " row_number = max(row_number) over (), row_number = 1, 'closed', amount_yuan,"
            f" figure_id from marts.fct_figures where table_kind = '{kind}'"
        )
    connection.execute(
        "insert into marts.fct_disclosure_totals select 'd', amount_yuan, figure_id, amount_yuan,"
        " figure_id, amount_yuan, figure_id, 50000, figure_id, 600000, 10"
        " from marts.fct_figures where table_kind = 'expenditure' and row_number = 1"
    )
    connection.execute(
        "alter table marts.fct_three_public add column is_leaf boolean default true;"
        "alter table marts.fct_three_public add column disclosure_id varchar default 'd'"
    )


def _insert_dimensions(connection: duckdb.DuckDBPyConnection) -> None:
    _insert(
        connection,
        "dim_functions",
        [
            ("201", "一般公共服务支出", "类", None),
            ("20103", "政府办公厅", "款", "201"),
            ("2010301", "行政运行", "项", "20103"),
        ],
    )
    _insert(
        connection,
        "dim_economic_classes",
        [
            ("301", "工资福利支出", "类", None),
            ("30101", "基本工资", "款", "301"),
        ],
    )
    _insert(connection, "dim_projects", [("p1", "某项目", 2023, 2024)])


def _insert_facts(connection: duckdb.DuckDBPyConnection) -> None:
    full, half = 1_000_000, 500_000
    codes = (("201", "类", False), ("20103", "款", False), ("2010301", "项", True))
    _insert(
        connection,
        "fct_function_expenditures",
        [
            (
                *(REPORT_ID, 2023, kind, fund, code, code, level, leaf, full, half, half),
                *(None, None, 1 + _KINDS.index(kind)),
            )
            for kind, fund in (("expenditure", "all"), ("general_budget", "general"))
            for code, level, leaf in codes
        ],
    )
    _insert(
        connection,
        "fct_function_revenues",
        [
            (REPORT_ID, 2023, code, code == "2010301", source, full)
            for code in ("201", "2010301")
            for source in ("total", "general_budget")
        ],
    )
    _insert(
        connection,
        "fct_economic_expenditures",
        [
            (REPORT_ID, 2023, "301", "工资福利支出", "类", False, 600_000, 600_000, None, 6),
            (REPORT_ID, 2023, "30101", "基本工资", "款", True, 600_000, 600_000, None, 6),
        ],
    )
    _insert(
        connection,
        "fct_project_expenditures",
        [
            (REPORT_ID, 2023, "p1", None, "某项目", "2010301", 400_000, 400_000, None, None, 11),
        ],
    )
    _insert(
        connection,
        "fct_balances",
        [
            (REPORT_ID, 2023, kind, side, label, 1, "all", full)
            for kind in ("summary", "appropriation")
            for side, label in (("revenue", "收入总计"), ("expenditure", "支出总计"))
        ],
    )
    _insert(
        connection,
        "fct_three_public",
        [
            (REPORT_ID, 2023, "本单位", 50_000, None, None, None, None, 50_000),
        ],
    )
    _insert(connection, "fct_procurements", [(REPORT_ID, 2023, "货物", "total", 30_000)])
    _insert(
        connection,
        "fct_performance_indicators",
        [
            (REPORT_ID, "department", None, "产出", "数量", "会议次数", "≥", "10", 10, 10),
            (REPORT_ID, "project", "p1", "产出", "数量", "会议次数", "≥", "10", 10, 10),
        ],
    )
    _insert(connection, "fct_narrative_claims", [("c1", REPORT_ID, 100, "万元", full)])


def _insert_checks(connection: duckdb.DuckDBPyConnection) -> None:
    figure_ids = [f"{REPORT_ID}-001-0001-002"]
    sides = (1_000_000, 1_000_000, 0, 100, None, None)
    held: list[tuple[object, ...]] = [
        (f"{each}-{kind}", REPORT_ID, each, kind, "合计", *sides, "holds", None, figure_ids)
        for each, kind in _HELD
    ]
    gated = ("r9", REPORT_ID, "R9", "summary", "合计", *(6 * [None]), "not_applicable", GATE, [])
    _insert(connection, "fct_invariant_checks", [*held, gated])
    connection.execute("alter table marts.fct_invariant_checks add relation varchar")
    connection.execute(
        "update marts.fct_invariant_checks set relation = '=' where invariant_id <> 'K2'"
    )
    _insert(
        connection,
        "fct_invariant_terms",
        [
            (check_id, report_id, each, side, 1, 1, figure_ids[0], None, 1_000_000, 50)
            for check_id, report_id, each, *_ in held
            if each != "K2"
            for side in ("left", "right")
        ],
    )


def _insert_findings(connection: duckdb.DuckDBPyConnection) -> None:
    """A finding that somebody acknowledged; what it explains is not violated in the good data."""
    culprits, explained = [f"{REPORT_ID}-001-0001-002"], ["C1-general_budget"]
    _insert(
        connection,
        "fct_findings",
        [
            (
                *("f1", REPORT_ID, "digit", "error", FINDING, "should be 1"),
                *(culprits, explained, True, 2, 1),
            )
        ],
    )
    _insert(
        connection,
        "fct_acknowledgements",
        [(REPORT_ID, "f1", "印错", date(2026, 11, 23), "审计员", False)],
    )
