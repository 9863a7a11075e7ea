"""Read from a built warehouse what its summary says. Opens it read-only."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import duckdb

from ingest.building.catalogue import Catalogue, readable_name
from ingest.building.checking import Checked
from ingest.building.transform import DbtRun
from ingest.processes.text import display_path
from ingest.telling.summary import FindingLine, ReportLine, Summary

_REPORTS_SQL: Final = """
    select
        r.sha256, r.status, r.status_reason, r.department_name, r.place_name, r.budget_year,
        r.report_kind, r.page_count,
        (select count(*) from raw.tables as t where t.report_id = r.report_id),
        (select count(*) from raw.figures as f where f.report_id = r.report_id)
    from raw.reports as r
"""

_FINDINGS_SQL: Final = """
    select
        d.file_name, f.kind, f.severity, f.message_zh, f.message_en, len(f.checks_explained),
        f.acknowledged, f.impact_yuan::varchar
    from marts.fct_findings as f
    inner join marts.dim_reports as d using (report_id)
    order by
        f.acknowledged, array_position(['error', 'minor', 'doubt'], f.severity),
        f.impact_yuan desc nulls last, len(f.checks_explained) desc, d.file_name, f.finding_id
    limit 100
"""

_KINDS_SQL: Final = """
    select kind, count(*) as occurrences from marts.fct_findings where severity = 'error'
    group by kind order by occurrences desc, kind
"""

_STALE_SQL: Final = """
    select format('report {} finding {}: {}', report_id, finding_id, reason)
    from marts.fct_acknowledgements where is_stale order by all
"""

_COVERAGE_SQL: Final = """
    select count(*) filter (where witness_count > 0), count(*)
    from marts.fct_figures where amount_yuan is not null
"""


def summarise(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    *,
    read_now: frozenset[str],
    dbt_run: DbtRun,
    checked: Checked,
    warehouse: Path,
    docs: Path | None,
    seconds: float,
) -> Summary:
    """Sum up a finished build.

    Args:
        connection: to the built warehouse, not yet published.
        catalogue: the files that it was built from.
        read_now: sha256 of the reports that this build read.
        dbt_run: what dbt did.
        checked: what the expectations found.
        warehouse: where it will be published.
        docs: the Data Docs' first page, once published.
        seconds: how long the build has taken.
    """
    rows = {row[0]: row[1:] for row in connection.execute(_REPORTS_SQL).fetchall()}
    checks = dict(
        connection.execute(
            "select status, count(*) from marts.fct_invariant_checks group by status"
        ).fetchall()
    )
    finding_lines = tuple(FindingLine(*row) for row in connection.execute(_FINDINGS_SQL).fetchall())
    kinds = tuple(connection.execute(_KINDS_SQL).fetchall())
    coverage = connection.execute(_COVERAGE_SQL).fetchone() or (0, 0)
    stale = tuple(line for (line,) in connection.execute(_STALE_SQL).fetchall())
    figures = _one(connection, "select count(*) from marts.fct_figures")
    severities, unacknowledged = _findings(connection)
    return Summary(
        reports=_report_lines(catalogue, rows, read_now),
        gone=_gone(catalogue),
        unreadable=catalogue.unreadable,
        passed_over=catalogue.passed_over,
        figures=figures,
        check_counts=checks,
        coverage=coverage,
        finding_lines=finding_lines,
        findings=severities.get("error", 0),
        minors=severities.get("minor", 0),
        doubts=severities.get("doubt", 0),
        unacknowledged=unacknowledged,
        stale_acknowledgements=stale,
        expectation_counts=checked.counts,
        errored_expectations=checked.errored,
        model_count=dbt_run.model_count,
        shape_test_count=dbt_run.test_count,
        broken_shapes=dbt_run.broken_shapes,
        warehouse=display_path(warehouse),
        docs=display_path(docs) if docs else None,
        seconds=seconds,
        finding_kinds=kinds,
    )


def _report_lines(
    catalogue: Catalogue, rows: Mapping[str, tuple[Any, ...]], read_now: frozenset[str]
) -> tuple[ReportLine, ...]:
    copies: dict[str, list[str]] = {}
    for file in catalogue.present():
        copies.setdefault(file.sha256, []).append(readable_name(file.file_path))
    lines = []
    for sha256, (path, *others) in copies.items():
        status, reason, department, place, year, kind, pages, tables, figures = rows[sha256]
        lines.append(
            ReportLine(
                file_name=path,
                status=status,
                status_reason=reason,
                department_name=department,
                place_name=place,
                budget_year=year,
                report_kind=kind,
                page_count=pages,
                table_count=tables,
                figure_count=figures,
                is_new=sha256 in read_now,
                copies=tuple(others),
            )
        )
    return tuple(lines)


def _gone(catalogue: Catalogue) -> tuple[str, ...]:
    here = {file.file_path for file in catalogue.present()}
    return tuple(
        sorted({readable_name(f.file_path) for f in catalogue.files if f.file_path not in here})
    )


def _findings(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, int], int]:
    """Count the findings by severity, and the errors that nobody has acknowledged."""
    sql = "select count(*) from marts.fct_findings where severity = 'error' and not acknowledged"
    severities = dict(
        connection.execute(
            "select severity, count(*) from marts.fct_findings group by severity"
        ).fetchall()
    )
    return severities, _one(connection, sql)


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def read_loaded(warehouse: Path) -> frozenset[str]:
    """List the reports in the folder that a warehouse holds; none where it is no warehouse."""
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            found = connection.execute(
                "select report_id from marts.dim_reports where is_present and status <> 'rejected'"
            ).fetchall()
    except duckdb.Error:  # no warehouse of ours: there is nothing to protect
        return frozenset()
    return frozenset(report_id for (report_id,) in found)
