"""Let the diagnosis say what caused each alarm, and keep what it found in the warehouse."""

from __future__ import annotations

from pathlib import Path

import duckdb

from expectations.acknowledged import (
    Acknowledgement,
    AcknowledgementError,
    read_acknowledgements,
    weigh_acknowledgements,
)
from expectations.diagnosis.causes import PROPOSED_VIEW_SQL, find_causes
from expectations.published import (
    ACKNOWLEDGEMENTS,
    FINDINGS,
    PROPOSED,
    publishing_statements,
)
from ingest.errors import StageFailedError
from ingest.load import save_findings


def known_errors() -> tuple[Acknowledgement, ...]:
    """Read the publishers' errors that somebody has acknowledged.

    Raises:
        StageFailedError: an entry is not what one must be.
    """
    try:
        return read_acknowledgements()
    except AcknowledgementError as error:
        raise StageFailedError("the acknowledged findings", str(error)) from error


def diagnose_warehouse(building: Path, known: tuple[Acknowledgement, ...]) -> None:
    """Write `marts.fct_findings`, `marts.fct_acknowledgements` and the views over them.

    Args:
        building: a warehouse that dbt has finished.
        known: the acknowledged findings.
    """
    findings = find_causes(building, known)
    with duckdb.connect(str(building), read_only=True) as connection:
        loaded = {
            report_id
            for (report_id,) in connection.execute(
                "select report_id from marts.dim_reports where is_current"
            ).fetchall()
        }
    found = set(findings.select("report_id", "finding_id").iter_rows())
    save_findings(
        building,
        findings,
        weigh_acknowledgements(known, loaded, found),
        [PROPOSED_VIEW_SQL, *publishing_statements(FINDINGS, ACKNOWLEDGEMENTS, PROPOSED)],
    )
