"""Glyphs, paths and pictures → a PDF that says the same, so that pages are read one way only.

Each character that the pages print is a glyph of one font, with its own width and a map back to
Unicode (PDF 32000-1, 9.7 and 9.10.3). The glyphs are blank: nobody is meant to look at it.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Sequence
from typing import Final

from PIL import Image

from ingest.reading.office.ofd.blank_font import ASCENT, DESCENT, EM, GLYPH, blank_font
from ingest.reading.office.ofd.drawing import Colour, Drawn, DrawnPath, DrawnPicture, DrawnText
from ingest.reading.office.ofd.jbig2 import read_jbig2
from ingest.reading.pdf.scanned import MOST_PIXELS

_HEADER: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
# glyph numbers are of two bytes; 0 is none
_MOST_GLYPHS: Final = 0xFFFF
_MAP_LINES: Final = 100  # of one block of a map (Adobe Technical Note 5014)
_GREY: Final = "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"


class _Font:
    """Numbers the characters that are drawn, each with its width."""

    def __init__(self) -> None:
        self.glyphs: dict[tuple[str, int], int] = {}

    def number(self, character: str, width: float) -> int:
        key = (character, max(100, round(width * 50) * 20))  # in steps of a fiftieth of an em
        if key not in self.glyphs and len(self.glyphs) >= _MOST_GLYPHS - 1:
            key = next(known for known in self.glyphs if known[0] == character)
        return self.glyphs.setdefault(key, len(self.glyphs) + 1)


class _Pictures:
    """Numbers the pictures that are drawn; 0 is a grey one, for all that are not shown."""

    def __init__(self, *, are_shown: bool) -> None:
        self._are_shown = are_shown
        self._numbers: dict[bytes, int] = {}
        self.objects = [_stream(f"<<{_GREY}/BitsPerComponent 8", b"\xee")]

    def number(self, content: bytes) -> int:
        if not self._are_shown or not content:
            return 0
        if content not in self._numbers:
            written = _picture(content)
            self._numbers[content] = len(self.objects) if written else 0
            self.objects += [written] if written else []
        return self._numbers[content]


def _picture(content: bytes) -> bytes | None:
    """Write a picture; None where it cannot be opened, or is larger than any page."""
    bilevel = read_jbig2(content)
    if bilevel is not None:
        head = (
            f"<</Type/XObject/Subtype/Image/Width {bilevel.width}/Height {bilevel.height}"
            "/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode"
        )
        is_page = 0 < bilevel.width * bilevel.height <= MOST_PIXELS
        return _stream(head, bilevel.segments) if is_page else None
    try:
        picture = Image.open(io.BytesIO(content))
        if picture.width * picture.height > MOST_PIXELS:
            return None
        # of each pixel as it is: a bilevel one is grey
        plain = picture.convert("L" if picture.mode in ("1", "L") else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    space = "DeviceGray" if plain.mode == "L" else "DeviceRGB"
    head = (
        f"<</Type/XObject/Subtype/Image/Width {plain.width}/Height {plain.height}"
        f"/ColorSpace/{space}/BitsPerComponent 8/Filter/FlateDecode"
    )
    return _stream(head, zlib.compress(plain.tobytes(), 1))


def write_pdf(
    pages: Iterable[tuple[float, float, Iterable[Drawn]]], *, with_pictures: bool = False
) -> bytes:
    """Write pages.

    Args:
        pages: width and height in points, and what is drawn, the lowest first.
        with_pictures: show what the pictures show, and not only where they stand.
    """
    font, pictures = _Font(), _Pictures(are_shown=with_pictures)
    streams = [
        (width, height, " ".join(_operators(each, font, pictures) for each in drawn))
        for width, height, drawn in pages
    ]
    # 1 catalogue, 2 pages, 3–8 the font, 9 … the pictures; then two for each page
    first = 9 + len(pictures.objects)
    listed = "".join(f"/I{i} {9 + i} 0 R" for i in range(len(pictures.objects)))
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(streams)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(streams)}/Kids[{kids}]>>".encode(),
        *_font_objects(font),
        *pictures.objects,
    ]
    for index, (width, height, text) in enumerate(streams):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.3f} {height:.3f}]"
            f"/Resources<</Font<</F 3 0 R>>/XObject<<{listed}>>>>"
            f"/Contents {first + 2 * index + 1} 0 R>>".encode()
        )
        objects.append(_stream("<<", text.encode("ascii")))
    return _assemble(objects)


def _operators(drawn: Drawn, font: _Font, pictures: _Pictures) -> str:
    if isinstance(drawn, DrawnPicture):
        return f"q {_numbers(drawn.matrix)} cm /I{pictures.number(drawn.content)} Do Q"
    clips = "".join(f"{clip} W n " for clip in drawn.clips)
    return f"q {clips}{_text(drawn, font) if isinstance(drawn, DrawnText) else _path(drawn)} Q"


def _path(path: DrawnPath) -> str:
    paint = {(True, True): "B", (True, False): "f", (False, True): "S"}
    return (
        f"{_rgb(path.fill)} rg {_rgb(path.stroke)} RG {path.width_pt:.3f} w {path.operators} "
        f"{paint[path.is_filled, path.is_stroked]}"
    )


def _text(text: DrawnText, font: _Font) -> str:
    parts = []
    for character, advance, width in text.characters:
        number = font.number(character, width)
        drawn = max(100, round(width * 50) * 20)
        parts.append(f"<{number:04X}>{drawn - advance * 1000:.1f}")
    return f"{_rgb(text.colour)} rg BT /F 1 Tf {_numbers(text.matrix)} Tm [{''.join(parts)}] TJ ET"


def _rgb(colour: Colour) -> str:
    return " ".join(f"{part:.3f}" for part in colour)


def _numbers(values: Iterable[float]) -> str:
    return " ".join(f"{value:.5f}" for value in values)


def _font_objects(font: _Font) -> list[bytes]:
    widths = " ".join(str(width) for _, width in font.glyphs)
    return [
        b"<</Type/Font/Subtype/Type0/BaseFont/OFD/Encoding/Identity-H/DescendantFonts[4 0 R]"
        b"/ToUnicode 6 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/OFD/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Identity)/Supplement 0>>/FontDescriptor 5 0 R/DW 1000/CIDToGIDMap 8 0 R"
        + f"/W[1[{widths}]]>>".encode(),
        f"<</Type/FontDescriptor/FontName/OFD/Flags 4/FontBBox[0 {DESCENT} {EM} {ASCENT}]"
        f"/ItalicAngle 0/Ascent {ASCENT}/Descent {DESCENT}/CapHeight 700/StemV 80"
        "/FontFile2 7 0 R>>".encode(),
        _stream("<<", _unicode_map(font).encode("ascii")),
        _stream(f"<</Length1 {len(blank_font())}", blank_font()),
        _stream("<<", GLYPH.to_bytes(2, "big") * (len(font.glyphs) + 1)),
    ]


def _unicode_map(font: _Font) -> str:
    lines = [
        f"<{number:04X}><{character.encode('utf-16-be', 'surrogatepass').hex()}>"
        for (character, _), number in font.glyphs.items()
    ]
    blocks = [lines[start : start + _MAP_LINES] for start in range(0, len(lines), _MAP_LINES)]
    return "\n".join(
        [
            "/CIDInit/ProcSet findresource begin 12 dict begin begincmap",
            "/CMapName/OFD def/CMapType 2 def",
            "1 begincodespacerange<0000><FFFF>endcodespacerange",
            *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
            "endcmap CMapName currentdict/CMap defineresource pop end end",
        ]
    )


def _stream(head: str, content: bytes) -> bytes:
    return f"{head}/Length {len(content)}>>stream\n".encode() + content + b"\nendstream"


def _assemble(objects: Sequence[bytes]) -> bytes:
    parts, places, size = [_HEADER], [], len(_HEADER)
    for number, content in enumerate(objects, start=1):
        places.append(size)
        part = f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
        parts.append(part)
        size += len(part)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    parts.append(
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer"
        f"<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{size}\n%%EOF\n".encode()
    )
    return b"".join(parts)
