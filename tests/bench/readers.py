"""The ways of reading pages that are compared, each from a file's bytes to its tables."""

from __future__ import annotations

import importlib
import importlib.util
import io
import tempfile
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

# Reads pages (from 0) of a file; gives the number of tables found there.
Reader = Callable[[bytes, Sequence[int]], int]


@dataclass(frozen=True, slots=True)
class Way:
    """One way of reading.

    Attributes:
        package: what it needs; it is left out where that is not installed.
        is_slow: measured on a sample of the pages, once.
        finds_tables: whether it looks for tables at all.
    """

    name: str
    read: Reader
    package: str = ""
    is_slow: bool = False
    finds_tables: bool = True

    @property
    def is_installed(self) -> bool:
        """Whether its package can be imported."""
        return not self.package or importlib.util.find_spec(self.package) is not None


def read_floor(content: bytes, pages: Sequence[int]) -> int:
    """Open the file; load each page, its text page, its text and its object count."""
    document = pdfium.PdfDocument(content)
    for index in pages:
        page = document[index]
        textpage = page.get_textpage()
        textpage.get_text_range()
        pdfium_c.FPDFPage_CountObjects(page.raw)
        textpage.close()
        page.close()
    document.close()
    return 0


def read_boxes(content: bytes, pages: Sequence[int]) -> int:
    """Do what the floor does, and ask for every character's box."""
    document = pdfium.PdfDocument(content)
    for index in pages:
        page = document[index]
        textpage = page.get_textpage()
        textpage.get_text_range()
        pdfium_c.FPDFPage_CountObjects(page.raw)
        for character in range(textpage.count_chars()):
            textpage.get_charbox(character, loose=True)
        textpage.close()
        page.close()
    document.close()
    return 0


def read_ours(content: bytes, pages: Sequence[int]) -> int:
    """Read the whole report into proven, recognised frames; `pages` must be all of them."""
    from ingest.reading.report import read_report  # noqa: PLC0415 - imports are not measured

    frames = read_report(content, "report.pdf")
    return int(frames["pages"]["grid_count"].sum())


def _camelot_reader(**options: object) -> Reader:
    def read(content: bytes, pages: Sequence[int]) -> int:
        camelot: Any = importlib.import_module("camelot")
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # one per page without a table
            path = Path(folder) / "report.pdf"
            path.write_bytes(content)
            numbers = ",".join(str(index + 1) for index in pages)
            return len(camelot.read_pdf(str(path), pages=numbers, flavor="lattice", **options))

    return read


def read_pdfplumber(content: bytes, pages: Sequence[int]) -> int:
    """Let pdfplumber extract the tables of each page."""
    pdfplumber: Any = importlib.import_module("pdfplumber")
    found = 0
    with pdfplumber.open(io.BytesIO(content)) as document:
        for index in pages:
            page = document.pages[index]
            found += len(page.extract_tables())
            page.close()
    return found


def read_pymupdf(content: bytes, pages: Sequence[int]) -> int:
    """Let PyMuPDF find the tables of each page and their texts."""
    pymupdf: Any = importlib.import_module("pymupdf")
    found = 0
    with pymupdf.open(stream=content, filetype="pdf") as document:
        for index in pages:
            tables = document[index].find_tables().tables
            found += len([table.extract() for table in tables])
    return found


FLOOR: Final = Way("pypdfium2: page, text, object count (floor)", read_floor, finds_tables=False)
WAYS: Final[tuple[Way, ...]] = (
    FLOOR,
    Way("pypdfium2: and every character's box", read_boxes, finds_tables=False),
    Way("this program: proven, recognised frames", read_ours),
    Way('Camelot lattice, engine="vector"', _camelot_reader(engine="vector")),
    Way("pdfplumber `extract_tables`", read_pdfplumber, "pdfplumber"),
    Way("PyMuPDF `find_tables`", read_pymupdf, "pymupdf", is_slow=True),
    Way("Camelot lattice, default engine", _camelot_reader(), is_slow=True),
)
