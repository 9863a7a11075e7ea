"""The reports of the warehouse, and which of them belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import duckdb

from notebooks.site.warehouse import Row, SiteError, ask
from notebooks.site.words import Word, word

_REPORT_ID_DIGITS: Final = frozenset("0123456789abcdef")

_REPORTS_SQL: Final = """
select report.*, addressed.name_key, addressed.place_key,
    exists (from marts.fct_figures as f where f.report_id = report.report_id) as has_figures
from marts.dim_reports as report
left join intermediate.int_reports_addressed as addressed using (report_id)
order by report.place_name nulls last, report.department_name nulls last, report.budget_year,
    report.report_kind, report.level, report.report_id
"""


@dataclass(frozen=True, slots=True)
class Report:
    """One report file.

    Attributes:
        id: `report_id`; also the name of its folder in the site.
        name: Department or unit; the file's name where that is not known.
        coverage: Share of the money figures that a tried identity touches.
        key: Equal for reports on the same department or unit, whatever the year and kind.
        is_current: Whether no later file replaces it.
        has_figures: Whether it has figures to show. A report without any still has its page: its
            prose, its findings, or the reason why nothing of it was read.
    """

    id: str
    name: str
    place: str
    year: int | None
    kind: str
    level: str
    status: str
    status_reason: str
    file_name: str
    sha256: str
    page_count: int
    coverage: Decimal | None
    key: tuple[str, str]
    is_current: bool
    has_figures: bool

    @property
    def title(self) -> Word:
        """Name the report for the window's title."""
        kind = word(f"report_kind.{self.kind}")
        year = f"{self.year} " if self.year else ""
        return Word(f"{self.name} {year}{kind.zh}", f"{self.name} {year}{kind.en}")


def read_reports(connection: duckdb.DuckDBPyConnection) -> list[Report]:
    """Read all reports, in the order in which they are shown.

    Raises:
        SiteError: an id is not what ids are; it becomes the name of a folder.
    """
    return [_report(row) for row in ask(connection, _REPORTS_SQL)]


def _report(row: Row) -> Report:
    report_id = str(row["report_id"])
    if not report_id or not _REPORT_ID_DIGITS.issuperset(report_id):
        raise SiteError(f"report_id {report_id!r} is not a row of hex digits")
    name = row["department_name"] or row["file_name"] or report_id
    return Report(
        id=report_id,
        name=name,
        place=row["place_name"] or "",
        year=row["budget_year"],
        kind=row["report_kind"] or "budget",
        level=row["level"] or "department",
        status=row["status"],
        status_reason=row["status_reason"] or "",
        file_name=row["file_name"] or "",
        sha256=row["sha256"] or "",
        page_count=row["page_count"] or 0,
        coverage=row["coverage_share"],
        key=(row["place_key"] or "", row["name_key"] or report_id),
        is_current=bool(row["is_current"]),
        has_figures=bool(row["has_figures"]),
    )


def siblings_of(report: Report, reports: Sequence[Report]) -> list[Report]:
    """Find the other reports on the same department, oldest first."""
    found = [other for other in reports if other.key == report.key and other.id != report.id]
    return sorted(found, key=lambda other: (other.year or 0, other.kind, other.level, other.id))


def counterpart_of(
    report: Report, siblings: Sequence[Report], *, kind: str, year: int | None
) -> Report | None:
    """Find the current report of a kind and year at the same level, proven at least in part."""
    return next(
        (
            other
            for other in siblings
            if other.kind == kind
            and other.year == year
            and year is not None
            and other.level == report.level
            and other.is_current
            and other.status in ("proven", "partial")
        ),
        None,
    )
