"""OFD files (GB/T 33190-2016, 版式文件): pages of characters and rules, read as a PDF's are."""

from ingest.reading.office.ofd.drawing import MM_PT
from ingest.reading.office.ofd.package import child, children, open_package, resolved, text_of
from ingest.reading.office.ofd.reading import as_pdf, read_ofd

__all__ = [
    "MM_PT",
    "as_pdf",
    "child",
    "children",
    "open_package",
    "read_ofd",
    "resolved",
    "text_of",
]
