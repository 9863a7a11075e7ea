"""OFD files (GB/T 33190-2016, 版式文件): pages of characters and rules, read as a PDF's are."""

from ingest.reading.office.ofd.reading import as_pdf, read_ofd

__all__ = ["as_pdf", "read_ofd"]
