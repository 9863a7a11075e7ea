"""What departments disclose: totals by year, never one amount twice.

A disclosure is a department's or unit's budget or account of a year, of one file or several. All
pages about money over departments and years are made of these, and of nothing that was added up
from single tables.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import duckdb

from ingest.contract.keys import report_and_key
from notebooks.site.reports import Report
from notebooks.site.warehouse import Row, ask
from notebooks.site.words import Word

# In the order in which they are shown; what `fct_disclosure_totals` calls `<name>_yuan`.
MEASURES: Final = (
    "expenditure_total", "revenue_total", "current_expenditure", "basic", "project", "personnel",
    "operating", "general_budget", "government_fund", "state_capital", "three_public", "overseas",
    "vehicle_purchase", "vehicle_running", "reception", "agency_operating", "procurement",
    "service_purchase", "project_list", "carried_over_in", "carried_over_out", "undisclosed",
    "initial_budget",
)  # fmt: skip

_DISCLOSURES_SQL: Final = """
select d.disclosure_id, d.report_id, d.report_ids, d.place_name, d.department_name, d.level,
    d.budget_year, d.report_kind, t.*
from marts.dim_disclosures as d
left join marts.fct_disclosure_totals as t using (disclosure_id)
where d.is_current
order by d.place_name nulls last, d.department_name, d.budget_year, d.report_kind, d.level,
    d.disclosure_id
"""

# The leaves of a table come to its printed total; 支出总表 first, else 一般公共预算支出表.
_FUNCTIONS_SQL: Final = """
with classes as (
    select disclosure_id, table_kind, left(function_code, 3) as code, sum(total_yuan) as yuan
    from marts.fct_function_expenditures
    where is_leaf and total_yuan is not null and table_kind in ('expenditure', 'general_budget')
    group by all
)
select * from classes
qualify table_kind = min(table_kind) over (partition by disclosure_id)
order by disclosure_id, code
"""

_CHANGES_SQL: Final = """
select disclosure_id, measure, amount_yuan, base_yuan, base_from, change_yuan, change_rate,
    amount_from, base_id
from marts.fct_year_on_year where change_yuan is not null order by disclosure_id, measure
"""

_UNITS_SQL: Final = """
select department_name, unit_name, any_value(unit_code) as unit_code,
    bool_or(parent_unit_key is null) as is_top
from marts.dim_units where unit_name is not null group by all order by unit_code, unit_name
"""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One disclosure that is in force.

    Attributes:
        report_id: The file that its page is about; `report_ids` are all its files.
        department_key: Names the department's page; equal over years, kinds and levels.
        totals: Measure → yuan, where the disclosure states it.
        origins: Measure → the figure or claim that states it (whole id).
        is_counted: Whether it is added up over departments: a unit's is not where its department's
            of the same year and kind is there, which holds it already.
        functions: 类 → yuan, of one table whose leaves come to its total.
        function_table: Which table that is.
    """

    id: str
    report_id: str
    report_ids: tuple[str, ...]
    department_key: str
    name: str
    place: str
    level: str
    year: int | None
    kind: str
    totals: Mapping[str, Decimal]
    origins: Mapping[str, str]
    staff_count: int | None
    project_count: int | None
    is_counted: bool
    functions: Mapping[str, Decimal]
    function_table: str


@dataclass(frozen=True, slots=True)
class Money:
    """All disclosures, what changed in them, and which units a department names.

    Attributes:
        changes: Rows of `fct_year_on_year`, by disclosure.
        units: Department's name → its units.
    """

    disclosures: tuple[Disclosure, ...]
    changes: Mapping[str, Sequence[Row]]
    units: Mapping[str, Sequence[Row]]


