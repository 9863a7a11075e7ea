"""acknowledged.yml is read strictly, and an entry that matches nothing is an error by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from expectations.acknowledged import (
    Acknowledgement,
    AcknowledgementError,
    StaleAcknowledgementError,
    check_acknowledgements,
    read_acknowledgements,
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


def test_acknowledged__finding_gone__is_an_error_by_name() -> None:
    with pytest.raises(StaleAcknowledgementError, match="r1/f1"):
        check_acknowledgements([KNOWN], {"r1"}, set())


def test_acknowledged__report_not_loaded__is_left_alone() -> None:
    check_acknowledgements([KNOWN], {"r2"}, set())
