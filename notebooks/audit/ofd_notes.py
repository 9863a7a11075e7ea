"""Annotations in an OFD file, in place: a box around each cell (GB/T 33190-2016, 7.10 and 15)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from ingest.errors import DamagedFileError
from ingest.reading.office import as_shown
from ingest.reading.office.ofd import MM_PT, child, children, open_package, resolved, text_of
from ingest.reading.pdf.passages import find_passages
from notebooks.audit.notes import AUTHOR, Note
from notebooks.audit.package import Package

_NS: Final = "http://www.ofdspec.org/2016"
_O: Final = f"{{{_NS}}}"
_NO_DAY: Final = "1980-01-01"  # equal findings give equal bytes
_RED: Final = "200 0 0"
_LINE_MM: Final = 0.4
_CORNER_PT: Final = 12.0  # of a note without a place
# what may follow the annotations in a document (7.5)
_AFTER: Final = ("CustomTags", "Attachments", "Extensions")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page where annotations are put.

    Attributes:
        document: the path of the document that it is of.
        page_id: by which annotations name it.
        sides: of its paper: x, y, width and height in millimetres.
    """

    document: str
    page_id: str
    sides: Box


def annotate_ofd(content: bytes, file_name: str, notes: Sequence[Note]) -> bytes:
    """Box the places of notes on the pages of an OFD file, each with what it says.

    A note without a place is said at the top of the first page. Pages, and annotations that are
    there, stay as they are.

    Raises:
        ReportRejectedError: it cannot be opened.
    """
    package = Package(content, file_name)
    pages = list(_pages(package, content, file_name))
    by_page: dict[int, list[tuple[str, Box]]] = {}
    shown = as_shown(content, file_name)
    for note in notes:
        number, boxes = note.page_number or 1, [note.box] if note.box else []
        if note.passage is not None:
            (found,) = find_passages(shown, [note.passage], file_name=file_name)
            boxes += [(x0, y0, x1, y1) for x0, y0, x1, y1 in found]
        top = pages[number - 1].sides[3] * MM_PT
        for box in boxes or [(_CORNER_PT, top - 2 * _CORNER_PT, 3 * _CORNER_PT, top - _CORNER_PT)]:
            by_page.setdefault(number, []).append((note.text, box))
    for document in dict.fromkeys(page.document for page in pages):
        own = {
            pages[number - 1]: places
            for number, places in sorted(by_page.items())
            if pages[number - 1].document == document
        }
        if own:
            _annotate(package, document, own, file_name)
    return package.write()


def _tree(package: Package, name: str, file_name: str) -> etree._Element:
    root = package.tree(name)
    if root is None:
        raise DamagedFileError(file_name, f"it names {name}, which is not there")
    return root


def _pages(package: Package, content: bytes, file_name: str) -> Iterator[_Page]:
    """List the pages of all documents, as they are numbered when they are read."""
    sides = iter([page.box for page in open_package(content, file_name).pages])
    for body in children(_tree(package, "OFD.xml", file_name), "DocBody"):
        name = resolved("", text_of(child(body, "DocRoot")))
        for page in children(child(_tree(package, name, file_name), "Pages"), "Page"):
            yield _Page(name, page.get("ID", ""), next(sides))


def _annotate(
    package: Package,
    name: str,
    pages: Mapping[_Page, Sequence[tuple[str, Box]]],
    file_name: str,
) -> None:
    """Write the annotations of one document."""
    document = _tree(package, name, file_name)
    largest = child(document, "CommonData", "MaxUnitID")
    number = int(text_of(largest) or 0) if text_of(largest).isdigit() else 0
    list_name, listed = _list_of(package, document, name)
    folder = posixpath.dirname(list_name)
    entries = {each.get("PageID"): each for each in children(listed, "Page")}
    for page, places in pages.items():
        entry = entries.get(page.page_id)
        place = text_of(child(entry, "FileLoc")) if entry is not None else ""
        if not place:
            entry = etree.SubElement(listed, f"{_O}Page", PageID=page.page_id)
            place = f"audit_{page.page_id}.xml"
            etree.SubElement(entry, f"{_O}FileLoc").text = place
        where = resolved(folder, place)
        annotations = package.tree(where)
        if annotations is None:
            annotations = etree.Element(f"{_O}PageAnnot", nsmap={"ofd": _NS})
        for text, box in places:
            number += 2
            annotations.append(_annotation(text, box, page.sides, number))
        package.put(where, annotations)
    if largest is not None:
        largest.text = str(number)
    package.put(list_name, listed)
    package.put(name, document)


def _list_of(package: Package, document: etree._Element, name: str) -> tuple[str, etree._Element]:
    """Find or make the list that says where the annotations of each page are."""
    folder = posixpath.dirname(name)
    said = child(document, "Annotations")
    if said is None or not text_of(said):
        said = etree.Element(f"{_O}Annotations")
        said.text = "Annots/Annotations.xml"
        followers = (each for name in _AFTER for each in children(document, name))
        follower = next(followers, None)
        if follower is not None:
            follower.addprevious(said)
        else:
            document.append(said)
    path = resolved(folder, text_of(said))
    listed = package.tree(path)
    if listed is None:
        listed = etree.Element(f"{_O}Annotations", nsmap={"ofd": _NS})
    return path, listed


def _annotation(text: str, box: Box, sides: Box, number: int) -> etree._Element:
    """Box a place; millimetres go down from the top left of the paper."""
    x, top = sides[0] + box[0] / MM_PT, sides[1] + sides[3] - box[3] / MM_PT
    width, height = (box[2] - box[0]) / MM_PT, (box[3] - box[1]) / MM_PT
    mark = etree.Element(
        f"{_O}Annot",
        {
            **{"ID": str(number - 1), "Type": "Path", "Creator": AUTHOR},
            **{"LastModDate": _NO_DAY, "Subtype": "Rectangle"},
        },
        nsmap={"ofd": _NS},
    )
    etree.SubElement(mark, f"{_O}Remark").text = text
    shape = etree.SubElement(
        mark, f"{_O}Appearance", Boundary=f"{x:.3f} {top:.3f} {width:.3f} {height:.3f}"
    )
    path = etree.SubElement(
        shape,
        f"{_O}PathObject",
        ID=str(number),
        Boundary=f"0 0 {width:.3f} {height:.3f}",
        LineWidth=str(_LINE_MM),
    )
    etree.SubElement(path, f"{_O}StrokeColor", Value=_RED)
    etree.SubElement(
        path, f"{_O}AbbreviatedData"
    ).text = f"M 0 0 L {width:.3f} 0 L {width:.3f} {height:.3f} L 0 {height:.3f} C"
    return mark
