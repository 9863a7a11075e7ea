"""A report as an OFD file, made of the characters and rules of its PDF."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Sequence
from itertools import pairwise

import pypdfium2 as pdfium

from ingest.reading.pdf.characters import read_page_text
from ingest.reading.pdf.glyphs import Glyph
from ingest.reading.pdf.rules import read_raw_objects

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_MM = 25.4 / 72
_SAME_LINE_PT = 0.5
_GAP_EM = 0.6


def as_ofd(content: bytes) -> bytes:
    """Write a PDF's pages as an OFD file: a text object for each run, a path for each rule."""
    document = pdfium.PdfDocument(content)
    pages = [_page(document[index]) for index in range(len(document))]
    document.close()
    return ofd_file(pages)


def ofd_file(
    pages: Sequence[str], change: Callable[[str, str], str] = lambda _, text: text
) -> bytes:
    """Pack the contents of pages; `change` is told each member's name and text."""
    listed = "".join(
        f'<ofd:Page ID="{100 + index}" BaseLoc="Pages/Page_{index}/Content.xml"/>'
        for index in range(len(pages))
    )
    members = {
        "OFD.xml": f'<ofd:OFD {_NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        "<ofd:Creator>typesetting</ofd:Creator></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml"
        "</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_NS}><ofd:CommonData><ofd:MaxUnitID>999</ofd:"
        "MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        **{f"Doc_0/Pages/Page_{i}/Content.xml": page for i, page in enumerate(pages)},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            head = '<?xml version="1.0" encoding="UTF-8"?>'
            archive.writestr(name, change(name, head + text))
    return stream.getvalue()


def ofd_page(objects: str, width: float = 210, height: float = 297) -> str:
    """Wrap graphic objects into a page of a size in millimetres."""
    return (
        f"<ofd:Page {_NS}><ofd:Area><ofd:PhysicalBox>0 0 {width:.3f} {height:.3f}"
        f'</ofd:PhysicalBox></ofd:Area><ofd:Content><ofd:Layer ID="1" Type="Body">{objects}'
        "</ofd:Layer></ofd:Content></ofd:Page>"
    )


def ofd_text(text: str, x: float, y: float, *, size: float = 4, more: str = "") -> str:
    """Write a text object whose baseline starts at a place in millimetres."""
    steps = " ".join(f"{size if ord(c) > 0x2E80 else size / 2:.3f}" for c in text[:-1])
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y - size} 100 {size * 1.3}" Font="3" Size="{size}" '
        f'{more}><ofd:TextCode X="0" Y="{size}" DeltaX="{steps}">{html.escape(text)}'
        "</ofd:TextCode></ofd:TextObject>"
    )


def ofd_line(x0: float, y0: float, x1: float, y1: float) -> str:
    """Write a rule between two places in millimetres."""
    return (
        f'<ofd:PathObject ID="8" Boundary="{x0:.3f} {y0:.3f} {x1 - x0 + 0.1:.3f} '
        f'{y1 - y0 + 0.1:.3f}" LineWidth="0.2"><ofd:AbbreviatedData>M 0 0 L {x1 - x0:.3f} '
        f"{y1 - y0:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _page(page: pdfium.PdfPage) -> str:
    raw = read_raw_objects(page)
    text = read_page_text(page, has_invisible_text=raw.has_invisible_text, doubts=raw.doubts)
    shown = raw.show(text.frame)
    height = text.frame.height_pt
    parts = [
        ofd_line(x0 * _MM, (height - y1) * _MM, x1 * _MM, (height - y0) * _MM)
        for x0, y0, x1, y1 in (*shown.horizontal, *shown.vertical)
    ]
    parts += [_text(run, height) for run in _runs(text.glyphs)]
    return ofd_page("".join(parts), text.frame.width_pt * _MM, height * _MM)


def _runs(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        last = runs[-1][-1] if runs else None
        size = glyph.y1 - glyph.y0
        if (
            last is not None
            and abs(last.y0 - glyph.y0) < _SAME_LINE_PT
            and -0.3 * size < glyph.x0 - last.x1 < _GAP_EM * size
        ):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return runs


def _text(run: Sequence[Glyph], height: float) -> str:
    first = run[0]
    size = (first.y1 - first.y0) * _MM
    steps = " ".join(f"{(b.x0 - a.x0) * _MM:.4f}" for a, b in pairwise(run))
    characters = "".join(glyph.text for glyph in run)
    return (
        f'<ofd:TextObject ID="9" Boundary="{first.x0 * _MM:.4f} {(height - first.y1) * _MM:.4f} '
        f'{(run[-1].x1 - first.x0) * _MM:.4f} {size:.4f}" Font="3" Size="{size:.4f}">'
        f'<ofd:TextCode X="0" Y="{size * 0.86:.4f}" DeltaX="{steps}">{html.escape(characters)}'
        "</ofd:TextCode></ofd:TextObject>"
    )
