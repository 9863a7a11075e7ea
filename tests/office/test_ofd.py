"""What OFD files do that PDFs do not, and ill will."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image, ImageOps

from ingest.errors import DamagedFileError, HostileFileError, MissingProgramError, NoTextError
from ingest.reading.office import as_shown
from ingest.reading.office.ofd import read_ofd
from ingest.reading.office.ofd.jbig2 import HEAD
from ingest.reading.pdf.model import PageRead
from ingest.reading.pdf.scanned import draw_scanned, scanned_pages
from ingest.reading.report import read_report
from ingest.reading.scans import models, reading
from ingest.reading.scans import page as scanned_page
from tests.typesetting.ofd import ofd_file, ofd_line, ofd_page, ofd_text
from tests.unit.reading.tables.grids import make_page

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
TITLE, UNIT = "某市水务局2024年部门收支总表", "单位：万元"
HEADER = ("收入项目", "预算数", "支出项目", "预算数")
ROWS = (
    ("一般公共预算拨款", "1,653.50", "农林水支出", "1,703.50"),
    ("事业收入", "100.00", "住房保障支出", "50.00"),
    ("本年收入合计", "1,753.50", "本年支出合计", "1,753.50"),
)


def _table() -> str:
    rows = (HEADER, *ROWS)
    parts = [ofd_text(TITLE, 60, 20), ofd_text(UNIT, 160, 28)]
    parts += [ofd_line(20, 30 + 8 * n, 188, 30 + 8 * n) for n in range(len(rows) + 1)]
    parts += [ofd_line(20 + 42 * n, 30, 20 + 42 * n, 30 + 8 * len(rows)) for n in range(5)]
    parts += [
        ofd_text(text, 22 + 42 * column, 35.5 + 8 * row)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    return "".join(parts)


def _lines(objects: str) -> list[str]:
    (page,) = read_ofd(ofd_file([ofd_page(objects)]), "x.ofd").pages
    assert page.unread == ()
    return [line.text for line in page.lines]


def test_ofd__table__is_read_and_proven() -> None:
    frames = read_report(ofd_file([ofd_page(_table())]), "x.ofd")
    report = frames["reports"].row(0, named=True)
    assert (report["status"], report["status_reason"]) == ("proven", None)
    assert report["producer"] == "OFD (typesetting)"
    assert frames["tables"].select("table_title", "unit").rows() == [(TITLE, "万元")]
    printed = frames["figures"].sort("row_number", "column_number")["printed_text"].to_list()
    assert printed == [row[n] for row in ROWS for n in (1, 3)]


def test_ofd__one_character_alone__is_printed() -> None:
    assert _lines(ofd_text("款", 20, 20) + ofd_text("7", 20, 40)) == ["款", "7"]


def test_ofd__steps__place_characters() -> None:
    """`g 4 2` is four steps of two; a text that steps down is of several lines."""
    text = (
        '<ofd:TextObject ID="1" Boundary="20 20 90 40" Font="3" Size="4"><ofd:TextCode X="0" Y="4" '
        'DeltaX="g 4 2 -10 g 1 4" DeltaY="0 0 0 0 8 0">12.5甲乙丙</ofd:TextCode></ofd:TextObject>'
    )
    assert _lines(text) == ["12.5甲", "乙丙"]


def test_ofd__what_nobody_sees__is_not_printed() -> None:
    slanted = 'CTM="0.7 0.7 -0.7 0.7 0 0"'
    assert _lines(
        ofd_text("支出100万元，比上年减少", 20, 20)
        + ofd_text("999", 20, 40, more='Visible="false"')
        + ofd_text("888", 20, 50, more='Alpha="0"')
        + ofd_text("内部资料777", 60, 90, more=slanted)
    ) == ["支出100万元，比上年减少"]


def test_ofd__template_and_unit__are_on_the_page() -> None:
    template = (
        f"<ofd:Page {NS}><ofd:Content><ofd:Layer>{ofd_text('第1页', 90, 280)}</ofd:Layer>"
        "</ofd:Content></ofd:Page>"
    )
    unit = (
        f'<ofd:Res {NS}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="77" Width="9" '
        f'Height="9"><ofd:Content>{ofd_text("主管部门", 0, 10)}</ofd:Content>'
        "</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )

    def change(name: str, text: str) -> str:
        if name == "Doc_0/Document.xml":
            return text.replace(
                "</ofd:CommonData>",
                '<ofd:DocumentRes>Res.xml</ofd:DocumentRes><ofd:TemplatePage ID="5" '
                'BaseLoc="Tpls/T.xml"/></ofd:CommonData>',
            )
        return text.replace("<ofd:Area>", '<ofd:Template TemplateID="5"/><ofd:Area>')

    body = ofd_text("预算", 20, 20) + (
        '<ofd:CompositeObject ID="6" Boundary="20 50 50 50" CTM="0.5 0 0 0.5 0 0" ResourceID="77"/>'
    )
    content = ofd_file([ofd_page(body)], change)
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("Doc_0/Res.xml", unit)
        archive.writestr("Doc_0/Tpls/T.xml", template)
    (page,) = read_ofd(stream.getvalue(), "x.ofd").pages
    assert [line.text for line in page.lines] == ["预算", "主管部门", "第1页"]


def test_ofd__digits_that_the_page_does_not_show__are_a_fault() -> None:
    """White text: the file says it, no reader of the page sees it."""
    hidden = ofd_text("9.75", 60, 100).replace(
        "<ofd:TextCode", '<ofd:FillColor Value="255 255 255"/><ofd:TextCode'
    )
    frames = read_report(ofd_file([ofd_page(_table() + hidden)]), "x.ofd")
    assert frames["reports"].item(0, "status") == "partial"
    assert "1 × 5, 1 × 7, 1 × 9" in frames["reports"].item(0, "status_reason")
    assert frames["figures"].height == 6


def _with_picture(objects: str, picture: bytes) -> bytes:
    """Make a file of one page that shows a picture, named 3, beside other objects."""

    def name(member: str, text: str) -> str:
        named = "<ofd:DocumentRes>Res.xml</ofd:DocumentRes></ofd:CommonData>"
        return text.replace("</ofd:CommonData>", named) if "Document.xml" in member else text

    shown = '<ofd:ImageObject ID="4" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="3"/>'
    stream = io.BytesIO(ofd_file([ofd_page(shown + objects)], name))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(
            "Doc_0/Res.xml",
            f'<ofd:Res {NS} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="3" Type="Image">'
            "<ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>",
        )
        archive.writestr("Doc_0/Res/a.png", picture)
    return stream.getvalue()


def _png(mode: str = "L") -> bytes:
    """Make a white page, black in its upper left quarter."""
    page = Image.new("L", (210, 297), 255)
    page.paste(0, (0, 0, 105, 148))
    written = io.BytesIO()
    page.convert(mode).save(written, "PNG")
    return written.getvalue()


def _jbig2(*, is_sequential: bool = True, width: int = 210) -> bytes:
    """Make the same page as JBIG2: one region, coded as faxes are (T.88, 7.4.6; T.6)."""
    page = Image.open(io.BytesIO(_png("L")))
    written = io.BytesIO()
    ImageOps.invert(page).convert("1").save(written, "TIFF", compression="group4")
    faxed = Image.open(io.BytesIO(written.getvalue()))
    (start,), (count,) = faxed.tag_v2[273], faxed.tag_v2[279]  # type: ignore[attr-defined]
    coded = written.getvalue()[start : start + count]
    parts = [
        (48, struct.pack(">IIIIBH", width, 297, 0, 0, 0, 0)),
        (38, struct.pack(">IIIIBB", 210, 297, 0, 0, 0, 1) + coded),
        (49, b""),
        (51, b""),
    ]
    headers = [
        struct.pack(">IBBBI", number, kind, 0, 0 if kind == 51 else 1, len(data))
        for number, (kind, data) in enumerate(parts)
    ]
    body = [data for _, data in parts]
    ordered = (
        [part for pair in zip(headers, body, strict=True) for part in pair]
        if is_sequential
        else [*headers, *body]
    )
    return HEAD + bytes([is_sequential]) + struct.pack(">I", 1) + b"".join(ordered)


def test_ofd__scan__is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "find_models", lambda: None)
    with pytest.raises(MissingProgramError, match="OCR=1 make build"):
        read_report(_with_picture("", _png()), "x.ofd")


def test_ofd__picture_page_among_text__costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recognisers are there, and see nothing on it."""
    drawn: list[int] = []

    def see(picture: Any, number: int, *_: object, **__: object) -> PageRead:
        drawn.append(number)
        return replace(make_page(number, []), reading="scanned")

    monkeypatch.setattr(scanned_page, "read_scanned_page", see)
    monkeypatch.setattr(reading, "find_models", lambda: "models")
    shown = '<ofd:ImageObject ID="4" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="3"/>'
    frames = read_report(ofd_file([ofd_page(_table()), ofd_page(shown)]), "x.ofd")
    assert (drawn, frames["figures"].height) == ([2], 6)


