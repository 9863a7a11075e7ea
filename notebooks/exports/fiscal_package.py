"""A Fiscal Data Package of the warehouse: CSV resources and a descriptor that explains them.

After the Fiscal Data Package specification 0.3 (specs.frictionlessdata.io/fiscal-data-package):
`model.measures` are amounts of money with currency and factor, `model.dimensions` say by what they
are classified. Fields carry the `columnType` of the specification's 1.0 draft as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from notebooks.exports.tables import write_rows

_FIELD_TYPES: Final = {"VARCHAR": "string", "INTEGER": "integer", "BOOLEAN": "boolean"}


@dataclass(frozen=True, slots=True)
class Resource:
    """One CSV of the package.

    Attributes:
        name: of the resource and its file.
        title: what it holds, in both languages.
        sql: its rows.
        key: its primary key.
        foreign_keys: fields → (resource, its fields).
        column_types: field → `columnType`.
        direction: `expenditure` or `revenue` for facts, None for dimensions.
        measure: its amount of money, for facts.
    """

    name: str
    title: str
    sql: str
    key: tuple[str, ...]
    foreign_keys: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = ()
    column_types: tuple[tuple[str, str], ...] = ()
    direction: str | None = None
    measure: str | None = None


# The departments' own publications bear no licence; the descriptor does not make one up.
_LICENCES: Final = (
    {
        "name": "notspecified",
        "title": "Figures as published by the departments (预算公开); they state no licence",
    },
)
_SOURCES_SQL: Final = """
    select sha256, file_name, department_name, budget_year from marts.dim_reports
    where is_current and status in ('proven', 'partial')
    order by place_name, department_name, budget_year, file_name
