"""Known publisher errors: findings that somebody looked up on the page and acknowledged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml  # type: ignore[import-untyped]  # no stubs in the lock

ACKNOWLEDGED: Final = Path(__file__).with_name("acknowledged.yml")


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


class StaleAcknowledgementError(ValueError):
    """Acknowledged findings of reports that are loaded no longer exist.

    Attributes:
        entries: the entries that match nothing.
    """

    def __init__(self, entries: Sequence[Acknowledgement]) -> None:
        self.entries = tuple(entries)
        listed = "; ".join(f"{each.report}/{each.finding} ({each.reason})" for each in entries)
        super().__init__(
            f"acknowledged.yml names findings that no longer exist: {listed}; remove these entries"
            " or find out why the finding has gone"
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


def check_acknowledgements(
    acknowledgements: Iterable[Acknowledgement],
    reports: Collection[str],
    findings: Collection[tuple[str, str]],
) -> None:
    """Refuse entries that match nothing; those of reports that are not loaded are left alone.

    Raises:
        StaleAcknowledgementError: with all of them.
    """
    stale = [
        each
        for each in acknowledgements
        if each.report in reports and (each.report, each.finding) not in findings
    ]
    if stale:
        raise StaleAcknowledgementError(stale)
