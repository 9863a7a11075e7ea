"""A row of pictures is read as one report; what is missing of it, or broken, is said."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from PIL import Image

from ingest.contract.pictures import PageFile, bind_pictures
from ingest.errors import UnreadFormError
from ingest.reading.bound import refuse_own_reports
from ingest.reading.pdf.model import DocumentRead, PageRead
from ingest.reading.scans import page as scanned_page
from ingest.reading.scans import read_picture, read_sheet_alone, reading
from ingest.reading.scans.leaning import name_files
from tests.unit.reading.tables.grids import make_grid, make_page


def jpeg(level: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.full((400, 400), level, dtype=np.uint8)).save(out, "JPEG")
    return out.getvalue()


def row(**pictures: bytes) -> bytes:
    """Bind pictures by number: `_1=…, _3=…`."""
    return bind_pictures(
        [PageFile(f"{name[1:]}.jpg", int(name[1:]), content) for name, content in pictures.items()]
    )


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read of each page how dark it is."""

    def see(picture: Any, page_number: int, *_: object, **__: object) -> PageRead:
        page = make_page(page_number, [], above=[f"{picture.mean():.0f}"])
        return replace(page, reading="scanned")

    monkeypatch.setattr(reading, "require_models", lambda: "models")
    monkeypatch.setattr(scanned_page, "read_scanned_page", see)


def test_row__pages_are_its_pictures_in_order__each_with_its_name() -> None:
    document = read_picture(row(_1=jpeg(200), _2=jpeg(100)), "{1..2}.jpg", None)
    assert document is not None
    assert [(p.page_number, p.source, p.lines[0].text) for p in document.pages] == [
        (1, "1.jpg", "200"),
        (2, "2.jpg", "100"),
    ]
    assert all(page.unread == () for page in document.pages)


def test_row__gaps_and_broken_pictures__are_pages_that_say_so() -> None:
    content = row(_2=jpeg(200), _3=b"\xff\xd8\xffbroken", _6=jpeg(100))
    document = read_picture(content, "{2..6}.jpg", None)
    assert document is not None
    first, broken, last = document.pages
    assert first.unread == ("picture 1 of the row is missing before it (缺第1张图片)",)
    assert "3.jpg" in broken.unread[0]
    assert "图片无法打开" in broken.unread[0]
    assert last.unread == ("pictures 4–5 of the row are missing before it (缺第4–5张图片)",)
    assert (last.page_number, last.lines[0].text) == (3, "100")


def test_row__page_read_alone__is_the_same_page() -> None:
    content = row(_1=jpeg(200), _2=jpeg(100))
    kept: dict[int, PageRead] = {}
    shelf: Any = type(
        "Shelf",
        (),
        {
            "read": lambda _, number, goes_on=False: kept.get(number),
            "write": lambda _, page, goes_on=False: kept.update({page.page_number: page}),
        },
    )()
    assert read_sheet_alone(content, "{1..2}.jpg", 2, shelf)
    document = read_picture(content, "{1..2}.jpg", None)
    assert document is not None
    assert kept == {2: document.pages[1]}
    assert not read_sheet_alone(b"%PDF-1.7", "a.pdf", 1, shelf)


def test_row__locators__name_the_file() -> None:
    frame = pl.DataFrame({"page_number": [2], "locator": ["p.2 [10 20 30 40]"]})
    document = DocumentRead((replace(make_page(2, []), source="02.png"),), None)
    assert name_files(frame, document).item(0, "locator") == "02.png p.2 [10 20 30 40]"
    assert name_files(frame, DocumentRead((make_page(2, []),), None)).equals(frame)


def _cover(number: int, *lines: str) -> PageRead:
    return replace(make_page(number, [], above=list(lines)), source=f"{number}.jpg")


def _table(number: int, department: str) -> PageRead:
    grid = make_grid([["项目", "金额"], ["合计", "1.00"]])
    above = ["收支总表", f"部门名称：{department}", "单位：万元"]
    return replace(make_page(number, [grid], above=above), source=f"{number}.jpg")


def test_row__pictures_of_several_reports__are_refused_together() -> None:
    covers = [
        _cover(1, "青山县财政局", "2023年部门预算"),
        _cover(2, "青山县水利局", "2023年部门预算"),
    ]
    tables = [_table(1, "青山县财政局"), _table(2, "青山县水利局"), _table(3, "青山县教育局")]
    for pages in (covers, tables):
        with pytest.raises(UnreadFormError, match="编号相连的图片分属不同单位"):
            refuse_own_reports(DocumentRead(tuple(pages), None), "{1..3}.jpg")


def test_row__one_report__is_none_of_these() -> None:
    pages = [
        _cover(1, "青山县财政局", "2023年部门预算"),
        _cover(2, "第一部分 概况", "青山县财政局是县政府工作部门。"),
        _table(3, "青山县财政局"),
        _table(4, "青山县财政局"),
    ]
    refuse_own_reports(DocumentRead(tuple(pages), None), "{1..4}.jpg")
    alone = [
        replace(page, source=None) for page in (_table(1, "甲县财政局"), _table(2, "甲县水利局"))
    ]
    refuse_own_reports(DocumentRead(tuple(alone), None), "report.pdf")
