"""What may be done to a finished file: print, layers, fields, pictures, boxes, damage."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
    StreamObject,
    TextStringObject,
)

Change = Callable[[PdfWriter], None]
Rework = Callable[[bytes], bytes]
Box = tuple[float, float, float, float]
A4: Final = (0.0, 0.0, 595.28, 841.89)


def rework(change: Change) -> Rework:
    """Make a change of an open file one of its bytes."""

    def changed(content: bytes) -> bytes:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
        change(writer)
        made = io.BytesIO()
        writer.write(made)
        return made.getvalue()

    return changed


def name(text: str) -> NameObject:
    """Make a PDF name."""
    return NameObject(text if text.startswith("/") else f"/{text}")


def named(**entries: Any) -> DictionaryObject:
    """Make a dictionary."""
    return DictionaryObject({name(key): value for key, value in entries.items()})


def box_of(box: Iterable[float]) -> ArrayObject:
    """Make a rectangle of any corners."""
    return ArrayObject([FloatObject(value) for value in box])


def text(x: float, y: float, words: str, *, size: float = 9, before: str = "") -> str:
    """Write operators that print words in Helvetica."""
    return f"q {before} BT /HX {size} Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET Q\n"


def print_on(
    pages: Iterable[int],
    operators: str,
    *,
    first: bool = False,
    resources: Mapping[str, DictionaryObject] | None = None,
) -> Rework:
    """Print operators over pages (from 1), or under them."""

    def change(writer: PdfWriter) -> None:
        for number in pages:
            print_over(writer, number, operators, first=first, resources=resources)

    return rework(change)


def print_over(
    writer: PdfWriter,
    number: int,
    operators: str,
    *,
    first: bool = False,
    resources: Mapping[str, DictionaryObject] | None = None,
) -> None:
    """Print operators over a page (from 1) of an open file."""
    page = writer.pages[number - 1]
    own: Any = page["/Resources"].get_object()
    fonts = own.get("/Font", DictionaryObject()).get_object()
    fonts[name("HX")] = helvetica(writer)
    own[name("Font")] = fonts
    for key, value in (resources or {}).items():
        own[name(key)] = value
    old = page.raw_get("/Contents")
    parts = [stream(writer, b"q\n"), old, stream(writer, b"\nQ\n")]
    added = stream(writer, operators.encode())
    page[name("Contents")] = ArrayObject([added, *parts] if first else [*parts, added])


def helvetica(writer: PdfWriter) -> Any:
    """Add a font that is in every viewer."""
    return writer._add_object(
        named(Type=name("Font"), Subtype=name("Type1"), BaseFont=name("Helvetica"))
    )


def stream(writer: PdfWriter, data: bytes, **entries: Any) -> Any:
    """Add a stream."""
    made = DecodedStreamObject()
    made.set_data(data)
    made.update(named(**entries))
    return writer._add_object(made)


def form(writer: PdfWriter, operators: str, **entries: Any) -> Any:
    """Add a form that prints words in Helvetica."""
    fonts = named(Font=named(HX=helvetica(writer)))
    head = {"Type": name("XObject"), "Subtype": name("Form"), "BBox": box_of(A4)}
    return stream(writer, operators.encode(), **head, Resources=fonts, **entries)


def set_on_pages(**entries: Any) -> Rework:
    """Set attributes of every page."""

    def change(writer: PdfWriter) -> None:
        for page in writer.pages:
            page.update(named(**entries))

    return rework(change)


def fattened(shift: float, times: int = 1) -> Rework:
    """Print every page again beside itself: a bold made of a plain font."""

    def change(writer: PdfWriter) -> None:
        for page in writer.pages:
            contents: Any = page.get_contents()
            again = b"".join(
                b"q 1 0 0 1 %f 0 cm " % (shift * k) + contents.get_data() + b" Q\n"
                for k in range(times + 1)
            )
            page[name("Contents")] = stream(writer, again)

    return rework(change)


def shadowed(x: float, y: float, fill: str, *, is_behind: bool = True) -> Rework:
    """Print every text again in a colour and aside, before itself or after."""

    def shade(found: re.Match[bytes]) -> bytes:
        left, low, words = found.groups()
        at = b"%f %f" % (float(left) + x, float(low) + y)
        shadow = b"q %s 1 0 0 -1 %s cm\nBT%sET\nQ\n" % (fill.encode(), at, words)
        return shadow + found[0] if is_behind else found[0] + shadow

    def change(writer: PdfWriter) -> None:
        for page in writer.pages:
            contents: Any = page.get_contents()
            printed = rb"q 1 0 0 -1 (\S+) (\S+) cm/c0 cs 0 scn\s+BT(.*?)ET\s+Q\n"
            again, count = re.subn(printed, shade, contents.get_data(), flags=re.DOTALL)
            assert count
            page[name("Contents")] = stream(writer, again)

    return rework(change)


def wrapped_in_forms(matrix: str, around: str, clip: str = "") -> Rework:
    """Put what every page prints into a form."""

    def change(writer: PdfWriter) -> None:
        for page in writer.pages:
            contents: Any = page.get_contents()
            inner = stream(
                writer,
                contents.get_data(),
                Type=name("XObject"),
                Subtype=name("Form"),
                BBox=box_of(A4),
                Matrix=box_of(map(float, matrix.split())),
                Resources=page["/Resources"],
            )
            page[name("Resources")] = named(XObject=named(Fm=inner))
            page[name("Contents")] = stream(writer, f"q {clip} {around} cm /Fm Do Q".encode())

    return rework(change)


def layered(kind: str, operators: str, page: int, *, is_off: bool = True) -> Rework:
    """Print on a layer: marked content, a layer that others decide about, a form's own layer."""

    def change(writer: PdfWriter) -> None:
        add = writer._add_object
        group = add(named(Type=name("OCG"), Name=TextStringObject("草稿")))
        other = add(named(Type=name("OCG"), Name=TextStringObject("正文")))
        state = named(OFF=ArrayObject([group] if is_off else []))
        if kind == "base state":
            state = named(BaseState=name("OFF"), ON=ArrayObject([other]))
        properties = named(OCGs=ArrayObject([group, other]), D=state)
        writer.root_object[name("OCProperties")] = properties
        decided = add(named(Type=name("OCMD"), OCGs=ArrayObject([group]), P=name("AllOn")))
        layers = named(L0=decided if kind == "decided" else group, L1=other)
        forms = named(F0=form(writer, operators, **({"OC": group} if kind == "own" else {})))
        printed = {
            "nested": f"/OC /L0 BDC /OC /L1 BDC {operators} EMC EMC",
            "form": "/OC /L0 BDC /F0 Do EMC",
            "own": "/F0 Do",
        }.get(kind, f"/OC /L0 BDC {operators} EMC")
        print_over(writer, page, printed, resources={"Properties": layers, "XObject": forms})

    return rework(change)


