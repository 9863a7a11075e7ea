"""acknowledged.yml is read strictly, and an entry that matches nothing is said to be stale."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from expectations.acknowledged import (
    Acknowledgement,
    AcknowledgementError,
    read_acknowledgements,
    weigh_acknowledgements,
)

KNOWN = Acknowledgement("r1", "f1", "印错一位", date(2026, 11, 23), "审计员")


def test_acknowledged__shipped_file__is_read() -> None:
    assert isinstance(read_acknowledgements(), tuple)


def test_acknowledged__entry__is_read(tmp_path: Path) -> None:
    path = tmp_path / "acknowledged.yml"
    path.write_text(
        '- {report: "r1", finding: "f1", reason: 印错一位, date: 2026-11-23, who: 审计员}\n',
        "utf-8",
    )
    assert read_acknowledgements(path) == (KNOWN,)


@pytest.mark.parametrize(
    "entry",
    [
        '{report: "r1", finding: "f1", reason: x, date: 2026-11-23}',
        '{report: "r1", finding: 12, reason: x, date: 2026-11-23, who: y}',
        '{report: "r1", finding: "f1", reason: x, date: soon, who: y}',
    ],
)
def test_acknowledged__faulty_entry__is_named(entry: str, tmp_path: Path) -> None:
    path = tmp_path / "acknowledged.yml"
    path.write_text(f"- {entry}\n", "utf-8")
    with pytest.raises(AcknowledgementError, match="entry 1"):
        read_acknowledgements(path)


@pytest.mark.parametrize(
    ("reports", "findings", "is_stale"),
    [
        ({"r1"}, {("r1", "f1")}, False),
        ({"r1"}, {("r1", "f2"), ("r2", "f1")}, True),
        ({"r2"}, set(), None),
    ],
    ids=["found", "gone", "not-loaded"],
)
def test_acknowledged__entry__is_weighed(
    reports: set[str], findings: set[tuple[str, str]], is_stale: bool | None
) -> None:
    (row,) = weigh_acknowledgements([KNOWN], reports, findings).rows(named=True)
    assert row["is_stale"] is is_stale
    assert (row["report_id"], row["finding_id"], row["reason"]) == ("r1", "f1", "印错一位")


def test_acknowledged__no_entry__has_the_columns() -> None:
    assert weigh_acknowledgements([], {"r1"}, set()).columns[-1] == "is_stale"
