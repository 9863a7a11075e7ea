"""Read a report's facts with the printed figures under each: codes, sources, lines, costs.

The amounts are those of the marts; which figures they are made of is read from the same rows that
the marts add up, so that every number on a page can lead to its cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

import duckdb

from notebooks.site.warehouse import NOTHING, Amount, Row, ask, group_by_report, short_key

FUNCTION_KINDS: Final = ("expenditure", "general_budget", "government_fund", "state_capital")
ECONOMIC_KIND: Final = "basic_by_economic"
REVENUE_KIND: Final = "revenue"

_LEVELS: Final = {3: "类", 5: "款", 7: "项"}

# Kinds of expenditure beside basic and project (列于支出总表的其他支出).
OTHER_NATURES: Final = ("remit_superior", "business_expenditure", "subsidise_affiliate")

# Costs of a “三公” table, in the order in which they are shown.
THREE_PUBLIC_COSTS: Final = (
    "total",
    "overseas",
    "vehicle",
    "vehicle_purchase",
    "vehicle_running",
    "reception",
    "operating_cost",
)


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code of one kind of table: what it is called, and its amounts by measure.

    Attributes:
        code: Digits only; empty for the row of the whole table's total.
        amounts: By measure: `total`, `basic`, `project`, `prior`, `initial`, `final`, or a source.
    """

    code: str
    name: str
    amounts: Mapping[str, Amount]

    @property
    def level(self) -> str:
        """类, 款 or 项; empty for the total."""
        return _LEVELS.get(len(self.code), "")

    def amount(self, measure: str) -> Amount:
        """The amount of a measure, or nothing."""
        return self.amounts.get(measure, NOTHING)


@dataclass(frozen=True, slots=True)
class CodeTable:
    """The rows by code of one kind of table, and its printed total row, empty where none is."""

    kind: str
    rows: tuple[CodeRow, ...]
    total: CodeRow


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a report's page shows, one list per section."""

    code_tables: Mapping[str, CodeTable]
    lines: tuple[Row, ...]
    projects: tuple[Row, ...]
    three_public: tuple[Row, ...]

    @property
    def main_table(self) -> CodeTable | None:
        """Expenditure by function: the table of all funds, or else the general budget's."""
        for kind in ("expenditure", "general_budget"):
            table = self.code_tables.get(kind)
            if table is not None and table.rows:
                return table
        return None


@dataclass(slots=True)
class _Cells:
    """The figures of one printed row, by stage and measure."""

    label: str
    cells: list[Row] = field(default_factory=list)


_CODED_SQL: Final = """
select line.report_id, line.table_kind, line.row_code, line.table_number, line.row_number,
    line.block, line.row_label, figure.measure, figure.stage, figure.main_stage,
    figure.figure_id, figure.amount_yuan
from intermediate.int_coded_rows_chosen as line
join intermediate.int_figures_described as figure
    using (report_id, table_number, row_number, block)
where figure.is_chosen_column and line.report_id in (select unnest(?))
order by figure.figure_id
"""

_TOTALS_SQL: Final = """
select figure.report_id, chosen.table_kind, '' as row_code, figure.table_number,
    figure.row_number, figure.block, figure.row_label, figure.measure, figure.stage,
    figure.main_stage, figure.figure_id, figure.amount_yuan
from intermediate.int_coded_tables_chosen as chosen
join intermediate.int_figures_described as figure using (report_id, table_number)
where figure.is_chosen_column and figure.row_role = 'total'
    and figure.report_id in (select unnest(?))
-- the total of the whole table is its first; a later one is of a unit or a page
qualify dense_rank() over (
    partition by figure.report_id, chosen.table_kind order by figure.table_number, figure.row_number
) = 1
order by figure.figure_id
"""

_LINES_SQL: Final = """
select line.report_id, line.side, line.line_label, line.line_number, line.line_concept,
    line.line_source, line.function_code, line.depth, line.amount_yuan, line.figure_id
from marts.fct_balances as line
join marts.dim_reports as report using (report_id)
where line.table_kind = 'summary' and line.fund = 'all' and line.amount_yuan is not null
    and line.stage = if(report.report_kind = 'final_account', 'final', 'budget')
    and line.report_id in (select unnest(?))
order by line.report_id, line.table_number, line.side, line.line_number, line.column_number
"""

