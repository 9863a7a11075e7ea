"""Small PDFs written by hand, operator by operator, so that each oddity is exactly there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842


@dataclass
class DrawnPage:
    """One page: content stream operators and page attributes."""

    operators: list[str] = field(default_factory=list)
    rotate: int = 0
    forms: list[tuple[str, str]] = field(default_factory=list)  # (matrix, operators)
    images: list[tuple[int, int, bytes]] = field(default_factory=list)  # grey, width × height

    def text(
        self, x: float, y: float, words: str, *, size: float = 10, mode: int = 0, matrix: str = ""
    ) -> DrawnPage:
        at = matrix or f"1 0 0 1 {x} {y}"
        escaped = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        self.operators.append(f"BT /F1 {size} Tf {mode} Tr {at} Tm ({escaped}) Tj ET")
        return self

    def rules(
        self, xs: Sequence[float], ys: Sequence[float], *, style: str = "stroke"
    ) -> DrawnPage:
        """Draw every row and column edge of a grid over its whole length."""
        for y in ys:
            self.rule(min(xs), y, max(xs), y, style=style)
        for x in xs:
            self.rule(x, min(ys), x, max(ys), style=style)
        return self

    def rule(
        self, x0: float, y0: float, x1: float, y1: float, *, style: str = "stroke"
    ) -> DrawnPage:
        self.operators.append(_RULES[style](x0, y0, x1, y1))
        return self


def _stroke(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"0.5 w {x0} {y0} m {x1} {y1} l S"


def _fill(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0 - 0.25} {y0 - 0.25} {x1 - x0 + 0.5} {y1 - y0 + 0.5} re f"


def _curve(x0: float, y0: float, x1: float, y1: float) -> str:
    """A lens half a point thick, as some office suites draw a border."""
    dx, dy = (0.0, 0.3) if y0 == y1 else (0.3, 0.0)
    return (
        f"{x0} {y0} m {x0 + dx} {y0 + dy} {x1 + dx} {y1 + dy} {x1} {y1} c "
        f"{x1 - dx} {y1 - dy} {x0 - dx} {y0 - dy} {x0} {y0} c f"
    )


_RULES = {"stroke": _stroke, "fill": _fill, "curve": _curve}


def pdf_of(*pages: DrawnPage, trailer: str = "") -> bytes:
    """Write pages as a PDF; Helvetica, so Latin letters and digits only."""
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in pages:
        resources = []
        for number, (matrix, operators) in enumerate(page.forms):
            head = (
                f"/Type /XObject /Subtype /Form /BBox [0 0 2000 2000] /Matrix [{matrix}] "
                "/Resources << /Font << /F1 3 0 R >> >>"
            )
            objects.append(_stream(head, operators.encode()))
            resources.append(f"/X{number} {len(objects)} 0 R")
        for number, (width, height, grey) in enumerate(page.images):
            head = (
                f"/Type /XObject /Subtype /Image /Width {width} /Height {height} "
                "/ColorSpace /DeviceGray /BitsPerComponent 8"
            )
            objects.append(_stream(head, grey))
            resources.append(f"/I{number} {len(objects)} 0 R")
        objects.append(_stream("", "\n".join(page.operators).encode("latin-1")))
        content = len(objects)
        objects.append(
            (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
                f"/Rotate {page.rotate} /Contents {content} 0 R "
                f"/Resources << /Font << /F1 3 0 R >> /XObject << {' '.join(resources)} >> >> >>"
            ).encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _file(objects, trailer)


def _stream(head: str, data: bytes) -> bytes:
    return f"<< {head} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _file(objects: list[bytes], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n".encode()
    out += f"startxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
