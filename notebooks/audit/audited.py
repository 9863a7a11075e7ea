"""Put a report together with its marks and its appendix."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from pypdf import PdfReader, PdfWriter

from ingest.pdf.passages import find_passages
from notebooks.audit.appendix import make_appendix
from notebooks.audit.findings import AuditFinding, Choice
from notebooks.audit.marking import add_mark


def audit_pdf(
    content: bytes,
    report: Choice,
    findings: Sequence[AuditFinding],
    rotations: Mapping[int, int],
) -> bytes:
    """Box every culprit of a report and append its findings.

    Args:
        content: the published file.
        report: who it is.
        findings: numbered.
        rotations: page → degrees clockwise, as the warehouse reads it.

    Returns:
        The PDF: the published pages with annotations, then the pages of findings.

    Raises:
        DamagedPdfError: the file cannot be opened.
    """
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    for finding in findings:
        about = f"{finding.message_zh}\n{finding.message_en}"
        places = [(mark.page_number, mark.box) for mark in finding.marks]
        found = find_passages(content, finding.passages, file_name=report.file_name)
        places += [
            (passage.page_number, box)
            for passage, boxes in zip(finding.passages, found, strict=True)
            for box in boxes
        ]
        for page_number, box in places:
            add_mark(
                writer,
                page_number,
                rotations.get(page_number, 0),
                (box[0], box[1], box[2], box[3]),
                label=str(finding.number),
                severity=finding.severity,
                title=f"疑点 finding {finding.number}: {finding.kind}",
                message=about,
            )
    writer.append(io.BytesIO(make_appendix(report, findings)), import_outline=False)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
