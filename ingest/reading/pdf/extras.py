"""What a PDF holds beside its pages' own content: layers, filled fields, attached files."""

from __future__ import annotations

import contextlib
import ctypes
import io
import re
import zlib
from typing import Any, Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

_LONGEST_VALUE: Final = 2048

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


def show_fields(page: pdfium.PdfPage) -> bool:
    """Draw what was filled into a page's form fields into the page itself.

    Returns:
        Whether the page has fields with values, so that it must be loaded anew.
    """
    if not filled_fields(page):
        return False
    return bool(pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY) == 1)


def filled_fields(page: pdfium.PdfPage) -> list[str]:
    """List the values of a page's form fields, blank ones left out."""
    values = []
    for number in range(max(pdfium_c.FPDFPage_GetAnnotCount(page.raw), 0)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, number)
        if not annotation:
            continue
        try:
            if pdfium_c.FPDFAnnot_GetSubtype(annotation) == pdfium_c.FPDF_ANNOT_WIDGET:
                values.append(_value_of(annotation))
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)
    return [value for value in values if value]


def _value_of(annotation: object) -> str:
    buffer = (ctypes.c_ushort * _LONGEST_VALUE)()
    size = pdfium_c.FPDFAnnot_GetStringValue(annotation, b"V", buffer, 2 * _LONGEST_VALUE)
    if not 2 <= size <= 2 * _LONGEST_VALUE:
        return ""
    return ctypes.string_at(buffer, size).decode("utf-16-le", "replace").rstrip("\0").strip()


def attached_files(document: pdfium.PdfDocument) -> tuple[str, ...]:
    """Name the files that are attached to a PDF."""
    names = []
    for number in range(document.count_attachments()):
        raw = document.get_attachment(number).get_name()
        names.append(_plain_name(raw) or f"file {number + 1}")
    return tuple(names)


def _plain_name(name: str) -> str:
    r"""Read a name whose UTF-16 was taken for single bytes.

    >>> _plain_name("þÿ\x00a\x00.\x00p\x00d\x00f"), _plain_name("b.pdf")
    ('a.pdf', 'b.pdf')
    """
    if name.startswith("þÿ"):
        with contextlib.suppress(UnicodeError):
            name = name.encode("latin-1")[2:].decode("utf-16-be")
    return "".join(character for character in name if character.isprintable()).strip()
