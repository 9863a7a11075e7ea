"""Pages as they were read, kept: what comes after them can be done again without the PDF.

Reading pages is four fifths of reading a report, and depends on the bytes and on `reading/pdf`
alone. What the pages mean depends on the vocabulary too, which changes with every new city. So
the pages are kept under a version of their own (`versions.page_reader_version`), as compressed
MessagePack: the same bytes for the same pages, and nothing in it can be executed. msgspec writes
and restores the dataclasses by their types, and refuses when it is imported a type that it could
not restore. Of 49 reports it takes 0.1 s to write and 1.8 s to restore what a codec of our own over
JSON took 2.2 s and 5.5 s for, and the files are 8 % smaller.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

import msgspec

from ingest.reading.pdf.model import DocumentRead, PageRead

# level 3 takes a third of the time, a hundredth of a page's reading, and makes it 17 % larger
_LEVEL: Final = 6

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(DocumentRead)


class KeptPages(Protocol):
    """Somewhere that the packed pages of reports are kept, for one version of the page reader."""

    def read(self, report_id: str, part: str = "") -> bytes | None:
        """Return the packed pages, or one part of them; None where there are none."""

    def write(self, report_id: str, packed: bytes, part: str = "") -> None:
        """Keep packed pages, or one part of them."""


@runtime_checkable
class LeavingPages(KeptPages, Protocol):
    """Kept pages of a report whose scanned pages others may read."""

    def leave(self, page_numbers: Sequence[int]) -> None:
        """Leave scanned pages that are not kept to others.

        Raises:
            WaitingScansError: they are to be read first.
        """


@dataclass(frozen=True, slots=True)
class KeptScans:
    """The scanned pages of one report: each is kept as soon as it has been read.

    A page costs seconds, and a build may be ended between two of them. They are kept under the
    version of what reads scans, which is another than that of what reads PDFs.
    """

    kept: KeptPages
    report_id: str
    version: str

    def read(self, page_number: int, *, goes_on: bool = False) -> PageRead | None:
        """Return a page, or None where it is not kept.

        Args:
            page_number: 1….
            goes_on: as it was read with the columns of the page before.
        """
        packed = self.kept.read(self.report_id, self._part(page_number, goes_on=goes_on))
        document = unpack_document(packed) if packed is not None else None
        return document.pages[0] if document is not None else None

    def write(self, page: PageRead, *, goes_on: bool = False) -> None:
        """Keep a page."""
        document = DocumentRead((page,), None)
        part = self._part(page.page_number, goes_on=goes_on)
        keep_document(self.kept, self.report_id, document, part)

    def leave(self, page_numbers: Sequence[int]) -> None:
        """Leave those of some pages that are not kept to others, where others are there.

        Raises:
            WaitingScansError: they are to be read first.
        """
        if isinstance(self.kept, LeavingPages):
            self.kept.leave([number for number in page_numbers if not self._has(number)])

    def _has(self, page_number: int) -> bool:
        return any(
            self.kept.read(self.report_id, self._part(page_number, goes_on=goes_on)) is not None
            for goes_on in (False, True)
        )

    def _part(self, page_number: int, *, goes_on: bool) -> str:
        return f".{self.version}.p{page_number:04}{'c' if goes_on else ''}"


def keep_document(kept: KeptPages, report_id: str, document: DocumentRead, part: str = "") -> None:
    """Keep a document, or one part of it; what cannot be written is read again next time."""
    try:
        packed = pack_document(document)
    except (UnicodeEncodeError, OverflowError):  # half of a character, a number of 20 digits
        return
    kept.write(report_id, packed, part)


def pack_document(document: DocumentRead) -> bytes:
    """Write a document so that `unpack_document` gives an equal one; equal input, equal bytes.

    Raises:
        UnicodeEncodeError: a text holds half of a character (a lone surrogate).
        OverflowError: a count has more than 64 bits.
    """
    return gzip.compress(_ENCODER.encode(document), _LEVEL, mtime=0)


def unpack_document(packed: bytes) -> DocumentRead | None:
    """Read a packed document; None when it was damaged, so that the PDF is read again."""
    try:
        return _DECODER.decode(gzip.decompress(packed))
    except (OSError, EOFError, zlib.error, msgspec.MsgspecError):
        return None
