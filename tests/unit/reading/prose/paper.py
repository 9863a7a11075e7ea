"""Pages of text set by hand: A4, 12 pt, left margin 70, right margin 526."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.reading.pdf.model import Box, DocumentRead, PageRead, Piece

LEFT, EM, WIDTH = 70.0, 12.0, 38  # characters on a full line


@dataclass(frozen=True)
class Identity:
    """Who, when, what, as claims ask for it."""

    budget_year: int | None = 2023
    report_kind: str = "budget"
    level: str | None = "department"
    department_name: str | None = "重庆市潼南区人民政府办公室"


def line(text: str, y0: float, *, x0: float = LEFT, size: float = EM) -> Piece:
    """Set a line whose characters are all one em wide."""
    return Piece(text, Box(x0, y0, x0 + size * len(text), y0 + size), size)


def centred(text: str, y0: float) -> Piece:
    """Set a line in the middle of the text area."""
    return line(text, y0, x0=LEFT + (WIDTH - len(text)) * EM / 2)


def wrapped(text: str) -> list[tuple[str, float]]:
    """Break a paragraph into lines with an indent of two characters: (text, x0)."""
    first = WIDTH - 2
    rest = [text[i : i + WIDTH] for i in range(first, len(text), WIDTH)]
    return [(text[:first], LEFT + 2 * EM)] + [(one, LEFT) for one in rest]


def page(number: int, pieces: list[Piece]) -> PageRead:
    """Make a page of lines and nothing else."""
    return PageRead(number, 596.0, 842.0, 0, tuple(pieces), (), (), 0, 0, "none", "")


def document(*pages: list[str]) -> DocumentRead:
    """Set paragraphs onto pages, each wrapped and indented."""
    made = []
    for number, paragraphs in enumerate(pages, start=1):
        lines = [one for text in paragraphs for one in wrapped(text)]
        pieces = [line(text, 740 - 20 * i, x0=x0) for i, (text, x0) in enumerate(lines)]
        made.append(page(number, pieces))
    return DocumentRead(tuple(made), None)
