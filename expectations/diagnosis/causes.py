"""Find the causes of everything that a warehouse's checks found violated."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Final

import duckdb
import polars as pl

from expectations.acknowledged import Acknowledgement
from expectations.diagnosis.addressing import Places, address_en, address_zh, read_places
from expectations.diagnosis.assumed import (
    DetailRow,
    assume_changes,
    with_assumption,
)
from expectations.diagnosis.context import Context, in_context
from expectations.diagnosis.context_reading import read_contexts
from expectations.diagnosis.findings import Finding, diagnose
from expectations.diagnosis.reading import (
    read_atlases,
    read_details,
    read_stated,
    read_systems,
)
from expectations.diagnosis.scanned import doubt_scanned, read_scan_doubts
from expectations.diagnosis.stated import find_stated
from expectations.diagnosis.support import Support

_NUMBER: Final = pl.Decimal(22, 6)
_MONEY: Final = pl.Decimal(22, 4)

FINDINGS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "finding_id": pl.String,
    "report_id": pl.String,
    "kind": pl.String,
    "severity": pl.String,
    "message_zh": pl.String,
    "message_en": pl.String,
    "culprit_figure_ids": pl.List(pl.String),
    "culprit_cells": pl.List(pl.String),
    "printed_value": _NUMBER,
    "proposed_value": _NUMBER,
    "proposed_figure_ids": pl.List(pl.String),
    "proposed_amounts_yuan": pl.List(_MONEY),
    "checks_explained": pl.List(pl.String),
    "checks_broken": pl.Int32,
    "impact_yuan": _MONEY,
    "support": pl.Struct(
        {
            "identities_for": pl.Int32,
            "identities_against": pl.Int32,
            "rule_holds": pl.Int32,
            "rule_fails": pl.Int32,
        }
    ),
    "are_alternatives": pl.Boolean,
    "acknowledged": pl.Boolean,
}

# The facts with the proposals taken: one row per printed figure, the printed value beside what
# its finding proposes, where the finding says which figure it is. What was printed is kept.
PROPOSED_VIEW_SQL: Final = """
create or replace view marts.fct_figures_proposed as
with listed as (
    select
        finding_id,
        unnest(proposed_figure_ids) as figure_id,
        unnest(proposed_amounts_yuan) as proposed_amount_yuan,
    from marts.fct_findings
    where not are_alternatives
),
proposals as (
    select * from listed
    qualify row_number() over (partition by figure_id order by finding_id) = 1
)
select
    figures.figure_id,
    figures.report_id,
    figures.table_number,
    figures.table_kind,
    figures.page_number,
    figures.row_number,
    figures.column_number,
    figures.row_code,
    figures.row_label,
    figures.column_path,
    figures.printed_text,
    figures.unit,
    figures.amount_yuan as printed_amount_yuan,
    case
        when proposals.finding_id is null then figures.amount_yuan
        else proposals.proposed_amount_yuan
    end as amount_yuan,
    proposals.finding_id is not null as is_proposed,
    proposals.finding_id,
from marts.fct_figures as figures
left join proposals using (figure_id)
"""


def find_causes(
    connection: duckdb.DuckDBPyConnection, acknowledgements: Sequence[Acknowledgement] = ()
) -> pl.DataFrame:
    """Diagnose every report of a warehouse that dbt has finished.

    Args:
        connection: to the warehouse, which is only read; needs marts.fct_invariant_terms,
            marts.fct_invariant_checks, marts.fct_tables.
        acknowledgements: known publisher errors.

    Returns:
        One row per finding, columns and types as FINDINGS, sorted by report and place.
    """
    systems = read_systems(connection)
    atlases = read_atlases(connection)
    stated = read_stated(connection)
    details = read_details(connection)
    contexts = read_contexts(connection)
    doubts = read_scan_doubts(connection)
    places = read_places(connection)
    findings: list[Finding] = []
    for report_id in sorted({*systems, *stated, *contexts}):
        found: list[Finding] = []
        if report_id in systems:
            found = diagnose(report_id, systems[report_id], atlases[report_id])
        found = find_stated(stated.get(report_id, []), found)
        context = contexts.get(report_id, Context())
        found = in_context(report_id, found, stated.get(report_id, []), context)
        parts = {each.check_id for each in stated.get(report_id, []) if each.is_parts}
        found = _with_assumptions(found, details.get(report_id, []), parts)
        findings += _addressed(found, places[report_id]) if report_id in places else found
    return _frame(
        doubt_scanned(findings, doubts), {(each.report, each.finding) for each in acknowledgements}
    )


def _with_assumptions(
    findings: Sequence[Finding], details: Sequence[DetailRow], parts: Set[str]
) -> list[Finding]:
    """Say what contradictory changes of basic and project expenditure should be, if assumed.

    Args:
        findings: of one report.
        details: its codes, last year and this.
        parts: check_ids of the changes of parts that contradict the change of their whole.
    """
    proposed: dict[str, Decimal | None] = {}
    for finding in findings:
        if not finding.are_alternatives:
            proposed |= dict(
                zip(finding.proposed_figure_ids, finding.proposed_amounts_yuan, strict=True)
            )
    changes = assume_changes(details, proposed)
    told = []
    for finding in findings:
        if changes is not None and not parts.isdisjoint(finding.checks_explained):
            zh, en = with_assumption(finding, changes)
            told.append(replace(finding, message_zh=zh, message_en=en))
        else:
            told.append(finding)
    return told


def _addressed(findings: Sequence[Finding], places: Places) -> list[Finding]:
    """Say where findings stand in a file that has no pages."""
    return [
        replace(
            finding,
            message_zh=address_zh(finding.message_zh, places),
            message_en=address_en(finding.message_en, places),
        )
        for finding in findings
    ]


def _frame(findings: Sequence[Finding], known: set[tuple[str, str]]) -> pl.DataFrame:
    rows = [
        {
            **{name: getattr(finding, name) for name in FINDINGS if name != "acknowledged"},
            "acknowledged": (finding.report_id, finding.finding_id) in known,
        }
        for finding in findings
    ]
    for row in rows:
        for name, value in row.items():
            if isinstance(value, tuple):
                row[name] = list(value)
            elif isinstance(value, Support):
                row[name] = asdict(value)
    return pl.DataFrame(rows, schema=FINDINGS, orient="row")
