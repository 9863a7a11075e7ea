"""A bilevel picture in JBIG2 → what a PDF holds of one (ITU-T T.88; PDF 32000-1, 7.4.7).

OFD files of scanners keep pictures so. Nothing here decodes them: pdfium does, which draws the
page. A file is a header and segments; a PDF wants the segments alone, without the marks of ends.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

HEAD: Final = b"\x97JB2\r\n\x1a\n"
_SEQUENTIAL, _UNKNOWN_COUNT = 1, 2  # flags of the file
_WIDE_PAGE: Final = 0x40  # flag of a segment: four bytes name its page
_TYPE: Final = 0x3F
_PAGE_INFORMATION, _END_OF_PAGE, _END_OF_FILE = 48, 49, 51
_UNKNOWN_LENGTH: Final = 0xFFFFFFFF
_MANY: Final = 7  # in three bits: the count of segments referred to stands in four bytes
_MOST_SEGMENTS: Final = 10_000


@dataclass(frozen=True, slots=True)
class BilevelPicture:
    """A picture of one page.

    Attributes:
        segments: as a PDF's stream holds them.
    """

    width: int
    height: int
    segments: bytes


@dataclass(frozen=True, slots=True)
class _Segment:
    kind: int
    page: int
    header: bytes
    length: int


def read_jbig2(content: bytes) -> BilevelPicture | None:
    """Take the first page out of a JBIG2 file; None where it is none, or torn."""
    if not content.startswith(HEAD):
        return None
    try:
        return _read(content)
    except (struct.error, IndexError, ValueError):
        return None


def _read(content: bytes) -> BilevelPicture | None:
    flags = content[len(HEAD)]
    at = len(HEAD) + 1 + (0 if flags & _UNKNOWN_COUNT else 4)
    placed = list(_in_order(content, at) if flags & _SEQUENTIAL else _apart(content, at))
    size = next((data for segment, data in placed if segment.kind == _PAGE_INFORMATION), None)
    if size is None:
        return None
    width, height = struct.unpack_from(">II", size)
    kept = b"".join(
        segment.header + data
        for segment, data in placed
        if segment.page in (0, 1) and segment.kind not in (_END_OF_PAGE, _END_OF_FILE)
    )
    return BilevelPicture(width, height, kept)


def _in_order(content: bytes, at: int) -> Iterator[tuple[_Segment, bytes]]:
    """Yield segments whose data follow each header."""
    for _ in range(_MOST_SEGMENTS):
        if at >= len(content):
            return
        segment = _header(content, at)
        at += len(segment.header)
        yield segment, content[at : at + segment.length]
        at += segment.length
        if segment.kind == _END_OF_FILE:
            return


def _apart(content: bytes, at: int) -> Iterator[tuple[_Segment, bytes]]:
    """Yield segments whose data follow all headers."""
    segments = []
    for _ in range(_MOST_SEGMENTS):
        segment = _header(content, at)
        at += len(segment.header)
        segments.append(segment)
        if segment.kind == _END_OF_FILE:
            break
    for segment in segments:
        yield segment, content[at : at + segment.length]
        at += segment.length


def _header(content: bytes, start: int) -> _Segment:
    """Read a segment's header (7.2)."""
    number, flags, counts = struct.unpack_from(">IBB", content, start)
    count, at = counts >> 5, start + 6
    if count == _MANY:
        count = struct.unpack_from(">I", content, start + 5)[0] & 0x1FFFFFFF
        at = start + 9 + (count + 8) // 8
    at += count * (1 if number <= 256 else 2 if number <= 65536 else 4)
    if flags & _WIDE_PAGE:
        page, at = struct.unpack_from(">I", content, at)[0], at + 4
    else:
        page, at = content[at], at + 1
    length = struct.unpack_from(">I", content, at)[0]
    at += 4
    if length == _UNKNOWN_LENGTH or at > len(content):
        raise ValueError("a segment of unknown length")
    return _Segment(flags & _TYPE, page, content[start:at], length)