_PROJECTS_SQL: Final = """
select project.report_id, project.project_code, project.project_name, project.unit_name,
    project.function_code, project.total_yuan, project.table_number, project.row_number,
    list(struct_pack(
        id := amount.figure_id, measure := amount.measure, yuan := amount.amount_yuan,
        is_counted := amount.is_counted
    ) order by amount.figure_id) filter (where amount.figure_id is not null) as figures
from marts.fct_project_expenditures as project
left join marts.fct_project_amounts as amount using (report_id, table_number, row_number)
where project.report_id in (select unnest(?))
group by all
order by project.report_id, project.total_yuan desc nulls last, project.table_number,
    project.row_number
"""

_THREE_PUBLIC_SQL: Final = """
select * from marts.fct_three_public where report_id in (select unnest(?))
order by report_id, table_number, row_number, year, stage, unit_name
"""

_COST_FIGURES_SQL: Final = """
select report_id, budget_year, table_number, block, row_number, row_role, row_label, line_source,
    stage, year, measure, is_chosen_column, figure_id, amount_yuan
from intermediate.int_figures_described
where table_kind = 'three_public' and report_id in (select unnest(?))
    and coalesce(measure, '') not in ('increase', 'increase_rate', 'share')
order by figure_id
"""


def read_facts(
    connection: duckdb.DuckDBPyConnection, report_ids: Sequence[str]
) -> dict[str, ReportFacts]:
    """Read the facts of several reports at once; a report without facts has empty ones."""
    ids = [list(report_ids)]
    coded = group_by_report(ask(connection, _CODED_SQL, ids))
    totals = group_by_report(ask(connection, _TOTALS_SQL, ids))
    lines = group_by_report(ask(connection, _LINES_SQL, ids))
    projects = group_by_report(ask(connection, _PROJECTS_SQL, ids))
    costs = group_by_report(ask(connection, _THREE_PUBLIC_SQL, ids))
    cost_figures = group_by_report(ask(connection, _COST_FIGURES_SQL, ids))
    return {
        report_id: ReportFacts(
            code_tables=_code_tables(coded.get(report_id, ()), totals.get(report_id, ())),
            lines=tuple(_line(row) for row in lines.get(report_id, ())),
            projects=tuple(_project(row) for row in projects.get(report_id, ())),
            three_public=_with_costs(costs.get(report_id, ()), cost_figures.get(report_id, ())),
        )
        for report_id in report_ids
    }


def _code_tables(coded: Iterable[Row], totals: Iterable[Row]) -> dict[str, CodeTable]:
    rows = _rows_by_kind(coded)
    whole = _rows_by_kind(totals)
    return {
        kind: CodeTable(
            kind=kind,
            rows=tuple(found[code] for code in sorted(found)),
            total=whole.get(kind, {}).get("", CodeRow("", "", {})),
        )
        for kind, found in rows.items()
    }


def _rows_by_kind(cells: Iterable[Row]) -> dict[str, dict[str, CodeRow]]:
    """Add up printed rows of one code: under each unit, say, or once per second class."""
    printed: dict[tuple[str, str], dict[tuple[int, int, int], _Cells]] = {}
    for cell in cells:
        place = (cell["table_number"], cell["row_number"], cell["block"])
        of_code = printed.setdefault((cell["table_kind"], cell["row_code"]), {})
        of_code.setdefault(place, _Cells(cell["row_label"] or "")).cells.append(cell)
    found: dict[str, dict[str, CodeRow]] = {}
    for (kind, code), places in printed.items():
        amounts: dict[str, Amount] = {}
        for place in sorted(places):
            for measure, amount in _measures(kind, places[place].cells).items():
                amounts[measure] = amounts.get(measure, NOTHING) + amount
        name = places[min(places)].label
        found.setdefault(kind, {})[code] = CodeRow(code, name, amounts)
    return found


