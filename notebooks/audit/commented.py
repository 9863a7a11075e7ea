"""The audited form of a report that is no PDF: its own file with comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ingest.converting import word_to_docx
from ingest.reading.office.archive import open_archive
from notebooks.audit.notes import Note
from notebooks.audit.word_notes import comment_word
from notebooks.audit.workbook_notes import comment_workbook

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_OLD_WORD: Final = "WordDocument".encode("utf-16-le")


class NotCommentedError(Exception):
    """A form that comments cannot be written into; the message says where the findings are."""


def audit_office(content: bytes, file_name: str, notes: Sequence[Note]) -> tuple[bytes, str]:
    """Write a report's findings into it as comments.

    Returns:
        The file, and what its name ends in: a .doc comes back as the .docx that was read of it.

    Raises:
        NotCommentedError: comments cannot be written into a file of this form.
        ReportRejectedError: it cannot be opened.
    """
    if content.startswith(_OLE) and _OLD_WORD in content:
        content = word_to_docx(content, file_name)
    if content.startswith(_ZIP):
        names = set(open_archive(content, file_name).namelist())
        if "word/document.xml" in names:
            return comment_word(content, file_name, notes), ".docx"
        if "xl/workbook.xml" in names:
            return comment_workbook(content, file_name, notes), ".xlsx"
    raise NotCommentedError(
        f"{file_name} is of a form that takes no comments here (此格式无法加批注): "
        "make export writes its findings into a workbook, make site shows them beside its cells"
    )
