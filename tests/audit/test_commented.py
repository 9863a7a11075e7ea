"""Word files and workbooks get their findings as comments, in place; nothing else changes."""

from __future__ import annotations

import io
import zipfile

import lxml.html
import openpyxl
import pytest
from lxml import etree
from openpyxl.comments import Comment

from ingest.reading.pdf import read_document
from ingest.reading.pdf.passages import Passage
from ingest.reading.report import read_report
from notebooks.audit.commented import audit_office
from notebooks.audit.findings import AuditFinding, Mark
from notebooks.audit.notes import Note, make_notes
from tests.conftest import SHIPPED_REPORTS
from tests.typesetting.ofd import ofd_file, ofd_page, ofd_text
from tests.typesetting.office import as_old_workbook, as_web_page, as_word, as_workbook

OFD = "{http://www.ofdspec.org/2016}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def document() -> object:
    (path,) = SHIPPED_REPORTS.glob("*.pdf")
    return read_document(path.read_bytes(), path.name)


def _finding(number: int, marks: tuple[Mark, ...], passages: tuple[Passage, ...]) -> AuditFinding:
    return AuditFinding(
        *(number, "f", "digit", "error", f"第{number}项", "a digit", None, None, "", (), 0),
        *(False, False, (), marks, passages),
    )


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_notes__finding_without_a_place__is_about_the_file() -> None:
    mark = Mark(1, (0, 0, 1, 1), "1.00", "表1!B4")
    passage = Passage(1, "支出1.00万元。", "1.00")
    notes = make_notes([_finding(1, (mark, mark), (passage,)), _finding(2, (), ())])
    assert [(note.locator, note.sentence) for note in notes] == [
        ("表1!B4", None), (None, "支出1.00万元。"), (None, None),
    ]  # fmt: skip
    assert "第1项" in notes[0].text


def test_workbook__comments__stand_beside_their_cells(document: object) -> None:
    content = as_workbook(document)  # type: ignore[arg-type]
    before = read_report(content, "x.xlsx")
    figure = before["figures"].row(3, named=True)
    sheet, _, cell = figure["locator"].rpartition("!")
    audited, suffix, _ = audit_office(
        content, "x.xlsx", [Note(figure["locator"], None, "应为2"), Note(None, None, "缺表")]
    )
    assert suffix == ".xlsx"
    book = openpyxl.load_workbook(io.BytesIO(audited))
    assert book[sheet][cell].comment.text == "应为2"
    assert book.worksheets[0]["A1"].comment.text == "缺表"
    after = read_report(audited, "x.xlsx")
    assert (
        after["figures"]
        .drop("report_id", "figure_id")
        .equals(before["figures"].drop("report_id", "figure_id"))
    )


def test_workbook__publishers_comments_and_parts__stay() -> None:
    book = openpyxl.Workbook()
    book.active["B2"], book.active["C3"] = 1.5, "=B2*2"
    book.active["B2"].comment = Comment("原有", "局")
    stream = io.BytesIO()
    book.save(stream)
    notes = [Note("Sheet!B2", None, "疑点1"), Note("Sheet!C3", None, "疑点2")]
    audited, *_ = audit_office(stream.getvalue(), "x.xlsx", notes)
    sheet = openpyxl.load_workbook(io.BytesIO(audited)).active
    assert sheet["B2"].comment.text == "原有\n疑点1"
    assert sheet["C3"].comment.text == "疑点2"
    assert sheet["C3"].value == "=B2*2"
    one, other = _members(stream.getvalue()), _members(audited)
    assert [name for name in one if one[name] != other[name]] == [
        name for name in one if "omment" in name or name.endswith(".vml")
    ]
    assert audited == audit_office(stream.getvalue(), "x.xlsx", notes)[0]


def test_word__comments__stand_beside_cells_and_sentences(document: object) -> None:
    content = as_word(document)  # type: ignore[arg-type]
    before = read_report(content, "x.docx")
    figure = before["figures"].row(10, named=True)
    claim = before["claims"].row(0, named=True)
    audited, suffix, _ = audit_office(
        content,
        "x.docx",
        [
            Note(figure["locator"], None, "应为2\nshould be 2"),
            Note(None, claim["sentence"], "文字"),
            Note(None, None, "缺表"),
        ],
    )
    assert suffix == ".docx"
    members = _members(audited)
    comments = etree.fromstring(members["word/comments.xml"])
    assert ["".join(comment.itertext()) for comment in comments] == [
        *("应为2should be 2", "文字", "缺表")
    ]
    body = etree.fromstring(members["word/document.xml"])
    marked = ["".join(mark.getparent().itertext()) for mark in body.iter(f"{W}commentRangeStart")]
    assert figure["printed_text"] in marked
    bare = ["".join(text.split()) for text in marked]
    assert any("".join(claim["claimed_text"].split()) in text for text in bare)
    assert len(marked) == 3
    assert b"comments.xml" in members["word/_rels/document.xml.rels"]
    assert b"/word/comments.xml" in members["[Content_Types].xml"]
    after = read_report(audited, "x.docx")
    for frame in ("figures", "claims"):
        keys = [name for name in before[frame].columns if name.endswith("_id")]
        assert after[frame].drop(keys).equals(before[frame].drop(keys))


