"""Files that are built to hurt: valid PDF in form, made by code from a typeset report."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Callable
from functools import lru_cache

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
    StreamObject,
)

_BOMB_BYTES = 2 << 30
_ZEROS = bytes(1 << 20)


def _opened(content: bytes) -> PdfWriter:
    return PdfWriter(clone_from=io.BytesIO(content))


def _written(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _some_page(writer: PdfWriter, rng: random.Random) -> DictionaryObject:
    return writer.pages[rng.randrange(len(writer.pages))]


def _draw(writer: PdfWriter, page: DictionaryObject, drawing: bytes) -> None:
    """Put drawing operators after what the page draws already, compressed."""
    stream = DecodedStreamObject()
    stream.set_data(drawing)
    _add_content(writer, page, stream.flate_encode())


def _add_content(writer: PdfWriter, page: DictionaryObject, stream: StreamObject) -> None:
    before = page.raw_get("/Contents") if "/Contents" in page else ArrayObject()
    parts = before.get_object()
    kept = list(parts) if isinstance(parts, ArrayObject) else [before]
    page[NameObject("/Contents")] = ArrayObject([*kept, writer._add_object(stream)])


def huge_page_box(content: bytes, rng: random.Random, _size: float) -> bytes:
    writer = _opened(content)
    box = rng.choice(
        ((0, 0, 1e9, 1e9), (0, 0, 14400, 1e7), (-1e6, -1e6, 1e6, 1e6), (600, 800, 0, 0), (0,) * 4)
    )
    for page in writer.pages:
        page[NameObject("/MediaBox")] = RectangleObject([FloatObject(side) for side in box])
    return _written(writer)


def many_rectangles(content: bytes, rng: random.Random, size: float) -> bytes:
    """A page with up to a million rectangles, which a table finder takes for rules."""
    count = int(1e6 * size)
    made = b"".join(
        b"%d %d %d %d re f\n" % (x % 595, x // 595 % 842, rng.randrange(9), rng.randrange(9))
        for x in range(count)
    )
    writer = _opened(content)
    _draw(writer, _some_page(writer, rng), made)
    return _written(writer)


def dense_grid(content: bytes, rng: random.Random, size: float) -> bytes:
    """Up to two thousand rules across two thousand: four million cells."""
    count = int(2000 * size)
    rules = [b"%.3f 0 m %.3f 842 l S\n" % (x, x) for x in (595 * i / count for i in range(count))]
    rules += [b"0 %.3f m 595 %.3f l S\n" % (y, y) for y in (842 * i / count for i in range(count))]
    writer = _opened(content)
    _draw(writer, _some_page(writer, rng), b"0.1 w\n" + b"".join(rules))
    return _written(writer)


def much_text(content: bytes, rng: random.Random, size: float) -> bytes:
    """Up to a million figures on one page, many of them in the same place."""
    writer = _opened(content)
    page = _some_page(writer, rng)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")].setdefault(  # type: ignore[union-attr]
        NameObject("/Font"), DictionaryObject()
    ).get_object()[NameObject("/Hostile")] = font
    lines = (
        b"1 0 0 1 %d %d Tm (%d.%02d) Tj\n"
        % (rng.randrange(595), rng.randrange(842), rng.randrange(10**6), rng.randrange(100))
        for _ in range(int(1e5 * size))
    )
    _draw(writer, page, b"BT /Hostile 5 Tf\n" + b"".join(lines) + b"ET\n")
    return _written(writer)


@lru_cache(maxsize=1)
def _bomb(byte_count: int) -> bytes:
    packer = zlib.compressobj(9)
    parts = [packer.compress(_ZEROS) for _ in range(byte_count >> 20)]
    return b"".join([*parts, packer.flush()])


def decompression_bomb(content: bytes, rng: random.Random, size: float) -> bytes:
    """Two gigabytes of zeros in two megabytes, as content, as a font or packed twice."""
    packed, filters = _bomb(int(_BOMB_BYTES * size)), ["/FlateDecode"]
    if rng.random() < 0.5:
        packed, filters = zlib.compress(packed, 9), ["/FlateDecode", "/FlateDecode"]
    bomb = EncodedStreamObject()
    bomb._data = packed
    bomb[NameObject("/Filter")] = ArrayObject(NameObject(name) for name in filters)
    writer = _opened(content)
    page = _some_page(writer, rng)
    if rng.random() < 0.5:
        _add_content(writer, page, bomb)
    else:
        reference = writer._add_object(bomb)
        for font in _fonts(writer):
            font[NameObject("/ToUnicode")] = reference
    return _written(writer)


def _fonts(writer: PdfWriter) -> list[DictionaryObject]:
    return [
        thing
        for thing in writer._objects
        if isinstance(thing, DictionaryObject) and thing.get("/Type") == "/Font"
    ]


def fonts_without_unicode(content: bytes, rng: random.Random, _size: float) -> bytes:
    """Glyphs that nobody can name: the figures are to be seen, but not to be read."""
    writer = _opened(content)
    for font in _fonts(writer):
        if rng.random() < 0.7:
            font.pop("/ToUnicode", None)
        if rng.random() < 0.3:
            font.pop("/DescendantFonts", None)
        if rng.random() < 0.3:
            font[NameObject("/Encoding")] = NameObject("/Nonsense-H")
    return _written(writer)


def recursive_forms(content: bytes, rng: random.Random, size: float) -> bytes:
    """A form that draws itself, or forms that each draw the next ten times: 10⁹ in the end."""
    writer = _opened(content)
    page = _some_page(writer, rng)
    depth = rng.choice((1, 9, 30))
    times = 10 if size == 1 else rng.choice((1, 1, 1, 1, 1, 1, 1, 2))
    forms = []
    for _ in range(depth):
        form = DecodedStreamObject()
        form.set_data(b"/Next Do\n" * times)
        form[NameObject("/Type")] = NameObject("/XObject")
        form[NameObject("/Subtype")] = NameObject("/Form")
        form[NameObject("/BBox")] = RectangleObject([0, 0, 595, 842])
        forms.append((form, writer._add_object(form)))
    for number, (form, _) in enumerate(forms):
        following = forms[(number + 1) % depth][1]
        form[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/XObject"): DictionaryObject({NameObject("/Next"): following})}
        )
    if depth > 1 and rng.random() < 0.5:  # an end, but a far one
        forms[-1][0].set_data(b"0 0 1 1 re f\n")
    resources = page[NameObject("/Resources")].get_object()
    resources[NameObject("/XObject")] = DictionaryObject(  # type: ignore[index]
        {NameObject("/Next"): forms[0][1]}
    )
    _draw(writer, page, b"/Next Do\n")
    return _written(writer)


def cyclic_pages(content: bytes, rng: random.Random, _size: float) -> bytes:
    """The page tree holds itself, or pages again and again."""
    text = _written(_opened(content))
    reader = PdfReader(io.BytesIO(text))
    root = reader.trailer["/Root"].raw_get("/Pages")  # type: ignore[union-attr]
    kids = b"/Kids ["
    inner = b"%d 0 R " % root.idnum
    return text.replace(kids, kids + b" " + inner * rng.choice((1, 2, 50)), 1)


def false_page_count(content: bytes, rng: random.Random, _size: float) -> bytes:
    text = _written(_opened(content))
    count = rng.choice((b"0", b"-5", b"5000000", b"99999999999999"))
    before = b"/Count %d" % len(PdfReader(io.BytesIO(text)).pages)
    return text.replace(before, b"/Count " + count, 1)


def zero_pages(_content: bytes, _rng: random.Random, _size: float) -> bytes:
    return _written(PdfWriter())


def many_pages(content: bytes, rng: random.Random, size: float) -> bytes:
    """One page, thousands of times."""
    writer = PdfWriter()
    first = PdfReader(io.BytesIO(content)).pages[rng.randrange(3)]
    page = writer.add_page(first)
    for _ in range(int(3000 * size)):
        writer.add_page(page)
    return _written(writer)


def encrypted(content: bytes, rng: random.Random, _size: float) -> bytes:
    writer = _opened(content)
    algorithm = rng.choice(("RC4-40", "RC4-128", "AES-128", "AES-256"))
    writer.encrypt(rng.choice(("", "geheim")), "owner", algorithm=algorithm)
    return _written(writer)


def deep_nesting(content: bytes, rng: random.Random, size: float) -> bytes:
    """Arrays in arrays, saved states in saved states, a hundred thousand deep."""
    depth = int(1e5 * size)
    writer = _opened(content)
    page = _some_page(writer, rng)
    opening, closing = rng.choice(
        ((b"q ", b"Q "), (b"/A BMC ", b"EMC "), (b"BT ", b"ET "), (b"[", b"]"), (b"<<", b">>"))
    )
    _draw(writer, page, opening * depth + closing * depth)
    page[NameObject("/Hostile")] = NumberObject(4711)
    nested = rng.choice((b"[" * depth + b"]" * depth, b"<</A" * depth + b" 1" + b">>" * depth))
    return _written(writer).replace(b"4711", nested, 1)


def far_coordinates(content: bytes, rng: random.Random, _size: float) -> bytes:
    """Rules and words at places that no page has, and matrices that turn all into nothing."""
    writer = _opened(content)
    page = _some_page(writer, rng)
    numbers = [b"-1e9", b"99999999999", b"0.0000001", b"-2147483649", b"1" * 400, b"-0", b"3.4e38"]
    drawing = []
    for _ in range(200):
        picked = rng.choices(numbers, k=6)
        operator = rng.choice((b"re f", b"re S", b"m", b"cm", b"w", b"d0"))
        arity = {b"re f": 4, b"re S": 4, b"m": 2, b"cm": 6, b"w": 1, b"d0": 2}[operator]
        drawing.append(b" ".join(picked[:arity]) + b" " + operator + b"\n")
    front = DecodedStreamObject()
    front.set_data(b"".join(drawing))
    if rng.random() < 0.5:
        _draw(writer, page, front.get_data())
    else:
        before = page.raw_get("/Contents")
        page[NameObject("/Contents")] = ArrayObject([writer._add_object(front), before])
    page[NameObject("/Rotate")] = NumberObject(rng.choice((45, 90, -1, 10**9)))
    return _written(writer)


PAGE_MUTATIONS: dict[str, Callable[[bytes, random.Random, float], bytes]] = {
    "huge page box": huge_page_box,
    "a million rectangles": many_rectangles,
    "four million cells": dense_grid,
    "a hundred thousand figures": much_text,
    "decompression bomb": decompression_bomb,
    "fonts without ToUnicode": fonts_without_unicode,
    "recursive forms": recursive_forms,
    "cyclic page tree": cyclic_pages,
    "false page count": false_page_count,
    "zero pages": zero_pages,
    "thousands of pages": many_pages,
    "encrypted": encrypted,
    "deep nesting": deep_nesting,
    "far coordinates": far_coordinates,
}
