"""The audited form of a report that is no PDF: its own file with comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from ingest.converting import word_to_docx
from ingest.reading.office import is_web_page
from ingest.reading.office.archive import open_archive
from notebooks.audit.notes import Note
from notebooks.audit.ofd_notes import annotate_ofd
from notebooks.audit.old_workbook import as_new_workbook
from notebooks.audit.web_notes import comment_web
from notebooks.audit.word_notes import comment_word
from notebooks.audit.workbook_notes import comment_workbook

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_OLD_WORD: Final = "WordDocument".encode("utf-16-le")
_WHOLE_FILE: Final = "全文 the file"


class Audited(NamedTuple):
    """What is written for a report.

    Attributes:
        content: the file.
        suffix: what its name ends in.
        remark: what it is, where it is not the published file with comments; "" where it is.
    """

    content: bytes
    suffix: str
    remark: str = ""


def audit_office(content: bytes, file_name: str, notes: Sequence[Note]) -> Audited:
    """Write a report's findings into it: as comments, annotations or notes; else list them.

    Raises:
        ReportRejectedError: it cannot be opened.
    """
    if content.startswith(_OLE):
        return _audit_old(content, file_name, notes)
    if content.startswith(_ZIP):
        names = set(open_archive(content, file_name).namelist())
        for part, comment, suffix in _PARTS:
            if part in names:
                return Audited(comment(content, file_name, notes), suffix)
    elif is_web_page(content):
        return Audited(comment_web(content, file_name, notes), ".html")
    return Audited(
        _listed(file_name, notes),
        ".txt",
        "a list (清单): a file of this form takes no comments (此格式无法加批注)",
    )


_PARTS: Final = (
    ("word/document.xml", comment_word, ".docx"),
    ("xl/workbook.xml", comment_workbook, ".xlsx"),
    ("OFD.xml", annotate_ofd, ".ofd"),
)


def _audit_old(content: bytes, file_name: str, notes: Sequence[Note]) -> Audited:
    """Comment a file of Office 97 as one of its successor."""
    if _OLD_WORD in content:
        docx = word_to_docx(content, file_name)
        return Audited(
            comment_word(docx, file_name, notes), ".docx", "LibreOffice's .docx of it, as read"
        )
    return Audited(
        comment_workbook(as_new_workbook(content, file_name), file_name, notes),
        ".xlsx",
        "a copy of its cells (单元格副本): an .xls takes no comments here",
    )


def _listed(file_name: str, notes: Sequence[Note]) -> bytes:
    """List notes with the place of each."""
    lines = [file_name, ""]
    for note in notes:
        place = note.locator or (f"“{note.sentence}”" if note.sentence else _WHOLE_FILE)
        lines += [place, *(f"    {line}" for line in note.text.split("\n")), ""]
    return "\n".join(lines).encode("utf-8-sig")  # as Windows' editor wants it
