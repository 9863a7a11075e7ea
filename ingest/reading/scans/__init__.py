"""Scanned pages and pictures → the pages, lines, grids and numbers that PDFs give, read twice.

Two routes with different networks read every page (`page.py`); where they differ, a figure is
unread until sums settle it (`settling.py`). The recognisers are an extra: `OCR=1 make build`.
"""

from ingest.reading.scans.reading import (
    read_picture,
    read_scan_alone,
    read_scans,
    read_sheet_alone,
)

__all__ = ["read_picture", "read_scan_alone", "read_scans", "read_sheet_alone"]