"""

_REPORT_KEY: Final = (("report_id",), "reports", ("report_id",))
_FUNCTION_KEY: Final = (("function_code",), "functions", ("function_code",))
_FUNCTION_TYPE: Final = ("function_code", "functional-classification:generic:code")
_AMOUNT_TYPE: Final = ("amount_yuan", "value")

RESOURCES: Final = (
    Resource(
        "reports",
        "报告 Reports: who published what for which year",
        "select report_id, file_name, place_name, division_code, department_code, department_name,"
        " budget_year, report_kind, if(report_kind = 'final_account', 'executed', 'proposed')"
        " as phase, level, coverage_share"
        " from marts.dim_reports where is_current and status in ('proven', 'partial')",
        ("report_id",),
        column_types=(
            ("report_id", "transaction-id:code"),
            ("place_name", "geo:source:target:title"),
            ("division_code", "geo:source:target:code"),
            ("department_code", "administrative-classification:generic:code"),
            ("department_name", "administrative-classification:generic:label"),
            ("budget_year", "date:fiscal-year"),
            ("phase", "phase:id"),
        ),
    ),
    Resource(
        "functions",
        "功能分类 Functional classification (政府收支分类科目: 类, 款, 项)",
        "select function_code, function_name, level, parent_code from marts.dim_functions"
        " where is_latest",
        ("function_code",),
        column_types=(
            _FUNCTION_TYPE,
            ("function_name", "functional-classification:generic:label"),
        ),
    ),
    Resource(
        "economic_classes",
        "经济分类 Economic classification (部门预算支出经济分类科目)",
        "select economic_code, economic_name, level, parent_code from marts.dim_economic_classes"
        " where is_latest",
        ("economic_code",),
        column_types=(
            ("economic_code", "economic-classification:generic:code"),
            ("economic_name", "economic-classification:generic:label"),
        ),
    ),
    Resource(
        "expenditures_by_function",
        "按功能分类的支出 Expenditure by function: leaves only, so that sums count once",
        "select f.report_id, f.table_kind, f.fund, f.function_code, f.kind, f.amount_yuan from ("
        " unpivot (select report_id, table_kind, fund, function_code, is_leaf,"
        " coalesce(final_total_yuan, total_yuan) as total, basic_yuan as basic,"
        " project_yuan as project from marts.fct_function_expenditures)"
        " on total, basic, project into name kind value amount_yuan) as f"
        " where f.is_leaf and f.amount_yuan is not null",
        ("report_id", "table_kind", "function_code", "kind"),
        (_REPORT_KEY, _FUNCTION_KEY),
        (_FUNCTION_TYPE, _AMOUNT_TYPE, ("fund", "fin-source:generic:code")),
        "expenditure",
        "expenditure_by_function",
    ),
    Resource(
        "expenditures_by_economic_class",
        "按经济分类的基本支出 Basic expenditure by economic class: leaves only",
        "select f.report_id, f.economic_code, f.kind, f.amount_yuan from ("
        " unpivot (select report_id, economic_code, is_leaf, total_yuan as total,"
        " personnel_yuan as personnel, operating_yuan as operating"
        " from marts.fct_economic_expenditures)"
        " on total, personnel, operating into name kind value amount_yuan) as f"
        " where f.is_leaf and f.amount_yuan is not null",
        ("report_id", "economic_code", "kind"),
        (_REPORT_KEY, (("economic_code",), "economic_classes", ("economic_code",))),
        (("economic_code", "economic-classification:generic:code"), _AMOUNT_TYPE),
        "expenditure",
        "basic_expenditure_by_economic_class",
    ),
    Resource(
        "revenues_by_source",
        "按来源的收入 Revenue by source and function: leaves only",
        "select f.report_id, f.function_code, f.source, f.amount_yuan"
        " from marts.fct_function_revenues as f"
        " where f.is_leaf and f.function_code is not null and f.amount_yuan is not null",
        ("report_id", "function_code", "source"),
        (_REPORT_KEY, _FUNCTION_KEY),
        (_FUNCTION_TYPE, _AMOUNT_TYPE, ("source", "fin-source:generic:code")),
        "revenue",
        "revenue_by_source",
    ),
)


def write_package(
    connection: duckdb.DuckDBPyConnection, folder: Path, addresses: Mapping[str, str]
) -> Path:
    """Write the package: one CSV per resource and `datapackage.json`.

    Returns:
        The descriptor's path.
    """
    descriptors = [_write_resource(connection, resource, folder) for resource in RESOURCES]
    package = {
        "profile": "data-package",
        "name": "department-budgets",
        "title": "部门预算与决算 Budgets and final accounts of Chinese government departments",
        "description": (
            "Figures that departments publish, in yuan, each proven against its page. Amounts of"
            " one report by function, by economic class and by source are three views of the same"
            " money: do not add them together."
        ),
        "countryCode": "CN",
        "licenses": list(_LICENCES),
        "sources": _sources(connection, addresses),
        "resources": descriptors,
        "model": _model(),
    }
    path = folder / "datapackage.json"
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def _sources(
    connection: duckdb.DuckDBPyConnection, addresses: Mapping[str, str]
) -> list[dict[str, str]]:
    """Name every published file that the figures are from, with its address where it is known."""
    sources = []
    for sha256, file_name, department, year in connection.execute(_SOURCES_SQL).fetchall():
        whose = " ".join(str(part) for part in (department, year) if part)
        source = {"title": f"{whose}: {file_name} (SHA-256 {sha256})" if whose else file_name}
        if sha256 in addresses:
            source["path"] = addresses[sha256]
        sources.append(source)
    return sources


def _write_resource(
    connection: duckdb.DuckDBPyConnection, resource: Resource, folder: Path
) -> dict[str, Any]:
    # a fact of a report that is not current, or not proven, has no report to belong to
    sql = resource.sql
    if resource.direction is not None:
        sql = (
            f"select * from ({sql}) where report_id in (select report_id from marts.dim_reports"
            " where is_current and status in ('proven', 'partial'))"
        )
    cursor = connection.execute(f"select * from ({sql}) order by all")
    described = cursor.description or []
    rows = cursor.fetchall()
    names = [column[0] for column in described]
    write_rows(folder / f"{resource.name}.csv", names, rows)
    column_types = dict(resource.column_types)
    fields = []
    for name, data_type, *_ in described:
        text = str(data_type)
        field: dict[str, Any] = {
            "name": name,
            "type": "number" if text.startswith("DECIMAL") else _FIELD_TYPES[text],
        }
        if name in column_types:
            field["columnType"] = column_types[name]
        if name in resource.key:
            field["constraints"] = {"required": True}
        fields.append(field)
    schema: dict[str, Any] = {"fields": fields, "primaryKey": list(resource.key)}
    if resource.foreign_keys:
        schema["foreignKeys"] = [
            {"fields": list(own), "reference": {"resource": other, "fields": list(theirs)}}
            for own, other, theirs in resource.foreign_keys
        ]
    return {
        "name": resource.name,
        "title": resource.title,
        "path": f"{resource.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "profile": "tabular-data-resource",
        "schema": schema,
    }


def _model() -> dict[str, Any]:
    measures = {
        resource.measure: {
            "resource": resource.name,
            "source": "amount_yuan",
            "currency": "CNY",
            "factor": 1,
            "direction": resource.direction,
        }
        for resource in RESOURCES
        if resource.measure is not None
    }
    dimensions = {
        "functional": _dimension(
            "classification", "functions", ("function_code", "function_name"), "functional",
            parent="parent_code",
        ),
        "economic": _dimension(
            "classification", "economic_classes", ("economic_code", "economic_name"), "economic",
            parent="parent_code",
        ),
        "administrative": _dimension(
            "classification", "reports", ("department_code", "department_name"), "administrative"
        ),
        "location": _dimension("location", "reports", ("division_code", "place_name")),
        "date": {
            "dimensionType": "datetime",
            "primaryKey": "year",
            "attributes": {"year": {"resource": "reports", "source": "budget_year"}},
        },
        "phase": {
            "dimensionType": "other",
            "primaryKey": "phase",
            "attributes": {"phase": {"resource": "reports", "source": "phase"}},
        },
        "fund": {
            "dimensionType": "fundsource",
            "primaryKey": "fund",
            "attributes": {"fund": {"resource": "expenditures_by_function", "source": "fund"}},
        },
    }  # fmt: skip
    return {"measures": measures, "dimensions": dimensions}


def _dimension(
    kind: str,
    resource: str,
    code_and_label: tuple[str, str],
    classification: str | None = None,
    *,
    parent: str | None = None,
) -> dict[str, Any]:
    code, label = code_and_label
    attributes: dict[str, Any] = {
        "code": {"resource": resource, "source": code},
        "label": {"resource": resource, "source": label, "labelfor": "code"},
    }
    if parent:
        attributes["code"]["parent"] = "parent"
        attributes["parent"] = {"resource": resource, "source": parent}
    dimension = {"dimensionType": kind, "primaryKey": "code", "attributes": attributes}
    if classification:
        dimension["classificationType"] = classification
    return dimension
