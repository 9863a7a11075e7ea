from __future__ import annotations

import io

import pypdf
import pytest

from ingest.errors import (
    DamagedPdfError,
    EmptyFileError,
    EncryptedPdfError,
    NoPagesError,
    NotAPdfError,
    NoTextError,
)
from ingest.reading.pdf import PageRead, document, read_document
from ingest.reading.pdf.readings import read_page

from .conftest import XS, YS, fill
from .drawing import DrawnPage, pdf_of


def table_pdf(page_count: int = 1) -> bytes:
    return pdf_of(*(fill(DrawnPage().rules(XS, YS)) for _ in range(page_count)))


def encrypted(user_password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(table_pdf()))
    writer.encrypt(user_password, "owner", algorithm="AES-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", EmptyFileError, "空文件"),
        (b"<!DOCTYPE html><html>404</html>", NotAPdfError, "网页"),
        (b"PK\x03\x04rest of an archive", NotAPdfError, "压缩包"),
        (b"no such thing", NotAPdfError, "it begins with"),
        (table_pdf()[: len(table_pdf()) // 2], DamagedPdfError, "文件末尾缺失"),
        (table_pdf()[:-40], DamagedPdfError, "文件末尾缺失"),
        (pdf_of(), NoPagesError, "没有页面"),
        (pdf_of(DrawnPage().rules(XS, YS)), NoTextError, "扫描件"),
        (encrypted("secret"), EncryptedPdfError, "加密"),
    ],
    ids=["empty", "html", "zip", "text", "half", "cut", "no pages", "no text", "encrypted"],
)
def test_read_document__rejects(content: bytes, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        read_document(content, "报 告.pdf")


def test_read_document__owner_password_alone_opens() -> None:
    assert len(read_document(encrypted(""), "a.pdf").pages[0].grids) == 1


def test_read_document__padding_after_the_end_is_no_damage() -> None:
    assert len(read_document(table_pdf() + b"\x00" * 8192, "a.pdf").pages) == 1


def test_read_document__one_bad_page_does_not_lose_the_others() -> None:
    content = table_pdf(2)
    broken = content.replace(b"/Kids [5 0 R 7 0 R]", b"/Kids [5 0 R 9 0 R]")
    assert broken != content
    pages = read_document(broken, "a.pdf").pages
    assert [page.reading for page in pages] == ["vector", "failed"]
    assert "页面无法读取" in pages[1].reading_reason


def test_read_document__page_that_breaks_the_reader_is_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read_or_break(page: object, page_number: int, **settings: object) -> PageRead:
        if page_number == 2:
            raise ZeroDivisionError("a grid without width")
        return read_page(page, page_number)

    monkeypatch.setattr(document, "read_page", read_or_break)
    pages = read_document(table_pdf(3), "a.pdf").pages
    assert [page.reading for page in pages] == ["vector", "failed", "vector"]
    assert "a grid without width" in pages[1].reading_reason
