"""Comments in a workbook, in place: beside its cells (ECMA-376 part 1, 18.7; part 4, 19)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from lxml import etree  # type: ignore[import-untyped]
from openpyxl.utils.cell import coordinate_to_tuple  # type: ignore[import-untyped]

from ingest.errors import DamagedFileError
from notebooks.audit.notes import AUTHOR, Note
from notebooks.audit.package import OFFICE, Package

_NS: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_M: Final = f"{{{_NS}}}"
_R: Final = f"{{{OFFICE}}}"
_BOOK: Final = "xl/workbook.xml"
_COMMENTS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# What may follow the drawing of comments in a sheet (ECMA-376 part 1, 18.3.1.99).
_AFTER: Final = frozenset(
    {
        *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
        *("tableParts", "extLst"),
    }
)
_V, _X = "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:excel"
_EMPTY_DRAWING: Final = (
    f'<xml xmlns:v="{_V}" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="{_X}">'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" '
    'o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE: Final = (
    f'<v:shape xmlns:v="{_V}" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="{_X}" '
    'id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;visibility:hidden;'
    'width:360pt;height:150pt" fillcolor="#ffffe1" o:insetmode="auto"><v:path '
    'o:connecttype="none"/><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
    "<x:SizeWithCells/><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}"
    "</x:Column></x:ClientData></v:shape>"
)
_FIRST_SHAPE: Final = 9000  # above what a sheet's own comments are numbered


def comment_workbook(content: bytes, file_name: str, notes: Sequence[Note]) -> bytes:
    """Write notes into an .xlsx file as comments; its cells stay as they are.

    Raises:
        DamagedFileError: it cannot be opened.
    """
    package = Package(content, file_name)
    book = package.tree(_BOOK)
    if book is None:
        raise DamagedFileError(file_name, f"it has no {_BOOK}")
    targets = package.targets(_BOOK)
    sheets = {
        sheet.get("name"): targets[sheet.get(f"{_R}id")][1]
        for sheet in book.iter(_M + "sheet")
        if sheet.get(f"{_R}id") in targets
    }
    by_sheet: dict[str, dict[str, list[str]]] = {}
    first = next(iter(sheets), "")
    for note in notes:
        title, _, cell = (note.locator or "").rpartition("!")
        if title not in sheets or not re.fullmatch(r"[A-Z]+\d+", cell):
            title, cell = first, "A1"
        by_sheet.setdefault(title, {}).setdefault(cell, []).append(note.text)
    for number, (title, cells) in enumerate(by_sheet.items(), start=1):
        if title:
            texts = {cell: "\n\n".join(dict.fromkeys(said)) for cell, said in cells.items()}
            _comment_sheet(package, sheets[title], number, texts)
    return package.write()


def _comment_sheet(package: Package, sheet: str, number: int, texts: Mapping[str, str]) -> None:
    name = package.find(sheet, "comments")
    if name is None:
        name = f"xl/audit{number}.comments.xml"
        package.refer(sheet, "comments", name)
        package.declare(name, _COMMENTS)
    comments = package.tree(name)
    if comments is None:
        comments = etree.Element(_M + "comments", nsmap={None: _NS})
        etree.SubElement(comments, _M + "authors")
        etree.SubElement(comments, _M + "commentList")
    authors, listed = comments.find(_M + "authors"), comments.find(_M + "commentList")
    etree.SubElement(authors, _M + "author").text = AUTHOR
    known = {each.get("ref"): each for each in listed}
    drawing_name, drawing = _drawing(package, sheet, number)
    for index, (cell, text) in enumerate(sorted(texts.items(), key=lambda each: _place(each[0]))):
        if cell in known:  # the publisher's own comment stays, ours below it
            _write(known[cell], f"\n{text}")
            continue
        comment = etree.SubElement(listed, _M + "comment", ref=cell, authorId=str(len(authors) - 1))
        _write(comment, text)
        row, column = _place(cell)
        drawing.append(
            etree.fromstring(
                _SHAPE.format(number=_FIRST_SHAPE + index, row=row - 1, column=column - 1)
            )
        )
    package.put(name, comments)
    package.put(drawing_name, drawing)


def _drawing(package: Package, sheet: str, number: int) -> tuple[str, etree._Element]:
    """Find or make the drawing that holds the boxes of a sheet's comments."""
    name = package.find(sheet, "vmlDrawing")
    drawing = package.tree(name) if name else None
    if name is None or drawing is None:
        name = f"xl/drawings/audit{number}.vml"
        relation = package.refer(sheet, "vmlDrawing", name)
        package.declare(name, _DRAWING)
        root = package.tree(sheet)
        assert root is not None
        mark = etree.Element(_M + "legacyDrawing", {f"{_R}id": relation})
        followers = [each for each in root if etree.QName(each).localname in _AFTER]
        if followers:
            followers[0].addprevious(mark)
        else:
            root.append(mark)
        package.put(sheet, root)
        drawing = etree.fromstring(_EMPTY_DRAWING)
    return name, drawing


def _place(cell: str) -> tuple[int, int]:
    row, column = coordinate_to_tuple(cell)
    return int(row), int(column)


def _write(comment: etree._Element, text: str) -> None:
    body = comment.find(_M + "text")
    if body is None:
        body = etree.SubElement(comment, _M + "text")
    run = etree.SubElement(body, _M + "r")
    part = etree.SubElement(run, _M + "t")
    part.text = text
    part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