@pytest.mark.parametrize(
    "picture",
    [*map(_png, ["1", "L", "RGB", "P"]), _jbig2(), _jbig2(is_sequential=False)],
    ids=["1", "L", "RGB", "P", "JBIG2", "JBIG2 apart"],
)
def test_ofd__picture__is_drawn_where_it_stands(picture: bytes) -> None:
    content = _with_picture("", picture)
    assert scanned_pages(read_ofd(content, "x.ofd")) == [1]
    (drawn,) = draw_scanned(as_shown(content, "x.ofd"), [1])
    height, width = drawn.picture.shape
    quarters = [
        drawn.picture[y : y + height // 4, x : x + width // 4].mean()
        for y in (height // 8, height * 5 // 8)
        for x in (width // 8, width * 5 // 8)
    ]
    assert [level < 99 for level in quarters] == [True, False, False, False]


@pytest.mark.parametrize(
    "picture", [b"", b"\x97JB2\r\n", _png()[:60], _jbig2()[:30], _jbig2(width=10**9)]
)
def test_ofd__picture_that_cannot_be_opened__is_grey(picture: bytes) -> None:
    (drawn,) = draw_scanned(as_shown(_with_picture("", picture), "x.ofd"), [1])
    assert drawn.picture.min() == drawn.picture.max() == 0xEE


def test_ofd__nothing_at_all__has_no_text() -> None:
    with pytest.raises(NoTextError):
        read_ofd(ofd_file([ofd_page("")]), "x.ofd")


@pytest.mark.parametrize("name", ["OFD.xml", "Doc_0/Document.xml", "Content.xml"])
def test_hostile__entities__are_refused(name: str) -> None:
    def change(member: str, text: str) -> str:
        bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
        return text.replace("?>", f"?>{bomb}") if member.endswith(name) else text

    with pytest.raises(HostileFileError, match="entities"):
        read_ofd(ofd_file([ofd_page(_table())], change), "x.ofd")


def test_hostile__bomb__is_refused() -> None:
    with pytest.raises(HostileFileError, match="unpacks"):
        read_ofd(ofd_file([ofd_page(_table() + " " * (8 << 20))]), "x.ofd")


def test_hostile__unit_that_draws_itself__comes_to_an_end() -> None:
    use = '<ofd:CompositeObject ID="6" Boundary="0 0 9 9" ResourceID="77"/>'
    resources = (
        f'<ofd:Res {NS}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="77"><ofd:Content>'
        f"{use}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )

    def change(name: str, text: str) -> str:
        mark = "</ofd:CommonData>"
        return text.replace(mark, f"<ofd:PublicRes>/R.xml</ofd:PublicRes>{mark}")

    stream = io.BytesIO(ofd_file([ofd_page(_table() + use)], change))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("R.xml", resources)
    assert len(read_ofd(stream.getvalue(), "x.ofd").pages[0].grids) == 1


def test_damaged__page_that_is_not_there__is_named() -> None:
    def change(name: str, text: str) -> str:
        return text.replace("Page_0", "Page_9")

    with pytest.raises(DamagedFileError, match="Pages/Page_9"):
        read_ofd(ofd_file([ofd_page(_table())], change), "x.ofd")
