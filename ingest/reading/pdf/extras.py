"""What a PDF holds beside its pages' own content: layers, filled fields, attached files."""

from __future__ import annotations

import contextlib
import ctypes
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

_LONGEST_VALUE: Final = 2048
# Where an annotation that shows text keeps it; others mark or link what is printed.
_VALUE_OF: Final = {pdfium_c.FPDF_ANNOT_WIDGET: b"V", pdfium_c.FPDF_ANNOT_FREETEXT: b"Contents"}
_UNSEEN_FLAGS: Final = 0x02 | 0x20  # hidden; not to be viewed
_NORMAL: Final = pdfium_c.FPDF_ANNOT_APPEARANCEMODE_NORMAL
_EMPTY_TEXT: Final = 2  # bytes: the end mark alone
_DIGIT: Final = re.compile(r"\d")
UNSEEN_FIELDS: Final = "form fields whose look the file does not say (表单域没有外观，未读取)"

_LAYERS: Final = b"/OCProperties"
_OBJECT_STREAM: Final = re.compile(rb"/Type\s*/ObjStm[^>]{0,200}>>\s{0,4}stream\r?\n")
_MOST_INFLATED: Final = 1 << 20


def hidden_layers(content: bytes) -> frozenset[str]:
    """Name the layers (optional content groups) that are switched off when the file is opened.

    Args:
        content: the file. Few have layers: it is parsed only where it says so.
    """
    if not _has_layers(content):
        return frozenset()
    # pdfium tells the layer of an object, but not which layers are off
    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        root: Any = PdfReader(io.BytesIO(content)).trailer["/Root"]
        properties = root.get("/OCProperties", {})
        default = properties.get("/D", {})
        groups = default.get("/OFF", ())
        if default.get("/BaseState") == "/OFF":
            shown = [group.get_object() for group in default.get("/ON", ())]
            groups = [g for g in properties.get("/OCGs", ()) if g.get_object() not in shown]
        return frozenset(str(group.get_object()["/Name"]) for group in groups)
    except (PyPdfError, LookupError, AttributeError, ValueError, TypeError):
        return frozenset()  # a file that says nothing readable of layers hides none


def _has_layers(content: bytes) -> bool:
    """Say whether the catalogue speaks of layers, in the open or in a compressed object."""
    if _LAYERS in content:
        return True
    for found in _OBJECT_STREAM.finditer(content):
        try:
            inflated = zlib.decompressobj().decompress(content[found.end() :], _MOST_INFLATED)
        except zlib.error:
            continue
        if _LAYERS in inflated:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Written:
    """What was written onto a page beside its content: a filled field, a text box.

    Attributes:
        text: its value.
        has_appearance: whether the file says how it looks; else each viewer sets it as it likes.
    """

    text: str
    has_appearance: bool


def show_fields(page: pdfium.PdfPage) -> tuple[bool, tuple[str, ...]]:
    """Draw what was filled into a page's form fields and text boxes into the page itself.

    Returns:
        Whether the page has such, so that it must be loaded anew; and the values with digits that
        cannot be drawn, because the file does not say how they look.
    """
    written = find_written(page)
    unseen = tuple(
        each.text for each in written if not each.has_appearance and _DIGIT.search(each.text)
    )
    if not any(each.has_appearance for each in written):
        return False, unseen
    is_drawn = pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY) == 1
    return bool(is_drawn), unseen


def find_written(page: pdfium.PdfPage) -> list[Written]:
    """List a page's form fields and text boxes, blank and hidden ones left out."""
    found = []
    for _, annotation in _annotations(page):
        key = _VALUE_OF.get(pdfium_c.FPDFAnnot_GetSubtype(annotation))
        if key is None or pdfium_c.FPDFAnnot_GetFlags(annotation) & _UNSEEN_FLAGS:
            continue
        text = _text_of(annotation, key)
        size = pdfium_c.FPDFAnnot_GetAP(annotation, _NORMAL, None, 0)
        if text:
            found.append(Written(text, size > _EMPTY_TEXT))
    return found


def _annotations(page: pdfium.PdfPage) -> Iterator[tuple[int, Any]]:
    """Give a page's annotations with their number, each open until the next is asked for."""
    for number in range(max(pdfium_c.FPDFPage_GetAnnotCount(page.raw), 0)):
        if annotation := pdfium_c.FPDFPage_GetAnnot(page.raw, number):
            try:
                yield number, annotation
            finally:
                pdfium_c.FPDFPage_CloseAnnot(annotation)


def _text_of(annotation: object, key: bytes) -> str:
    buffer = (ctypes.c_ushort * _LONGEST_VALUE)()
    size = pdfium_c.FPDFAnnot_GetStringValue(annotation, key, buffer, 2 * _LONGEST_VALUE)
    if not 2 <= size <= 2 * _LONGEST_VALUE:
        return ""
    return ctypes.string_at(buffer, size).decode("utf-16-le", "replace").rstrip("\0").strip()


def attached_files(document: pdfium.PdfDocument) -> tuple[str, ...]:
    """Name the files that are attached to a PDF as a whole."""
    names = []
    for number in range(document.count_attachments()):
        raw = document.get_attachment(number).get_name()
        names.append(_plain_name(raw) or f"file {number + 1}")
    return tuple(names)


def files_on_pages(document: pdfium.PdfDocument) -> tuple[str, ...]:
    """Name the files that are attached to places on a PDF's pages."""
    names: list[str] = []
    for index in range(len(document)):
        with contextlib.suppress(pdfium.PdfiumError):  # a page that cannot be loaded
            page = document[index]
            names.extend(_files_on(page))
            page.close()
    return tuple(names)


def _files_on(page: pdfium.PdfPage) -> list[str]:
    """Name the files that a page's annotations hold."""
    names = []
    for number, annotation in _annotations(page):
        if pdfium_c.FPDFAnnot_GetSubtype(annotation) == pdfium_c.FPDF_ANNOT_FILEATTACHMENT:
            attachment = pdfium_c.FPDFAnnot_GetFileAttachment(annotation)
            name = _plain_name(pdfium.PdfAttachment(attachment, None).get_name())
            names.append(name or f"file {number + 1}")
    return names


def _plain_name(name: str) -> str:
    r"""Read a name whose UTF-16 was taken for single bytes.

    >>> _plain_name("þÿ\x00a\x00.\x00p\x00d\x00f"), _plain_name("b.pdf")
    ('a.pdf', 'b.pdf')
    """
    if name.startswith("þÿ"):
        with contextlib.suppress(UnicodeError):
            name = name.encode("latin-1")[2:].decode("utf-16-be")
    return "".join(character for character in name if character.isprintable()).strip()
