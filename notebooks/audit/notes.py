"""What is written beside a place of a Word file or a workbook: numbered as in every other audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.reading.pdf.passages import Passage
from notebooks.audit.findings import AuditFinding

AUTHOR = "核对 audit"


@dataclass(frozen=True, slots=True)
class Note:
    """A text beside a cell or a sentence.

    Attributes:
        locator: of the cell: 表1!B12, or table, row and column; None for prose.
        sentence: of the prose; None for a cell. Neither: it is about the whole file.
        text: what it says.
        page_number: where its box, or its sentence, stands; 1… .
        box: of the cell, in points as displayed.
        passage: the amount in the prose.
    """

    locator: str | None
    sentence: str | None
    text: str
    page_number: int | None = None
    box: tuple[float, float, float, float] | None = None
    passage: Passage | None = None


def make_notes(findings: Sequence[AuditFinding]) -> tuple[Note, ...]:
    """Write a note for each place of each finding; one that has no place is about the file."""
    notes: list[Note] = []
    for finding in findings:
        text = _text(finding)
        notes += [
            Note(mark.locator, None, text, mark.page_number, mark.box)
            for mark in finding.marks
            if mark.locator
        ]
        notes += [
            Note(None, passage.sentence, text, passage.page_number, passage=passage)
            for passage in finding.passages
        ]
        if not (finding.marks or finding.passages):
            notes.append(Note(None, None, text))
    return tuple(dict.fromkeys(notes))


def _text(finding: AuditFinding) -> str:
    head = f"疑点 finding {finding.number}: {finding.kind} ({finding.severity})"
    choice = "\n其一有误 one of the marked cells" if finding.are_alternatives else ""
    known = "\n已确认 acknowledged" if finding.acknowledged else ""
    return f"{head}{choice}{known}\n{finding.message_zh}\n{finding.message_en}"
