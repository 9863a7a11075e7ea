"""Pictures of pages and places of sentences: in the frame in which the warehouse has its boxes."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from ingest.errors import DamagedPdfError
from ingest.reading.pdf import read_document
from ingest.reading.pdf.passages import Passage, find_passages
from ingest.reading.pdf.pictures import PageToDraw, draw_pages
from tests.conftest import REPOSITORY

GOLDEN = REPOSITORY / "tests" / "golden"
DARK = 128
_SOME_INK = 0.02  # a box half a line off has less


def _content(name: str) -> bytes:
    return (GOLDEN / name / "report.pdf").read_bytes()


def _ink(image: Image.Image, box: tuple[float, float, float, float]) -> float:
    """Share of dark pixels in a box of pixels."""
    x0, y0, x1, y1 = (round(side) for side in box)
    counts = image.crop((x0, y0, x1, y1)).histogram()
    return sum(counts[:DARK]) / sum(counts)


@pytest.mark.parametrize(("name", "number"), [("quirks", 4), ("quirks", 3), ("shanghai", 5)])
def test_draw_pages__boxes_of_numbers__lie_on_ink(name: str, number: int) -> None:
    """Page 4 of `quirks` is stored on its side."""
    content = _content(name)
    page = read_document(content, name).pages[number - 1]
    assert (name, number, page.rotation) in {("quirks", 4, 90), (name, number, 0)}
    (picture,) = draw_pages(content, [PageToDraw(number, page.rotation)], file_name=name)
    assert (picture.width_pt, picture.height_pt) == pytest.approx((page.width_pt, page.height_pt))
    image = Image.open(io.BytesIO(picture.content)).convert("L")
    assert image.size == (picture.width_px, picture.height_px)
    boxes = [
        piece.box
        for grid in page.grids
        for cell in grid.cells
        for piece in cell.pieces
        if piece.text[:1].isdigit()
    ]
    assert len(boxes) > 5
    for box in boxes:
        top, bottom = ((picture.height_pt - y) * picture.scale for y in (box.y1, box.y0))
        assert (
            _ink(image, (box.x0 * picture.scale, top, box.x1 * picture.scale, bottom)) > _SOME_INK
        )


def test_draw_pages__huge_page__is_drawn_smaller() -> None:
    content = _content("quirks")
    (small,) = draw_pages(content, [PageToDraw(1)], file_name="quirks", dpi=72)
    (huge,) = draw_pages(content, [PageToDraw(1)], file_name="quirks", dpi=7200)
    assert small.scale == 1
    assert max(huge.width_px, huge.height_px) <= 5200


@pytest.mark.parametrize("content", [b"%PDF-1.7 nothing", _content("quirks")])
def test_draw_pages__damaged_or_no_such_page__is_told(content: bytes) -> None:
    with pytest.raises(DamagedPdfError):
        list(draw_pages(content, [PageToDraw(99)], file_name="x.pdf"))


def test_find_passages__amounts__are_found_where_they_stand() -> None:
    (path,) = (REPOSITORY / "data" / "reports").glob("*.pdf")
    sentence = (
        "其中：基本支出1323.67万元，比2022年增加80.98万元，主要原因是人员经费增加，"
        "主要用于保障在职人员工资福利及社会保险缴费，离休人员离休费，退休人员补助等，"
        "保障部门正常运转的各项商品服务支出；项目支出1183.13万元，相较2022年减少711.31万元，"
        "主要是减少了潼南区视频会议系统扩容建设专项经费。"
    )
    wanted = [
        Passage(2, sentence, "80.98万元"),
        Passage(2, sentence, "万元", occurrence=3),
        Passage(2, "没有这句话5万元。", "5万元"),
        Passage(2, sentence, "万元", occurrence=9),
    ]
    found = find_passages(path.read_bytes(), wanted, file_name=path.name)
    assert [bool(boxes) for boxes in found] == [True, True, False, False]
    content = path.read_bytes()
    (picture,) = draw_pages(content, [PageToDraw(2)], file_name=path.name)
    image = Image.open(io.BytesIO(picture.content)).convert("L")
    for box in (box for boxes in found for box in boxes):
        assert 5 < box.y1 - box.y0 < 30
        top, bottom = ((picture.height_pt - y) * picture.scale for y in (box.y1, box.y0))
        assert (
            _ink(image, (box.x0 * picture.scale, top, box.x1 * picture.scale, bottom)) > _SOME_INK
        )