def written(
    kind: str, value: str, box: Box, page: int, *, has_look: bool, flags: int = 4
) -> Rework:
    """Fill a form field, or put a text box on a page, with or without its appearance."""

    def change(writer: PdfWriter) -> None:
        entries: dict[str, Any] = {
            "Type": name("Annot"),
            "Subtype": name(kind),
            "FT": name("Tx"),
            "T": TextStringObject("a"),
            "V" if kind == "Widget" else "Contents": TextStringObject(value),
            "F": NumberObject(flags),
            "Rect": RectangleObject(box),
            "DA": TextStringObject("/HX 9 Tf 0 g"),
        }
        if has_look:
            size = box_of((0, 0, box[2] - box[0], box[3] - box[1]))
            look = form(writer, text(2, 4, value))
            look.get_object()[name("BBox")] = size
            entries["AP"] = named(N=look)
        field = writer._add_object(named(**entries))
        writer.pages[page - 1][name("Annots")] = ArrayObject([field])
        if kind == "Widget":
            writer.root_object[name("AcroForm")] = named(Fields=ArrayObject([field]))

    return rework(change)


def pictured(
    page: int,
    box: Box,
    strips: int = 1,
    *,
    first: bool = False,
    opacity: float = 1,
    mask: bytes | None = None,
    before: str = "",
) -> Rework:
    """Paint a grey picture on a page, in one piece or in strips.

    Args:
        page: from 1.
        box: where.
        strips: how many.
        first: under all print.
        opacity: of the whole.
        mask: opacity of its 4 × 4 pixels, of 255.
        before: operators.
    """

    def change(writer: PdfWriter) -> None:
        x0, y0, x1, y1 = box
        height = (y1 - y0) / strips
        pictures, operators = {}, before
        for number in range(strips):
            made = _grey(bytes(range(0, 240, 15)))
            if mask is not None:
                made[name("SMask")] = writer._add_object(_grey(mask))
            pictures[f"I{number}"] = writer._add_object(made)
            low = y1 - (number + 1) * height
            operators += f"q /G0 gs {x1 - x0} 0 0 {height} {x0} {low} cm /I{number} Do Q\n"
        states = named(G0=named(ca=FloatObject(opacity)))
        resources = {"XObject": named(**pictures), "ExtGState": states}
        print_over(writer, page, operators, first=first, resources=resources)

    return rework(change)


