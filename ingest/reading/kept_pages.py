"""Pages as they were read, kept: what comes after them can be done again without the PDF.

Reading pages is four fifths of reading a report, and depends on the bytes and on `reading/pdf`
alone. What the pages mean depends on the vocabulary too, which changes with every new city. So
the pages are kept under a version of their own (`versions.page_reader_version`), as compressed
JSON: explicit, the same bytes for the same pages, and nothing in it can be executed.
"""

from __future__ import annotations

import gzip
import json
import types
import zlib
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from operator import attrgetter
from typing import Any, Final, Protocol, Union, get_args, get_origin, get_type_hints

from ingest.reading.pdf.model import DocumentRead, PageRead

# level 3 takes a third of the time, a hundredth of a page's reading, and makes it 17 % larger
_LEVEL: Final = 6

_PLAIN: Final = (str, int, float, bool, type(None))


class KeptPages(Protocol):
    """Somewhere that the packed pages of reports are kept, for one version of the page reader."""

    def read(self, report_id: str, part: str = "") -> bytes | None:
        """Return the packed pages, or one part of them; None where there are none."""

    def write(self, report_id: str, packed: bytes, part: str = "") -> None:
        """Keep packed pages, or one part of them."""


@dataclass(frozen=True, slots=True)
class KeptScans:
    """The scanned pages of one report: each is kept as soon as it has been read.

    A page costs seconds, and a build may be ended between two of them. They are kept under the
    version of what reads scans, which is another than that of what reads PDFs.
    """

    kept: KeptPages
    report_id: str
    version: str

    def read(self, page_number: int) -> PageRead | None:
        """Return a page, or None where it is not kept."""
        packed = self.kept.read(self.report_id, self._part(page_number))
        document = unpack_document(packed) if packed is not None else None
        return document.pages[0] if document is not None else None

    def write(self, page: PageRead) -> None:
        """Keep a page."""
        packed = pack_document(DocumentRead((page,), None))
        self.kept.write(self.report_id, packed, self._part(page.page_number))

    def _part(self, page_number: int) -> str:
        return f".{self.version}.p{page_number:04}"


def pack_document(document: DocumentRead) -> bytes:
    """Write a document so that `unpack_document` gives an equal one; equal input, equal bytes."""
    text = json.dumps(_encode_document(document), separators=(",", ":"))
    return gzip.compress(text.encode(), _LEVEL, mtime=0)


def unpack_document(packed: bytes) -> DocumentRead | None:
    """Read a packed document; None when it was damaged, so that the PDF is read again."""
    try:
        data = json.loads(gzip.decompress(packed))
    except (OSError, EOFError, ValueError, zlib.error):
        return None
    document: DocumentRead = _decode_document(data)
    return document


@dataclass(frozen=True, slots=True)
class _Codec:
    """How values of a type become lists for JSON, and become themselves again."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


def _codec(wanted: Any) -> _Codec | None:
    """Make the codec of a type; None where JSON gives back what it was given.

    Raises:
        TypeError: JSON does not give back such a value, and nobody has taught us how.
    """
    if wanted in _PLAIN:
        return None
    origin, arguments = get_origin(wanted), get_args(wanted)
    is_named_tuple = isinstance(wanted, type) and hasattr(wanted, "_make")
    if origin in (Union, types.UnionType):
        known = [_codec(one) for one in arguments if one is not types.NoneType]
        if not any(known):
            return None
        if len(known) == 1 and known[0] is not None:
            return _optional_codec(known[0])
    elif origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return _tuple_codec(_codec(arguments[0]))
    elif is_named_tuple:
        names = list(wanted._fields)
        if not any(_codec(hint) for hint in _hints(wanted, names)):
            return _Codec(_as_it_is, wanted._make)  # a list to JSON
    elif is_dataclass(wanted) and len(fields(wanted)) > 1:
        return _record_codec(wanted, [field.name for field in fields(wanted)])
    raise TypeError(f"pages hold {wanted}, which ingest/reading/kept_pages.py cannot restore")


def _as_it_is(value: Any) -> Any:
    return value


def _optional_codec(codec: _Codec) -> _Codec:
    return _Codec(
        lambda value: None if value is None else codec.encode(value),
        lambda value: None if value is None else codec.decode(value),
    )


def _tuple_codec(item: _Codec | None) -> _Codec:
    if item is None:
        return _Codec(_as_it_is, tuple)
    encode = item.encode
    return _Codec(
        _as_it_is if encode is _as_it_is else lambda values: [encode(value) for value in values],
        lambda values: tuple(map(item.decode, values)),
    )


def _record_codec(record: Any, names: list[str]) -> _Codec:
    """Write a dataclass as the list of its fields; only those that need it are touched."""
    codecs = list(enumerate(_codec(hint) for hint in _hints(record, names)))
    decoders = [(place, codec.decode) for place, codec in codecs if codec]
    encoders = [
        (place, codec.encode) for place, codec in codecs if codec and codec.encode is not _as_it_is
    ]
    values_of = attrgetter(*names)

    def encode(value: Any) -> Any:
        values = list(values_of(value))
        for place, encode_field in encoders:
            values[place] = encode_field(values[place])
        return values

    def decode(values: list[Any]) -> Any:
        for place, decode_field in decoders:
            values[place] = decode_field(values[place])
        return record(*values)

    return _Codec(encode if encoders else values_of, decode)


def _hints(record: Any, names: list[str]) -> list[Any]:
    hints = get_type_hints(record)
    return [hints[name] for name in names]


_document: Final = _record_codec(DocumentRead, [field.name for field in fields(DocumentRead)])
_encode_document: Final = _document.encode
_decode_document: Final = _document.decode
