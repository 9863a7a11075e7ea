"""What a page prints and was not read is said; what a reader cannot see is not there."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import pytest

from ingest.errors import AttachedReportError, UnreadableTextError
from ingest.reading.pdf import Box, PageRead, Piece, read_document
from ingest.reading.pdf.account import account_for
from ingest.reading.pdf.glyphs import Glyph
from ingest.reading.report import read_report
from ingest.reading.scans import reading

from .conftest import XS, YS, fill
from .drawing import DrawnPage, pdf_of


def read_one(page: DrawnPage, change: Callable[[bytes], bytes] = bytes) -> PageRead:
    return read_document(change(pdf_of(page)), "a.pdf").pages[0]


def tokens(page: PageRead) -> list[str]:
    return [number.text for number in page.numbers]


def drawn() -> DrawnPage:
    return fill(DrawnPage().rules(XS, YS))


def raw(page: DrawnPage, operators: str) -> DrawnPage:
    page.operators.append(operators)
    return page


TEXT = "BT /F1 10 Tf 1 0 0 1 {} {} Tm (9,999.99) Tj ET"
OUTSIDE = TEXT.format(300, 100)


def test_page__text_clipped_away_in_blank_paper__is_not_there() -> None:
    page = read_one(raw(drawn(), f"q 10 10 50 50 re W n {OUTSIDE} Q"))
    assert "9,999.99" not in tokens(page)
    assert "9,999.99" in tokens(read_one(raw(drawn(), f"q 290 90 99 50 re W n {OUTSIDE} Q")))


@pytest.mark.parametrize("white", ["1 1 1 rg", "1 g"])
def test_page__white_on_white__is_not_there(white: str) -> None:
    assert "9,999.99" not in tokens(read_one(raw(drawn(), f"q {white} {OUTSIDE} Q")))


@pytest.mark.parametrize(("matrix", "is_there"), [("1 0 0.3 1", True), ("0.9 0.4 -0.4 0.9", False)])
def test_page__letters_that_lean__stand_on_a_level_line(matrix: str, is_there: bool) -> None:
    words = "9,999.99 and words that a sample of the characters meets"
    page = read_one(drawn().text(0, 0, words, matrix=f"{matrix} 60 100"))
    assert ("9,999.99" in tokens(page)) is is_there


def test_page__white_on_a_dark_ground__is_there() -> None:
    dark = f"q 0 0.2 0.5 rg 290 90 80 30 re f 1 g {OUTSIDE} Q"
    assert "9,999.99" in tokens(read_one(raw(drawn(), dark)))


def test_page__printed_over_itself__is_there_once() -> None:
    nine = " ".join(TEXT.format(300 + n * 0.01, 100) for n in range(9))
    assert tokens(read_one(raw(drawn(), nine))).count("9,999.99") == 1


def test_page__a_red_number_over_a_cell__is_a_seal() -> None:
    plain = read_one(drawn())
    number = plain.numbers[-1]
    over = f"q 1 0 0 rg {TEXT.format(number.box.x0 - 4, number.box.y0 - 1)} Q"
    assert tokens(read_one(raw(drawn(), over))) == tokens(plain)


def test_page__a_red_number_of_its_own__is_a_number() -> None:
    assert "9,999.99" in tokens(read_one(raw(drawn(), f"q 1 0 0 rg {OUTSIDE} Q")))


@pytest.mark.parametrize("box", [b"[0 842 595 0]", b"[595 842 0 0]", b"[595 0 0 842]"])
def test_page__media_box_with_its_corners_the_other_way__is_read(box: bytes) -> None:
    plain = read_one(drawn())
    turned = read_one(drawn(), lambda pdf: _same_length(pdf, b"[0 0 595 842]", box))
    assert tokens(turned) == tokens(plain)
    assert (turned.width_pt, turned.height_pt) == (595, 842)


def _same_length(pdf: bytes, old: bytes, new: bytes) -> bytes:
    assert len(old) == len(new)
    return pdf.replace(old, new)


@pytest.mark.parametrize("hidden", [True, False])
def test_page__a_layer_switched_off__is_not_there(hidden: bool) -> None:
    layer = "<< /Type /OCG /Name (draft) >>"
    state = "/OFF [9 0 R]" if hidden else "/ON [9 0 R]"

    def with_layer(pdf: bytes) -> bytes:
        pdf = pdf.replace(
            b"/Type /Catalog",
            f"/Type /Catalog /OCProperties << /OCGs [9 0 R] /D << {state} >> >>".encode(),
        )
        pdf = pdf.replace(b"/XObject << ", b"/Properties << /MC0 9 0 R >> /XObject << ")
        return pdf.replace(b"xref\n", f"9 0 obj\n{layer}\nendobj\nxref\n".encode(), 1)

    page = read_one(raw(drawn(), f"/OC /MC0 BDC {OUTSIDE} EMC"), with_layer)
    assert ("9,999.99" in tokens(page)) is not hidden


def a_picture(x: float, y: float, width: float, height: float, page: DrawnPage) -> DrawnPage:
    page.images.append((2, 2, bytes([0, 90, 180, 255])))
    return raw(page, f"q {width} 0 0 {height} {x} {y} cm /I{len(page.images) - 1} Do Q")


def line(text: str, x: float, y: float) -> Piece:
    return Piece(text, Box(x, y, x + 10 * len(text), y + 10), 10.0)


HEADING = (line("部门收支总表", 200, 760), line("单位：万元", 480, 740))
PICTURE = Box(60, 300, 540, 735)
ROWS = tuple(
    line(text, x, 700 - 20 * row)
    for row, texts in enumerate(
        (("项目", "预算数", "备注"), ("支出", "1", "无"), ("合计", "1", ""))
    )
    for x, text in zip((60, 200, 400), texts, strict=False)
)


@pytest.mark.parametrize(
    ("lines", "pictures", "said"),
    [
        (HEADING, [PICTURE], "标题或单位之下为图片"),
        (HEADING[1:], [PICTURE], "标题或单位之下为图片"),
        (HEADING[:1], [Box(500, 700, 560, 755)], None),  # a seal
        ((line("这是部门的概况", 60, 760),), [PICTURE], None),  # a chart
        ((*HEADING, *ROWS), [], "似有表格而未读出"),
        (HEADING, [], None),  # a title at the foot of a page
        (ROWS, [], None),
    ],
)
def test_account__what_promises_a_table_and_gives_none__is_named(
    lines: tuple[Piece, ...], pictures: list[Box], said: str | None
) -> None:
    glyphs = [Glyph(c, p.box.x0, p.box.y0, p.box.x1, p.box.y1, 0) for p in lines for c in p.text]
    account = account_for(
        glyphs=glyphs,
        lines=lines,
        grids=(),
        pictures=pictures,
        page_size=(595, 842),
        is_invisible=False,
    )
    assert [said in reason for reason in account.unread] == ([True] if said else [])


def test_page__a_picture_of_the_whole_page__is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "find_models", lambda: None)  # nobody reads the picture
    blank = a_picture(0, 0, 595, 842, DrawnPage())
    document = read_document(pdf_of(drawn(), blank), "a.pdf")
    assert document.pages[0].unread == ()
    assert "图片页" in document.pages[1].unread[0]
    status = read_report(pdf_of(drawn(), blank), "a.pdf")["reports"].row(0, named=True)
    assert status["status"] == "partial"
    assert "p.2" in status["status_reason"]


def test_page__text_that_prints_nothing__is_remarked() -> None:
    page = a_picture(0, 0, 595, 842, DrawnPage()).text(60, 700, "12.34", mode=3)
    assert "隐形文字层" in read_one(page).remarks[0]


def test_document__glyphs_without_characters__is_rejected() -> None:
    page = DrawnPage().text(60, 700, "\x01\x03\x04\x05\x06\x07 12 \x0e\x0f\x10")
    with pytest.raises(UnreadableTextError):
        read_document(pdf_of(page), "a.pdf")


def test_page__a_glyph_without_character_in_a_number__is_no_digit() -> None:
    page = read_one(drawn().text(300, 100, "12\x0134"))
    assert any("12\ufffd34" in line.text for line in page.lines)


def test_document__the_report_is_attached__says_so() -> None:
    attached = (
        b"/Names << /EmbeddedFiles << /Names [(r.pdf) << /Type /Filespec /F (r.pdf) /UF (r.pdf)"
        b" /EF << /F 9 0 R >> >>] >> >>"
    )
    data = zlib.compress(b"%PDF-1.7")

    def with_file(pdf: bytes) -> bytes:
        pdf = pdf.replace(b"/Type /Catalog", b"/Type /Catalog " + attached)
        head = f"/Type /EmbeddedFile /Filter /FlateDecode /Length {len(data)}".encode()
        stream = b"9 0 obj\n<< " + head + b" >>\nstream\n" + data + b"\nendstream\nendobj\nxref\n"
        return pdf.replace(b"xref\n", stream, 1)

    with pytest.raises(AttachedReportError, match=r"r\.pdf"):
        read_document(with_file(pdf_of(DrawnPage().text(60, 700, "see the attached file"))), "a")
    assert read_document(with_file(pdf_of(drawn())), "a").attachments == ("r.pdf",)


def test_page__fields_that_were_filled_in__are_read() -> None:
    widget = (
        b"9 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (7,777.77) /F 4"
        b" /Rect [300 100 380 120] /AP << /N 10 0 R >> >>\nendobj\n"
        b"10 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 80 20]"
        b" /Resources << /Font << /F1 3 0 R >> >> /Length 45 >>\nstream\n"
        b"BT /F1 10 Tf 1 0 0 1 2 5 Tm (7,777.77) Tj ET  \nendstream\nendobj\nxref\n"
    )

    def with_field(pdf: bytes) -> bytes:
        pdf = pdf.replace(b"/Type /Catalog", b"/Type /Catalog /AcroForm << /Fields [9 0 R] >>")
        pdf = pdf.replace(b"/Type /Page /Parent", b"/Type /Page /Annots [9 0 R] /Parent")
        return pdf.replace(b"xref\n", widget, 1)

    assert "7,777.77" in tokens(read_one(drawn(), with_field))


@pytest.mark.parametrize("may_go_on", [True, False])
def test_account__a_row_of_amounts_alone__may_be_the_rest_of_a_table(may_go_on: bool) -> None:
    row = [
        Piece(text, Box(x, 700, x + 40, 709), 9)
        for text, x in (("1.50", 50), ("2.50", 150), ("4.00", 250))
    ]
    account = account_for(
        glyphs=(),
        lines=row,
        grids=(),
        pictures=(),
        page_size=(595, 842),
        is_invisible=False,
        may_go_on=may_go_on,
    )
    assert bool(account.unread) == may_go_on
