"""Office files are zip archives of XML: what they hold, within limits that no honest one needs."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from ingest.errors import DamagedFileError, HostileFileError

# The largest published workbook seen has 3 MB of XML; a bomb of 40 kB unpacks to gigabytes.
_MOST_BYTES: Final = 256 << 20
_MOST_MEMBERS: Final = 5000
_MOST_RATIO: Final = 300
_SMALL: Final = 1 << 20  # below this a ratio says nothing
_MAIN_PARTS: Final = ("word/document.xml", "xl/workbook.xml")
_STRICT: Final = re.compile(
    rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|spreadsheetml|drawingml|officeDocument)/"
)
_TRANSITIONAL: Final = rb"http://schemas.openxmlformats.org/\1/2006/"


def open_archive(content: bytes, file_name: str) -> zipfile.ZipFile:
    """Open an archive whose members, unpacked, stay within the limits.

    Raises:
        DamagedFileError: it cannot be opened.
        HostileFileError: it unpacks to more than any report holds.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise DamagedFileError(file_name, str(error)) from error
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    steep = [
        member.filename
        for member in members
        if member.file_size > _SMALL
        and member.file_size > _MOST_RATIO * max(1, member.compress_size)
    ]
    if total > _MOST_BYTES or len(members) > _MOST_MEMBERS or steep:
        what = f"{total:,} bytes in {len(members)} parts" if not steep else steep[0]
        raise HostileFileError(file_name, f"it unpacks to more than a report holds: {what}")
    return archive


def read_member(archive: zipfile.ZipFile, name: str, file_name: str) -> bytes:
    """Read a member; empty where the archive has none of that name."""
    if name not in archive.namelist():
        return b""
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise DamagedFileError(file_name, f"{name}: {error}") from error


def as_transitional(content: bytes, file_name: str) -> bytes:
    """Give an office file the names of the form that nearly all are saved in.

    Word and Excel save a strict form too (ISO/IEC 29500-1): the same parts, whose names begin
    otherwise. Libraries know the other one.
    """
    archive = open_archive(content, file_name)
    main = (read_member(archive, name, file_name) for name in _MAIN_PARTS)
    if not any(_STRICT.search(part) for part in main):
        return content
    rewritten = io.BytesIO()
    with zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as other:
        for name in archive.namelist():
            part = read_member(archive, name, file_name)
            is_xml = name.endswith((".xml", ".rels"))
            other.writestr(name, _STRICT.sub(_TRANSITIONAL, part) if is_xml else part)
    return rewritten.getvalue()


def parse_xml(text: bytes, file_name: str) -> etree._Element:
    """Parse XML of an office file: no entities, nothing fetched.

    Raises:
        HostileFileError: it declares a document type, which no office file needs.
        DamagedFileError: it is no XML.
    """
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise HostileFileError(file_name, "its XML declares entities (XML 实体)")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise DamagedFileError(file_name, str(error)) from error
