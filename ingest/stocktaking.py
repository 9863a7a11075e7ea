"""Read from a built warehouse what its summary says. Opens it read-only."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import duckdb

from ingest.catalogue import Catalogue, readable_name
from ingest.checking import Checked
from ingest.summary import ReportLine, Summary, Violation, display_path
from ingest.transform import DbtRun

_REPORTS_SQL: Final = """
    select
        r.sha256, r.status, r.status_reason, r.department_name, r.place_name, r.budget_year,
        r.report_kind, r.page_count,
        (select count(*) from raw.tables as t where t.report_id = r.report_id),
        (select count(*) from raw.figures as f where f.report_id = r.report_id)
    from raw.reports as r
"""

# One line per report × table kind × identity, the widest gap as its example; of equal ones
# the last key's, so that every build shows the same.
_VIOLATIONS_SQL: Final = """
    select
        d.file_name, c.table_kind, c.invariant_id, count(*) as violation_count,
        arg_max(
            concat_ws(
                ': ',
                c.subject,
                coalesce(
                    format('{:,.2f}', c.left_yuan) || ' ≠ ' || format('{:,.2f}', c.right_yuan)
                    || ' 元, apart by ' || format('{:,.2f}', abs(c.difference_yuan)),
                    c.reason
                )
            ),
            (coalesce(abs(c.difference_yuan), 0), c.check_id)
        ) as example
    from marts.fct_invariant_checks as c
    inner join marts.dim_reports as d using (report_id)
    where c.status = 'violated'
    group by all
    order by violation_count desc, d.file_name, c.table_kind, c.invariant_id
"""


def take_stock(
    building: Path,
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
        building: the built warehouse, not yet published.
        catalogue: the files that it was built from.
        read_now: sha256 of the reports that this build read.
        dbt_run: what dbt did.
        checked: what the expectations found.
        warehouse: where it will be published.
        docs: the Data Docs' first page, once published.
        seconds: how long the build has taken.
    """
    with duckdb.connect(str(building), read_only=True) as connection:
        rows = {row[0]: row[1:] for row in connection.execute(_REPORTS_SQL).fetchall()}
        checks = dict(
            connection.execute(
                "select status, count(*) from marts.fct_invariant_checks group by status"
            ).fetchall()
        )
        violations = tuple(
            Violation(name, kind, invariant, count, example or "")
            for name, kind, invariant, count, example in connection.execute(
                _VIOLATIONS_SQL
            ).fetchall()
        )
        figures = _one(connection, "select count(*) from marts.fct_figures")
        findings, unacknowledged = _findings(connection)
    return Summary(
        reports=_report_lines(catalogue, rows, read_now),
        gone=_gone(catalogue),
        unreadable=catalogue.unreadable,
        figures=figures,
        check_counts=checks,
        violations=violations,
        findings=findings,
        unacknowledged=unacknowledged,
        expectation_counts=checked.counts,
        errored_expectations=checked.errored,
        model_count=dbt_run.model_count,
        shape_test_count=dbt_run.test_count,
        broken_shapes=dbt_run.broken_shapes,
        warehouse=display_path(warehouse),
        docs=display_path(docs) if docs else None,
        seconds=seconds,
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


def _findings(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Count the findings; none as long as nothing diagnoses (a later issue: fct_findings)."""
    exists = _one(
        connection,
        "select count(*) from information_schema.tables "
        "where table_schema = 'marts' and table_name = 'fct_findings'",
    )
    if not exists:
        return 0, 0
    sql = "select count(*) from marts.fct_findings"
    return _one(connection, sql), _one(connection, f"{sql} where not acknowledged")


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
