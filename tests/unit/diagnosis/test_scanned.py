"""A finding about a scan's figure that nothing bears out is a doubt about our own reading."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from expectations.diagnosis.findings import Finding
from expectations.diagnosis.scanned import ScanDoubts, doubt_scanned, read_scan_doubts

DOUBTS = ScanDoubts(frozenset({"f-agreed"}), frozenset({"n1"}), {"c9": ("f-proven", "f-agreed")})


def finding(culprits: tuple[str, ...], checks: tuple[str, ...]) -> Finding:
    return Finding(
        finding_id="0" * 16,
        report_id="r" * 16,
        kind="digit",
        severity="error",
        message_zh="印错。",
        message_en="Misprinted.",
        culprit_figure_ids=culprits,
        culprit_cells=(),
        printed_value=Decimal(1),
        proposed_value=Decimal(2),
        are_alternatives=False,
        proposed_figure_ids=(),
        proposed_amounts_yuan=(),
        checks_explained=checks,
    )


@pytest.mark.parametrize(
    ("culprits", "checks", "severity"),
    [
        (("f-proven",), ("c1",), "error"),
        (("f-agreed",), ("c1",), "doubt"),
        (("f-proven",), ("n1",), "doubt"),  # quotes the prose of a scan
        ((), ("c9",), "doubt"),  # names nobody: all that its sums compare count
        ((), ("c1",), "error"),
    ],
)
def test_scanned__severity(
    culprits: tuple[str, ...], checks: tuple[str, ...], severity: str
) -> None:
    (told,) = doubt_scanned([finding(culprits, checks)], DOUBTS)
    assert told.severity == severity
    assert ("扫描件" in told.message_zh) == (severity == "doubt")


def test_scanned__checks_that_rest_on_words_of_a_scan__are_known() -> None:
    """Prose that compares with prose has no terms in any table; notes and names no claims."""
    with duckdb.connect() as connection:
        connection.execute("""
            create schema marts; create schema staging;
            create table staging.stg_pages as from (values
                ('scan', 1, 'scanned'), ('mixed', 1, 'scanned'), ('mixed', 2, 'vector')
            ) as pages (report_id, page_number, reading);
            create table marts.fct_figures as from (values
                ('f1', 'agreed'), ('f2', 'proven'), ('f3', null)
            ) as figures (figure_id, reading_status);
            create table marts.fct_narrative_claims as from (values
                ('n1', 'scan', 1), ('n2', 'mixed', 1), ('n3', 'mixed', 2)
            ) as claims (claim_id, report_id, page_number);
            create table marts.fct_invariant_checks as from (values
                ('rate', 'scan', 'violated', [], ['n1']), ('held', 'scan', 'holds', [], ['n1']),
                ('note', 'scan', 'violated', [], []), ('sum', 'scan', 'violated', ['f1'], []),
                ('on the scan', 'mixed', 'violated', [], ['n2']),
                ('on text', 'mixed', 'violated', [], ['n3']), ('name', 'mixed', 'violated', [], [])
            ) as checks (check_id, report_id, status, figure_ids, claim_ids)
        """)
        doubts = read_scan_doubts(connection)
    assert doubts.checks == {"rate", "note", "on the scan"}
    assert doubts.figures == {"f1"}
    assert doubts.figures_of["sum"] == ("f1",)
