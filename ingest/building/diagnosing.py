"""Let the diagnosis say what caused each alarm, and keep what it found in the warehouse."""

from __future__ import annotations

from pathlib import Path

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
from ingest.building.load import open_to_write, save_mart
from ingest.errors import StageFailedError


def known_errors(path: Path) -> tuple[Acknowledgement, ...]:
    """Read the publishers' errors that somebody has acknowledged; without the file, none.

    Raises:
        StageFailedError: an entry is not what one must be.
    """
    try:
        return read_acknowledgements(path) if path.is_file() else ()
    except AcknowledgementError as error:
        raise StageFailedError("the acknowledged findings", str(error)) from error


def diagnose_batch(batch: Path, known: tuple[Acknowledgement, ...]) -> None:
    """Write `marts.fct_findings` and the views over it into a batch that dbt has finished.

    Args:
        batch: the batch's own file.
        known: the acknowledged findings.
    """
    statements = [PROPOSED_VIEW_SQL, *publishing_statements(FINDINGS, PROPOSED)]
    with open_to_write(batch) as connection:
        save_mart(connection, FINDINGS.name, find_causes(connection, known), statements)


def save_acknowledgements(building: Path, known: tuple[Acknowledgement, ...]) -> None:
    """Write `marts.fct_acknowledgements`: what is acknowledged, and whether it is still found.

    Args:
        building: the warehouse being built, all batches merged.
        known: the acknowledged findings.
    """
    with open_to_write(building) as connection:
        loaded = {
            report_id
            for (report_id,) in connection.execute(
                "select report_id from marts.dim_reports where is_current"
            ).fetchall()
        }
        found = set(
            connection.execute("select report_id, finding_id from marts.fct_findings").fetchall()
        )
        save_mart(
            connection,
            ACKNOWLEDGEMENTS.name,
            weigh_acknowledgements(known, loaded, found),
            publishing_statements(ACKNOWLEDGEMENTS),
        )
