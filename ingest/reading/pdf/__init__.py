"""From the bytes of a PDF to pages: text lines, ruled grids, counted numbers."""

from ingest.reading.pdf.document import read_document
from ingest.reading.pdf.model import (
    Box,
    DocumentRead,
    Grid,
    GridCell,
    PageRead,
    Piece,
    PrintedNumber,
)

__all__ = [
    "Box",
    "DocumentRead",
    "Grid",
    "GridCell",
    "PageRead",
    "Piece",
    "PrintedNumber",
    "read_document",
]
