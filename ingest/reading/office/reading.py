"""Bytes of an office file or web page → a read document: told by content, never by name."""

from __future__ import annotations

import re
from typing import Final

from ingest.errors import EncryptedFileError, NoTextError, UnreadFormError
from ingest.reading.office.archive import as_transitional, open_archive
from ingest.reading.office.layout import lay_out
from ingest.reading.office.model import Section
from ingest.reading.office.ofd import as_pdf, read_ofd
from ingest.reading.office.old_word import read_old_word
from ingest.reading.office.web import decode_wide, read_web_archive, read_web_page
from ingest.reading.office.word import read_word
from ingest.reading.office.workbook import read_old_workbook, read_workbook
from ingest.reading.pdf.model import DocumentRead

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD: Final = 2048
# Names of streams in an old Office file, UTF-16: Word's, and those of old workbooks.
_OLD_WORD: Final = "WordDocument".encode("utf-16-le")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")  # a .docx or .xlsx within
_OLD_WORKBOOKS: Final = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
# What is called .xls or .doc now and then and is not read here: found by a mark at its head.
_NAMED: Final = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", "an XML workbook of 2003 (XML 表格)"),
    (b"schemas.microsoft.com/office/word/2003/wordml", "an XML document of 2003 (XML 文档)"),
    (b"{\\rtf", "an RTF file (RTF 文档)"),
)
# The same of files that are archives: found by a part of theirs.
_ZIPPED: Final = (
    ("xl/workbook.bin", "a binary workbook (.xlsb 表格)"),
    ("ppt/", "slides (.pptx 演示文稿)"),
    ("mimetype", "an OpenDocument file (.odt、.ods)"),
)
# Text in columns, as programs export it, often called .xls: so many lines are looked at.
_COLUMNS: Final = re.compile(r"[^\t\n]*\t[^\n]*|[^,\n]+,[^\n]*,[^\n]*")
_LINES_LOOKED_AT: Final = 40
_FEWEST_ROWS: Final = 3

_Sections = tuple[tuple[Section, ...], str]  # with what kind of file it was


def read_office(content: bytes, file_name: str) -> DocumentRead | None:
    """Read a Word file, a workbook, a web page or an OFD file.

    Returns:
        The pages; None where the bytes are none of these.

    Raises:
        ReportRejectedError: they are, and cannot be read.
        MissingProgramError: they are an old Word file, and LibreOffice is not installed.
    """
    if _is_ofd(content, file_name):
        return read_ofd(content, file_name)
    found = _read_sections(content, file_name)
    if found is None:
        return None
    sections, producer = found
    if not sections:
        raise NoTextError(file_name, "the file holds no text")
    return lay_out(sections, producer)


def as_shown(content: bytes, file_name: str) -> bytes:
    """Give the PDF in which the pages of a file can be drawn: of an OFD file, one that shows it."""
    return as_pdf(content, file_name) if _is_ofd(content, file_name) else content


def _is_ofd(content: bytes, file_name: str) -> bool:
    return content.startswith(_ZIP) and "OFD.xml" in open_archive(content, file_name).namelist()


def _read_sections(content: bytes, file_name: str) -> _Sections | None:
    if content.startswith(_ZIP):
        return _read_zip(content, file_name)
    if content.startswith(_OLE):
        return _read_old(content, file_name)
    return _read_text(content, file_name)


def _read_zip(content: bytes, file_name: str) -> _Sections:
    names = set(open_archive(content, file_name).namelist())
    content = as_transitional(content, file_name)
    if "word/document.xml" in names:
        return read_word(content, file_name), "Word (docx)"
    if "xl/workbook.xml" in names:
        return read_workbook(content, file_name), "workbook (xlsx)"
    what = next((what for name, what in _ZIPPED if any(n.startswith(name) for n in names)), None)
    if what is not None:
        raise UnreadFormError(file_name, f"{what}: save it as .docx, .xlsx or PDF")
    raise UnreadFormError(file_name, "an archive (压缩包) that is not called one: name it .zip")


def _read_old(content: bytes, file_name: str) -> _Sections:
    if _ENCRYPTED in content:
        raise EncryptedFileError(file_name)
    if any(name in content for name in _OLD_WORKBOOKS):
        return read_old_workbook(content, file_name), "workbook (xls)"
    if _OLD_WORD in content:
        return read_old_word(content, file_name), "Word (doc)"
    what = "an old Office file (旧版 Office 文件)"
    raise UnreadFormError(file_name, f"{what}: save it as .docx, .xlsx or PDF")


def is_web_page(content: bytes) -> bool:
    """Say whether bytes are a web page by itself."""
    head = _head(content)
    return b"%pdf-" not in head and not _is_web_archive(head) and _is_page(head)


def _head(content: bytes) -> bytes:
    return decode_wide(content)[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()


def _is_web_archive(head: bytes) -> bool:
    return head.startswith(b"mime-version:") or b"\nmime-version:" in head


def _is_page(head: bytes) -> bool:
    return head.startswith(b"<!doctype html") or b"<html" in head or b"<table" in head


def _read_text(content: bytes, file_name: str) -> _Sections | None:
    head = _head(content)
    if b"%pdf-" in head:  # whatever a server wrote before it
        return None
    if _is_web_archive(head):
        return read_web_archive(content, file_name), "web page (mht)"
    is_whole = head.startswith(b"<!doctype html") or b"<html" in head
    named = next((what for mark, what in _NAMED if mark in head), None)
    if named is not None and not is_whole:
        raise UnreadFormError(file_name, f"{named}: save it as .docx, .xlsx or PDF")
    if _is_page(head):
        return read_web_page(content, file_name), "web page"
    if _is_text_in_columns(content):
        what = "text in columns (制表符或逗号分隔的文本)"
        raise UnreadFormError(file_name, f"{what}: open it in a spreadsheet, save it as .xlsx")
    return None


def _is_text_in_columns(content: bytes) -> bool:
    r"""Say whether a file is rows of text, parted by tabs or commas.

    >>> _is_text_in_columns("科目\t金额\n合计\t1.00\n教育\t1.00\n".encode("gb18030"))
    True
    >>> _is_text_in_columns(b"\x00\x01,\x02,\n" * 9), _is_text_in_columns(b"a letter, in short")
    (False, False)
    """
    wide = decode_wide(content)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = wide.decode(encoding)
        except UnicodeDecodeError:
            continue
        lines = [line for line in text.splitlines() if line.strip()][:_LINES_LOOKED_AT]
        is_plain = all(each.isprintable() or each.isspace() for line in lines for each in line)
        return is_plain and sum(map(bool, map(_COLUMNS.fullmatch, lines))) >= _FEWEST_ROWS
    return False
