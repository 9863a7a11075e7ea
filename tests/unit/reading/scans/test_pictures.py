"""What is seen in a picture before any recogniser looks: lean, rules, print, its size."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace

import cv2
import numpy as np
import polars as pl
import pytest
from PIL import Image

from ingest.errors import DamagedFileError, HostileFileError, MissingProgramError, UnreadFormError
from ingest.reading.pdf.account import INVISIBLE_LAYER, PICTURE_PAGE
from ingest.reading.pdf.model import DocumentRead, PageRead
from ingest.reading.pdf.scanned import DrawnPage
from ingest.reading.scans import models, read_picture, read_scans, reading
from ingest.reading.scans import page as scanned_page
from ingest.reading.scans.cells import StraightPage, read_cells
from ingest.reading.scans.leaning import lean_boxes
from ingest.reading.scans.page import find_grids
from ingest.reading.scans.recognising import Picture, ReadLine
from ingest.reading.scans.ruling import find_rules
from ingest.reading.scans.straightening import find_skew, is_ink, turn
from ingest.reading.scans.turning import quarter_turns, turned
from tests.unit.reading.tables.grids import make_grid, make_page

POINTS_PER_PIXEL = 72 / 200


def table_picture() -> Picture:
    """Three columns, four rows, words in the cells, dust in one of them."""
    page = np.full((700, 900), 245, dtype=np.uint8)
    for x in (60, 320, 580, 840):
        cv2.line(page, (x, 100), (x, 500), 30, 2)
    for y in (100, 200, 300, 400, 500):
        cv2.line(page, (60, y), (840, y), 30, 2)
    for row in range(4):
        cv2.putText(page, "2,345.67", (600, 165 + 100 * row), 0, 1.0, 20, 2)
    page[250:253, 450:453] = 40
    return page


@pytest.mark.parametrize("degrees", [-1.3, -0.26, 0.0, 0.4, 2.0])
def test_skew__is_found_and_taken_back(degrees: float) -> None:
    assert find_skew(turn(table_picture(), -degrees)) == pytest.approx(degrees, abs=0.05)


def test_rules__are_found__and_no_stroke_of_print() -> None:
    across, down = find_rules(is_ink(table_picture()), POINTS_PER_PIXEL)
    height = 700 * POINTS_PER_PIXEL
    found_y = sorted(round((height - y) / POINTS_PER_PIXEL, -1) for _, y, _, _ in across)
    assert found_y == [100, 200, 300, 400, 500]
    assert sorted(round(x / POINTS_PER_PIXEL, -1) for x, *_ in down) == [60, 320, 580, 840]


def test_rules__stroke_of_a_tall_character_in_a_cell__is_none() -> None:
    page = table_picture()
    cv2.line(page, (400, 212), (400, 262), 20, 3)  # 18 pt, from near a rule into the white
    cv2.line(page, (470, 225), (470, 275), 20, 3)
    _, down = find_rules(is_ink(page), POINTS_PER_PIXEL)
    assert sorted(round(x / POINTS_PER_PIXEL, -1) for x, *_ in down) == [60, 320, 580, 840]


def test_rules__low_row_of_a_table__has_its_short_rules() -> None:
    page = np.full((300, 900), 245, dtype=np.uint8)
    for y in (100, 140):  # 14 pt apart
        cv2.line(page, (60, y), (840, y), 30, 2)
    for x in (60, 320, 840):
        cv2.line(page, (x, 100), (x, 140), 30, 2)
    _, down = find_rules(is_ink(page), POINTS_PER_PIXEL)
    assert sorted(round(x / POINTS_PER_PIXEL, -1) for x, *_ in down) == [60, 320, 840]


def test_grids__large_characters_of_a_cover__are_none() -> None:
    """区 and 日 in 36 pt: their strokes are as long as rules and meet as rules do."""
    page = np.full((700, 900), 245, dtype=np.uint8)
    for left in (200, 310):
        for x in (left, left + 45, left + 90):
            cv2.line(page, (x, 300), (x, 390), 20, 4)
        for y in (300, 345, 390):
            cv2.line(page, (left, y), (left + 90, y), 20, 4)
    straight = StraightPage(page, is_ink(page), POINTS_PER_PIXEL)
    assert find_grids(straight) == []
    table = table_picture()
    assert len(find_grids(StraightPage(table, is_ink(table), POINTS_PER_PIXEL))) == 1


class _Counting:
    """Stands where the recogniser does; keeps what it was shown."""

    def __init__(self) -> None:
        self.shown: list[Picture] = []

    def read(self, pictures: list[Picture]) -> list[ReadLine]:
        self.shown += pictures
        return [ReadLine("2,345.67", (0.5,) * 8, 0.9) for _ in pictures]


def test_cells__print_is_cut_out_whole__blank_and_dust_are_not_shown() -> None:
    picture = table_picture()
    page = StraightPage(picture, is_ink(picture), POINTS_PER_PIXEL)
    boxes = [page.box(x, y, x + 260, y + 100) for y in (100, 200) for x in (60, 320, 580)]
    counting = _Counting()
    read = read_cells(page, boxes, counting)  # type: ignore[arg-type]
    assert [len(pieces) for pieces in read] == [0, 0, 1, 0, 0, 1]
    left, top, right, bottom = page.pixels(read[2][0].box)
    assert (left, right) == pytest.approx((600, 721), abs=4)
    assert (top, bottom) == pytest.approx((142, 170), abs=8)
    shown = counting.shown[0]
    assert shown.shape[0] > bottom - top
    assert shown.shape[1] > right - left  # white on all sides, and no rule
    assert shown[:, 0].min() > 200


def test_boxes__are_moved_back_to_the_page_as_it_is_shown() -> None:
    """A page that was turned counter-clockwise: its right side is shown lower than it was read."""
    document = DocumentRead((replace(make_page(1, []), skew_degrees=1.0),), None)
    read = {"page_number": [1], "x0": [500.0], "y0": [415.0], "x1": [540.0], "y1": [427.0]}
    frame = pl.DataFrame({**read, "locator": ["p.1 [500 415 540 427]"]})
    x0, y0, x1, y1 = lean_boxes(frame, document).select("x0", "y0", "x1", "y1").row(0)
    assert (x1 - x0, y1 - y0) == pytest.approx((40, 12))
    assert (y0 + y1) / 2 - 421 == pytest.approx(-222.5 * 0.01745, abs=0.01)
    assert lean_boxes(frame, document).item(0, "locator") == "p.1 [500 411 540 423] +1.0°"
    straight = DocumentRead((make_page(1, []),), None)
    assert lean_boxes(frame, straight).equals(frame)


def png_header(width: int, height: int) -> bytes:
    """A picture that says how large it is, and holds nothing."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 9) + b"IDAT" + bytes(13)


