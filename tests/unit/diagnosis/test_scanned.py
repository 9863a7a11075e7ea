"""A finding about a scan's figure that nothing bears out is a doubt about our own reading."""

from __future__ import annotations

from decimal import Decimal

import pytest

from expectations.diagnosis.findings import Finding
from expectations.diagnosis.scanned import ScanDoubts, doubt_scanned

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
