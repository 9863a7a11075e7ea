"""`python -m notebooks.audit REPORT`: the published PDF with its findings marked and appended.

What `make audit REPORT=…` does. REPORT is a report_id, a part of the file's name, or a department
(with its year, if it has several). The audited file lies beside the warehouse, in `audit/`.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from ingest.archives import read_source
from ingest.errors import DamagedPdfError, UsageError
from ingest.settings import Settings, read_settings
from notebooks.audit.audited import audit_pdf
from notebooks.audit.findings import Choice, find_choices, read_findings, read_rotations, read_tally
from notebooks.exports.marts import open_published
from notebooks.exports.names import export_name


class NotAuditedError(Exception):
    """There is nothing to audit, or not one report; the message says what to do."""


def main(words: list[str]) -> int:
    """Audit one report; say where the file is."""
    wanted = " ".join(words).strip() or os.environ.get("REPORT", "").strip()
    try:
        print(_audit(wanted, read_settings()))
    except (NotAuditedError, UsageError, DamagedPdfError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _audit(wanted: str, settings: Settings) -> str:
    """Write the audited file; gives the line that says where it is."""
    if not wanted:
        raise NotAuditedError("say which: make audit REPORT=report_id, file name or department")
    if not settings.warehouse.exists():
        raise NotAuditedError(f"there is no {settings.warehouse} yet: make build")
    with open_published(settings.warehouse) as connection:
        choices = find_choices(connection, wanted)
        if len(choices) != 1:
            listed = "".join(f"\n  {each.report_id}  {each.file_name}" for each in choices[:20])
            what = "no report is" if not choices else f"{len(choices)} reports are"
            raise NotAuditedError(f"{what} called {wanted!r}{listed}")
        (report,) = choices
        if report.status == "rejected":
            raise NotAuditedError(
                f"{report.file_name} was not taken into the warehouse (未收录): nothing of it was"
                " checked; the build's summary says why"
            )
        findings = read_findings(connection, report.report_id)
        rotations = read_rotations(connection, report.report_id)
        tally = read_tally(connection, report.report_id)
    audited = audit_pdf(
        _read_published(settings.reports_dir / report.file_path, report.sha256),
        report,
        findings,
        rotations,
        tally,
    )
    target = _target(settings.folder / "audit", report)
    beside = target.with_name(f".{target.name}.new")
    beside.write_bytes(audited)
    os.replace(beside, target)
    marked = sum(len(each.marks) + len(each.passages) for each in findings)
    return f"{target}   {len(findings)} findings, {marked} places marked"


def _read_published(path: Path, sha256: str) -> bytes:
    try:
        content = read_source(path)
    except OSError as error:
        raise NotAuditedError(
            f"{path}: {error.strerror} (文件打不开); is REPORTS the folder of the build?"
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotAuditedError(f"{path} has changed since it was read (文件已变): make build")
    return content


def _target(folder: Path, report: Choice) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    stem = export_name(
        report.department_name or report.file_name, report.budget_year, report_id=report.report_id
    )
    return folder / f"{stem}.pdf"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
