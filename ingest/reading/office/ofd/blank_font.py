"""A TrueType font whose one glyph is as high as a line and shows nothing.

pdfium drops a text object without extent, and takes extents of a font that is not embedded from
whatever font the machine has in its place: another machine, another reading.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import Final

EM: Final = 1000
ASCENT: Final = 860
DESCENT: Final = -140
GLYPH: Final = 1
# narrower than any character: what is wider than a character's advance would widen its box
_WIDTH: Final = 50


@cache
def blank_font() -> bytes:
    """Make the font file (OpenType 1.9: head, hhea, maxp, hmtx, loca, glyf)."""
    # one contour of two points, from corner to corner: it has a box and no area
    glyph = struct.pack(
        ">5hHH2B2h2h", 1, 0, DESCENT, _WIDTH, ASCENT, 1, 0, 1, 1, 0, _WIDTH, DESCENT, EM
    )
    glyph += b"\0" * (-len(glyph) % 4)
    tables = {
        b"glyf": glyph,
        b"head": struct.pack(
            ">IIIIHHqq4hHHhhh",
            *(0x10000, 0x10000, 0, 0x5F0F3CF5, 0, EM, 0, 0),
            *(0, DESCENT, _WIDTH, ASCENT, 0, 8, 2, 1, 0),
        ),
        b"hhea": struct.pack(
            ">I3hH11hH", 0x10000, ASCENT, DESCENT, 0, EM, 0, 0, _WIDTH, 1, 0, 0, 0, 0, 0, 0, 0, 2
        ),
        b"hmtx": struct.pack(">HhHh", EM, 0, EM, 0),
        b"loca": struct.pack(">3I", 0, 0, len(glyph)),
        b"maxp": struct.pack(">I14H", 0x10000, 2, 2, 1, 0, 0, 1, *[0] * 8),
    }
    place = 12 + 16 * len(tables)
    directory = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64)
    body = b""
    for tag, table in sorted(tables.items()):
        padded = table + b"\0" * (-len(table) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sIII", tag, checksum, place + len(body), len(table))
        body += padded
    return directory + body
