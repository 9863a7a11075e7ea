"""Put a report together with its marks and its appendix."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, NameObject

from ingest.errors import DamagedPdfError
from ingest.reading.pdf.passages import find_passages
from notebooks.audit.appendix import PAGE_LINK, make_appendix
from notebooks.audit.findings import AuditFinding, Choice
from notebooks.audit.marking import add_mark


def audit_pdf(
    content: bytes,
    report: Choice,
    findings: Sequence[AuditFinding],
    rotations: Mapping[int, int],
    tally: Mapping[str, int],
) -> bytes:
    """Box every culprit of a report and append its findings.

    Args:
        content: the published file.
        report: who it is.
        findings: numbered.
        rotations: page → degrees clockwise, as the warehouse reads it.
        tally: identities by status.

    Returns:
        The PDF: the published pages with annotations, then the pages of findings.

    Raises:
        DamagedPdfError: the file cannot be opened.
    """
    try:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    except PyPdfError as error:
        raise DamagedPdfError(report.file_name, str(error)) from error
    page_count = len(writer.pages)
    for finding in findings:
        about = f"{finding.message_zh}\n{finding.message_en}"
        places = [(mark.page_number, mark.box, False) for mark in finding.marks]
        found = find_passages(content, finding.passages, file_name=report.file_name)
        places += [
            (passage.page_number, box, True)
            for passage, boxes in zip(finding.passages, found, strict=True)
            for box in boxes
        ]
        for page_number, box, is_prose in places:
            add_mark(
                writer,
                page_number,
                rotations.get(page_number, 0),
                (box[0], box[1], box[2], box[3]),
                label=str(finding.number),
                severity=finding.severity,
                title=f"疑点 finding {finding.number}: {finding.kind}",
                message=about,
                is_above=is_prose,
            )
    writer.append(io.BytesIO(make_appendix(report, findings, tally)), import_outline=False)
    _link_pages(writer, page_count)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _link_pages(writer: PdfWriter, page_count: int) -> None:
    """Make the appended pages' links lead to the pages that they name."""
    for page in writer.pages[page_count:]:
        for each in page.get("/Annots", ()):
            annotation = each.get_object()
            target = str(annotation.get("/A", {}).get("/URI", ""))
            if target.startswith(PAGE_LINK):
                cited = writer.pages[int(target.removeprefix(PAGE_LINK)) - 1]
                del annotation["/A"]
                annotation[NameObject("/Dest")] = ArrayObject(
                    [cited.indirect_reference, NameObject("/Fit")]
                )
