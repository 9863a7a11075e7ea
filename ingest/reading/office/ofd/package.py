"""What an OFD file holds: documents, pages, templates and drawn units, found by their paths.

GB/T 33190-2016, 7 (file structure). Lengths are millimetres, the origin is at the top left.
"""

from __future__ import annotations

import math
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from ingest.errors import DamagedFileError
from ingest.reading.office.archive import open_archive, parse_xml, read_member

# A page that names no size is A4.
_A4: Final = (0.0, 0.0, 210.0, 297.0)
_LONGEST_MM: Final = 5000.0  # of a side of paper; a PDF ends at 5,080
# The longest published report has 300 pages.
_MOST_PAGES: Final = 5000

Sides = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Page:
    """A page with what is drawn on it, background first.

    Attributes:
        box: x, y, width and height of the paper.
        layers: elements that hold graphic objects.
        raw: the XML of the page and its templates, for the second witness.
    """

    box: Sides
    layers: tuple[etree._Element, ...]
    raw: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """An opened OFD file.

    Attributes:
        pages: of all its documents, in order.
        units: drawn units that pages refer to, by their id.
        pictures: the bytes of picture files that pages refer to, by their id.
        producer: the program that made it; None where it does not say.
    """

    pages: tuple[Page, ...]
    units: dict[str, etree._Element]
    pictures: dict[str, bytes]
    producer: str | None


def local_name(element: etree._Element) -> str:
    """Give an element's name without its namespace; of a comment, nothing."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Yield the children of a name: publishers' programs disagree about the namespace."""
    return (each for each in (() if element is None else element) if local_name(each) == name)


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Find the first descendant along a path of names."""
    for name in path:
        element = next(children(element, name), None)
    return element


def text_of(element: etree._Element | None) -> str:
    """Give an element's own text, without white space at its ends."""
    return (element.text or "").strip() if element is not None else ""


def numbers_of(text: str | None) -> list[float]:
    """Read a list of numbers; what is none is left out.

    >>> numbers_of("0 0 210 297"), numbers_of(None), numbers_of("1 x")
    ([0.0, 0.0, 210.0, 297.0], [], [1.0])
    """
    found = []
    for word in (text or "").replace(",", " ").split():
        try:
            number = float(word)
        except ValueError:
            continue
        if math.isfinite(number):
            found.append(number)
    return found


class _Opener:
    """Members of the archive by the paths that its documents name."""

    def __init__(self, archive: zipfile.ZipFile, file_name: str) -> None:
        self._archive = archive
        self._file_name = file_name
        self._names = {name.lstrip("/").lower(): name for name in archive.namelist()}

    def raw(self, path: str) -> bytes:
        name = self._names.get(path.lower())
        return read_member(self._archive, name, self._file_name) if name else b""

    def tree(self, path: str) -> etree._Element:
        raw = self.raw(path)
        if not raw:
            raise DamagedFileError(self._file_name, f"it names {path}, which is not there")
        return parse_xml(raw, self._file_name)


class _Resources:
    """What the resource files name: composite units and pictures; fonts are not needed."""

    def __init__(self, opener: _Opener) -> None:
        self._opener = opener
        self.units: dict[str, etree._Element] = {}
        self.pictures: dict[str, bytes] = {}

    def add(self, path: str, file_name: str) -> None:
        raw = self._opener.raw(path)
        if not raw:
            return
        resources = parse_xml(raw, file_name)
        for unit in children(child(resources, "CompositeGraphicUnits"), "CompositeGraphicUnit"):
            content = child(unit, "Content")
            if unit.get("ID") and content is not None:
                self.units[unit.get("ID")] = content
        folder = resolved(posixpath.dirname(path), resources.get("BaseLoc") or "")
        for media in children(child(resources, "MultiMedias"), "MultiMedia"):
            if media.get("ID") and media.get("Type") == "Image":
                place = resolved(folder, text_of(child(media, "MediaFile")))
                self.pictures[media.get("ID")] = self._opener.raw(place)


def resolved(folder: str, location: str) -> str:
    """Resolve a location: absolute in the package, or relative to where it is named.

    >>> resolved("Doc_0", "Pages/P.xml"), resolved("Doc_0/Pages", "/Doc_0/R.xml")
    ('Doc_0/Pages/P.xml', 'Doc_0/R.xml')
    """
    location = location.replace("\\", "/")
    joined = location if location.startswith("/") else posixpath.join("/", folder, location)
    return posixpath.normpath(joined).lstrip("/")


def open_package(content: bytes, file_name: str) -> Package:
    """Open an OFD file.

    Raises:
        DamagedFileError: something that it names is not there.
        HostileFileError: it unpacks to more than a report holds, or declares entities.
    """
    opener = _Opener(open_archive(content, file_name), file_name)
    root = opener.tree("OFD.xml")
    pages: list[Page] = []
    found = _Resources(opener)
    producer = None
    for body in children(root, "DocBody"):
        producer = producer or text_of(child(body, "DocInfo", "Creator")) or None
        path = resolved("", text_of(child(body, "DocRoot")))
        pages += _document_pages(opener, path, found, file_name)
    return Package(tuple(pages), found.units, found.pictures, producer)


def _document_pages(opener: _Opener, path: str, found: _Resources, file_name: str) -> list[Page]:
    document, folder = opener.tree(path), posixpath.dirname(path)
    common = child(document, "CommonData")
    usual = numbers_of(text_of(child(common, "PageArea", "PhysicalBox")))
    for kind in ("PublicRes", "DocumentRes"):
        for named in children(common, kind):
            found.add(resolved(folder, text_of(named)), file_name)
    templates = {
        each.get("ID"): resolved(folder, each.get("BaseLoc") or "")
        for each in children(common, "TemplatePage")
    }
    named_pages = list(children(child(document, "Pages"), "Page"))
    if len(named_pages) > _MOST_PAGES:
        raise DamagedFileError(file_name, f"it has {len(named_pages):,} pages")
    pages = []
    for named in named_pages:
        where = resolved(folder, named.get("BaseLoc") or "")
        if not where.lower().endswith(".xml"):
            where = posixpath.join(where, "Content.xml")
        page = opener.tree(where)
        for resource in children(page, "PageRes"):
            found.add(resolved(posixpath.dirname(where), text_of(resource)), file_name)
        pages.append(_page(opener, where, page, templates, usual))
    return pages


def _page(
    opener: _Opener,
    where: str,
    page: etree._Element,
    templates: dict[str, str],
    usual: list[float],
) -> Page:
    """Put a page between its templates."""
    behind: list[tuple[str, etree._Element]] = []
    before: list[tuple[str, etree._Element]] = []
    for use in children(page, "Template"):
        template = templates.get(use.get("TemplateID"))
        if template:
            side = before if use.get("ZOrder") == "Foreground" else behind
            side.append((template, opener.tree(template)))
    drawn = [*behind, (where, page), *before]
    box = numbers_of(text_of(child(page, "Area", "PhysicalBox"))) or usual
    is_paper = len(box) == 4 and 0 < box[2] < _LONGEST_MM and 0 < box[3] < _LONGEST_MM
    return Page(
        box=(box[0], box[1], box[2], box[3]) if is_paper else _A4,
        layers=tuple(
            layer for _, tree in drawn for layer in children(child(tree, "Content"), "Layer")
        ),
        raw=tuple(opener.raw(place) for place, _ in drawn),
    )