def read_money(connection: duckdb.DuckDBPyConnection, reports: Sequence[Report]) -> Money:
    """Read all disclosures in force whose report is known."""
    by_id = {report.id: report for report in reports}
    functions: dict[str, dict[str, Decimal]] = defaultdict(dict)
    tables: dict[str, str] = {}
    for row in ask(connection, _FUNCTIONS_SQL):
        functions[row["disclosure_id"]][row["code"]] = row["yuan"]
        tables[row["disclosure_id"]] = row["table_kind"]
    units: dict[str, list[Row]] = defaultdict(list)
    for row in ask(connection, _UNITS_SQL):
        units[row["department_name"] or ""].append(row)
    rows = [row for row in ask(connection, _DISCLOSURES_SQL) if row["report_id"] in by_id]
    held = held_units(rows, units)
    changes: dict[str, list[Row]] = defaultdict(list)
    for row in ask(connection, _CHANGES_SQL):
        changes[row["disclosure_id"]].append(row)
    return Money(
        disclosures=tuple(
            _disclosure(row, by_id, functions, tables, row["disclosure_id"] not in held)
            for row in rows
        ),
        changes=changes,
        units=units,
    )


def _disclosure(
    row: Row,
    by_id: Mapping[str, Report],
    functions: Mapping[str, Mapping[str, Decimal]],
    tables: Mapping[str, str],
    is_counted: bool,
) -> Disclosure:
    report = by_id[row["report_id"]]
    stated = [name for name in MEASURES if row[f"{name}_yuan"] is not None]
    return Disclosure(
        id=row["disclosure_id"],
        report_id=report.id,
        report_ids=tuple(each for each in row["report_ids"] or () if each in by_id),
        department_key=department_key(report),
        name=report.name,
        place=report.place,
        level=row["level"] or "department",
        year=row["budget_year"],
        kind=row["report_kind"] or "budget",
        totals={name: row[f"{name}_yuan"] for name in stated},
        origins={name: row[f"{name}_from"] for name in stated if row[f"{name}_from"]},
        staff_count=row["staff_count"],
        project_count=row["project_count"],
        is_counted=is_counted,
        functions=functions.get(row["disclosure_id"], {}),
        function_table=tables.get(row["disclosure_id"], ""),
    )


def held_units(rows: Iterable[Row], units: Mapping[str, Sequence[Row]]) -> set[str]:
    """Find the units' disclosures that their department's, of the same year and kind, holds."""
    departments: dict[tuple[object, ...], set[str]] = defaultdict(set)
    rows = list(rows)
    for row in rows:
        if row["level"] == "department":
            known = departments[_where(row)]
            known.add(row["department_name"])
            known |= {unit["unit_name"] for unit in units.get(row["department_name"] or "", ())}
    return {
        row["disclosure_id"]
        for row in rows
        if row["level"] == "unit" and row["department_name"] in departments.get(_where(row), set())
    }


def _where(row: Row) -> tuple[object, ...]:
    return (row["place_name"], row["budget_year"], row["report_kind"])


def department_key(report: Report) -> str:
    """Name a department's page: the same for all its years, kinds and levels."""
    return hashlib.sha256("|".join(report.key).encode()).hexdigest()[:12]


def evidence_address(origin: str, base: str) -> str:
    """Lead to a figure or claim by its whole id.

    >>> evidence_address("0a2c5055842f73b9-002-0004-003", "../")
    '../reports/0a2c5055842f73b9/evidence.html#002-0004-003'
    """
    report_id, key = report_and_key(origin)
    return f"{base}reports/{report_id}/evidence.html#{key}"


def pack_money(money: Money, names: Mapping[str, Word]) -> dict[str, Any]:
    """Pack disclosures, changes and names of 类 for the overview's script."""
    place = {each.id: position for position, each in enumerate(money.disclosures)}
    codes = sorted({code for each in money.disclosures for code in each.functions})
    return {
        "measures": MEASURES,
        "disclosures": [_pack(each) for each in money.disclosures],
        "changes": [
            [place[of], MEASURES.index(row["measure"]), row["amount_yuan"], row["base_yuan"],
             row["base_from"], row["amount_from"], row["base_id"]]
            for of, rows in sorted(money.changes.items()) if of in place
            for row in rows if row["measure"] in MEASURES
        ],
        "codes": {code: names.get(code, code) for code in codes},
    }  # fmt: skip


def _pack(each: Disclosure) -> list[Any]:
    return [
        each.report_id, each.department_key, each.name, each.place, each.level, each.year,
        each.kind, int(each.is_counted),
        [[each.totals[name], each.origins.get(name, "")] if name in each.totals else 0
         for name in MEASURES],
        dict(each.functions), each.staff_count, each.function_table,
    ]  # fmt: skip
