"""Glyphs, paths and pictures → a PDF that says the same, so that pages are read one way only.

Each character that the pages print is a glyph of one font, with its own width and a map back to
Unicode (PDF 32000-1, 9.7 and 9.10.3). The glyphs are blank: nobody is meant to look at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ingest.reading.office.ofd.blank_font import ASCENT, DESCENT, EM, GLYPH, blank_font
from ingest.reading.office.ofd.drawing import Colour, Drawn, DrawnPath, DrawnPicture, DrawnText

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


def write_pdf(pages: Iterable[tuple[float, float, Iterable[Drawn]]]) -> bytes:
    """Write pages.

    Args:
        pages: width and height in points, and what is drawn, the lowest first.
    """
    font = _Font()
    streams = [
        (width, height, " ".join(_operators(each, font) for each in drawn))
        for width, height, drawn in pages
    ]
    # 1 catalogue, 2 pages, 3–8 the font, 9 the picture; then two for each page
    first = 10
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(streams)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(streams)}/Kids[{kids}]>>".encode(),
        *_font_objects(font),
        _stream(f"<<{_GREY}/BitsPerComponent 8", b"\xee"),
    ]
    for index, (width, height, text) in enumerate(streams):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.3f} {height:.3f}]"
            f"/Resources<</Font<</F 3 0 R>>/XObject<</I 9 0 R>>>>"
            f"/Contents {first + 2 * index + 1} 0 R>>".encode()
        )
        objects.append(_stream("<<", text.encode("ascii")))
    return _assemble(objects)


def _operators(drawn: Drawn, font: _Font) -> str:
    if isinstance(drawn, DrawnPicture):
        return f"q {_numbers(drawn.matrix)} cm /I Do Q"
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
