"""Whether the compressed parts of a PDF are whole.

A reader shows what it can of a damaged content stream, and says nothing of the rest: figures are
then missing from the page that everything else is proven against. The checksum that every
compressed stream carries tells.
"""

from __future__ import annotations

import re
import zlib
from typing import Final

_STREAM: Final = re.compile(rb">>\s{0,4}stream\r?\n")
_OBJECT: Final = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+obj\b")
# zlib's own is the only compression with a checksum; a second filter lies inside of it
_COMPRESSED: Final = re.compile(rb"/(?:Filter|F)\s*\[?\s*/Fl(?:ateDecode)?\b")
# What a picture shows is no figure of ours, and a picture is most of many a file.
_PICTURE: Final = re.compile(rb"/Subtype\s*/Image\b")
_ENCRYPTED: Final = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_END: Final = b"endstream"
# A dictionary before its stream is a few hundred bytes; one that lists a thousand names, more.
_LONGEST_DICTIONARY: Final = 1 << 14
_CHUNK: Final = 1 << 20
# A file that inflates to more is left to the limits of memory and time.
_MOST_INFLATED: Final = 1 << 28
# The end mark may occur in the compressed bytes themselves.
_ENDS_TRIED: Final = 3


def find_damaged_streams(content: bytes) -> tuple[int, ...]:
    """Name the objects whose compressed data is broken, does not end, or fails its checksum.

    Args:
        content: a PDF's bytes. Nothing is said of an encrypted one, of pictures, and of streams
            that are not compressed.

    Returns:
        Object numbers, in the order of the file.
    """
    if _ENCRYPTED.search(content):
        return ()
    damaged: list[int] = []
    before = budget = 0
    for found in _STREAM.finditer(content):
        if found.start() < before:  # the words stand inside the stream before
            continue
        number, head = _head(content, found.start())
        if number is None or not _COMPRESSED.search(head) or _PICTURE.search(head):
            continue
        end, inflated = _read_stream(content, found.end())
        budget += inflated
        if end is None:
            damaged.append(number)
        if budget > _MOST_INFLATED or inflated < 0:
            break
        before = end or before
    return tuple(damaged)


def _head(content: bytes, end: int) -> tuple[int | None, bytes]:
    """Find the object that a stream belongs to: its number and its dictionary."""
    first = max(0, end - _LONGEST_DICTIONARY)
    place = content.rfind(b"obj", first, end)
    marks = list(_OBJECT.finditer(content, max(0, place - 20), place + 3)) if place >= 0 else []
    return (int(marks[-1][1]), content[place:end]) if marks else (None, b"")


def _read_stream(content: bytes, start: int) -> tuple[int | None, int]:
    """Inflate a stream to its checksum.

    Returns:
        Where its end mark stands, None where it is broken; and how much it inflated to, -1 where
        there is no end mark any more.
    """
    end = start
    inflated = 0
    for _ in range(_ENDS_TRIED):
        end = content.find(_END, end + 1)
        if end < 0:
            return None, -1
        is_whole, more = _inflate(content[start:end])
        inflated += more
        if is_whole:
            return end, inflated
    return None, inflated


def _inflate(compressed: bytes) -> tuple[bool, int]:
    """Say whether compressed bytes end where they should, and how much they inflate to."""
    inflater = zlib.decompressobj()
    inflated = 0
    rest = compressed
    try:
        while rest and not inflater.eof and inflated < _MOST_INFLATED:
            inflated += len(inflater.decompress(rest, _CHUNK))
            rest = inflater.unconsumed_tail
    except zlib.error:
        return False, inflated
    return inflater.eof or inflated >= _MOST_INFLATED, inflated