def test_old_workbook__copy__has_its_cells_and_the_comments(document: object) -> None:
    content = as_old_workbook(document)  # type: ignore[arg-type]
    before = read_report(content, "x.xls")
    figure = before["figures"].row(3, named=True)
    sheet, _, cell = figure["locator"].rpartition("!")
    notes = [Note(figure["locator"], None, "应为2")]
    audited, suffix, remark = audit_office(content, "x.xls", notes)
    assert (suffix, "副本" in remark) == (".xlsx", True)
    assert openpyxl.load_workbook(io.BytesIO(audited))[sheet][cell].comment.text == "应为2"
    after = read_report(audited, "x.xlsx")
    columns = ["table_number", "row_number", "column_number", "printed_text", "locator"]
    assert after["figures"].select(columns).equals(before["figures"].select(columns))


def test_web_page__notes__stand_in_their_cells_and_at_the_end(document: object) -> None:
    content = as_web_page(document)  # type: ignore[arg-type]
    figure = read_report(content, "x.html")["figures"].row(10, named=True)
    notes = [Note(figure["locator"], None, "应为2"), Note(None, "支出1万元。", "文字")]
    audited, suffix, _ = audit_office(content, "x.html", notes)
    assert suffix == ".html"
    root = lxml.html.fromstring(audited)
    (cell,) = root.xpath('//td[@title="应为2"]')
    assert cell.text_content() == figure["printed_text"] + "[核1]"
    assert cell.xpath("a/@href") == ["#audit-1"]
    items = root.xpath('//div[@class="audit"]/p')
    assert [item.text for item in items] == ["[核1] 应为2", "[核2] 文字\n“支出1万元。”"]


def test_ofd__annotations__box_cells_and_sentences() -> None:
    page = ofd_page(ofd_text("本年支出12.50万元。", 20, 40))
    text = "本年支出12.50万元。"
    notes = [
        Note("p.1 [1 2 3 4]", None, "应为2", 1, (72.0, 700.0, 144.0, 712.0)),
        Note(None, text, "文字", 1, passage=Passage(1, text, "12.50")),
        Note(None, None, "缺表"),
    ]
    content = ofd_file([page, page])
    audited, suffix, _ = audit_office(content, "x.ofd", notes)
    assert suffix == ".ofd"
    members = _members(audited)
    marks = etree.fromstring(members["Doc_0/Annots/audit_100.xml"])
    assert [mark.findtext(f"{OFD}Remark") for mark in marks] == ["应为2", "文字", "缺表"]
    boxes = [
        [round(float(part)) for part in mark.find(f"{OFD}Appearance").get("Boundary").split()]
        for mark in marks
    ]
    assert boxes[0] == [25, 46, 25, 4]  # millimetres from the top left
    assert 30 < boxes[1][0] < 50
    assert 35 < boxes[1][1] < 42
    document = etree.fromstring(members["Doc_0/Document.xml"])
    assert document.findtext(f"{OFD}Annotations") == "Annots/Annotations.xml"
    assert document.findtext(f"{OFD}CommonData/{OFD}MaxUnitID") == "1005"
    # once more: those that are there stay
    again = _members(audit_office(audited, "x.ofd", notes[:1]).content)
    assert len(etree.fromstring(again["Doc_0/Annots/audit_100.xml"])) == 4
    assert len(etree.fromstring(again["Doc_0/Annots/Annotations.xml"])) == 1


def test_other_forms__findings__are_listed_with_their_places() -> None:
    notes = [Note("p.1 [1 2 3 4]", None, "应为2\nis 2"), Note(None, None, "缺表")]
    content, suffix, remark = audit_office(b"MIME-Version: 1.0\r\n", "x.mht", notes)
    assert (suffix, "清单" in remark) == (".txt", True)
    assert content.decode("utf-8-sig").split("\n") == [
        *("x.mht", "", "p.1 [1 2 3 4]", "    应为2", "    is 2", "", "全文 the file"),
        *("    缺表", ""),
    ]
