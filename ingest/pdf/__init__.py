"""From the bytes of a PDF to pages: text lines, ruled grids, counted numbers."""

from ingest.pdf.document import read_document
from ingest.pdf.model import Box, DocumentRead, Grid, GridCell, PageRead, Piece, PrintedNumber

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
