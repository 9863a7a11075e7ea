"""What typst cannot say: rules as filled polygons, pages stored on their side.

Works on typst's own content streams, whose rules are all written alike.
"""

from __future__ import annotations

import io
import re

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject, NumberObject, RectangleObject

from tests.typesetting.report import Report

# typst writes a rule as a stroked line from the origin of its own matrix
_RULE = re.compile(rb"c0 CS 0 SCN ([\d.]+) w 4 M 0 0 m (-?[\d.]+) (-?[\d.]+) l\s+S\b")


def needs_afterwork(report: Report) -> bool:
    """Say whether a report asks for anything that typst cannot do."""
    return report.rules != "stroke" or any(page.stored_rotated for page in report.pages)


def rework(content: bytes, report: Report) -> bytes:
    """Redraw rules as polygons and turn pages, as the report asks."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    for page, asked in zip(writer.pages, report.pages, strict=True):
        contents = page.get_contents()
        if contents is None:
            continue
        stream = contents.get_data()
        if report.rules == "polygon":
            stream = _RULE.sub(_as_polygon, stream)
        if asked.stored_rotated:
            stored_width = float(page.mediabox.height)
            stream = b"q 0 1 -1 0 %.4f 0 cm\n" % stored_width + stream + b"\nQ"
            box = RectangleObject((0, 0, stored_width, float(page.mediabox.width)))
            page.mediabox = box
            page.cropbox = box
            page[NameObject("/Rotate")] = NumberObject(90)
        redrawn = DecodedStreamObject()
        redrawn.set_data(stream)
        page[NameObject("/Contents")] = writer._add_object(redrawn.flate_encode())
    writer.pdf_header = "%PDF-1.7"
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _as_polygon(rule: re.Match[bytes]) -> bytes:
    """Write a stroked line as a filled four-cornered path of the same width.

    >>> _as_polygon(_RULE.search(b"c0 CS 0 SCN 0.5 w 4 M 0 0 m 0 8 l S"))
    b'c0 cs 0 scn -0.25 0.00 m 0.25 0.00 l 0.25 8.00 l -0.25 8.00 l h f'
    """
    half = float(rule[1]) / 2
    x, y = float(rule[2]), float(rule[3])
    across = (half, 0.0) if abs(y) > abs(x) else (0.0, half)
    corners = (
        (-across[0], -across[1]),
        (across[0], across[1]),
        (x + across[0], y + across[1]),
        (x - across[0], y - across[1]),
    )
    drawn = " l ".join(f"{corner[0] + 0.0:.2f} {corner[1] + 0.0:.2f}" for corner in corners)
    return f"c0 cs 0 scn {drawn.replace(' l ', ' m ', 1)} l h f".encode()