def _measures(kind: str, cells: Sequence[Row]) -> dict[str, Amount]:
    """Pick a printed row's amounts by the rules of the marts, first choice first."""
    main = cells[0]["main_stage"]
    if kind == REVENUE_KIND:
        sources = sorted({cell["measure"] for cell in cells})
        by_source = {source: _sum(cells, main, (source,)) for source in sources}
        total = _sum(cells, main, ("total", "amount"))
        return _printed({**by_source, "total": total})
    wholes = (("total",), ("amount",), ("current_expenditure",))
    if kind == ECONOMIC_KIND:
        return _printed({
            "total": _first(_sum(cells, main, whole) for whole in wholes[:2]),
            "personnel": _sum(cells, main, ("personnel",)),
            "operating": _sum(cells, main, ("operating",)),
        })  # fmt: skip
    # like with like: last year's budget before its execution in a budget, not in an account
    prior = ("prior_final", "prior_budget") if main == "final" else ("prior_budget", "prior_final")
    parts = ("basic", "project", "personnel", "operating", *OTHER_NATURES)
    return _printed({
        "total": _first(_sum(cells, main, whole) for whole in wholes),
        **{part: _sum(cells, main, (part,)) for part in parts},
        "prior": _first(_sum(cells, stage, ("total", "amount")) for stage in prior),
        "initial": _sum(cells, "initial_budget", ("total", "amount")),
        "final": _first(_sum(cells, "final", whole) for whole in wholes),
    })  # fmt: skip


def _sum(cells: Iterable[Row], stage: str, measures: Sequence[str]) -> Amount:
    amount = NOTHING
    for cell in cells:
        if cell["stage"] == stage and cell["measure"] in measures:
            amount += Amount(cell["amount_yuan"], (short_key(cell["figure_id"]),))
    return amount


def _first(choices: Iterable[Amount]) -> Amount:
    return next((each for each in choices if each.yuan is not None), NOTHING)


def _printed(amounts: Mapping[str, Amount]) -> dict[str, Amount]:
    return {measure: amount for measure, amount in amounts.items() if amount.yuan is not None}


def _line(row: Row) -> Row:
    return {**row, "amount": Amount(row["amount_yuan"], (short_key(row["figure_id"]),))}


def _project(row: Row) -> Row:
    """Give a project the figure that prints its total, or those that add up to it."""
    figures = row["figures"] or []
    whole: Decimal | None = row["total_yuan"]
    printed = [each for each in figures if each["measure"] == "total" and each["yuan"] == whole]
    counted = [each for each in figures if each["is_counted"]]
    chosen = printed[:1] or counted
    return {**row, "amount": Amount(whole, tuple(short_key(each["id"]) for each in chosen))}


def _with_costs(rows: Iterable[Row], figures: Iterable[Row]) -> tuple[Row, ...]:
    """Give each row of `fct_three_public` its amounts with the figures under them."""
    placed = _place_costs(list(figures))
    found = []
    for row in rows:
        where = (row["table_number"], row["row_number"], row["stage"], row["year"])
        amounts = {
            cost: Amount(row[f"{cost}_yuan"], placed.get((*where, cost), ()))
            for cost in THREE_PUBLIC_COSTS
        }
        found.append({**row, "amounts": amounts})
    return tuple(found)


def _place_costs(figures: Sequence[Row]) -> dict[tuple[object, ...], tuple[str, ...]]:
    """Say which figures are which cost of which row and year, as `int_three_public_pivoted` does.

    Kinds of cost stand in columns, or, in a turned table, in rows; so do years.
    """
    turned = {(f["table_number"], f["block"]) for f in figures if f["row_role"] == "kind"}
    by_year = {(f["table_number"], f["block"]) for f in figures if f["row_role"] == "year"}
    placed: dict[tuple[object, ...], tuple[str, ...]] = {}
    for figure in figures:
        place = (figure["table_number"], figure["block"])
        is_turned = place in turned
        if not (is_turned or figure["is_chosen_column"]):
            continue
        if place in by_year and figure["row_role"] != "year":
            continue
        measure = figure["measure"]
        if is_turned:
            measure = "total" if figure["row_role"] == "total" else figure["line_source"]
        row_number = 0 if is_turned else figure["row_number"]
        key = (figure["table_number"], row_number, figure["stage"], _cost_year(figure), measure)
        placed[key] = (*placed.get(key, ()), short_key(figure["figure_id"]))
    return placed


def _cost_year(figure: Row) -> int | None:
    if figure["row_role"] == "year":
        label = figure["row_label"] or ""
        start = label.find("20")
        if start >= 0 and label[start : start + 4].isdigit():
            return int(label[start : start + 4])
    if figure["year"] is not None:
        return int(figure["year"])
    year: int | None = figure["budget_year"]
    return year - 1 if figure["stage"] in ("prior_budget", "prior_final") and year else year
