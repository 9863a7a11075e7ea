"""The text of an old Word file (.doc), straight from its bytes: the second witness.

[MS-DOC] 2.4.1: the piece table says where the text lies. A mark (07) ends each cell and each row;
what stands between two marks is a cell, or a cell with the paragraphs before its table.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Final

from xlrd.compdoc import CompDoc, CompDocError  # type: ignore[import-untyped]

from ingest.errors import DamagedFileError, EncryptedFileError

_MAGIC: Final = 0xA5EC
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_LENGTH_AT: Final = 0x4C  # ccpText: characters of the main text
_CLX_AT: Final = 0x01A2  # fcClx, lcbClx
_COMPRESSED: Final = 0x40000000
_MOST_CHARACTERS: Final = 50_000_000
_CELL_END: Final = "\x07"
# a field is its code, a mark, what it shows; the code is not printed
_FIELD_CODE: Final = re.compile("\x13[^\x13\x14\x15]*\x14?|\x15")
# breaks, pictures, notes, soft hyphens: no characters of the text
_MARKS: Final = re.compile("[\x00-\x06\x08-\x1f\xad]")


def read_old_text(content: bytes, file_name: str) -> str:
    """Read the main text with its marks.

    Raises:
        EncryptedFileError: it asks for a password.
        DamagedFileError: the file is no whole .doc.
    """
    try:
        container = CompDoc(content, logfile=_Silence())
        main = _stream(container, "WordDocument")
        magic, flags = struct.unpack_from("<H8xH", main)
        if magic != _MAGIC:
            raise DamagedFileError(file_name, "no Word 97 file (Word 97 之前的格式)")
        if flags & _ENCRYPTED:
            raise EncryptedFileError(file_name)
        table = _stream(container, "1Table" if flags & _SECOND_TABLE else "0Table")
        (length,) = struct.unpack_from("<i", main, _LENGTH_AT)
        place, size = struct.unpack_from("<II", main, _CLX_AT)
        return "".join(_pieces(main, table[place : place + size]))[:length]
    except (CompDocError, struct.error, LookupError, AssertionError, ValueError) as error:
        raise DamagedFileError(file_name, f"its text is not found: {error}") from error


class _Silence:
    """Where xlrd may tell about odd containers."""

    def write(self, text: str) -> int:
        return len(text)


def _stream(container: CompDoc, name: str) -> bytes:
    content = container.get_named_stream(name)
    if content is None:
        raise LookupError(name)
    return bytes(content)


def _pieces(main: bytes, clx: bytes) -> Iterator[str]:
    """Yield the text, piece by piece, from the piece table ([MS-DOC] 2.8.35, 2.9.38)."""
    at = 0
    while clx[at] == 1:  # formatting of pieces
        at += 3 + struct.unpack_from("<h", clx, at + 1)[0]
    if clx[at] != 2:
        raise ValueError("no piece table")
    (size,) = struct.unpack_from("<I", clx, at + 1)
    count = (size - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    if places[-1] > _MOST_CHARACTERS:
        raise ValueError(f"{places[-1]:,} characters")
    for index in range(count):
        length = places[index + 1] - places[index]
        (start,) = struct.unpack_from("<2xI", clx, at + 5 + 4 * (count + 1) + 8 * index)
        if start & _COMPRESSED:
            start = (start & ~_COMPRESSED) // 2
            yield main[start : start + length].decode("cp1252", "replace")
        else:
            yield main[start : start + 2 * length].decode("utf-16-le", "replace")


def printed_cells(text: str) -> list[str]:
    r"""List what the cells hold, blank ones left out, in order, without white space.

    >>> printed_cells("题目\r项目\x07金额\x07\x07\x13 =SUM \x14 1 2\x15\x07\x07")
    ['题目项目', '金额', '12']
    """
    shown = _FIELD_CODE.sub("", text)
    *cells, _ = _MARKS.sub("", shown).split(_CELL_END)
    return [bare for cell in cells if (bare := "".join(cell.split()))]
