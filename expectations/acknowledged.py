"""Known publisher errors: findings that somebody looked up on the page and acknowledged."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl
import yaml  # type: ignore[import-untyped]  # no stubs in the lock

ACKNOWLEDGED: Final = Path(__file__).with_name("acknowledged.yml")

# marts.fct_acknowledgements, one row per entry
ACKNOWLEDGEMENTS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "report_id": pl.String,
    "finding_id": pl.String,
    "reason": pl.String,
    "acknowledged_on": pl.Date,
    "acknowledged_by": pl.String,
    "is_stale": pl.Boolean,
}


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """One entry of acknowledged.yml.

    Attributes:
        report: report_id.
        finding: finding_id.
        reason: what the page says, in words.
        date: when it was looked up.
        who: who did.
    """

    report: str
    finding: str
    reason: str
    date: date
    who: str


class AcknowledgementError(ValueError):
    """An entry of acknowledged.yml is not what one must be.

    Attributes:
        path: the file.
        entry: its number, from 1.
        detail: what is wrong with it.
    """

    def __init__(self, path: Path, entry: int, detail: str) -> None:
        self.path = path
        self.entry = entry
        self.detail = detail
        super().__init__(
            f"{path.name}, entry {entry}: {detail}; an entry has"
            f" {', '.join(field.name for field in fields(Acknowledgement))}"
        )


def read_acknowledgements(path: Path = ACKNOWLEDGED) -> tuple[Acknowledgement, ...]:
    """Read acknowledged.yml.

    Raises:
        AcknowledgementError: an entry lacks a field, has one too many or one of a wrong type.
    """
    loaded: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries = [] if loaded is None else loaded
    if not isinstance(entries, list):
        raise AcknowledgementError(path, 1, "the file must hold a list")
    return tuple(_entry(path, number, entry) for number, entry in enumerate(entries, start=1))


def _entry(path: Path, number: int, entry: object) -> Acknowledgement:
    names = {field.name for field in fields(Acknowledgement)}
    if not isinstance(entry, dict) or set(entry) != names:
        raise AcknowledgementError(path, number, f"found {entry!r}")
    if type(entry["date"]) is not date:
        raise AcknowledgementError(path, number, f"date must be a date, found {entry['date']!r}")
    for name in names - {"date"}:
        if not isinstance(entry[name], str) or not entry[name].strip():
            # an id of digits only is a number to YAML
            raise AcknowledgementError(path, number, f"{name} must be a quoted text")
    return Acknowledgement(**entry)


def weigh_acknowledgements(
    entries: Iterable[Acknowledgement],
    reports: Collection[str],
    findings: Collection[tuple[str, str]],
) -> pl.DataFrame:
    """Say of each entry whether what it acknowledges is still found.

    Args:
        entries: of acknowledged.yml.
        reports: report_id of the reports that are loaded.
        findings: (report_id, finding_id) of what the diagnosis found.

    Returns:
        One row per entry, columns and types as ACKNOWLEDGEMENTS. `is_stale` is NULL where the
        report is not loaded: nothing can be said.
    """
    rows = [
        (
            each.report,
            each.finding,
            each.reason,
            each.date,
            each.who,
            (each.report, each.finding) not in findings if each.report in reports else None,
        )
        for each in entries
    ]
    return pl.DataFrame(rows, schema=ACKNOWLEDGEMENTS, orient="row").sort("report_id", "finding_id")
