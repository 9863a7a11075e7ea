from __future__ import annotations

import zlib

import polars as pl
import pytest

from ingest.reading.pdf.streams import find_damaged_streams
from ingest.reading.report import read_report
from tests.typesetting.fixtures import fixture_pdf


def _object(number: int, data: bytes, entries: bytes = b"/Filter /FlateDecode") -> bytes:
    head = b"%d 0 obj\n<< /Length %d %s >>\nstream\n" % (number, len(data), entries)
    return head + data + b"\nendstream\nendobj\n"


_WHOLE = zlib.compress(b"BT (1,234.56) Tj ET " * 50)
_FLIPPED = _WHOLE[:20] + bytes([_WHOLE[20] ^ 4]) + _WHOLE[21:]
_OTHER_SUM = _WHOLE[:-1] + bytes([_WHOLE[-1] ^ 1])


@pytest.mark.parametrize(
    ("data", "entries", "is_damaged"),
    [
        (_WHOLE, b"/Filter /FlateDecode", False),
        (_WHOLE, b"/Filter [ /FlateDecode ]", False),
        (_WHOLE[:-9], b"/Filter /FlateDecode", True),
        (_FLIPPED, b"/Filter /FlateDecode", True),
        (_OTHER_SUM, b"/Filter[/FlateDecode]", True),
        (b"no zlib at all", b"/Filter /FlateDecode", True),
        (_FLIPPED, b"/Subtype /Image /Filter /FlateDecode", False),
        (b"BT (1,234.56) Tj ET", b"", False),
        (b"48656C6C6F>", b"/Filter /ASCIIHexDecode", False),
    ],
)
def test_streams__damage_is_named(data: bytes, entries: bytes, is_damaged: bool) -> None:
    content = b"%PDF-1.7\n" + _object(7, data, entries) + _object(8, _WHOLE)
    assert find_damaged_streams(content) == ((7,) if is_damaged else ())


def test_streams__end_mark_inside_the_data__is_read_over() -> None:
    stored = zlib.compress(b"a comment that says endstream, and more", level=0)
    assert b"endstream" in stored
    assert find_damaged_streams(b"%PDF-1.7\n" + _object(7, stored)) == ()


def test_streams__no_end_mark_any_more__is_damaged() -> None:
    assert find_damaged_streams(b"%PDF-1.7\n" + _object(7, _WHOLE)[:-30]) == (7,)


def test_streams__encrypted_file__is_not_judged() -> None:
    content = b"%PDF-1.7\n" + _object(7, _FLIPPED) + b"trailer << /Encrypt 9 0 R >>"
    assert find_damaged_streams(content) == ()


def test_report__one_byte_of_a_stream_flipped__is_never_proven() -> None:
    content = bytearray(fixture_pdf("chongqing").read_bytes())
    whole = read_report(bytes(content), "report.pdf")["reports"]
    assert whole["status"][0] == "proven"
    place = content.index(b"stream\n", content.rindex(b"/FlateDecode")) + 60
    content[place] ^= 4
    (damaged,) = find_damaged_streams(bytes(content))
    frames = read_report(bytes(content), "report.pdf")
    report = frames["reports"].row(0, named=True)
    failed = frames["pages"].filter(pl.col("reading") == "failed")["page_number"].to_list()
    assert failed
    assert report["status"] == ("partial" if len(failed) < report["page_count"] else "quarantined")
    assert f"damaged data in object {damaged} of the file (文件数据损坏)" in report["status_reason"]
