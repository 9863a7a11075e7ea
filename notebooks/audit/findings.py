"""A report's findings with everything that is to be boxed on its pages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import duckdb

from ingest.contract.keys import literal
from ingest.reading.pdf.passages import Passage

Box = tuple[float, float, float, float]

# the columns of `Choice`; a query goes on with more joins, or a condition
CHOICES_SQL: Final = """
    select reports.report_id, reports.file_name, files.file_path, reports.sha256,
        reports.department_name, reports.budget_year, reports.report_kind, reports.status
    from marts.dim_reports as reports
    inner join raw.report_files as files
        on reports.report_id = files.report_id and files.is_present and files.is_primary
"""
_WANTED_SQL: Final = f"""
    {CHOICES_SQL}
    where
        contains(reports.report_id || ' ' || reports.file_name, $wanted)
        or contains(
            concat_ws('', reports.department_name, reports.budget_year), replace($wanted, ' ', '')
        )
    order by reports.file_name
"""
_FINDINGS_SQL: Final = """
    select finding_id, kind, severity, message_zh, message_en, culprit_figure_ids, printed_value,
        proposed_value, checks_explained, checks_broken, acknowledged, are_alternatives
    from marts.fct_findings
    where report_id = ?
    order by
        array_position(['error', 'minor', 'doubt'], severity), len(checks_explained) desc,
        finding_id
"""
_FIGURES_SQL: Final = """
    select page_number, x0, y0, x1, y1, printed_text, locator, coalesce(unit, '')
    from marts.fct_figures where list_contains(?, figure_id)
    order by page_number, table_number, row_number, column_number
"""
_CLAIMS_SQL: Final = """
    select claims.page_number, claims.sentence, claims.claimed_text,
        (
            select count(*) from marts.fct_narrative_claims as earlier
            where earlier.report_id = claims.report_id
                and earlier.sentence_number = claims.sentence_number
                and earlier.position < claims.position
                and contains(earlier.claimed_text, claims.claimed_text)
        )
    from marts.fct_narrative_claims as claims
    where claims.report_id = $report_id
        and claims.claim_id in (
            select claim_id from marts.fct_invariant_checks where list_contains($checks, check_id)
        )
    order by claims.claim_id
"""
_IDENTITIES_SQL: Final = """
    select invariant_id, subject, left_yuan, right_yuan
    from marts.fct_invariant_checks where list_contains(?, check_id)
    order by invariant_id, check_id
"""
_TALLY_SQL: Final = """
    select status, count(*) from marts.fct_invariant_checks where report_id = ? group by status
"""
_OFFICE_SQL: Final = "select 1 from raw.pages where report_id = ? and reading = 'office' limit 1"
_ROTATIONS_SQL: Final = "select page_number, rotation from raw.pages where report_id = ?"


@dataclass(frozen=True, slots=True)
class Choice:
    """A report that a word may mean."""

    report_id: str
    file_name: str
    file_path: str
    sha256: str
    department_name: str | None
    budget_year: int | None
    report_kind: str | None
    status: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One box on one page (points as displayed, origin bottom left)."""

    page_number: int
    box: Box
    printed_text: str
    locator: str = ""  # where a person finds it: of a workbook 表1!B12


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity that a finding explains; no yuan where it compares no money."""

    invariant_id: str
    subject: str
    left_yuan: Decimal | None
    right_yuan: Decimal | None


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One finding, numbered as on the pages.

    Attributes:
        marks: boxes of its cells.
        identities: what `checks_explained` names.
        unit: what both values are in; empty for values of the prose and of cells in several units.
        are_alternatives: one of the marked cells is wrong, nobody knows which.
        passages: amounts of the prose that it is about, to be found on their pages.
        is_without_pages: its file is a workbook, a Word file or a web page.
    """

    number: int
    finding_id: str
    kind: str
    severity: str
    message_zh: str
    message_en: str
    printed_value: Decimal | None
    proposed_value: Decimal | None
    unit: str
    checks_explained: tuple[str, ...]
    checks_broken: int
    acknowledged: bool
    are_alternatives: bool
    identities: tuple[Identity, ...]
    marks: tuple[Mark, ...]
    passages: tuple[Passage, ...]
    is_without_pages: bool = False


def find_choices(connection: duckdb.DuckDBPyConnection, wanted: str) -> list[Choice]:
    """List the reports that a word may mean: part of an id, a file name, department (and year)."""
    rows = connection.execute(_WANTED_SQL, {"wanted": wanted}).fetchall()
    choices = [Choice(*row) for row in rows]
    # who is named in full is meant, whoever else has that in its name
    exact = [
        each for each in choices if wanted in (each.report_id, each.file_name, each.department_name)
    ]
    return exact or choices


def read_findings(
    connection: duckdb.DuckDBPyConnection, report_id: str
) -> tuple[AuditFinding, ...]:
    """Read a report's findings, the gravest first."""
    rows = connection.execute(_FINDINGS_SQL, [report_id]).fetchall()
    return tuple(
        _finding(connection, report_id, number, row) for number, row in enumerate(rows, start=1)
    )


def read_rotations(connection: duckdb.DuckDBPyConnection, report_id: str) -> dict[int, int]:
    """Read how far each page is turned in the warehouse's coordinates: degrees clockwise."""
    return dict(connection.execute(_ROTATIONS_SQL, [report_id]).fetchall())


def read_tally(connection: duckdb.DuckDBPyConnection, report_id: str) -> dict[str, int]:
    """Count a report's identities by what came of them."""
    return dict(connection.execute(_TALLY_SQL, [report_id]).fetchall())


def _finding(
    connection: duckdb.DuckDBPyConnection, report_id: str, number: int, row: tuple[Any, ...]
) -> AuditFinding:
    finding_id, kind, severity, zh, en, culprits, printed, proposed, checks, *rest = row
    broken, known, are_alternatives = rest
    figures = connection.execute(_FIGURES_SQL, [culprits or []]).fetchall()
    claims = (
        connection.execute(_CLAIMS_SQL, {"report_id": report_id, "checks": checks or []}).fetchall()
        if kind == "narrative"
        else []
    )
    return AuditFinding(
        number=number,
        finding_id=finding_id,
        kind=kind,
        severity=severity,
        message_zh=zh,
        message_en=en,
        printed_value=printed,
        proposed_value=proposed,
        unit=units.pop() if len(units := {unit for *_, unit in figures}) == 1 else "",
        checks_explained=tuple(checks or ()),
        checks_broken=broken,
        acknowledged=known,
        are_alternatives=bool(are_alternatives),
        identities=tuple(
            Identity(*each)
            for each in connection.execute(_IDENTITIES_SQL, [checks or []]).fetchall()
        ),
        marks=tuple(
            Mark(page, (x0, y0, x1, y1), text, locator or "")
            for page, x0, y0, x1, y1, text, locator, _ in figures
        ),
        passages=tuple(Passage(*claim) for claim in claims),
        is_without_pages=bool(connection.execute(_OFFICE_SQL, [report_id]).fetchall()),
    )


def reproducing_sql(report_id: str, finding_id: str) -> str:
    """Write the query that shows what a finding explains, both sides of each identity."""
    return (
        "select c.invariant_id, c.subject, c.left_yuan, c.right_yuan, c.difference_yuan, c.status\n"
        "from marts.fct_invariant_checks as c\n"
        "inner join marts.fct_findings as f\n"
        "    on c.report_id = f.report_id and list_contains(f.checks_explained, c.check_id)\n"
        f"where f.report_id = {literal(report_id)} and f.finding_id = {literal(finding_id)};"
    )