def png(picture: Picture) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (png_header(30_000, 30_000), HostileFileError, "图片过大"),
        (png(np.zeros((40, 400), dtype=np.uint8)), UnreadFormError, "图片过小"),
        (b"\x89PNG\r\n\x1a\nnothing", DamagedFileError, "图片无法打开"),
    ],
    ids=["30,000 × 30,000", "small", "damaged"],
)
def test_picture__that_is_no_page__is_refused(
    content: bytes, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        read_picture(content, "a.png", None)


def test_picture__other_bytes__are_none() -> None:
    assert read_picture(b"%PDF-1.7", "a.pdf", None) is None


def test_models__missing__scan_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "find_models", lambda: None)
    monkeypatch.setattr(reading, "find_models", lambda: None)
    with pytest.raises(MissingProgramError, match="OCR=1 make build"):
        read_picture(png(table_picture()), "a.png", None)


def test_models__missing__picture_page_among_text__is_hinted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "find_models", lambda: None)
    text = replace(make_page(1, [], above=["预算说明"]), character_count=4)
    picture = replace(make_page(2, []), character_count=0, unread=(PICTURE_PAGE,))
    read = read_scans(DocumentRead((text, picture), None), b"", None)
    assert read.pages[0] == text
    assert read.pages[1].unread == (f"{PICTURE_PAGE}; OCR=1 make build reads it",)


def layered_page() -> PageRead:
    """A page of a searchable scan: 1,234 where its picture shows 1,284."""
    grid = make_grid([["项目", "金额"], ["合计", "1,234"]])
    return replace(
        make_page(1, [grid], above=["收支总表"]), character_count=20, remarks=(INVISIBLE_LAYER,)
    )


def test_invisible_layer__no_models__is_hinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "find_models", lambda: None)
    (page,) = read_scans(DocumentRead((layered_page(),), None), b"", None).pages
    assert page.grids == layered_page().grids
    assert page.remarks == (f"{INVISIBLE_LAYER}; OCR=1 make build reads it",)


def test_invisible_layer__models__the_picture_is_read_in_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = make_page(1, [make_grid([["项目", "金额"], ["合计", "1,284"]])], above=["收支总表"])
    drawn = DrawnPage(1, np.zeros((3, 3), dtype=np.uint8), 1.0, 0)
    monkeypatch.setattr(reading, "find_models", lambda: "models")
    monkeypatch.setattr(reading, "draw_scanned", lambda *_: iter([drawn]))
    monkeypatch.setattr(scanned_page, "read_scanned_page", lambda *_, **__: shown)
    (page,) = read_scans(DocumentRead((layered_page(),), None), b"", None).pages
    assert (page.lines, page.grids, page.has_text) == (shown.lines, shown.grids, False)
    assert page.remarks == (f"{INVISIBLE_LAYER}, which was not used",)


class _Upright:
    """Reads what stands upright: lines that are dark at their left end."""

    def read(self, pictures: list[Picture]) -> list[ReadLine]:
        return [
            ReadLine("x", (0.5,), 0.97 if line[:, :20].mean() < 100 else 0.5) for line in pictures
        ]


@pytest.mark.parametrize("fed", [0, 1, 2, 3])
def test_turns__page_fed_any_way__is_turned_upright(fed: int) -> None:
    page = np.full((400, 600), 255, dtype=np.uint8)
    boxes = [(50, 50 + 60 * i, 350, 80 + 60 * i) for i in range(4)]
    for x0, y0, x1, y1 in boxes:
        page[y0:y1, x0:x1] = 180
        page[y0:y1, x0 : x0 + 40] = 20
    marks = np.zeros((400, 600), dtype=np.uint8)
    for number, (x0, y0, x1, y1) in enumerate(boxes, start=1):
        marks[y0:y1, x0:x1] = number
    fed_page, fed_marks = turned(page, fed), turned(marks, fed)
    fed_boxes = []
    for number in range(1, 5):
        rows, columns = np.nonzero(fed_marks == number)
        fed_boxes.append(
            (int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
        )
    turns = quarter_turns(fed_page, fed_boxes, _Upright())  # type: ignore[arg-type]
    assert np.array_equal(turned(fed_page, turns), page)
