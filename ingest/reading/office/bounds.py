"""How large the sheets of a workbook say they are, before anything is made of them.

Libraries make room for all cells between the first and the last one, and for each cell of a merged
area: a sheet of two cells, at A1 and XFD1048576, has 17 billion. What stands behind the last value
of a sheet (rows that are formatted to the end) displays nothing, and is left out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final

from ingest.errors import HostileFileError
from ingest.reading.office.archive import open_archive, read_member

_SHEETS: Final = "xl/worksheets/"
_MOST_CELLS: Final = 20_000_000  # between the first and the last: 400,000 rows of 50 columns
_HEAD_BYTES: Final = 4096
_MOST_MERGED: Final = 400_000
# Below this nothing is cut: a sheet of 900 rows has 300 kB.
_LARGE_BYTES: Final = 4 << 20
_FILLED: Final = re.compile(rb'<c\s(?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"(?:[^>]*[^/])?>')
_MERGED: Final = re.compile(rb'<mergeCell\s[^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_VALUE_ENDS: Final = (b"</v>", b"</is>", b"</f>")
_ROW_END: Final = b"</row>"


def within_bounds(content: bytes, file_name: str) -> bytes:
    """Give a workbook without the rows behind the last value of its large sheets.

    Raises:
        HostileFileError: a sheet, or a merged area of it, is larger than any report's.
        DamagedFileError: it cannot be opened.
    """
    archive = open_archive(content, file_name)
    cut: dict[str, bytes] = {}
    for name in archive.namelist():
        if not name.endswith(".xml"):
            continue
        sheet = read_member(archive, name, file_name)
        if b"<!DOCTYPE" in sheet[:_HEAD_BYTES]:
            raise HostileFileError(file_name, "its XML declares entities (XML 实体)")
        if not name.startswith(_SHEETS):
            continue
        _check_sheet(sheet, name.removeprefix(_SHEETS), file_name)
        if len(sheet) > _LARGE_BYTES and (shorter := _cut(sheet)) is not None:
            cut[name] = shorter
    return _packed(archive, cut, file_name) if cut else content


def _check_sheet(sheet: bytes, name: str, file_name: str) -> None:
    rows = columns = 1
    for column, row in _FILLED.findall(sheet):
        rows, columns = max(rows, int(row)), max(columns, _number(column))
    if rows * columns > _MOST_CELLS:
        raise HostileFileError(
            file_name, f"{name} has {rows:,} rows of {columns:,} columns (表格过大)"
        )
    for area in _areas(sheet):
        if area > _MOST_MERGED:
            raise HostileFileError(file_name, f"{name} merges {area:,} cells into one (合并过大)")


def _areas(sheet: bytes) -> Iterator[int]:
    for left, top, right, bottom in _MERGED.findall(sheet):
        high = abs(int(bottom) - int(top)) + 1
        yield high * (abs(_number(right) - _number(left)) + 1)


def _number(letters: bytes) -> int:
    """Number a column.

    >>> [_number(letters) for letters in (b"A", b"Z", b"AA", b"XFD")]
    [1, 26, 27, 16384]
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _cut(sheet: bytes) -> bytes | None:
    """Leave out the rows behind the last value; None where there are none."""
    last = max(sheet.rfind(end) for end in _VALUE_ENDS)
    end = sheet.find(_ROW_END, last) if last >= 0 else -1
    close = sheet.find(b"</sheetData>", end)
    if end < 0 or close < 0:
        return None
    return sheet[: end + len(_ROW_END)] + sheet[close:]


def _packed(archive: zipfile.ZipFile, cut: dict[str, bytes], file_name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name in archive.namelist():
            packed.writestr(name, cut.get(name) or read_member(archive, name, file_name))
    return stream.getvalue()
