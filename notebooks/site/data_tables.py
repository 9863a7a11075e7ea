"""The public facts as tables with facets, and every mart as a file to take away.

A table here is a view over marts with the names of department, year and kind beside it, so that a
reader needs no join. It is written as a script (a page opened from the file system may not
fetch); larger marts are files only.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb

from notebooks.data_dictionary import part_description, read_dictionary
from notebooks.site.evidence import as_number
from notebooks.site.render import render, write_if_changed, write_script
from notebooks.site.warehouse import ask
from notebooks.site.words import word

# A browser filters so many rows while one types; of more, the file says all.
_ROWS_SHOWN: Final = 20_000

_WHO: Final = "d.place_name, d.department_name, d.level, d.budget_year, d.report_kind"
_OF: Final = "from marts.{mart} as f inner join marts.dim_disclosures as d using (disclosure_id)"


@dataclass(frozen=True, slots=True)
class FactTable:
    """A table of the data page.

    Attributes:
        name: The mart; also the name of its file.
        columns: What it shows beside department, year and kind.
        figure: The column with the figure's id that an amount leads to; empty where there is none.
        facets: Columns that a reader may choose values of.
    """

    name: str
    columns: tuple[str, ...]
    figure: str
    facets: tuple[str, ...]
    order: str


_SHARED: Final = ("place_name", "department_name", "level", "budget_year", "report_kind")

TABLES: Final = (
    FactTable("fct_disclosure_totals",
              ("revenue_total_yuan", "expenditure_total_yuan", "basic_yuan", "project_yuan",
               "general_budget_yuan", "government_fund_yuan", "three_public_yuan",
               "agency_operating_yuan", "procurement_yuan", "staff_count"),
              "f.expenditure_total_from", (), "expenditure_total_yuan desc nulls last"),
    FactTable("fct_function_expenditures",
              ("table_kind", "fund", "function_code", "function_name", "f.level as code_level",
               "is_leaf", "total_yuan", "basic_yuan", "project_yuan", "prior_year_total_yuan"),
              "", ("table_kind", "code_level"), "total_yuan desc nulls last"),
    FactTable("fct_economic_expenditures",
              ("economic_code", "economic_name", "f.level as code_level", "is_leaf", "total_yuan",
               "personnel_yuan", "operating_yuan"),
              "", ("code_level",), "total_yuan desc nulls last"),
    FactTable("fct_project_expenditures",
              ("project_name", "project_code", "unit_name", "function_code", "is_leaf",
               "total_yuan", "general_budget_yuan", "government_fund_yuan"),
              "f.figure_ids[1]", ("unit_name",), "total_yuan desc nulls last"),
    FactTable("fct_three_public",
              ("year", "unit_name", "total_yuan", "overseas_yuan", "vehicle_purchase_yuan",
               "vehicle_running_yuan", "reception_yuan", "operating_cost_yuan"),
              "", ("year",), "total_yuan desc nulls last"),
    FactTable("fct_year_on_year",
              ("measure", "base_yuan", "amount_yuan", "change_yuan", "change_rate", "base_from"),
              "f.amount_from", ("measure", "base_from"), "abs(change_yuan) desc nulls last"),
    FactTable("fct_procurements", ("category", "fund", "amount_yuan"), "", ("category", "fund"),
              "amount_yuan desc nulls last"),
    FactTable("fct_service_purchases",
              ("catalogue_code", "catalogue_name", "item_name", "amount_yuan"), "f.figure_id", (),
              "amount_yuan desc nulls last"),
    FactTable("fct_report_facts", ("fact", "value", "unit", "page_number", "sentence"), "",
              ("fact",), "fact, value desc nulls last"),
)  # fmt: skip


def write_data(connection: duckdb.DuckDBPyConnection, site: Path, made_of: str) -> None:
    """Write the data page, its tables and the files of all marts.

    Args:
        connection: The published warehouse.
        site: The site's folder.
        made_of: Signs the warehouse's data: the files are written anew when it changes.
    """
    tables = [
        {"name": table.name, "rows": _write_table(connection, site, table)} for table in TABLES
    ]
    files = _write_files(connection, site / "downloads", made_of)
    text = render(
        "data.html", root="", active="data", title=word("ui.data"), tables=tables, files=files,
        sql={table.name: _sql(table) for table in TABLES},
    )  # fmt: skip
    write_if_changed(site / "data.html", text)


def _sql(table: FactTable) -> str:
    columns = ", ".join(name if " as " in name else f"f.{name}" for name in table.columns)
    figure = f", {table.figure} as figure_id" if table.figure else ""
    of = _OF.format(mart=table.name)
    if table.name in ("fct_report_facts", "fct_procurements"):
        of = f"from marts.{table.name} as f inner join marts.dim_reports as d using (report_id)"
    return f"select {_WHO}, {columns}{figure}\n{of}\nwhere d.is_current\norder by {table.order}"


def _write_table(connection: duckdb.DuckDBPyConnection, site: Path, table: FactTable) -> int:
    names = [*_SHARED, *(name.rpartition(" ")[2] for name in table.columns)]
    ties = ", ".join(str(column) for column in range(1, len(names) + 1))
    rows = ask(connection, f"{_sql(table)}, {ties} limit {_ROWS_SHOWN + 1}")
    is_cut = len(rows) > _ROWS_SHOWN
    packed = {
        "columns": names,
        "facets": [*_SHARED, *table.facets],
        "isCut": is_cut,
        "rows": [
            [*(_value(row[name]) for name in names), row.get("figure_id") or ""]
            for row in rows[:_ROWS_SHOWN]
        ],
    }
    path = site / "data" / "tables" / f"{table.name}.js"
    write_script(path, f'(window.TABLES=window.TABLES||{{}})["{table.name}"]', packed)
    return min(len(rows), _ROWS_SHOWN)


def _value(value: object) -> object:
    return as_number(value) if isinstance(value, Decimal) else value


def _write_files(
    connection: duckdb.DuckDBPyConnection, folder: Path, made_of: str
) -> list[dict[str, Any]]:
    """Write each mart as Parquet, those of the data page as CSV too; list them with their sizes."""
    marts = [
        str(row["name"])
        for row in ask(
            connection,
            "select table_name as name from duckdb_tables() where schema_name = 'marts' order by 1",
        )
    ]
    shown = {table.name for table in TABLES} | {"dim_disclosures", "dim_reports", "fct_findings"}
    signed = folder / "made-of.txt"
    is_current = signed.is_file() and signed.read_text(encoding="utf-8") == made_of
    wanted = {f"{name}.parquet" for name in marts}
    wanted |= {f"{name}.csv" for name in marts if name in shown}
    if not is_current or any(not (folder / name).is_file() for name in wanted):
        folder.mkdir(parents=True, exist_ok=True)
        for name in wanted:
            _copy(connection, folder / name)
        write_if_changed(signed, made_of)
    for old in folder.iterdir():
        if old.suffix in (".parquet", ".csv") and old.name not in wanted:
            old.unlink()
    said = {mart.name: part_description(mart.meaning)[0] for mart in read_dictionary()}
    return [
        {
            "name": name,
            "said": said.get(name, ""),
            "parquet": _size(folder / f"{name}.parquet"),
            "csv": _size(folder / f"{name}.csv") if name in shown else "",
        }
        for name in marts
    ]


def _copy(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    target = str(path).replace("'", "''")
    if path.suffix == ".parquet":
        how = "format parquet, compression zstd"
        connection.execute(f"copy (from marts.{path.stem} order by all) to '{target}' ({how})")
        return
    connection.execute(f"copy (from marts.{path.stem} order by all) to '{target}' (header)")


def _size(path: Path) -> str:
    kilobytes = path.stat().st_size / 1000
    return f"{kilobytes / 1000:.1f} MB" if kilobytes >= 1000 else f"{kilobytes:.0f} kB"
