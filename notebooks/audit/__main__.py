"""Write the published file with its findings marked in it: what `make audit REPORT=…` does.

A PDF gets boxes and appended pages, a Word file and a workbook comments in place, an OFD file
annotations, a web page marks beside its cells and a list at its end. Of an old workbook (.xls) a
copy with comments is written, of any other form a list with the place of each finding.

REPORT is a report_id, a part of the file's name, or a department (with its year, if it has
several). The audited file lies beside the warehouse, in `audit/`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ingest.errors import MissingProgramError, ReportRejectedError, UsageError
from ingest.settings import Settings
from notebooks.audit.audited import audit_pdf
from notebooks.audit.choosing import (
    NotChosenError,
    choose_report,
    make_report_parser,
    read_published,
    read_wanted,
)
from notebooks.audit.commented import Audited, audit_office
from notebooks.audit.findings import Choice, find_choices, read_findings, read_rotations, read_tally
from notebooks.audit.notes import make_notes
from notebooks.exports.marts import open_published
from notebooks.exports.names import export_name


def main(arguments: Sequence[str] | None = None) -> int:
    """Audit one report; say where the file is."""
    parser = make_report_parser(__doc__)
    try:
        settings, wanted = read_wanted(parser, arguments)
        print(_audit(wanted, settings))
    except (NotChosenError, UsageError, MissingProgramError, ReportRejectedError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _audit(wanted: str, settings: Settings) -> str:
    """Write the audited file; gives the line that says where it is."""
    with open_published(settings.warehouse) as connection:
        report = choose_report(find_choices(connection, wanted), wanted)
        findings = read_findings(connection, report.report_id)
        rotations = read_rotations(connection, report.report_id)
        tally = read_tally(connection, report.report_id)
    content = read_published(settings.reports_dir, report)
    if b"%PDF-" in content[:1024]:
        audited = Audited(audit_pdf(content, report, findings, rotations, tally), ".pdf")
    else:
        audited = audit_office(content, report.file_name, make_notes(findings))
    target = _target(settings.folder / "audit", report, audited.suffix)
    beside = target.with_name(f".{target.name}.new")
    beside.write_bytes(audited.content)
    os.replace(beside, target)
    marked = sum(len(each.marks) + len(each.passages) for each in findings)
    remark = f"; {audited.remark}" if audited.remark else ""
    return f"{target}   {len(findings)} findings, {marked} places marked{remark}"


def _target(folder: Path, report: Choice, suffix: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    stem = export_name(
        report.department_name or report.file_name, report.budget_year, report_id=report.report_id
    )
    return folder / f"{stem}{suffix}"


if __name__ == "__main__":
    sys.exit(main())