def _grey(pixels: bytes) -> StreamObject:
    """Make a grey picture of 4 × 4 pixels."""
    made = StreamObject()
    made._data = zlib.compress(pixels)
    made.update(
        named(
            Type=name("XObject"),
            Subtype=name("Image"),
            Width=NumberObject(4),
            Height=NumberObject(4),
            ColorSpace=name("DeviceGray"),
            BitsPerComponent=NumberObject(8),
            Filter=name("FlateDecode"),
        )
    )
    return made


def attached(file_name: str, pages: int | None = None) -> Rework:
    """Attach a file, and keep only the first pages."""

    def changed(content: bytes) -> bytes:
        writer = PdfWriter()
        for page in PdfReader(io.BytesIO(content)).pages[: pages or None]:
            writer.add_page(page)
        writer.add_attachment(file_name, b"%PDF-1.7")
        made = io.BytesIO()
        writer.write(made)
        return made.getvalue()

    return changed


def damaged(page: int) -> Rework:
    """Flip bytes in the middle of what a page prints."""

    def changed(content: bytes) -> bytes:
        number = PdfReader(io.BytesIO(content)).pages[page - 1].raw_get("/Contents").idnum
        found = re.search(rb"(?m)^%d 0 obj" % number, content)
        assert found is not None
        first = content.index(b"stream\n", found.end()) + len(b"stream\n")
        middle = (first + content.index(b"endstream", first)) // 2
        flipped = bytes(byte ^ 0x5A for byte in content[middle : middle + 20])
        return content[:middle] + flipped + content[middle + 20 :]

    return changed


def fonts_of(writer: PdfWriter) -> list[Any]:
    """List the fonts of all pages, each once."""
    fonts = {
        id(font.get_object()): font.get_object()
        for page in writer.pages
        for font in page["/Resources"].get_object()["/Font"].get_object().values()
    }
    return list(fonts.values())


def without_maps(*, to_private_use: bool = False) -> Rework:
    """Take away the fonts' maps to characters, or let digits be characters of private use."""

    def change(writer: PdfWriter) -> None:
        for font in fonts_of(writer):
            mapped = font.pop("/ToUnicode").get_object().get_data()
            if to_private_use:
                font[name("ToUnicode")] = stream(
                    writer, re.sub(rb"(> *)<00(3[0-9])>", rb"\1<E0\2>", mapped)
                )

    return rework(change)
